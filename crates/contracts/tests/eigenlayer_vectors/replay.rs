//! One sequence, step by step, and what is compared.

use crate::{
    abi::{resolved, resolved_in_event},
    observe,
    sequence::{Emitted, Observation, Sequence, Status, Step},
    tokens::burnCall,
    world::World,
};
use alloy_dyn_abi::{DynSolValue, FunctionExt as _};
use alloy_json_abi::Function;
use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall as _;
use aquifer_contracts::{CallAnswer, Host as _, NativeOutcome, OutsideCall, interfaces::IERC20};
use aquifer_protocol::units::Wei;
use serde_json::Value;

/// Replays a sequence; steps and values compared.
pub(crate) fn replay(file: &str, sequence: &Sequence) -> (usize, usize) {
    assert_eq!(sequence.view_block_offset, 0, "{file}: views are read at the step's own block");
    let mut run = Run { world: World::new(sequence), expected: sequence.initial_state.clone(), compared: 0 };
    run.world.go_to(sequence.start_block);
    run.compare_state(&format!("{file} at the start"));
    for step in &sequence.steps {
        let place = format!("{file} step {} {} in block {}", step.index, step.op, step.block);
        run.step(&place, step);
    }
    assert_eq!(run.expected, sequence.final_state, "{file}: the changes do not add up to the final state");
    run.compare_withdrawals(file, sequence);
    (sequence.steps.len(), run.compared)
}

struct Run {
    world: World,
    expected: Observation,
    compared: usize,
}

impl Run {
    fn step(&mut self, place: &str, step: &Step) {
        self.world.go_to(step.block);
        self.world.host.logs.clear();
        match step.op.as_str() {
            "mine" => assert_eq!(step.status, Status::Ok, "{place}"),
            "donateToStrategy" | "burnFromStrategy" => self.token_call(place, step),
            "podCheckpoint" => {
                self.fund_pod(step);
                self.transaction(place, step);
            }
            "updateAVSMetadataURI"
            | "setAVSRegistrar"
            | "createOperatorSets"
            | "createRedistributingOperatorSets"
            | "registerAsOperator"
            | "deposit"
            | "delegateTo"
            | "undelegate"
            | "redelegate"
            | "queueWithdrawals"
            | "completeQueuedWithdrawal"
            | "registerForOperatorSets"
            | "deregisterFromOperatorSets"
            | "modifyAllocations"
            | "clearDeallocationQueue"
            | "setAllocationDelay"
            | "slash"
            | "clearBurnOrRedistributableShares"
            | "createPod"
            | "podBalanceUpdate" => self.transaction(place, step),
            unknown => panic!("{place}: unknown operation {unknown}"),
        }
        for key in &step.gone {
            assert!(self.expected.remove(key).is_some(), "{place}: {key} was not observed before");
        }
        self.expected.extend(step.changes.clone());
        self.compare_state(place);
    }

    fn transaction(&mut self, place: &str, step: &Step) {
        let (contract, function) = (text(&step.contract), text(&step.function));
        let names = &self.world.names;
        let (function, input) = self.world.abi.call(contract, function, &step.args, names);
        let function = function.clone();
        let (from, to) = (names.address(text(&step.from)), names.address(contract));
        match self.world.send(from, to, &input) {
            NativeOutcome::Return(output) => {
                assert_eq!(step.status, Status::Ok, "{place}: recorded is {:?}", step.error);
                self.compare_returned(place, &function, &output, step.returns.as_ref());
                self.compare_events(place, &step.events);
            }
            NativeOutcome::Revert(data) => {
                let error = self.world.abi.error(&data);
                assert_eq!(step.status, Status::Revert, "{place}: refused with {error}");
                assert_eq!(Some(&error), step.error.as_ref(), "{place}: error (left ours, right recorded)");
                assert!(self.world.host.logs.is_empty(), "{place}: a refused call left logs");
                self.compared += 1;
            }
            outcome => panic!("{place}: {outcome:?}"),
        }
    }

    /// A call of a token by somebody, or by the strategy that holds it.
    fn token_call(&mut self, place: &str, step: &Step) {
        let names = &self.world.names;
        let amount = |value: &Value| value.as_str().and_then(|text| text.parse::<U256>().ok()).expect("an amount");
        let input = match (text(&step.function), &step.args[..]) {
            ("transfer", [to, value]) => {
                let to = names.address(to.as_str().expect("a receiver"));
                IERC20::transferCall { to, amount: amount(value) }.abi_encode()
            }
            ("burn", [value]) => burnCall { amount: amount(value) }.abi_encode(),
            unknown => panic!("{place}: unknown call of a token {unknown:?}"),
        };
        let (from, to) = (names.address(text(&step.from)), names.address(text(&step.contract)));
        let call = OutsideCall { from, to, value: Wei::ZERO, input: input.into(), is_static: false };
        let CallAnswer { success, output } = self.world.host.call(call);
        assert!(success && step.status == Status::Ok, "{place}: the token said {output}");
        assert!(step.events.is_empty(), "{place}: a token's events are left out");
    }

    /// The amount in the note arrived in the pod before the call.
    fn fund_pod(&mut self, step: &Step) {
        let amount = step.note.split(' ').next().and_then(|amount| amount.parse().ok()).expect("the note begins with an amount");
        let pod = self.world.names.address(text(&step.contract));
        self.world.host.fund(pod, Wei::new(amount));
    }

    #[track_caller]
    fn compare_returned(&mut self, place: &str, function: &Function, output: &Bytes, recorded: Option<&Value>) {
        let ours = function.abi_decode_output(output).unwrap_or_else(|error| panic!("{place}: {error}"));
        let expected: Vec<DynSolValue> = match (&function.outputs[..], recorded) {
            ([], None) => Vec::new(),
            ([one], Some(value)) => vec![self.recorded(place, value, &resolved(one))],
            (outputs, Some(Value::Array(values))) if outputs.len() == values.len() => {
                let kinds = outputs.iter().map(resolved);
                values.iter().zip(kinds).map(|(value, kind)| self.recorded(place, value, &kind)).collect()
            }
            (outputs, recorded) => panic!("{place}: {} outputs, recorded is {recorded:?}", outputs.len()),
        };
        assert_eq!(ours, expected, "{place}: returned (left ours, right recorded)");
        self.compared += expected.len();
    }

    #[track_caller]
    fn recorded(&self, place: &str, value: &Value, kind: &alloy_dyn_abi::DynSolType) -> DynSolValue {
        self.world.names.value(value, kind).unwrap_or_else(|| panic!("{place}: {value} is no {kind}"))
    }

    #[track_caller]
    fn compare_events(&mut self, place: &str, recorded: &[Emitted]) {
        let names = &self.world.names;
        let ours: Vec<_> = self.world.host.logs.iter().map(|log| self.world.abi.event(log, names)).collect();
        let order = |(contract, event, _): &(String, &alloy_json_abi::Event, _)| format!("{contract}.{}", event.name);
        let ours_in_order: Vec<String> = ours.iter().map(order).collect();
        let address = |name: &str| names.name(names.address(name));
        let recorded_in_order: Vec<String> =
            recorded.iter().map(|emitted| format!("{}.{}", address(&emitted.contract), emitted.event)).collect();
        assert_eq!(ours_in_order, recorded_in_order, "{place}: events (left ours, right recorded)");
        for ((_, event, values), emitted) in ours.iter().zip(recorded) {
            assert_eq!(event.inputs.len(), emitted.args.len(), "{place}: arguments of {}", event.name);
            for (input, ours) in event.inputs.iter().zip(values) {
                let value = emitted.args.get(&input.name);
                let value = value.unwrap_or_else(|| panic!("{place}: {} has no recorded {}", event.name, input.name));
                let theirs = self.recorded(place, value, &resolved_in_event(input));
                assert_eq!(ours, &theirs, "{place}: {}.{} (left ours, right recorded)", event.name, input.name);
            }
        }
        self.compared += recorded.iter().map(|emitted| emitted.args.len() + 1).sum::<usize>();
    }

    /// Changed and unchanged values alike.
    fn compare_state(&mut self, place: &str) {
        for (key, expected) in &self.expected {
            let ours = observe::read(&mut self.world, key);
            assert_eq!(ours, *expected, "{place}: {key} (left ours, right recorded)");
            self.compared += 1;
        }
    }

    /// The recorded structs hash to the recorded roots.
    fn compare_withdrawals(&mut self, file: &str, sequence: &Sequence) {
        let function = "calculateWithdrawalRoot((address,address,address,uint256,uint32,address[],uint256[]))";
        for withdrawal in &sequence.withdrawals {
            let args = Value::Array(vec![withdrawal.fields.clone()]);
            let root = self.world.view("DelegationManager", function, args);
            assert_eq!(root, Value::String(withdrawal.root.to_string()), "{file}: root of {}", withdrawal.name);
            self.compared += 1;
        }
    }
}

#[track_caller]
fn text(field: &Option<String>) -> &str {
    field.as_deref().expect("a transaction names its sender, contract and function")
}

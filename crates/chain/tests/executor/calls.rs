//! Calls that leave no trace, gas estimates, traces.

use crate::fixture::{ALICE, BOB, Chain, Hook, Probe, book, ether};
use alloy_primitives::{Address, Bytes, Log, U256};
use alloy_sol_types::{Revert, SolCall, SolError};
use aquifer_chain::{
    CallRequest,
    evm::EvmContext,
    execute::{CallError, CallStatus, block_env, call, estimate_gas, trace},
};
use aquifer_contracts::interfaces::{ILido, IWithdrawalQueue};
use revm::{
    Inspector,
    interpreter::{CallInputs, CallOutcome, interpreter::EthInterpreter},
};

fn request(from: Address, to: Address, value: U256, input: impl Into<Bytes>) -> CallRequest {
    CallRequest { from, to: Some(to), value, input: input.into(), ..CallRequest::default() }
}

#[test]
fn a_call_changes_nothing_and_costs_nothing() {
    let chain = Chain::new();
    let before = chain.world.clone();
    let submit = ILido::submitCall { referral: Address::ZERO }.abi_encode();
    let outcome = chain.call(&request(ALICE, book().steth, ether(1), submit));
    assert_eq!(outcome.status, CallStatus::Success);
    assert_eq!(outcome.logs.len(), 3);
    assert_eq!(chain.world, before);
}

#[test]
fn a_caller_without_the_value_is_refused() {
    let chain = Chain::new();
    let poor = Address::repeat_byte(9);
    let refused = call(&chain.spec, &chain.world, block_env(&chain.head.header), &request(poor, BOB, U256::ONE, []));
    assert!(matches!(refused, Err(CallError::Transaction(_))));
}

#[test]
fn an_account_that_delegates_to_a_native_contract_runs_the_stub() {
    use aquifer_chain::{Input, block::DevelopmentChange};
    let mut chain = Chain::new();
    let designator: Bytes = [&[0xef, 0x01, 0x00][..], book().steth.as_slice()].concat().into();
    chain.mine(vec![Input::Development(DevelopmentChange::SetCode { account: BOB, code: designator })]);
    let outcome = chain.call(&request(ALICE, BOB, U256::ZERO, ILido::totalSupplyCall {}.abi_encode()));
    assert_eq!(outcome.status, CallStatus::Revert);
    let reason = Revert::abi_decode(&outcome.output).expect("Error(string)").reason;
    assert_eq!(reason, "native contract: call it over JSON-RPC");
}

#[test]
fn an_estimate_suffices_and_is_close() {
    #[track_caller]
    fn check(chain: &Chain, request: &CallRequest) {
        let env = block_env(&chain.head.header);
        let estimate = estimate_gas(&chain.spec, &chain.world, env.clone(), request).expect("an estimate");
        let with = |gas| call(&chain.spec, &chain.world, env.clone(), &CallRequest { gas: Some(gas), ..request.clone() });
        assert_eq!(with(estimate).expect("runs").status, CallStatus::Success);
        let less = estimate - estimate / 50 - 1;
        assert!(!with(less).is_ok_and(|outcome| outcome.status == CallStatus::Success), "{less} would do, {estimate} asked");
    }
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    check(&chain, &request(ALICE, BOB, U256::ONE, []));
    check(&chain, &request(ALICE, book().steth, ether(1), ILido::submitCall { referral: BOB }.abi_encode()));
    check(&chain, &request(ALICE, probe, ether(1), Probe::stakeCall {}.abi_encode()));
    check(&chain, &request(ALICE, probe, U256::ZERO, Probe::transferAndUndoCall { to: BOB, amount: ether(1) }.abi_encode()));
}

#[test]
fn an_estimate_of_what_always_fails_is_its_failure() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let failing = request(ALICE, probe, U256::ZERO, Probe::transferAndRevertCall { to: BOB, amount: ether(1) }.abi_encode());
    match estimate_gas(&chain.spec, &chain.world, block_env(&chain.head.header), &failing) {
        Err(CallError::Fails(outcome)) => assert!(Probe::Undone::abi_decode(&outcome.output).is_ok()),
        other => panic!("{other:?}"),
    }
}

/// Writes down frames and logs as they come.
#[derive(Default)]
struct Recorder {
    calls: Vec<(Address, Address)>,
    ended: usize,
    logs: Vec<Log>,
}

impl Inspector<EvmContext, EthInterpreter> for Recorder {
    fn log(&mut self, _: &mut EvmContext, log: Log) {
        self.logs.push(log);
    }

    fn call(&mut self, _: &mut EvmContext, inputs: &mut CallInputs) -> Option<CallOutcome> {
        self.calls.push((inputs.caller, inputs.target_address));
        None
    }

    fn call_end(&mut self, _: &mut EvmContext, _: &CallInputs, _: &mut CallOutcome) {
        self.ended += 1;
    }
}

#[test]
fn a_trace_shows_native_frames_their_callbacks_and_each_log_once() {
    let mut chain = Chain::new();
    let (sender, receiver) = (chain.probe_with_steth(ether(5)), chain.probe_with_steth(ether(5)));
    chain.must(ALICE, sender, U256::ZERO, &Probe::requestWithdrawalCall { amount: ether(1) });
    let id = chain.view(book().withdrawal_queue, &IWithdrawalQueue::getLastRequestIdCall {});
    chain.set_probe(receiver, Hook::Reenter, false, false);
    let send = request(ALICE, sender, U256::ZERO, Probe::sendWithFullMemoryCall { to: receiver, id }.abi_encode());
    let env = block_env(&chain.head.header);
    let (outcome, seen) = trace(&chain.spec, &chain.world, env, &send, Recorder::default()).expect("runs");
    assert_eq!(outcome.status, CallStatus::Success);
    assert_eq!(seen.logs, outcome.logs);
    assert_eq!(seen.ended, seen.calls.len());
    let queue = book().withdrawal_queue;
    assert_eq!(seen.calls[..3], [(ALICE, sender), (sender, queue), (queue, receiver)]);
    assert!(seen.calls.contains(&(receiver, book().steth)));
    assert_eq!(outcome, chain.call(&send));
}

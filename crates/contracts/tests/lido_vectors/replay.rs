//! One sequence, operation by operation, and what is compared.

use crate::{
    abi::Abi,
    actors::Actors,
    fields::{Fields, normal, number},
    ops, report, state,
    world::World,
};
use alloy_primitives::{Address, U256};
use aquifer_contracts::NativeOutcome;
use aquifer_protocol::units::{BlockNumber, Timestamp, Wei};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Counts what was compared and says where a difference is.
pub(crate) struct Check<'a> {
    place: String,
    compared: &'a mut usize,
}

impl Check<'_> {
    #[track_caller]
    pub(crate) fn same(&mut self, what: &str, ours: &Value, theirs: &Value) {
        *self.compared += 1;
        assert_eq!(normal(ours), normal(theirs), "{}: {what} (left ours, right recorded)", self.place);
    }
}

/// Replays a sequence; operations and values compared.
pub(crate) fn replay(file: &str, sequence: &Value) -> (usize, usize) {
    let fields = Fields::new(sequence);
    assert_eq!(fields.text("format"), "lido-sequence/1", "{file}: unknown format");
    let _ = (fields.need("seed"), fields.get("profile"));
    let mut run = Run {
        abi: Abi::load(),
        world: World::new(&Fields::new(fields.need("config")), Actors::new()),
        expected: BTreeMap::new(),
        compared: 0,
    };
    run.start(file, fields.need("initial"));
    let ops = fields.need("ops").as_array().expect("a list of operations");
    for (index, op) in ops.iter().enumerate() {
        run.operation(format!("{file} operation {index} {}", op["op"]), &Fields::new(op));
    }
    assert_eq!(fields.unread(), Vec::<&str>::new(), "{file}: unknown fields");
    let sound = run.world.host.protocol.check();
    assert!(sound.is_ok(), "{file}: {sound:?}");
    (ops.len(), run.compared)
}

struct Run {
    abi: Abi,
    world: World,
    expected: BTreeMap<String, U256>,
    compared: usize,
}

impl Run {
    fn start(&mut self, file: &str, initial: &Value) {
        let initial = initial.as_object().expect("the initial state");
        self.expected = initial.iter().map(|(field, value)| (field.clone(), number(value))).collect();
        self.go_to(self.expected["blockNumber"], self.expected["timestamp"]);
        self.compare_state(&format!("{file} initial state"));
    }

    fn go_to(&mut self, block: U256, time: U256) {
        self.world.host.block_number = BlockNumber::new(block.to());
        self.world.host.timestamp = Timestamp::new(time.to());
    }

    fn operation(&mut self, place: String, op: &Fields<'_>) {
        let post = op.need("post").as_object().expect("the state after the operation");
        self.go_to(number(&post["blockNumber"]), number(&post["timestamp"]));
        self.world.host.logs.clear();
        let caller = op.get("from").map(|from| self.world.actors.address(from.as_str().expect("an actor")));
        let held = caller.map(|caller| self.world.host.balance_of(caller));

        self.perform(&place, op);

        if let (Some(caller), Some(held)) = (caller, held) {
            self.compare_ether(&place, op, caller, held);
        }
        for (field, value) in post {
            assert!(self.expected.insert(field.clone(), number(value)).is_some(), "{place}: unknown state field {field}");
        }
        self.compare_state(&place);
        let _ = op.get("i");
        assert_eq!(op.unread(), Vec::<&str>::new(), "{place}: unknown fields");
    }

    fn perform(&mut self, place: &str, op: &Fields<'_>) {
        let (ok, mut check) = (op.flag("ok"), Check { place: place.to_owned(), compared: &mut self.compared });
        match op.text("op") {
            "mine" => {
                let _ = op.number("blocks");
                check.same("ok", &json!(true), &json!(ok));
            }
            "fund" => {
                self.world.fund_vault(op.text("vault"), op.number("amount"));
                check.same("ok", &json!(true), &json!(ok));
            }
            "view.calculateFinalizationBatches" => match ops::batch_steps(&mut self.world, op) {
                Ok(steps) => check.same("steps", &steps, op.get("steps").unwrap_or(&Value::Null)),
                Err((steps, outcome)) => {
                    if let Some(recorded) = op.get("steps") {
                        check.same("steps", &steps, recorded);
                    }
                    compare_outcome(&mut check, &self.abi, &self.world, op, &outcome, None);
                }
            },
            "setBadDebt" => {
                let outcome = self.world.set_bad_debt(number(&op.need("args")[0]));
                let _ = op.get("value");
                compare_outcome(&mut check, &self.abi, &self.world, op, &outcome, None);
            }
            "oracleReport" => {
                report::compare_calculation(&mut check, &self.abi, &mut self.world, op);
                let outcome = report::submit(&mut self.world, op);
                compare_outcome(&mut check, &self.abi, &self.world, op, &outcome, None);
            }
            name => {
                let done = ops::perform(&mut self.world, op);
                let done = done.unwrap_or_else(|| panic!("{place}: unknown operation {name}"));
                compare_outcome(&mut check, &self.abi, &self.world, op, &done.outcome, done.function);
            }
        }
    }

    fn compare_ether(&mut self, place: &str, op: &Fields<'_>, caller: Address, held: Wei) {
        let now = self.world.host.balance_of(caller);
        let delta = match now.try_sub(held) {
            Ok(gained) => gained.get().to_string(),
            Err(_) => format!("-{}", held.floor_sub(now).get()),
        };
        let mut check = Check { place: place.to_owned(), compared: &mut self.compared };
        check.same("ethDelta", &json!(delta), op.get("ethDelta").unwrap_or(&json!("0")));
    }

    /// Changed and unchanged fields alike.
    fn compare_state(&mut self, place: &str) {
        for (field, expected) in &self.expected {
            self.compared += 1;
            let ours = state::read(&mut self.world, field);
            assert_eq!(ours, *expected, "{place}: state field {field} (left ours, right recorded)");
        }
    }
}

/// Success, return values, events, or the revert.
fn compare_outcome(
    check: &mut Check<'_>,
    abi: &Abi,
    world: &World,
    op: &Fields<'_>,
    outcome: &NativeOutcome,
    function: Option<(&str, &str)>,
) {
    match outcome {
        NativeOutcome::Return(output) => {
            check.same("ok", &json!(true), op.need("ok"));
            if let Some(ret) = op.get("ret") {
                let ours = match function {
                    Some((contract, name)) => abi.returned(contract, name, output, &world.actors),
                    None => json!([]),
                };
                check.same("ret", &ours, ret);
            }
            let events = abi.events(&world.host.logs, &world.actors);
            check.same("events", &events, op.get("events").unwrap_or(&json!([])));
        }
        NativeOutcome::Revert(data) => {
            check.same("ok", &json!(false), op.need("ok"));
            check.same("error", &abi.error(data, &world.actors), op.need("error"));
            check.same("events", &json!([]), op.get("events").unwrap_or(&json!([])));
        }
        NativeOutcome::OutOfGas | NativeOutcome::StaticViolation => panic!("{}: {outcome:?}", check.place),
    }
}

//! Decodes what the contracts said into the vectors' JSON, by the published lists in `tests/abi/`.

use crate::actors::Actors;
use alloy_dyn_abi::{DynSolValue, ErrorExt as _, EventExt as _, FunctionExt as _};
use alloy_json_abi::{Error, Event, Function};
use alloy_primitives::{Bytes, Log, hex};
use serde_json::{Value, json};

/// Published functions, events and errors of one contract.
pub(crate) struct Contract {
    functions: Vec<Function>,
    events: Vec<Event>,
    errors: Vec<Error>,
}

impl Contract {
    fn parse(list: &str) -> Self {
        let lines = |kind: &'static str| list.lines().filter(move |line| line.starts_with(kind));
        Self {
            functions: lines("function ").map(|line| Function::parse(line).expect("a published function")).collect(),
            events: lines("event ").map(|line| Event::parse(line).expect("a published event")).collect(),
            errors: lines("error ").map(|line| Error::parse(line).expect("a published error")).collect(),
        }
    }
}

/// The lists of all contracts the vectors speak of.
pub(crate) struct Abi {
    contracts: Vec<(&'static str, Contract)>,
    errors: Vec<Error>,
}

impl Abi {
    pub(crate) fn load() -> Self {
        let contracts: Vec<_> = [
            ("steth", include_str!("../abi/ILido.txt")),
            ("wsteth", include_str!("../abi/IWstETH.txt")),
            ("wq", include_str!("../abi/IWithdrawalQueue.txt")),
            ("burner", include_str!("../abi/IBurner.txt")),
            ("accounting", include_str!("../abi/IAccounting.txt")),
            ("sr", include_str!("../abi/IStakingRouter.txt")),
            ("sanity", include_str!("../abi/IOracleReportSanityChecker.txt")),
        ]
        .map(|(name, list)| (name, Contract::parse(list)))
        .into();
        let errors = contracts.iter().flat_map(|(_, contract)| contract.errors.clone()).collect();
        Self { contracts, errors }
    }

    fn contract(&self, name: &str) -> &Contract {
        let found = self.contracts.iter().find(|(known, _)| *known == name);
        &found.unwrap_or_else(|| panic!("no published list of {name}")).1
    }

    /// Return data of a function, as the vectors write it: a list with one value per output.
    pub(crate) fn returned(&self, contract: &str, function: &str, data: &[u8], actors: &Actors) -> Value {
        let function =
            self.contract(contract).functions.iter().find(|known| known.name == function).expect("a published function");
        let outputs = function.abi_decode_output(data).expect("return data of the function's types");
        Value::Array(outputs.iter().map(|value| plain(value, actors)).collect())
    }

    /// Logs as `[contract, event, [args in ABI order]]`; those of addresses without a published list are left out.
    pub(crate) fn events(&self, logs: &[Log], actors: &Actors) -> Value {
        Value::Array(logs.iter().filter_map(|log| self.event(log, actors)).collect())
    }

    fn event(&self, log: &Log, actors: &Actors) -> Option<Value> {
        let emitter = actors.name(log.address);
        let contract = &self.contracts.iter().find(|(name, _)| *name == emitter)?.1;
        let topic = log.topics().first().expect("every event has its topic");
        let event = contract.events.iter().find(|event| event.selector() == *topic);
        let event = event.unwrap_or_else(|| panic!("{emitter} has no event {topic}"));
        let decoded = event.decode_log(log).expect("a log of the event's types");
        let (mut indexed, mut body) = (decoded.indexed.iter(), decoded.body.iter());
        let args: Vec<Value> = event
            .inputs
            .iter()
            .map(|input| if input.indexed { indexed.next() } else { body.next() })
            .map(|value| plain(value.expect("one value an input"), actors))
            .collect();
        Some(json!([emitter, event.name, args]))
    }

    /// Revert data as the vectors write it.
    pub(crate) fn error(&self, data: &Bytes, actors: &Actors) -> Value {
        if data.is_empty() {
            return json!({ "kind": "empty" });
        }
        if let Some(message) = decode_one(&Error::parse("error Error(string message)").expect("builtin"), data) {
            return json!({ "kind": "string", "msg": plain(&message[0], actors) });
        }
        if let Some(code) = decode_one(&Error::parse("error Panic(uint256 code)").expect("builtin"), data) {
            return json!({ "kind": "panic", "code": plain(&code[0], actors) });
        }
        for error in &self.errors {
            if let Some(args) = decode_one(error, data) {
                let args: Vec<Value> = args.iter().map(|value| plain(value, actors)).collect();
                return json!({ "kind": "custom", "name": error.name, "selector": hex::encode_prefixed(error.selector()), "args": args });
            }
        }
        panic!("revert data of no published error: {data}")
    }
}

fn decode_one(error: &Error, data: &[u8]) -> Option<Vec<DynSolValue>> {
    error.decode_error(data).ok().map(|decoded| decoded.body)
}

/// A value as the vectors write it: numbers as decimal strings, known addresses as actors.
fn plain(value: &DynSolValue, actors: &Actors) -> Value {
    match value {
        DynSolValue::Bool(value) => json!(value),
        DynSolValue::Uint(value, _) => json!(value.to_string()),
        DynSolValue::Int(value, _) => json!(value.to_string()),
        DynSolValue::Address(value) => json!(actors.name(*value)),
        DynSolValue::String(value) => json!(value),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) | DynSolValue::Tuple(values) => {
            Value::Array(values.iter().map(|value| plain(value, actors)).collect())
        }
        DynSolValue::FixedBytes(..) | DynSolValue::Bytes(_) | DynSolValue::Function(_) => {
            panic!("no vector holds bytes: {value:?}")
        }
    }
}

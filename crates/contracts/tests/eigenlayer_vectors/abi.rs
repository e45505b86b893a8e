//! The published lists in `tests/abi/`: calldata from recorded arguments, recorded names from what the contracts said.

use crate::names::Names;
use alloy_dyn_abi::{DynSolType, DynSolValue, ErrorExt as _, EventExt as _, JsonAbiExt as _, Specifier as _};
use alloy_json_abi::{Error, Event, EventParam, Function, Param};
use alloy_primitives::{Log, hex};
use alloy_sol_types::{Panic, Revert, SolError as _};
use serde_json::Value;

/// Published functions, events and errors of one contract.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) name: &'static str,
    pub(crate) functions: Vec<Function>,
    pub(crate) events: Vec<Event>,
    pub(crate) errors: Vec<Error>,
}

impl Contract {
    fn parse(name: &'static str, lists: &[&str]) -> Self {
        let lines = |kind: &'static str| lists.iter().flat_map(|list| list.lines()).filter(move |line| line.starts_with(kind));
        Self {
            name,
            functions: lines("function ").map(|line| Function::parse(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect(),
            events: lines("event ").map(|line| Event::parse(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect(),
            errors: lines("error ").map(|line| Error::parse(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect(),
        }
    }
}

const PAUSABLE: &str = include_str!("../abi/IPausable.txt");
const OWNABLE: &str = include_str!("../abi/IOwnable.txt");

/// The lists of all contracts the vectors speak of, under the names they have there.
pub(crate) fn contracts() -> [Contract; 10] {
    let pausable = |name, list| Contract::parse(name, &[list, PAUSABLE]);
    let owned = |name, list| Contract::parse(name, &[list, PAUSABLE, OWNABLE]);
    let plain = |name, list| Contract::parse(name, &[list]);
    [
        pausable("AllocationManager", include_str!("../abi/IAllocationManager.txt")),
        pausable("DelegationManager", include_str!("../abi/IDelegationManager.txt")),
        owned("StrategyManager", include_str!("../abi/IStrategyManager.txt")),
        owned("EigenPodManager", include_str!("../abi/IEigenPodManager.txt")),
        plain("EigenPod", include_str!("../abi/IEigenPod.txt")),
        pausable("StrategyBase", include_str!("../abi/IStrategy.txt")),
        plain("PermissionController", include_str!("../abi/IPermissionController.txt")),
        owned("RewardsCoordinator", include_str!("../abi/IRewardsCoordinator.txt")),
        plain("KeyRegistrar", include_str!("../abi/IKeyRegistrar.txt")),
        owned("StrategyFactory", include_str!("../abi/IStrategyFactory.txt")),
    ]
}

/// The ABI of everything.
#[derive(Debug)]
pub(crate) struct Abi {
    contracts: [Contract; 10],
}

/// What a contract of the vectors is: strategies and pods have names of their own.
fn kind_of(contract: &str) -> &str {
    match contract {
        name if name.starts_with("strategy") => "StrategyBase",
        name if name.starts_with("pod.") || name.starts_with("0x") => "EigenPod",
        name => name,
    }
}

impl Abi {
    pub(crate) fn load() -> Self {
        Self { contracts: contracts() }
    }

    #[track_caller]
    fn contract(&self, name: &str) -> &Contract {
        let kind = kind_of(name);
        let found = self.contracts.iter().find(|contract| contract.name == kind);
        found.unwrap_or_else(|| panic!("no published list of {name}"))
    }

    /// The function of a name that takes such arguments, and its calldata.
    #[track_caller]
    pub(crate) fn call(&self, contract: &str, function: &str, args: &[Value], names: &Names) -> (&Function, Vec<u8>) {
        let of_that_name = self.contract(contract).functions.iter().filter(|known| known.name == function);
        let fitting = of_that_name.filter_map(|known| Some((known, arguments(known, args, names)?))).next();
        let (known, values) = fitting.unwrap_or_else(|| panic!("no {contract}.{function} takes {args:?}"));
        (known, known.abi_encode_input(&values).expect("values of the function's types"))
    }

    /// The function of a signature.
    #[track_caller]
    pub(crate) fn function(&self, contract: &str, signature: &str) -> &Function {
        let mut functions = self.contract(contract).functions.iter();
        functions.find(|known| known.signature() == signature).unwrap_or_else(|| panic!("no {contract}.{signature}"))
    }

    /// A log as contract, event and arguments by name.
    #[track_caller]
    pub(crate) fn event(&self, log: &Log, names: &Names) -> (String, &Event, Vec<DynSolValue>) {
        let emitter = names.name(log.address);
        let topic = log.topics().first().expect("every event has its topic");
        let event = self.contract(&emitter).events.iter().find(|event| event.selector() == *topic);
        let event = event.unwrap_or_else(|| panic!("{emitter} has no event {topic}"));
        let decoded = event.decode_log(log).unwrap_or_else(|error| panic!("{emitter}.{}: {error}", event.name));
        let (mut indexed, mut body) = (decoded.indexed.into_iter(), decoded.body.into_iter());
        let in_order = |input: &EventParam| if input.indexed { indexed.next() } else { body.next() };
        let values = event.inputs.iter().map(in_order).map(|value| value.expect("one value an input")).collect();
        (emitter, event, values)
    }

    /// Revert data as the vectors write it: the name of a custom error, `Error:<text>`, `Panic:0x..`.
    #[track_caller]
    pub(crate) fn error(&self, data: &[u8]) -> String {
        if let Ok(revert) = Revert::abi_decode(data) {
            return format!("Error:{}", revert.reason);
        }
        if let Ok(panic) = Panic::abi_decode(data) {
            return format!("Panic:0x{:02x}", panic.code);
        }
        let errors = self.contracts.iter().flat_map(|contract| &contract.errors);
        let known = errors.filter(|error| error.decode_error(data).is_ok()).map(|error| error.name.clone()).next();
        known.unwrap_or_else(|| panic!("revert data of no published error: {}", hex::encode_prefixed(data)))
    }
}

/// Recorded arguments as values of the function's types, if they fit.
fn arguments(function: &Function, args: &[Value], names: &Names) -> Option<Vec<DynSolValue>> {
    if args.len() != function.inputs.len() {
        return None;
    }
    args.iter().zip(&function.inputs).map(|(arg, input)| names.value(arg, &resolved(input))).collect()
}

/// The type of a parameter.
pub(crate) fn resolved(param: &Param) -> DynSolType {
    param.resolve().unwrap_or_else(|error| panic!("{param:?}: {error}"))
}

/// The type of an event's parameter.
pub(crate) fn resolved_in_event(param: &EventParam) -> DynSolType {
    param.resolve().unwrap_or_else(|error| panic!("{param:?}: {error}"))
}

//! The recorded calls of the four system contracts (`beacon-roots/system_contracts.json`), through the executor: each call a
//! block of its own, the published code preinstalled by the genesis state.

use super::{BlockExecutor, block_env};
use crate::{
    system_contracts,
    world::{GenesisAccount, World},
};
use alloy_consensus::Header;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use aquifer_protocol::{
    ethereum::BlockStart,
    units::{Gwei, Slot, ValidatorIndex},
};
use revm::context::{TxEnv, result::ExecutionResult};
use serde_json::{Map, Value};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

#[path = "../../tests/executor/fixture.rs"]
#[expect(dead_code, reason = "shared with the integration tests")]
mod fixture;

const SYSTEM: Address = Address::new([
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
]);

/// A JSON object whose fields are taken one by one: what is left at the end is a field nobody looked at.
struct Fields(Map<String, Value>);

impl Fields {
    fn of(value: &Value) -> Self {
        Self(value.as_object().expect("an object").clone())
    }

    fn maybe(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    fn take(&mut self, name: &str) -> Value {
        self.maybe(name).unwrap_or_else(|| panic!("no `{name}`"))
    }

    fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(&mut self, name: &str) -> T {
        self.take(name).as_str().expect("text").parse().expect(name)
    }

    fn number(&mut self, name: &str) -> u64 {
        self.take(name).as_u64().expect(name)
    }

    fn done(self) {
        assert!(self.0.is_empty(), "unknown fields {:?}", self.0.keys().collect::<Vec<_>>());
    }
}

/// The file: in `AQUIFER_VECTORS`, or the project's own copy when there is none. And whether it is the project's own.
fn vectors() -> (Fields, bool) {
    const FILE: &str = "beacon-roots/system_contracts.json";
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors").join(FILE);
    let named = std::env::var_os("AQUIFER_VECTORS").map(|root| PathBuf::from(root).join(FILE));
    let named = named.filter(|path| path.is_file());
    let is_own = named.is_none();
    let path = named.unwrap_or(own);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (Fields::of(&serde_json::from_str(&text).expect("JSON")), is_own)
}

/// A block the consensus side gives nothing.
fn start() -> BlockStart {
    BlockStart {
        slot: Slot::new(0),
        withdrawals: Vec::new(),
        proposer: ValidatorIndex::new(0),
        is_proposed: false,
        fee_recipient: Address::ZERO,
        sync_bits: Arc::from([]),
        attestation_reward: Gwei::ZERO,
        equivocations: Vec::new(),
    }
}

/// The genesis state with rich callers.
fn world(callers: impl IntoIterator<Item = Address>) -> World {
    let protocol = fixture::protocol();
    let tracked = protocol.tracked_ether();
    let rich = || GenesisAccount { balance: U256::from(u128::MAX), ..GenesisAccount::default() };
    let funded = callers.into_iter().map(|caller| (caller, rich()));
    let funded = funded.chain(tracked.into_iter().map(|(account, _)| (account, rich())));
    World::genesis(&fixture::spec(), protocol, [], funded.collect::<Vec<_>>())
}

fn slots(value: &Value) -> impl Iterator<Item = (U256, U256)> {
    let slots = value.as_object().expect("slots").clone();
    slots
        .into_iter()
        .map(|(slot, value)| (slot.parse().expect("a slot"), value.as_str().expect("text").parse().expect("a value")))
}

/// Executes a call in a block of its own and compares all that was recorded.
fn replay(world: World, contract: Address, case: &Value) -> World {
    let mut case = Fields::of(case);
    let header = Header {
        number: case.number("block_number"),
        timestamp: case.number("timestamp"),
        gas_limit: 60_000_000,
        ..Header::default()
    };
    let (from, data, value): (Address, Bytes, U256) = (case.parsed("from"), case.parsed("data"), case.parsed("value"));
    let spec = fixture::spec();
    let mut executor = BlockExecutor::new(&spec, &world, block_env(&header), start());
    let result = if from == SYSTEM {
        executor.evm.system_call(contract, data).expect("executes")
    } else {
        let nonce = world.nonce(&from);
        let (kind, gas_limit) = (TxKind::Call(contract), 10_000_000);
        let tx = TxEnv { caller: from, gas_limit, kind, value, data, nonce, chain_id: Some(spec.chain_id), ..TxEnv::default() };
        executor.evm.transact_impersonated(tx).expect("executes")
    };
    match (&result, case.maybe("return"), case.maybe("revert")) {
        (ExecutionResult::Success { output, .. }, Some(expected), None) => {
            assert_eq!(output.data().to_string(), expected.as_str().expect("hex"), "returned");
        }
        (ExecutionResult::Revert { .. }, None, Some(Value::Bool(true))) => {}
        (result, returned, reverts) => panic!("{result:?}, recorded: return {returned:?}, revert {reverts:?}"),
    }
    let logs = result.logs();
    assert_eq!(logs.len(), usize::from(case.0.contains_key("log_data")), "logs");
    if let Some(log) = logs.first() {
        assert_eq!(log.address, contract);
        assert_eq!(log.data.data, case.parsed::<Bytes>("log_data"));
        assert_eq!(log.topics().len() as u64, case.number("topics"));
    }
    executor.flush().expect("ether is conserved");
    let (db, protocol) = executor.evm.into_parts();
    let (accounts, codes) = db.into_parts();
    let world = World { accounts, codes, protocol, ..world };
    for (slot, expected) in case.maybe("storage").iter().flat_map(slots) {
        assert_eq!(world.storage(&contract, &slot), expected, "slot {slot}");
    }
    case.done();
    world
}

#[test]
fn beacon_roots_system_contracts_answer_as_recorded() {
    let (mut file, is_own) = vectors();
    assert_eq!(file.parsed::<String>("name"), "system_contracts");
    file.take("about");
    let (mut contracts, mut calls) = (0, 0);
    for (name, contract) in file.take("contracts").as_object().expect("contracts") {
        let mut contract = Fields::of(contract);
        let (address, code): (Address, Bytes) = (contract.parsed("address"), contract.parsed("code"));
        let cases = contract.take("cases");
        let cases = cases.as_array().expect("cases");
        let mut world = world(cases.iter().map(|case| case["from"].as_str().expect("from").parse().expect("an address")));

        let account = world.account(&address).unwrap_or_else(|| panic!("{name} is not preinstalled"));
        assert_eq!(world.code(&address).bytes(), code, "{name}");
        assert_eq!(code.len() as u64, contract.number("code_length"));
        assert_eq!((account.nonce, account.code_hash), (1, contract.parsed::<B256>("code_keccak256")), "{name}");
        assert_eq!(account.storage.slots(), { slots(&contract.take("initial_storage")).collect::<Vec<_>>() });
        assert!(system_contracts::is_system_contract(&address));

        for (number, case) in cases.iter().enumerate() {
            println!("{name}, call {number}");
            world = replay(world, address, case);
        }
        contract.done();
        (contracts, calls) = (contracts + 1, calls + cases.len());
    }
    file.done();
    println!("beacon-roots/system_contracts: {contracts} contracts, {calls} calls compared");
    assert!(contracts == system_contracts::all().len() && calls > 0, "the vectors leave something out");
    if is_own {
        assert_eq!(calls, 129);
    }
}

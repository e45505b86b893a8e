//! The recording's setup: the contracts at the recorded addresses, tokens, and a registrar that accepts everything.

use crate::{
    abi::{Abi, resolved},
    names::Names,
    sequence::{Config, Sequence},
    tokens::Tokens,
};
use alloy_dyn_abi::FunctionExt as _;
use alloy_primitives::{Address, B256, Bytes, U256, address};
use aquifer_contracts::{CallAnswer, NativeOutcome, addresses, mock::MockHost};
use aquifer_protocol::{
    AddressBook, Protocol,
    ethereum::{Beacon, BeaconConstants, DepositContract},
    genesis::{GenesisConfig, LidoGenesis, PoolGenesis},
    liquid::lido::{
        accounting_oracle::AccountingOracle,
        deposit_security::DepositSecurity,
        hash_consensus::{ChainConfig, FrameConfig, HashConsensus},
        node_operators::NodeOperators,
        sanity::{LimitsList, SanityChecker},
        staking_router::StakingRouter,
    },
    restaking::{
        Delays, EarlyLookup, Restaking, RestakingConfig, RestakingGenesis,
        strategies::{Strategy, StrategyKind},
    },
    units::{BlockNumber, Blocks, Epoch, Slot, Timestamp, Wei},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// The recording's clock: this, and 12 seconds a block.
const START: u64 = 1_750_000_000;

/// The account that made calls anybody may make.
const ANYBODY: Address = address!("0x1b5ceb79b60dc455ad691d856e6e4025cf542caa");

/// The contract of EIP-4788; the recording's stand-in answered 1 for every timestamp.
const BEACON_ROOTS: Address = address!("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

/// The host with everything the vectors name.
pub(crate) struct World {
    pub(crate) host: MockHost,
    pub(crate) names: Names,
    pub(crate) tokens: Tokens,
    pub(crate) abi: Abi,
    sets: BTreeMap<String, Value>,
    withdrawals: BTreeMap<String, B256>,
}

impl World {
    /// The world of a sequence, at its start.
    pub(crate) fn new(sequence: &Sequence) -> Self {
        let mut world = Self::bare(Names::new(sequence.addresses.clone()), &sequence.config);
        for (key, held) in &sequence.initial_state {
            if let [account, token, "balance"] = key.split('.').collect::<Vec<_>>()[..] {
                let held = held.as_str().and_then(|held| held.parse().ok()).expect("a balance");
                world.tokens.give(world.names.address(token), world.names.address(account), held);
            }
        }
        let sets = sequence.operator_sets.iter().map(|set| (set.name.clone(), json!([set.avs, set.id.to_string()])));
        world.sets = sets.collect();
        world.withdrawals = sequence.withdrawals.iter().map(|known| (known.name.clone(), known.root)).collect();
        world
    }

    /// The contracts at the named addresses, and nobody in them.
    pub(crate) fn bare(names: Names, config: &Config) -> Self {
        let tokens = Tokens::default();
        let mut host = MockHost::new(genesis(config, &names));
        host.chain_id = config.chain_id;
        for (token, code) in tokens.contracts(&names) {
            host.contracts.insert(token, code);
            tokens.give(token, ANYBODY, U256::MAX >> 8);
        }
        let one = |_: &mut MockHost, _: &_| CallAnswer { success: true, output: Bytes::from(U256::ONE.to_be_bytes::<32>()) };
        if let Some(registrar) = names.find("registrar") {
            host.contracts.insert(registrar, Arc::new(one));
        }
        host.contracts.insert(BEACON_ROOTS, Arc::new(one));
        Self { host, names, tokens, abi: Abi::load(), sets: BTreeMap::new(), withdrawals: BTreeMap::new() }
    }

    pub(crate) fn go_to(&mut self, block: u64) {
        self.host.block_number = BlockNumber::new(block);
        self.host.timestamp = Timestamp::new(START + 12 * block);
    }

    /// Sends a transaction; the tokens are put back unless it returns.
    pub(crate) fn send(&mut self, from: Address, to: Address, input: &[u8]) -> NativeOutcome {
        let before = self.tokens.balances();
        let outcome = self.host.transact(from, to, Wei::ZERO, input);
        if !matches!(outcome, NativeOutcome::Return(_)) {
            self.tokens.put_back(before);
        }
        outcome
    }

    /// What a view answers, one value an output.
    #[track_caller]
    pub(crate) fn views(&mut self, contract: &str, signature: &str, args: Value) -> Vec<Value> {
        let function = self.abi.function(contract, signature);
        let args = args.as_array().expect("a list of arguments").iter();
        let values: Option<Vec<_>> = args.zip(&function.inputs).map(|(a, input)| self.names.value(a, &resolved(input))).collect();
        let values = values.unwrap_or_else(|| panic!("{signature} does not take such arguments"));
        let input = alloy_dyn_abi::JsonAbiExt::abi_encode_input(function, &values).expect("values of the function's types");
        match self.host.view(ANYBODY, self.names.address(contract), &input) {
            NativeOutcome::Return(output) => {
                let outputs = function.abi_decode_output(&output).unwrap_or_else(|e| panic!("{contract}.{signature}: {e}"));
                outputs.iter().map(|value| self.names.plain(value)).collect()
            }
            NativeOutcome::Revert(data) => panic!("{contract}.{signature} refused: {}", self.abi.error(&data)),
            refused => panic!("{contract}.{signature} refused: {refused:?}"),
        }
    }

    /// The answer of a view with one output.
    #[track_caller]
    pub(crate) fn view(&mut self, contract: &str, signature: &str, args: Value) -> Value {
        self.views(contract, signature, args).into_iter().next().expect("a value")
    }

    /// An operator set as `[avs, id]`.
    #[track_caller]
    pub(crate) fn set(&self, name: &str) -> Value {
        self.sets.get(name).unwrap_or_else(|| panic!("no operator set {name}")).clone()
    }

    /// The root of a named withdrawal.
    #[track_caller]
    pub(crate) fn withdrawal_root(&self, name: &str) -> String {
        self.withdrawals.get(name).unwrap_or_else(|| panic!("no withdrawal {name}")).to_string()
    }
}

fn genesis(config: &Config, names: &Names) -> Protocol {
    let book = book(names);
    let start = Timestamp::new(START);
    let chain = ChainConfig { slots_per_epoch: 32, seconds_per_slot: 12, genesis_time: start };
    let frames = FrameConfig { initial_epoch: Epoch::new(1), epochs_per_frame: 225, fast_lane_length_slots: 0 };
    let lido = LidoGenesis {
        pool: PoolGenesis { first_ether: Wei::ETHER, ..PoolGenesis::default() },
        router: StakingRouter::new(B256::with_last_byte(1), Vec::new()),
        node_operators: NodeOperators::default(),
        sanity: SanityChecker::new(LimitsList::mainnet()).expect("mainnet's limits"),
        consensus: HashConsensus::new(chain, frames, &[ANYBODY], U256::ONE, book.accounting_oracle).expect("a committee"),
        oracle: AccountingOracle::new(chain, 5, 4, Slot::new(31)),
        deposit_security: DepositSecurity::new(ANYBODY, &[ANYBODY], U256::ONE, U256::ONE, U256::ONE).expect("guardians"),
    };
    let delays = config;
    let config = GenesisConfig {
        addresses: book,
        chain_id: config.chain_id,
        beacon: Beacon::genesis(Arc::new(BeaconConstants::mainnet()), start, B256::ZERO, Vec::new()).expect("an empty chain"),
        deposit_contract: DepositContract::new(),
        lido,
        restaking: RestakingGenesis::default(),
        admin: ANYBODY,
    };
    let mut protocol = Protocol::genesis(config).expect("a sound start");
    protocol.restaking = restaking(delays, names);
    protocol
}

/// The address book of the recording; what it does not name stays where mainnet has it.
fn book(names: &Names) -> AddressBook {
    let mut book = addresses::mainnet();
    let core = &mut book.restaking;
    for (name, address) in [
        ("AllocationManager", &mut core.allocation_manager),
        ("DelegationManager", &mut core.delegation_manager),
        ("StrategyManager", &mut core.strategy_manager),
        ("EigenPodManager", &mut core.eigen_pod_manager),
        ("PermissionController", &mut core.permission_controller),
        ("RewardsCoordinator", &mut core.rewards_coordinator),
        ("emissionsController", &mut core.emissions_controller),
    ] {
        *address = names.find(name).unwrap_or(*address);
    }
    book.restaking.eigen_pod_beacon = address!("0x98d7b23338513c646b5348b1368f30c137aad0ee");
    book
}

fn restaking(config: &Config, names: &Names) -> Restaking {
    let delays = Delays {
        withdrawal: Blocks::new(config.withdrawal),
        deallocation: Blocks::new(config.deallocation),
        allocation_configuration: Blocks::new(config.allocation_configuration),
        slash_resolution: None,
    };
    let config = Arc::new(RestakingConfig { delays, early_lookup: EarlyLookup::Panics });
    let mut restaking = Restaking { config, ..Restaking::default() };
    for (name, strategy) in names.beginning_with("strategy") {
        let token = names.address(&name.replace("strategy", "token"));
        assert!(restaking.genesis_strategy(strategy, Strategy::new(token, StrategyKind::Base)), "{name} twice");
    }
    restaking
}

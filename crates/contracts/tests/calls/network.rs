//! A small network around the mock host: Lido with one module, three guardians and a committee of one.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, hex};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{Revert, SolCall, SolError};
use aquifer_contracts::{NativeOutcome, addresses, mock::MockHost};
use aquifer_protocol::{
    AddressBook, Protocol,
    ethereum::{Beacon, BeaconConstants, DepositContract},
    genesis::{GenesisConfig, LidoGenesis, PoolGenesis},
    liquid::lido::{
        accounting_oracle::AccountingOracle,
        deposit_security::DepositSecurity,
        hash_consensus::{ChainConfig, FrameConfig, HashConsensus},
        node_operators::{DepositKeys, GenesisOperator, NodeOperators},
        sanity::{LimitsList, SanityChecker},
        staking_router::{ModuleId, ModuleTerms, StakingModule, StakingModuleStatus, StakingRouter},
    },
    restaking::RestakingGenesis,
    units::{BlockNumber, Epoch, Slot, Timestamp, Wei},
};
use std::sync::Arc;

/// Somebody with plenty of ether.
pub(crate) const ALICE: Address = Address::repeat_byte(0xa1);
/// Somebody else.
pub(crate) const BOB: Address = Address::repeat_byte(0xb0);
/// Who may do everything an administrator may.
pub(crate) const ADMIN: Address = Address::repeat_byte(0xad);
/// The only member of the oracle committee.
pub(crate) const MEMBER: Address = Address::repeat_byte(0x3e);
/// When slot 0 begins.
pub(crate) const GENESIS_TIME: u64 = 1_600_000_000;
/// Keys ready to be deposited.
pub(crate) const KEYS: u64 = 10;

/// The host and its addresses.
pub(crate) struct Network {
    pub(crate) host: MockHost,
    pub(crate) book: AddressBook,
}

impl Network {
    pub(crate) fn start() -> Self {
        let book = addresses::mainnet();
        let mut host = MockHost::new(protocol(&book));
        host.block_number = BlockNumber::new(1_000);
        host.timestamp = Timestamp::new(GENESIS_TIME + 12_000);
        host.fund(book.steth, Wei::ETHER);
        for account in [ALICE, BOB, ADMIN] {
            host.fund(account, ether(1_000));
        }
        Self { host, book }
    }

    /// Calls a contract and expects an answer.
    #[track_caller]
    pub(crate) fn call<C: SolCall>(&mut self, from: Address, to: Address, value: Wei, call: &C) -> C::Return {
        match self.host.transact(from, to, value, &call.abi_encode()) {
            NativeOutcome::Return(output) => C::abi_decode_returns(&output).expect("an answer of the function's type"),
            outcome => panic!("{} ended with {}", C::SIGNATURE, shown(&outcome)),
        }
    }

    /// Asks a view.
    #[track_caller]
    pub(crate) fn view<C: SolCall>(&mut self, to: Address, call: &C) -> C::Return {
        match self.host.view(ALICE, to, &call.abi_encode()) {
            NativeOutcome::Return(output) => C::abi_decode_returns(&output).expect("an answer of the function's type"),
            outcome => panic!("{} ended with {}", C::SIGNATURE, shown(&outcome)),
        }
    }

    /// Calls a contract and expects revert data; nothing may have changed.
    #[track_caller]
    pub(crate) fn refused<C: SolCall>(&mut self, from: Address, to: Address, value: Wei, call: &C) -> Bytes {
        match self.raw(from, to, value, &call.abi_encode()) {
            NativeOutcome::Revert(data) => data,
            outcome => panic!("{} ended with {}", C::SIGNATURE, shown(&outcome)),
        }
    }

    /// Calls with raw calldata. When it does not return, nothing may have changed.
    #[track_caller]
    pub(crate) fn raw(&mut self, from: Address, to: Address, value: Wei, input: &[u8]) -> NativeOutcome {
        let (protocol, balances, logs) = (self.host.protocol.clone(), self.host.balances.clone(), self.host.logs.len());
        let outcome = self.host.transact(from, to, value, input);
        if !matches!(outcome, NativeOutcome::Return(_)) {
            assert_eq!(self.host.protocol, protocol, "a call that failed changed the protocol");
            assert_eq!(self.host.balances, balances, "a call that failed moved ether");
            assert_eq!(self.host.logs.len(), logs, "a call that failed left logs");
        }
        outcome
    }
}

/// A revert string as a contract says it.
pub(crate) fn string(reason: &str) -> Bytes {
    Revert::from(reason).abi_encode().into()
}

/// Whole ether.
pub(crate) fn ether(amount: u64) -> Wei {
    Wei::new(U256::from(amount) * Wei::ETHER.get())
}

/// Signers of guardians, in the order of their addresses.
pub(crate) fn guardians() -> Vec<PrivateKeySigner> {
    let key = |number: u8| PrivateKeySigner::from_bytes(&B256::with_last_byte(number)).expect("a small key is a key");
    let mut signers: Vec<_> = (1..=3).map(key).collect();
    signers.sort_by_key(PrivateKeySigner::address);
    signers
}

fn shown(outcome: &NativeOutcome) -> String {
    match outcome {
        NativeOutcome::Revert(data) => {
            Revert::abi_decode(data).map_or_else(|_| hex::encode_prefixed(data), |revert| revert.reason)
        }
        NativeOutcome::Return(_) | NativeOutcome::OutOfGas | NativeOutcome::StaticViolation => format!("{outcome:?}"),
    }
}

fn protocol(book: &AddressBook) -> Protocol {
    let chain = ChainConfig { slots_per_epoch: 32, seconds_per_slot: 12, genesis_time: Timestamp::new(GENESIS_TIME) };
    let frames = FrameConfig { initial_epoch: Epoch::new(1), epochs_per_frame: 10, fast_lane_length_slots: 0 };
    let constants = Arc::new(BeaconConstants::mainnet());
    let signers: Vec<Address> = guardians().iter().map(PrivateKeySigner::address).collect();
    let mut node_operators = NodeOperators::default();
    node_operators.add_genesis_operator(ModuleId::new(1), operator()).expect("a sound operator");
    let guards = DepositSecurity::new(ADMIN, &signers, U256::from(2), U256::from(6_646), U256::from(200));
    let lido = LidoGenesis {
        pool: PoolGenesis { first_ether: Wei::ETHER, ..PoolGenesis::default() },
        router: StakingRouter::new(B256::with_last_byte(1), [module(book)]),
        node_operators,
        sanity: SanityChecker::new(LimitsList::mainnet()).expect("mainnet's limits"),
        consensus: HashConsensus::new(chain, frames, &[MEMBER], U256::ONE, book.accounting_oracle).expect("a committee"),
        oracle: AccountingOracle::new(chain, 5, 4, Slot::new(31)),
        deposit_security: guards.expect("sound guardians"),
    };
    let config = GenesisConfig {
        addresses: book.clone(),
        chain_id: 1,
        beacon: Beacon::genesis(constants, chain.genesis_time, B256::ZERO, Vec::new()).expect("an empty beacon chain"),
        deposit_contract: DepositContract::new(),
        lido,
        restaking: RestakingGenesis::default(),
        admin: ADMIN,
    };
    Protocol::genesis(config).expect("a sound start")
}

fn module(book: &AddressBook) -> StakingModule {
    StakingModule {
        id: ModuleId::new(1),
        address: book.staking_modules[0],
        name: "curated".into(),
        terms: ModuleTerms {
            stake_share_limit: 10_000,
            priority_exit_share_threshold: 10_000,
            staking_module_fee: 500,
            treasury_fee: 500,
            max_deposits_per_block: 4,
            min_deposit_block_distance: 25,
        },
        status: StakingModuleStatus::Active,
        last_deposit_at: Timestamp::new(GENESIS_TIME),
        last_deposit_block: BlockNumber::new(0),
        exited_validators_count: 0,
    }
}

fn operator() -> GenesisOperator {
    let key =
        |number: u8| DepositKeys { pubkey: FixedBytes::repeat_byte(number + 1), signature: FixedBytes::repeat_byte(number + 1) };
    GenesisOperator {
        name: "operator".into(),
        reward_address: Address::repeat_byte(0x0b),
        keys: (0..KEYS as u8).map(key).collect(),
        deposited_keys: 0,
        vetted_keys: KEYS,
        exited_validators: 0,
    }
}

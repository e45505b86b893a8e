//! A small network, wallets, and a clock moved by hand.

use alloy_consensus::{SignableTransaction as _, TxEip1559, TxEnvelope, transaction::Recovered};
use alloy_eips::eip1559::BaseFeeParams;
use alloy_primitives::{Address, B256, FixedBytes, TxKind, U256, address};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall as _;
use aquifer_chain::{
    ChainSpec, Genesis, Input, Mining, Node, NodeConfig, World,
    block::{DevelopmentChange, Impersonated, genesis_block},
    clock::TimeSource,
    mempool::SignedTransaction,
    world::GenesisAccount,
};
use aquifer_contracts::{addresses, interfaces::ILido};
use aquifer_protocol::{
    AddressBook, Protocol,
    ethereum::{Beacon, BeaconConstants, DepositContract, GenesisValidator, PerformanceProfile},
    genesis::{GenesisConfig, LidoGenesis, PoolGenesis},
    liquid::lido::{
        AccountingOracle, DepositSecurity, HashConsensus, NodeOperators, SanityChecker, StakingRouter,
        hash_consensus::{ChainConfig, FrameConfig},
        sanity::LimitsList,
    },
    restaking::RestakingGenesis,
    units::{Epoch, Gwei, Slot, Timestamp, Wei},
};
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

pub(crate) const BOB: Address = address!("0x0000000000000000000000000000000000000b0b");
const ADMIN: Address = Address::repeat_byte(0xad);
pub(crate) const GWEI: u128 = 1_000_000_000;

pub(crate) fn ether(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10_u64.pow(18))
}

pub(crate) fn book() -> AddressBook {
    addresses::mainnet()
}

/// Wall time that passes only when told to.
#[derive(Debug, Clone, Default)]
pub(crate) struct HandClock(Arc<Mutex<Duration>>);

impl HandClock {
    pub(crate) fn pass(&self, seconds: u64) {
        *self.0.lock().expect("not poisoned") += Duration::from_secs(seconds);
    }
}

impl TimeSource for HandClock {
    fn now(&self) -> Duration {
        *self.0.lock().expect("not poisoned")
    }
}

pub(crate) fn spec() -> ChainSpec {
    ChainSpec {
        chain_id: 31_337,
        gas_limit: 60_000_000,
        genesis_time: Timestamp::new(1_800_000_000),
        seconds_per_slot: 12,
        genesis_fork_version: FixedBytes::ZERO,
        seed: B256::repeat_byte(7),
        base_fee_params: BaseFeeParams::ethereum(),
        initial_base_fee: 1_000_000_000,
        mev: None,
    }
}

/// A genesis with so many validators and three rich wallets.
pub(crate) fn genesis_with(validators: u64) -> Genesis {
    let (spec, protocol) = (spec(), protocol(validators));
    let rich = GenesisAccount { balance: ether(1_000_000), ..GenesisAccount::default() };
    let mut alloc: Vec<_> = (1..=3).map(|key| (Wallet::new(key).address(), rich.clone())).collect();
    for (account, tracked) in protocol.tracked_ether() {
        alloc.push((account, GenesisAccount { balance: tracked.get(), ..GenesisAccount::default() }));
    }
    let natives = addresses::native_kinds(&protocol.addresses);
    let world = World::genesis(&spec, protocol, natives, alloc);
    let block = genesis_block(&spec, &world).expect("a genesis block");
    Genesis { spec, block, world, network: B256::repeat_byte(0x42) }
}

pub(crate) fn genesis() -> Genesis {
    genesis_with(64)
}

fn protocol(validators: u64) -> Protocol {
    let addresses = book();
    let credentials = B256::from(U256::from(1) << 248 | U256::from_be_bytes(addresses.withdrawal_vault.into_word().0));
    let validator = |index: u64| GenesisValidator {
        pubkey: FixedBytes::left_padding_from(&(index + 1).to_be_bytes()),
        credentials,
        balance: Gwei::new(32_000_000_000),
        fee_recipient: addresses.el_rewards_vault,
        profile: PerformanceProfile::PERFECT,
    };
    let validators = (0..validators).map(validator).collect();
    let beacon = Beacon::genesis(Arc::new(BeaconConstants::mainnet()), spec().genesis_time, spec().seed, validators);
    let chain = ChainConfig { slots_per_epoch: 32, seconds_per_slot: 12, genesis_time: spec().genesis_time };
    let frames = FrameConfig { initial_epoch: Epoch::new(1), epochs_per_frame: 225, fast_lane_length_slots: 0 };
    let member = Address::repeat_byte(0x0c);
    let lido = LidoGenesis {
        pool: PoolGenesis { first_ether: Wei::ETHER, ..PoolGenesis::default() },
        router: StakingRouter::default(),
        node_operators: NodeOperators::default(),
        sanity: SanityChecker::new(LimitsList::mainnet()).expect("mainnet's limits"),
        consensus: HashConsensus::new(chain, frames, &[member], U256::ONE, addresses.accounting_oracle).expect("a committee"),
        oracle: AccountingOracle::new(chain, 5, 4, Slot::new(0)),
        deposit_security: DepositSecurity::new(ADMIN, &[], U256::ZERO, U256::from(6_646), U256::from(200)).expect("parameters"),
    };
    let config = GenesisConfig {
        addresses,
        chain_id: spec().chain_id,
        beacon: beacon.expect("usable constants"),
        deposit_contract: DepositContract::default(),
        lido,
        restaking: RestakingGenesis::default(),
        admin: ADMIN,
    };
    Protocol::genesis(config).expect("a protocol")
}

/// On demand, with a clock that stands still.
pub(crate) fn config(dir: &Path) -> NodeConfig {
    NodeConfig { time: Arc::new(HandClock::default()), ..NodeConfig::new(dir, genesis()) }
}

pub(crate) fn by_hand(dir: &Path) -> NodeConfig {
    NodeConfig { mining: Mining::ByHand, ..config(dir) }
}

#[track_caller]
pub(crate) fn open(config: NodeConfig) -> Node {
    Node::open(config).unwrap_or_else(|error| panic!("{error}"))
}

/// A key whose account is rich at genesis.
pub(crate) struct Wallet(PrivateKeySigner);

impl Wallet {
    pub(crate) fn new(key: u8) -> Self {
        Self(PrivateKeySigner::from_bytes(&B256::with_last_byte(key)).expect("a key"))
    }

    pub(crate) fn address(&self) -> Address {
        self.0.address()
    }

    pub(crate) fn transfer(&self, nonce: u64) -> SignedTransaction {
        self.sign(TxEip1559 { to: TxKind::Call(BOB), value: U256::from(1), gas_limit: 21_000, ..base(nonce) })
    }

    pub(crate) fn stake(&self, nonce: u64, amount: U256) -> SignedTransaction {
        let input = ILido::submitCall { referral: Address::ZERO }.abi_encode().into();
        self.sign(TxEip1559 { to: TxKind::Call(book().steth), value: amount, input, gas_limit: 300_000, ..base(nonce) })
    }

    pub(crate) fn sign(&self, transaction: TxEip1559) -> SignedTransaction {
        let signature = self.0.sign_hash_sync(&transaction.signature_hash()).expect("signs");
        Recovered::new_unchecked(TxEnvelope::from(transaction.into_signed(signature)), self.address())
    }
}

fn base(nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: spec().chain_id,
        nonce,
        max_fee_per_gas: 10 * GWEI,
        max_priority_fee_per_gas: GWEI,
        ..TxEip1559::default()
    }
}

pub(crate) fn set_balance(account: Address, balance: U256) -> Input {
    Input::Development(DevelopmentChange::SetBalance { account, balance })
}

pub(crate) fn impersonated(from: Address, nonce: u64, value: U256) -> Input {
    Input::Impersonated(Impersonated {
        from,
        to: Some(BOB),
        nonce,
        value,
        input: alloy_primitives::Bytes::new(),
        gas_limit: 21_000,
        max_fee_per_gas: 10 * GWEI,
        max_priority_fee_per_gas: 0,
    })
}

/// Waits until a condition holds; fails after ten seconds.
#[track_caller]
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(10), "in vain: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Sends a transaction and waits for its block.
#[track_caller]
pub(crate) fn send(node: &Node, transaction: SignedTransaction) -> (u64, usize) {
    let hash = node.submit_transaction(transaction).unwrap_or_else(|error| panic!("{error}"));
    let mut place = None;
    eventually("a block with the transaction", || {
        place = node.transaction(hash).expect("reads").map(|(block, place)| (block.number(), place));
        place.is_some()
    });
    place.expect("found")
}

/// A copy of a data directory as a killed process would leave it.
pub(crate) fn copy_of(dir: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a directory");
    copy_into(dir, copy.path());
    copy
}

fn copy_into(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).expect("reads").flatten() {
        let target = to.join(file.file_name());
        if file.path().is_dir() {
            std::fs::create_dir_all(&target).expect("makes");
            copy_into(&file.path(), &target);
        } else {
            // A snapshot may be renamed under our hands.
            let _ = std::fs::copy(file.path(), target);
        }
    }
}

/// Hashes of all blocks.
pub(crate) fn hashes(node: &Node) -> Vec<B256> {
    (0..=node.head().number()).map(|number| node.block_hash(number).expect("reads").expect("a block")).collect()
}

//! A small genesis: 64 validators of two owners, ten accounts of the test phrase, stETH with ten ether in it.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner};
use aquifer_bls::SecretKey;
use aquifer_chain::{ChainSpec, Genesis, World, block::genesis_block, world::GenesisAccount};
use aquifer_contracts::addresses;
use aquifer_protocol::{
    Protocol,
    ethereum::{Beacon, BeaconConstants, DepositContract, GenesisValidator, PerformanceProfile},
    genesis::{GenesisConfig, LidoGenesis, PoolGenesis},
    liquid::lido::{
        AccountingOracle, DepositSecurity, HashConsensus, NodeOperators, SanityChecker, StakingRouter,
        hash_consensus::{ChainConfig, FrameConfig},
        sanity::LimitsList,
    },
    restaking::RestakingGenesis,
    units::{Epoch, Epochs, Gwei, Slot, Timestamp, Wei},
};
use std::sync::Arc;

/// EIP-155 chain id.
pub(crate) const CHAIN_ID: u64 = 31_337;
/// Time of slot 0.
pub(crate) const GENESIS_TIME: u64 = 1_767_225_600;

const PHRASE: &str = "test test test test test test test test test test test junk";
const VALIDATORS: u8 = 64;

/// The accounts of the test phrase.
pub(crate) fn accounts() -> Vec<PrivateKeySigner> {
    let account = |index| MnemonicBuilder::english().phrase(PHRASE).index(index).and_then(|builder| builder.build());
    (0..10).map(|index| account(index).expect("a key")).collect()
}

/// What the chain starts from.
pub(crate) fn genesis(accounts: &[PrivateKeySigner]) -> Genesis {
    let spec = spec();
    let protocol = protocol();
    let natives = addresses::native_kinds(&protocol.addresses);
    let rich = GenesisAccount { balance: ether(10_000), ..GenesisAccount::default() };
    let buffered = GenesisAccount { balance: ether(10), ..GenesisAccount::default() };
    let alloc = accounts.iter().map(|account| (account.address(), rich.clone()));
    let alloc = alloc.chain([(protocol.addresses.steth, buffered)]).collect::<Vec<_>>();
    let world = World::genesis(&spec, protocol, natives, alloc);
    Genesis { block: genesis_block(&spec, &world).expect("a genesis block"), world, network: B256::repeat_byte(1), spec }
}

fn ether(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10).pow(U256::from(18))
}

fn spec() -> ChainSpec {
    ChainSpec {
        chain_id: CHAIN_ID,
        gas_limit: 60_000_000,
        genesis_time: Timestamp::new(GENESIS_TIME),
        seconds_per_slot: 12,
        genesis_fork_version: FixedBytes([0x10, 0, 0, 0x38]),
        seed: B256::repeat_byte(2),
        base_fee_params: alloy_eips::eip1559::BaseFeeParams::ethereum(),
        initial_base_fee: 1_000_000_000,
        mev: None,
    }
}

fn protocol() -> Protocol {
    let pool = PoolGenesis { first_ether: Wei::new(ether(10)), ..PoolGenesis::default() };
    let addresses = addresses::mainnet();
    let mut credentials = addresses.withdrawal_vault.into_word();
    credentials[0] = 1;
    let admin = Address::repeat_byte(0xad);
    let chain = ChainConfig { slots_per_epoch: 32, seconds_per_slot: 12, genesis_time: Timestamp::new(GENESIS_TIME) };
    let frames = FrameConfig { initial_epoch: Epoch::new(225), epochs_per_frame: 225, fast_lane_length_slots: 10 };
    let lido = LidoGenesis {
        pool,
        router: StakingRouter::new(credentials, []),
        node_operators: NodeOperators::default(),
        sanity: SanityChecker::new(LimitsList::mainnet()).expect("within bounds"),
        consensus: HashConsensus::new(chain, frames, &[admin], U256::ONE, addresses.accounting_oracle).expect("a committee"),
        oracle: AccountingOracle::new(chain, 1, 1, Slot::new(0)),
        deposit_security: DepositSecurity::new(admin, &[admin], U256::ONE, U256::ONE, U256::ONE).expect("guardians"),
    };
    let config = GenesisConfig {
        addresses,
        chain_id: CHAIN_ID,
        beacon: beacon(),
        deposit_contract: DepositContract::new(),
        lido,
        restaking: RestakingGenesis::default(),
        admin,
    };
    Protocol::genesis(config).expect("a protocol")
}

fn beacon() -> Beacon {
    // As on mainnet, but leaving is allowed after two epochs: tests need not play a day for it.
    let constants = Arc::new(BeaconConstants { shard_committee_period: Epochs::new(2), ..BeaconConstants::mainnet() });
    let validators = (0..VALIDATORS).map(validator).collect();
    Beacon::genesis(constants, Timestamp::new(GENESIS_TIME), B256::repeat_byte(2), validators).expect("a beacon chain")
}

fn address_credentials(owner: Address) -> B256 {
    let mut credentials = owner.into_word();
    credentials[0] = 1;
    credentials
}

/// The key a validator of the genesis signs with; the last one's is its withdrawal key too.
pub(crate) fn key(number: u8) -> SecretKey {
    SecretKey::development(B256::repeat_byte(9), u64::from(number))
}

fn validator(number: u8) -> GenesisValidator {
    let owner = Address::repeat_byte(if number.is_multiple_of(2) { 0xaa } else { 0xbb });
    let credentials = if number == VALIDATORS - 1 { key(number).bls_credentials() } else { address_credentials(owner) };
    GenesisValidator {
        pubkey: key(number).public_key(),
        credentials,
        balance: Gwei::new(32_000_000_000),
        fee_recipient: owner,
        profile: PerformanceProfile::PERFECT,
    }
}

//! From an agreed hash to paid operators, and from attested keys to deposits: the calls that join committee, oracle, guards,
//! router, registries and accounting.

use super::world::{ADMIN, GENESIS_TIME, Module, Start, World};
use alloy_primitives::{Address, B256, U256};
use aquifer_protocol::{
    Event,
    genesis::PoolGenesis,
    liquid::lido::{
        DepositRequest, LidoError,
        accounting_oracle::{
            AccountingOracleError, AccountingOracleEvent, EXTRA_DATA_FORMAT_EMPTY, EXTRA_DATA_FORMAT_LIST, ReportData,
        },
        deposit_security::DepositSecurityError,
        hash_consensus::{HashConsensusError, HashConsensusEvent},
        node_operators::{OperatorId, RewardDistributionState},
        sanity::{LimitsList, SanityError},
        staking_router::{ModuleId, StakingModules as _, StakingRouterError},
    },
    units::{Bips, Gwei, Ray, Shares, Slot, Wei},
};

const ALICE: Address = Address::repeat_byte(0xa1);
const MODULE: ModuleId = ModuleId::new(1);
const HASH: B256 = B256::repeat_byte(7);
/// Last slot before the second frame.
const REF_SLOT: Slot = Slot::new(7_231);

fn ether(amount: u64) -> Wei {
    Wei::new(Wei::ETHER.get() * U256::from(amount))
}

/// A thousand ether staked, two modules with ten keys each, a minute into the second frame.
fn world() -> World {
    let module = Module { share_limit: 10_000, module_fee: 500, treasury_fee: 500, keys: 10 };
    World::new(Start {
        pool: PoolGenesis {
            first_ether: ether(1),
            holders: vec![(ALICE, ether(1_000))],
            active_validators: 0,
            stake_limit: None,
            max_external_ratio: Bips::ZERO,
        },
        limits: LimitsList::mainnet(),
        modules: vec![module, module],
        block: 1_000,
        timestamp: GENESIS_TIME + 12 * (REF_SLOT.get() + 6),
    })
}

/// What a guardian sees now.
fn request(world: &World, module: ModuleId) -> DepositRequest {
    let protocol = &world.protocol;
    DepositRequest {
        block_hash: B256::repeat_byte(1),
        actual_block_hash: B256::repeat_byte(1),
        deposit_root: protocol.deposit_contract.root(),
        module,
        nonce: U256::from(protocol.lido.node_operators.nonce(module)),
    }
}

fn deposit(world: &mut World, request: &DepositRequest, signers: &[Address]) -> Result<Vec<Event>, LidoError> {
    let guard = world.protocol.addresses.deposit_security_module;
    let call = world.call(ALICE, (guard, Wei::ZERO), |protocol, ctx, effects| {
        protocol.deposit_buffered_ether(ctx, request, signers, effects)
    });
    call.map(|(_, events)| events)
}

/// A quiet report on `validators` that earned a little.
fn report(validators: u64, earned: u64) -> ReportData {
    ReportData {
        consensus_version: 5,
        ref_slot: REF_SLOT,
        num_validators: validators,
        cl_balance: Gwei::new(validators * 32_000_000_000 + earned),
        staking_module_ids_with_newly_exited_validators: vec![],
        num_exited_validators_by_staking_module: vec![],
        withdrawal_vault_balance: Wei::ZERO,
        el_rewards_vault_balance: Wei::ZERO,
        shares_requested_to_burn: Shares::ZERO,
        withdrawal_finalization_batches: vec![],
        simulated_share_rate: Ray::new(U256::ZERO),
        is_bunker_mode: false,
        vaults_data_tree_root: B256::ZERO,
        vaults_data_tree_cid: String::new(),
        extra_data_format: EXTRA_DATA_FORMAT_EMPTY,
        extra_data_hash: B256::ZERO,
        extra_data_items_count: 0,
    }
}

fn agree(world: &mut World) -> Result<Vec<Event>, LidoError> {
    let committee = world.protocol.addresses.hash_consensus;
    let call = world.call(ADMIN, (committee, Wei::ZERO), |protocol, ctx, effects| {
        protocol.submit_report(ctx, U256::from(REF_SLOT.get()), HASH, U256::from(5), effects)
    });
    call.map(|(_, events)| events)
}

fn submit(world: &mut World, data: &ReportData) -> Result<Vec<Event>, LidoError> {
    let oracle = world.protocol.addresses.accounting_oracle;
    let call = world.call(ADMIN, (oracle, Wei::ZERO), |protocol, ctx, effects| {
        protocol.submit_report_data(ctx, data, HASH, 4, None, effects)
    });
    call.map(|(_, events)| events)
}

fn submit_extra(world: &mut World, chunk: Option<&[u8]>) -> Result<Vec<Event>, LidoError> {
    let oracle = world.protocol.addresses.accounting_oracle;
    let call = world.call(ADMIN, (oracle, Wei::ZERO), |protocol, ctx, effects| match chunk {
        Some(chunk) => protocol.submit_report_extra_data_list(ctx, chunk, effects),
        None => protocol.submit_report_extra_data_empty(ctx, effects),
    });
    call.map(|(_, events)| events)
}

#[test]
fn attested_keys_are_deposited_and_a_second_try_is_stale() {
    let mut world = world();
    let attested = request(&world, MODULE);
    deposit(&mut world, &attested, &[ADMIN]).unwrap();
    // 1001 ether make 31 deposits; each module has ten keys.
    assert_eq!(world.protocol.lido.node_operators.summary(MODULE).deposited, 10);
    assert_eq!(world.protocol.lido.steth.pool().deposited_validators, 10);
    assert_eq!(world.protocol.deposit_contract.count(), 10);
    assert_eq!(world.protocol.check(), Ok(()));
    let stale = deposit(&mut world, &attested, &[ADMIN]);
    assert_eq!(stale, Err(DepositSecurityError::DepositRootChanged.into()));
    let fresh = request(&world, ModuleId::new(2));
    assert_eq!(deposit(&mut world, &fresh, &[ADMIN]), Err(DepositSecurityError::DepositTooFrequent.into()));
    world.block += 25;
    assert!(world.view(|protocol, ctx| protocol.can_deposit_to(ctx, ModuleId::new(2))));
    deposit(&mut world, &fresh, &[ADMIN]).unwrap();
    assert_eq!(world.protocol.lido.steth.pool().deposited_validators, 20);
}

#[test]
fn a_refused_deposit_changes_nothing() {
    let mut world = world();
    let before = world.clone();
    let unknown = request(&world, ModuleId::new(9));
    assert_eq!(deposit(&mut world, &unknown, &[ADMIN]), Err(StakingRouterError::StakingModuleUnregistered.into()));
    let attested = request(&world, MODULE);
    assert_eq!(deposit(&mut world, &attested, &[]), Err(DepositSecurityError::DepositNoQuorum.into()));
    assert_eq!(deposit(&mut world, &attested, &[ALICE]), Err(DepositSecurityError::InvalidSignature.into()));
    assert_eq!(world, before);
}

#[test]
fn a_report_travels_from_the_committee_to_the_operators() {
    let mut world = world();
    let attested = request(&world, MODULE);
    deposit(&mut world, &attested, &[ADMIN]).unwrap();
    let events = agree(&mut world).unwrap();
    assert!(matches!(events[1], Event::Consensus(HashConsensusEvent::ConsensusReached { ref_slot: REF_SLOT, .. })));
    assert!(matches!(events[2], Event::Oracle(AccountingOracleEvent::ReportSubmitted { .. })));

    let events = submit(&mut world, &report(10, 10_000_000)).unwrap();
    assert!(matches!(events[0], Event::Oracle(AccountingOracleEvent::ProcessingStarted { .. })));
    let module = world.protocol.addresses.staking_modules[0];
    let earned = world.protocol.lido.steth.shares_of(module);
    assert!(!earned.is_zero(), "five percent went to the module");
    let state = |world: &World| world.protocol.lido.node_operators.reward_distribution_state(MODULE);
    assert_eq!(state(&world), RewardDistributionState::TransferredToModule);

    let events = submit_extra(&mut world, None).unwrap();
    assert!(matches!(events.last(), Some(Event::Oracle(AccountingOracleEvent::ExtraDataSubmitted { .. }))));
    assert_eq!(state(&world), RewardDistributionState::ReadyForDistribution);
    world
        .call(ALICE, (module, Wei::ZERO), |protocol, ctx, effects| protocol.distribute_module_reward(ctx, MODULE, effects))
        .unwrap();
    assert_eq!(world.protocol.lido.steth.shares_of(Address::with_last_byte(0xe0)), earned);
    assert_eq!(world.protocol.check(), Ok(()));
    let again = submit(&mut world, &report(10, 0));
    assert_eq!(again, Err(AccountingOracleError::RefSlotAlreadyProcessing.into()));
}

#[test]
fn exits_reach_the_router_with_the_report_and_the_registry_with_extra_data() {
    let mut world = world();
    let attested = request(&world, MODULE);
    deposit(&mut world, &attested, &[ADMIN]).unwrap();
    agree(&mut world).unwrap();
    // One item: module 1, operator 0, three exits.
    let mut chunk = vec![0; 32];
    chunk.extend([0, 0, 0, 0, 2, 0, 0, 1]);
    chunk.extend(1_u64.to_be_bytes());
    chunk.extend(0_u64.to_be_bytes());
    chunk.extend(3_u128.to_be_bytes());
    let data = ReportData {
        staking_module_ids_with_newly_exited_validators: vec![MODULE],
        num_exited_validators_by_staking_module: vec![3],
        extra_data_format: EXTRA_DATA_FORMAT_LIST,
        extra_data_hash: alloy_primitives::keccak256(&chunk),
        extra_data_items_count: 1,
        ..report(10, 0)
    };
    submit(&mut world, &data).unwrap();
    let lido = &world.protocol.lido;
    assert_eq!(lido.router.module(MODULE).unwrap().exited_validators_count, 3);
    assert_eq!(lido.node_operators.operator(MODULE, OperatorId::new(0)).unwrap().exited_validators, 0);
    submit_extra(&mut world, Some(&chunk)).unwrap();
    let lido = &world.protocol.lido;
    assert_eq!(lido.node_operators.operator(MODULE, OperatorId::new(0)).unwrap().exited_validators, 3);
    assert_eq!(lido.node_operators.reward_distribution_state(MODULE), RewardDistributionState::ReadyForDistribution);
    assert_eq!(world.protocol.check(), Ok(()));
}

#[test]
fn a_report_refused_on_the_way_changes_nothing() {
    let mut world = world();
    let attested = request(&world, MODULE);
    deposit(&mut world, &attested, &[ADMIN]).unwrap();
    agree(&mut world).unwrap();
    let before = world.clone();
    // Exits and the queue have taken the report when the checker refuses its gains.
    let gain = submit(&mut world, &report(10, 320_000_000_000));
    assert!(matches!(gain, Err(LidoError::Sanity(SanityError::IncorrectCLBalanceIncrease { .. }))), "{gain:?}");
    let exits = ReportData {
        staking_module_ids_with_newly_exited_validators: vec![MODULE],
        num_exited_validators_by_staking_module: vec![11],
        ..report(10, 0)
    };
    let exits = submit(&mut world, &exits);
    let too_many = StakingRouterError::ReportedExitedValidatorsExceedDeposited { reported: 11, deposited: 10 };
    assert_eq!(exits, Err(too_many.into()));
    assert_eq!(world, before);
}

#[test]
fn only_members_report_and_only_admins_change_the_committee() {
    let mut world = world();
    let (committee, oracle) = (world.protocol.addresses.hash_consensus, world.protocol.addresses.accounting_oracle);
    let before = world.clone();
    let stranger = world.call(ALICE, (committee, Wei::ZERO), |protocol, ctx, effects| {
        protocol.submit_report(ctx, U256::from(REF_SLOT.get()), HASH, U256::from(5), effects)
    });
    assert_eq!(stranger.err(), Some(HashConsensusError::NonMember.into()));
    let joins = world.call(ALICE, (committee, Wei::ZERO), |protocol, ctx, effects| {
        protocol.add_consensus_member(ctx, ALICE, U256::from(2), effects)
    });
    assert!(matches!(joins, Err(LidoError::Governance(_))));
    let data = world.call(ALICE, (oracle, Wei::ZERO), |protocol, ctx, effects| {
        protocol.submit_report_data(ctx, &report(0, 0), HASH, 4, None, effects)
    });
    assert_eq!(data.err(), Some(AccountingOracleError::SenderNotAllowed.into()));
    assert_eq!(world, before);
    world
        .call(ADMIN, (committee, Wei::ZERO), |protocol, ctx, effects| {
            protocol.add_consensus_member(ctx, ALICE, U256::from(2), effects)
        })
        .unwrap();
    assert!(world.protocol.may_submit_report(ALICE));
}

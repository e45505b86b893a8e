//! The contract: roots that pile up, splits that wait, claims that pay the difference.

use crate::restaking::support::{ADMIN, AVS, OPERATOR, SECOND, SET, STAKER, STRANGER, STRATEGY, World, ether, wad};
use aquifer_protocol::{
    Address, B256, Effect, U256,
    restaking::{
        RestakingError,
        rewards::{
            DistributionRoot, RewardsCoordinator, RewardsError, RewardsFor, RewardsGenesis, RewardsSubmission, SplitKey,
            StrategyAndMultiplier, SubmissionKind,
            tree::{DistributionTree, Earnings},
        },
    },
    units::{Seconds, Timestamp},
};
use std::sync::Arc;

const TOKEN: Address = Address::repeat_byte(0x70);
const THIS: Address = Address::repeat_byte(0xc9);
/// The block of 1 June 2026, 12 seconds a block.
const BLOCK: u64 = 1_780_272_000 / 12;
const DAY: u64 = 86_400;

/// Roots wait an hour.
fn world() -> World {
    let mut world = World::with_staker(ether(100), wad(5));
    let genesis = RewardsGenesis { activation_delay: Seconds::new(3_600), ..RewardsGenesis::mainnet(ADMIN) };
    world.restaking.rewards = Arc::new(RewardsCoordinator::genesis(genesis));
    world.book.rewards_coordinator = THIS;
    world.block = BLOCK;
    world
}

#[track_caller]
fn submit(world: &mut World, root: B256, end: u64) -> Result<u32, RestakingError> {
    world.call(ADMIN, |r, _, ctx, fx| Ok(r.rewards_mut().submit_root(ctx, root, Timestamp::new(end), fx)?))
}

fn now(world: &World) -> Timestamp {
    world.ctx(ADMIN).timestamp
}

#[test]
fn a_root_waits_for_its_delay_and_a_disabled_one_is_passed_over() {
    let mut world = world();
    let end = BLOCK * 12 - DAY;
    let claimable = |world: &World| world.restaking.rewards.current_claimable_root(now(world)).map(|(index, _)| index);
    assert_eq!(submit(&mut world, B256::repeat_byte(1), end), Ok(0));
    assert_eq!(claimable(&world), None);
    world.mine(300);
    assert_eq!(claimable(&world), Some(0));
    assert_eq!(submit(&mut world, B256::repeat_byte(2), end + 1), Ok(1));
    world.call(ADMIN, |r, _, ctx, fx| Ok(r.rewards_mut().disable_root(ctx, 1, fx)?)).unwrap();
    world.mine(300);
    assert_eq!(claimable(&world), Some(0));
    let rewards = &world.restaking.rewards;
    assert_eq!((rewards.roots_length(), rewards.root_index(B256::repeat_byte(2))), (2, Ok(1)));
    let last = DistributionRoot {
        root: B256::repeat_byte(2),
        calculation_end: Timestamp::new(end + 1),
        activated_at: Timestamp::new(BLOCK * 12 + 2 * 3_600),
        disabled: true,
    };
    assert_eq!(rewards.current_root(), Some(last));
}

#[test]
fn a_root_that_becomes_active_in_the_last_second_of_uint32_is_taken_and_none_after_it() {
    let mut world = world();
    world.block = (u64::from(u32::MAX) - 3_600) / 12;
    let end = world.block * 12 - DAY;
    assert_eq!(submit(&mut world, B256::repeat_byte(1), end), Ok(0));
    world.mine(1);
    assert!(matches!(submit(&mut world, B256::repeat_byte(2), end + 1), Err(RestakingError::Rewards(RewardsError::Arith(_)))));
}

#[test]
fn the_default_split_applies_until_the_first_change_counts_then_the_change_before() {
    let mut world = world();
    let key = SplitKey::Avs { operator: OPERATOR, avs: AVS };
    let set = |world: &mut World, bips| world.call(OPERATOR, |r, _, ctx, fx| r.set_operator_split(THIS, ctx, key, bips, fx));
    let split = |world: &World| world.restaking.rewards.operator_split(key, now(world));
    assert_eq!(split(&world), 1_000);
    set(&mut world, 0).unwrap();
    assert_eq!(split(&world), 1_000);
    world.mine(299);
    let refused = set(&mut world, 5).unwrap_err();
    assert!(matches!(refused, RestakingError::Rewards(RewardsError::PreviousSplitPending { .. })));
    world.mine(1);
    assert_eq!(split(&world), 0, "active");
    assert!(set(&mut world, 5).is_err(), "the second in which it becomes active is too early for another");
    world.mine(1);
    set(&mut world, 10_000).unwrap();
    assert_eq!(split(&world), 0);
    world.mine(300);
    assert_eq!(split(&world), 10_000);
}

/// A claim of an earner of one token against root 0.
fn posted(world: &mut World, amount: u64, end: u64) -> DistributionTree {
    let earnings = Earnings::from([(STAKER, [(TOKEN, U256::from(amount))].into()), (SECOND, [(TOKEN, U256::ONE)].into())]);
    let tree = DistributionTree::new(&earnings).unwrap();
    submit(world, tree.root(), end).unwrap();
    world.mine(300);
    tree
}

/// What a claim paid, to whom.
fn paid(world: &World) -> Vec<(Address, U256)> {
    let sent = world.effects.iter().filter_map(|effect| match effect {
        Effect::SendToken { token: TOKEN, from: THIS, to, amount } => Some((*to, *amount)),
        _ => None,
    });
    sent.collect()
}

#[test]
fn a_claim_pays_what_was_not_paid_before() {
    let mut world = world();
    let tree = posted(&mut world, 70, BLOCK * 12 - DAY);
    let claim = tree.claim(0, STAKER, &[TOKEN]).unwrap();
    world.call(STAKER, |r, _, ctx, fx| Ok(r.rewards_mut().process_claim(THIS, ctx, &claim, STRANGER, fx)?)).unwrap();
    assert_eq!(paid(&world), [(STRANGER, U256::from(70))]);
    let tree = posted(&mut world, 100, BLOCK * 12 - DAY + 1);
    let claim = tree.claim(1, STAKER, &[TOKEN]).unwrap();
    world.call(STAKER, |r, _, ctx, fx| Ok(r.rewards_mut().process_claim(THIS, ctx, &claim, STAKER, fx)?)).unwrap();
    assert_eq!(paid(&world), [(STAKER, U256::from(30))]);
    assert_eq!(world.restaking.rewards.cumulative_claimed(STAKER, TOKEN), U256::from(100));
}

#[test]
fn the_same_token_twice_in_one_claim_is_paid_once_and_refused_as_a_whole() {
    let mut world = world();
    let tree = posted(&mut world, 70, BLOCK * 12 - DAY);
    let claim = tree.claim(0, STAKER, &[TOKEN, TOKEN]).unwrap();
    let refused = world.call(STAKER, |r, _, ctx, fx| Ok(r.rewards_mut().process_claim(THIS, ctx, &claim, STAKER, fx)?));
    assert!(matches!(refused, Err(RestakingError::Rewards(RewardsError::EarningsNotGreaterThanClaimed { .. }))));
    assert_eq!(world.effects, [], "a refused claim wants nothing done");
}

#[test]
fn a_claimer_claims_alone_until_it_is_taken_back() {
    let mut world = world();
    let tree = posted(&mut world, 70, BLOCK * 12 - DAY);
    let claim = tree.claim(0, STAKER, &[TOKEN]).unwrap();
    let claim_as = |world: &mut World, caller| {
        world.call(caller, |r, _, ctx, fx| Ok(r.rewards_mut().process_claim(THIS, ctx, &claim, STAKER, fx)?))
    };
    let name = |world: &mut World, claimer| {
        let named = world.call(STAKER, |r, _, ctx, fx| {
            r.rewards_mut().set_claimer(ctx, claimer, fx);
            Ok(())
        });
        named.unwrap();
    };
    name(&mut world, STRANGER);
    let refused = claim_as(&mut world, STAKER).unwrap_err();
    assert_eq!(refused, RestakingError::Rewards(RewardsError::UnauthorizedCaller { caller: STAKER }));
    name(&mut world, Address::ZERO);
    assert!(claim_as(&mut world, STRANGER).is_err());
    claim_as(&mut world, STAKER).unwrap();
}

#[test]
fn every_kind_of_submission_is_recorded_under_its_own_name_and_counts_a_nonce() {
    let mut world = world();
    let submission = RewardsSubmission {
        strategies: vec![StrategyAndMultiplier { strategy: STRATEGY, multiplier: U256::ONE }],
        token: TOKEN,
        amount: U256::from(1_000),
        start: Timestamp::new(BLOCK * 12 / DAY * DAY),
        duration: Seconds::new(DAY),
    };
    world.call(ADMIN, |r, _, ctx, fx| Ok(r.rewards_mut().set_rewards_for_all_submitter(ctx, AVS, true, fx)?)).unwrap();
    let kinds = [
        (RewardsFor::Avs, SubmissionKind::Avs),
        (RewardsFor::All, SubmissionKind::All),
        (RewardsFor::AllEarners, SubmissionKind::AllEarners),
        (RewardsFor::UniqueStake(SET), SubmissionKind::UniqueStake),
        (RewardsFor::TotalStake(SET), SubmissionKind::TotalStake),
    ];
    for (nonce, (to, kind)) in (0..).zip(kinds) {
        let create = world.call(AVS, |r, book, ctx, fx| {
            r.begin_rewards_submissions(book, ctx, to)?;
            let hash = r.create_rewards_submission(THIS, ctx, to, &submission, fx)?;
            r.rewards_mut().leave();
            Ok(hash)
        });
        let hash = create.unwrap();
        assert_eq!(hash, submission.hash(AVS, nonce));
        let rewards = &world.restaking.rewards;
        assert!(rewards.is_submission_hash(kind, AVS, hash));
        let others = kinds.iter().filter(|(_, other)| *other != kind);
        assert!(others.into_iter().all(|(_, other)| !rewards.is_submission_hash(*other, AVS, hash)), "{kind:?}");
        assert_eq!(rewards.submission_nonce(AVS), nonce + 1);
    }
}

#[test]
fn a_broken_rule_is_named_by_its_id() {
    let mut rewards = RewardsCoordinator::genesis(RewardsGenesis::mainnet(ADMIN));
    assert_eq!(rewards.check(), Ok(()));
    rewards.enter().unwrap();
    assert_eq!(rewards.check().unwrap_err().id, "RST-64");
}

//! Section 6 of the restaking specification: where losses land.

use super::support::*;
use aquifer_protocol::{
    U256,
    restaking::{RestakingError, delegation::DelegationError},
    units::{Magnitude, ScalingFactor},
};

const HALF: u64 = 500_000_000_000_000_000;
const WHOLE: u64 = 1_000_000_000_000_000_000;

fn tenths(tenths: u64) -> ScalingFactor {
    ScalingFactor::new(U256::from(tenths * 10u64.pow(17)))
}

fn fully_slashed(staker: alloy_primitives::Address) -> RestakingError {
    DelegationError::FullySlashed { staker, strategy: STRATEGY }.into()
}

#[test]
fn a_deposit_after_a_slash_is_not_cut_by_it() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    world.slash(OPERATOR, SET, HALF).unwrap();
    world.deposit(STAKER, ether(100).get()).unwrap();
    assert_eq!(world.withdrawable(STAKER), ether(150));
    assert_eq!(world.factor(STAKER), tenths(15));
}

#[test]
fn a_queued_withdrawal_is_slashed_through_the_last_block_of_its_delay_and_not_after() {
    #[track_caller]
    fn check(blocks_until_slash: u64, paid: u128) {
        let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
        let withdrawal = world.queue(STAKER, ether(100)).unwrap();
        world.mine(blocks_until_slash);
        world.slash(OPERATOR, SET, HALF).unwrap();
        world.mine(DELAY + 1);
        assert_eq!(world.complete(&withdrawal), Ok(vec![ether(paid).get()]));
    }
    check(0, 50);
    check(DELAY, 50);
    check(DELAY + 1, 100);
}

#[test]
fn every_slash_of_the_delay_counts_and_those_before_it_count_once() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    world.slash(OPERATOR, SET, HALF).unwrap();
    let withdrawal = world.queue(STAKER, ether(100)).unwrap();
    assert_eq!(world.worth(&withdrawal), ether(50));
    world.mine(1);
    world.slash(OPERATOR, SET, HALF).unwrap();
    assert_eq!(world.worth(&withdrawal), ether(25));
    world.mine(DELAY + 1);
    world.slash(OPERATOR, SET, HALF).unwrap();
    assert_eq!(world.complete(&withdrawal), Ok(vec![ether(25).get()]));
}

#[test]
fn what_an_undelegation_queues_is_slashed_with_the_old_operator_and_new_deposits_are_not() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    let withdrawals = world.undelegate(STAKER, STAKER).unwrap();
    world.deposit(STAKER, ether(7).get()).unwrap();
    world.slash(OPERATOR, SET, HALF).unwrap();
    assert_eq!(world.worth(&withdrawals[0]), ether(50));
    assert_eq!(world.withdrawable(STAKER), ether(7));
}

#[test]
fn shares_out_of_the_queue_start_anew_under_another_slashed_operator() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    world.operator(OTHER_OPERATOR);
    world.join(OTHER_OPERATOR, SET);
    world.allocate(OTHER_OPERATOR, SET, Magnitude::WHOLE).unwrap();
    world.slash(OPERATOR, SET, HALF).unwrap();
    world.slash(OTHER_OPERATOR, SET, HALF / 5 * 3).unwrap();
    let withdrawals = world.undelegate(STAKER, STAKER).unwrap();
    world.delegate(STAKER, OTHER_OPERATOR).unwrap();
    world.mine(DELAY + 1);
    world.complete_as_shares(&withdrawals[0]).unwrap();
    // 10^18 / 0.7, rounded down, and with it one unit of what can be withdrawn.
    assert_eq!(world.factor(STAKER), ScalingFactor::new(U256::from(1_428_571_428_571_428_571u64)));
    assert_eq!(world.operator_shares(OTHER_OPERATOR), ether(50));
    assert!(world.withdrawable(STAKER) <= ether(50) && world.withdrawable(STAKER) >= shares(49_999_999_999_999_999_900));
}

#[test]
fn tiny_deposits_after_a_large_one_lose_a_little_each_and_the_operator_counts_them_exactly() {
    let mut world = World::with_staker(ether(1_000_000_000), Magnitude::WHOLE);
    world.slash(OPERATOR, SET, HALF / 5 * 3).unwrap();
    let (worth, total) = (world.withdrawable(STAKER), world.operator_shares(OPERATOR));
    for _ in 0..5 {
        world.deposit(STAKER, U256::ONE).unwrap();
    }
    assert!(world.withdrawable(STAKER) < worth);
    assert_eq!(world.operator_shares(OPERATOR), total.try_add(shares(5)).unwrap());
}

#[test]
fn nothing_comes_back_to_a_strategy_of_which_everything_was_slashed() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    world.deposit(SECOND, ether(1).get()).unwrap();
    let queued = world.queue(STAKER, ether(40)).unwrap();
    world.mine(DELAY + 1);
    world.slash(OPERATOR, SET, WHOLE).unwrap();
    assert_eq!((world.operator_shares(OPERATOR), world.withdrawable(STAKER)), (ether(0), ether(0)));
    assert_eq!(world.deposit(STAKER, ether(1).get()), Err(fully_slashed(STAKER)));
    assert_eq!(world.delegate(SECOND, OPERATOR), Err(fully_slashed(SECOND)));
    assert_eq!(world.complete_as_shares(&queued), Err(fully_slashed(STAKER)));
    // As tokens it comes: its delay was over when the slash came.
    assert_eq!(world.complete(&queued), Ok(vec![ether(40).get()]));
}

#[test]
fn who_leaves_a_fully_slashed_operator_begins_with_nothing_owed() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    world.slash(OPERATOR, SET, WHOLE).unwrap();
    let withdrawals = world.undelegate(STAKER, STAKER).unwrap();
    world.mine(DELAY + 1);
    // Nothing is left: the withdrawal ends and no strategy is asked.
    assert_eq!(world.complete(&withdrawals[0]), Ok(vec![]));
    world.deposit(STAKER, ether(3).get()).unwrap();
    assert_eq!((world.withdrawable(STAKER), world.factor(STAKER)), (ether(3), ScalingFactor::ONE));
}

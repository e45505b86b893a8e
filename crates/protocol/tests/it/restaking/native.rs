//! Native stake: slashing by services and by the beacon chain multiply.

use super::support::*;
use alloy_primitives::{Address, I256};
use aquifer_protocol::{
    U256,
    restaking::{BEACON_CHAIN_ETH, OperatorSet, RestakingError, delegation::DelegationError},
    units::{Magnitude, StrategyShares, Wei},
};
use std::sync::Arc;

const SET_OF_NATIVE: OperatorSet = OperatorSet { avs: AVS, id: 9 };
const THREE_QUARTERS: u64 = 750_000_000_000_000_000;

/// A staker with a pod and 32 ether in it, delegated to an operator whose whole native stake a set can slash.
fn with_validator() -> (World, Address) {
    let mut world = World::new();
    world.create_set(SET_OF_NATIVE, &[BEACON_CHAIN_ETH]);
    world.operator(OPERATOR);
    world.join(OPERATOR, SET_OF_NATIVE);
    world.allocate(OPERATOR, SET_OF_NATIVE, Magnitude::WHOLE).unwrap();
    let pod = world.call(STAKER, |r, book, ctx, fx| Ok(Arc::make_mut(&mut r.pods).create_pod(book, ctx, fx)?)).unwrap();
    balance_changes(&mut world, pod, 0, 32).unwrap();
    world.delegate(STAKER, OPERATOR).unwrap();
    (world, pod)
}

/// What the pod reports after a proof: so many ether before, so many more or less now.
fn balance_changes(world: &mut World, pod: Address, previous: u128, delta: i64) -> Result<(), RestakingError> {
    let wei = |ether: i64| I256::try_from(ether).unwrap() * I256::from_raw(Wei::ETHER.get());
    let previous = Wei::new(ether(previous).get());
    world.call(pod, |r, _, ctx, fx| r.record_beacon_chain_eth_balance_update(ctx, STAKER, previous, wei(delta), fx))
}

fn withdrawable(world: &World) -> StrategyShares {
    world.restaking.withdrawable_shares(STAKER, BEACON_CHAIN_ETH).unwrap()
}

fn operator_shares(world: &World) -> StrategyShares {
    world.restaking.delegation.operator_shares(OPERATOR, BEACON_CHAIN_ETH)
}

#[test]
fn a_loss_on_the_beacon_chain_takes_its_part_of_what_a_service_has_left() {
    let (mut world, pod) = with_validator();
    world.slash(OPERATOR, SET_OF_NATIVE, THREE_QUARTERS).unwrap();
    assert_eq!((withdrawable(&world), operator_shares(&world)), (ether(8), ether(8)));
    balance_changes(&mut world, pod, 32, -16).unwrap();
    assert_eq!((withdrawable(&world), operator_shares(&world)), (ether(4), ether(4)));
    assert_eq!(world.restaking.pods.burnable_shares(), ether(24));
}

#[test]
fn between_the_two_losses_another_validator_dilutes_the_second() {
    let (mut world, pod) = with_validator();
    world.slash(OPERATOR, SET_OF_NATIVE, THREE_QUARTERS).unwrap();
    balance_changes(&mut world, pod, 32, 32).unwrap();
    assert_eq!(withdrawable(&world), ether(40));
    balance_changes(&mut world, pod, 64, -16).unwrap();
    // A quarter of everything, not 16 of the old 32: 30, not 36.
    assert_eq!(withdrawable(&world), ether(30));
}

#[test]
fn the_beacon_chain_cuts_a_queued_withdrawal_until_it_is_completed() {
    let (mut world, pod) = with_validator();
    let withdrawal = world.queue_all(STAKER, &[(BEACON_CHAIN_ETH, ether(16))]).unwrap();
    world.mine(2 * DELAY);
    balance_changes(&mut world, pod, 32, -8).unwrap();
    assert_eq!(world.worth(&withdrawal), ether(12));
    world.complete_as_shares(&withdrawal).unwrap();
    // 16 of before and 12 that come back, at a factor of 24/28 over 0.75, rounded down twice.
    assert_eq!(withdrawable(&world), shares(23_999_999_999_999_999_976));
}

#[test]
fn a_pod_that_lost_everything_takes_no_more_shares() {
    let (mut world, pod) = with_validator();
    balance_changes(&mut world, pod, 32, -32).unwrap();
    assert_eq!(withdrawable(&world), StrategyShares::ZERO);
    let refused = DelegationError::FullySlashed { staker: STAKER, strategy: BEACON_CHAIN_ETH };
    assert_eq!(balance_changes(&mut world, pod, 0, 32), Err(refused.into()));
}

#[test]
fn an_operator_slashed_to_nothing_gets_no_validator_of_its_own_in() {
    let mut world = World::new();
    world.create_set(SET_OF_NATIVE, &[BEACON_CHAIN_ETH]);
    world.operator(STAKER);
    world.join(STAKER, SET_OF_NATIVE);
    world.allocate(STAKER, SET_OF_NATIVE, Magnitude::WHOLE).unwrap();
    let pod = world.call(STAKER, |r, book, ctx, fx| Ok(Arc::make_mut(&mut r.pods).create_pod(book, ctx, fx)?)).unwrap();
    world.slash(STAKER, SET_OF_NATIVE, 1_000_000_000_000_000_000).unwrap();
    let refused = DelegationError::FullySlashed { staker: STAKER, strategy: BEACON_CHAIN_ETH };
    assert_eq!(balance_changes(&mut world, pod, 0, 32), Err(refused.into()));
    let stays = DelegationError::OperatorsCannotUndelegate(STAKER);
    assert_eq!(world.undelegate(STAKER, STAKER), Err(stays.into()));
}

#[test]
fn native_stake_is_last_among_what_is_deposited() {
    let (mut world, _) = with_validator();
    world.deposit(STAKER, U256::from(1_000)).unwrap();
    assert_eq!(world.restaking.deposited_shares(STAKER), [(STRATEGY, shares(1_000)), (BEACON_CHAIN_ETH, ether(32))]);
}

//! Deposits: who may, into what, and the lists of stakers.

use super::support::*;
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    restaking::{
        strategies::{Strategy, StrategyError, StrategyKind},
        strategy_manager::{MAX_STAKER_STRATEGY_LIST_LENGTH, StrategyManagerError},
    },
    units::Timestamp,
};
use std::sync::Arc;

fn numbered(number: u8) -> Address {
    Address::with_last_byte(number)
}

#[test]
fn deposits_go_into_strategies_of_the_whitelist() {
    let mut world = World::new();
    let closed = StrategyManagerError::StrategyNotWhitelisted(numbered(9));
    assert_eq!(world.deposit_into(numbered(9), STAKER, U256::ONE), Err(closed.into()));
    // On the whitelist, and nothing there.
    world
        .call(ADMIN, |r, _, ctx, fx| {
            Ok(Arc::make_mut(&mut r.strategy_manager).add_to_whitelist(ctx, &[numbered(9), numbered(9)], fx)?)
        })
        .unwrap();
    assert_eq!(world.effects.len(), 1);
    assert_eq!(world.deposit_into(numbered(9), STAKER, U256::ONE), Err(StrategyError::NoStrategy(numbered(9)).into()));
    let stranger = world.call(STRANGER, |r, _, ctx, fx| {
        Ok(Arc::make_mut(&mut r.strategy_manager).remove_from_whitelist(ctx, &[STRATEGY], fx)?)
    });
    let refused = StrategyManagerError::OnlyStrategyWhitelister { caller: STRANGER, whitelister: ADMIN };
    assert_eq!(stranger, Err(refused.into()));
}

#[test]
fn a_strategy_taken_off_the_whitelist_still_pays_out() {
    let mut world = World::new();
    world.deposit(STAKER, U256::from(1_000)).unwrap();
    world
        .call(ADMIN, |r, _, ctx, fx| Ok(Arc::make_mut(&mut r.strategy_manager).remove_from_whitelist(ctx, &[STRATEGY], fx)?))
        .unwrap();
    assert_eq!(world.deposit(STAKER, U256::ONE), Err(StrategyManagerError::StrategyNotWhitelisted(STRATEGY).into()));
    let withdrawal = world.queue(STAKER, shares(1_000)).unwrap();
    world.mine(DELAY + 1);
    assert_eq!(world.complete(&withdrawal), Ok(vec![U256::from(1_000)]));
}

#[test]
fn nobody_is_in_more_than_32_strategies() {
    let mut world = World::new();
    for number in 0..=32 {
        assert!(
            world.restaking.genesis_strategy(numbered(number), Strategy::new(token_of(numbered(number)), StrategyKind::Base))
        );
    }
    for number in 0..32 {
        world.deposit_into(numbered(number), STAKER, U256::from(1_000)).unwrap();
    }
    let full = StrategyManagerError::MaxStrategiesExceeded(MAX_STAKER_STRATEGY_LIST_LENGTH);
    assert_eq!(world.deposit_into(numbered(32), STAKER, U256::from(1_000)), Err(full.into()));
    world.deposit_into(numbered(31), STAKER, U256::from(1_000)).unwrap();
}

#[test]
fn a_strategy_that_is_left_makes_room_for_the_last_of_the_list() {
    let mut world = World::new();
    for strategy in [numbered(1), numbered(2), numbered(3)] {
        assert!(world.restaking.genesis_strategy(strategy, Strategy::new(token_of(strategy), StrategyKind::Base)));
        world.deposit_into(strategy, STAKER, U256::from(1_000)).unwrap();
    }
    world.queue_all(STAKER, &[(numbered(1), shares(1_000))]).unwrap();
    let list: Vec<_> = world.restaking.strategy_manager.deposits(STAKER).map(|(strategy, _)| strategy).collect();
    assert_eq!(list, [numbered(3), numbered(2)]);
}

#[test]
fn a_signed_deposit_is_good_until_its_last_second_and_its_nonce_once() {
    let mut world = World::new();
    let now = world.block * 12;
    let check = |expiry: u64| world.restaking.strategy_manager.check_signature_time(&world.ctx(STRANGER), U256::from(expiry));
    assert_eq!(check(now), Ok(()));
    let expired = StrategyManagerError::SignatureExpired { expiry: U256::from(now - 1), now: Timestamp::new(now) };
    assert_eq!(check(now - 1), Err(expired));
    Arc::make_mut(&mut world.restaking.strategy_manager).use_nonce(STAKER);
    assert_eq!(world.restaking.strategy_manager.nonce_of(STAKER), U256::ONE);
}

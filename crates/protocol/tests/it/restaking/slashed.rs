//! What was slashed waits, and leaves for the set's recipient.

use super::support::*;
use aquifer_protocol::{
    Effect, U256,
    restaking::{BURN_ADDRESS, Delays, RestakingConfig, strategy_manager::StrategyManagerError},
    units::{BlockNumber, Blocks, Magnitude},
};
use std::sync::Arc;

const HALF: u64 = 500_000_000_000_000_000;

#[test]
fn without_a_resolution_delay_slashed_shares_can_leave_in_the_same_block() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    let slashed = world.slash(OPERATOR, SET, HALF).unwrap();
    let manager = &world.restaking.strategy_manager;
    assert_eq!(manager.sets_with_slashed_shares().collect::<Vec<_>>(), [SET]);
    assert_eq!(manager.slashed_shares(SET, slashed.slash_id).collect::<Vec<_>>(), [(STRATEGY, ether(50))]);
    assert_eq!(world.release(SET, slashed.slash_id, STRATEGY), Ok(ether(50).get()));
    let sent = Effect::SendToken { token: token_of(STRATEGY), from: STRATEGY, to: BURN_ADDRESS, amount: ether(50).get() };
    assert!(world.effects.contains(&sent));
    assert_eq!(world.restaking.strategy_manager.sets_with_slashed_shares().count(), 0);
    // Released once: afterwards there is nothing to send.
    assert_eq!(world.release(SET, slashed.slash_id, STRATEGY), Ok(U256::ZERO));
    assert_eq!(world.withdrawable(STAKER), ether(50));
}

#[test]
fn a_slash_of_nothing_waits_too_and_disappears() {
    let mut world = World::with_staker(shares(1), wad(5));
    world.queue(STAKER, shares(1)).unwrap();
    world.mine(DELAY + 1);
    let slashed = world.slash(OPERATOR, SET, HALF).unwrap();
    assert_eq!(slashed.shares, [shares(0)]);
    assert_eq!(world.restaking.strategy_manager.slashed_count(SET, slashed.slash_id), 1);
    assert_eq!(world.release(SET, slashed.slash_id, STRATEGY), Ok(U256::ZERO));
    assert_eq!(world.restaking.strategy_manager.slashed_count(SET, slashed.slash_id), 0);
}

#[test]
fn with_a_resolution_delay_slashed_shares_leave_after_its_last_block() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    let delays = Delays { slash_resolution: Some(Blocks::new(5)), ..world.restaking.config.delays };
    world.restaking.config = Arc::new(RestakingConfig { delays, ..(*world.restaking.config).clone() });
    let slashed = world.slash(OPERATOR, SET, HALF).unwrap();
    let resolution = BlockNumber::new(world.block + 5);
    assert_eq!(world.restaking.strategy_manager.slash_resolution_block(SET, slashed.slash_id), Some(resolution));
    world.mine(5);
    let early =
        StrategyManagerError::SlashResolutionDelayNotElapsed { set: SET, slash: slashed.slash_id, resolution, now: resolution };
    assert_eq!(world.release(SET, slashed.slash_id, STRATEGY), Err(early.into()));
    world.mine(1);
    assert_eq!(world.release(SET, slashed.slash_id, STRATEGY), Ok(ether(50).get()));
    assert_eq!(world.restaking.strategy_manager.slash_resolution_block(SET, slashed.slash_id), None);
}

#[test]
fn each_slash_waits_by_its_own_number() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    let first = world.slash(OPERATOR, SET, HALF).unwrap().slash_id;
    let second = world.slash(OPERATOR, SET, HALF).unwrap().slash_id;
    assert_eq!((first, second), (1, 2));
    assert_eq!(world.release(SET, second, STRATEGY), Ok(ether(25).get()));
    assert_eq!(world.restaking.strategy_manager.slashes_of(SET).collect::<Vec<_>>(), [first]);
    assert_eq!(world.restaking.strategy_manager.slashed_shares_of(SET, first, STRATEGY), ether(50));
}

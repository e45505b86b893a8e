//! A day as it is read from the contracts' state.

use crate::restaking::support::{AVS, OPERATOR, SECOND, SET, STAKER, STRANGER, STRATEGY, World, ether, wad};
use aquifer_protocol::{
    restaking::rewards::{
        SplitKey,
        calculation::{Allocated, Day, Staker},
    },
    units::{Bips, BlockNumber, Magnitude, Timestamp},
};

/// The state now, what counts of it at a time.
fn day(world: &World, time: u64) -> Day {
    world.restaking.rewards_day(BlockNumber::new(world.block), Timestamp::new(time)).unwrap()
}

#[test]
fn a_day_holds_stakers_after_slashing_under_their_operator_and_sets_with_their_members() {
    let mut world = World::with_staker(ether(100), wad(5));
    world.deposit(SECOND, ether(7).get()).unwrap();
    world.slash(OPERATOR, SET, 500_000_000_000_000_000).unwrap();
    let day = day(&world, 0);
    // Half of the half that is allocated: a quarter of the stake is gone.
    assert_eq!(day.delegated[&OPERATOR], [Staker { address: STAKER, shares: vec![(STRATEGY, ether(75))] }]);
    assert_eq!(day.undelegated, [Staker { address: SECOND, shares: vec![(STRATEGY, ether(7))] }]);
    assert_eq!(day.operator_shares[&OPERATOR][&STRATEGY], ether(75));
    let allocated =
        Allocated { magnitude: Magnitude::new(250_000_000_000_000_000), max_magnitude: Magnitude::new(750_000_000_000_000_000) };
    assert_eq!(day.sets[&SET], [(OPERATOR, [(STRATEGY, allocated)].into())].into());
    assert_eq!(day.services[&AVS], [(OPERATOR, [STRATEGY].into())].into());
    assert!(!day.delegated.contains_key(&STRANGER));
}

#[test]
fn a_split_counts_from_its_activation() {
    let mut world = World::with_staker(ether(1), wad(5));
    let key = SplitKey::Set { operator: OPERATOR, set: SET };
    let this = world.book.rewards_coordinator;
    world.call(OPERATOR, |r, _, ctx, fx| r.set_operator_split(this, ctx, key, 4_000, fx)).unwrap();
    // Without a delay it counts from the second it was set.
    let set_at = world.ctx(OPERATOR).timestamp.get();
    assert_eq!(day(&world, set_at - 1).split(key), Bips::ZERO, "the default split of an uninitialised contract");
    assert_eq!(day(&world, set_at).split(key), Bips::new(4_000).unwrap());
}

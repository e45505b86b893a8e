//! What services weigh operators by.

use super::*;

fn least(world: &World, future: u64) -> u64 {
    let future = world.block.after(Blocks::new(future)).unwrap();
    let stake = world.restaking.minimum_slashable_stake(SET, &[OPERATOR, NOBODY], &[STRATEGY], future, world.block).unwrap();
    assert_eq!(stake[1], [StrategyShares::ZERO]);
    stake[0][0].get().to()
}

fn allocated(world: &World) -> u64 {
    world.restaking.allocated_stake(SET, &[OPERATOR], &[STRATEGY], world.block).unwrap()[0][0].get().to()
}

#[test]
fn allocated_stake_is_the_sets_part_of_the_operators_shares() {
    let mut world = World::new();
    world.give_shares(OPERATOR, STRATEGY, 1_000);
    world.allocate(SET, 40);
    assert_eq!(allocated(&world), 0);
    world.pass(ALLOCATION_DELAY);
    assert_eq!(allocated(&world), 400);
    assert_eq!(least(&world, 0), 0, "not registered, hence not slashable");
    world.join(SET);
    assert_eq!(least(&world, 0), 400);
    world.slash(SET, 50);
    // A quarter of the 800 shares that are left: 20 of 80 parts.
    assert_eq!((allocated(&world), least(&world, 0)), (200, 200));
}

#[test]
fn the_least_slashable_stake_counts_what_is_taken_back_by_then_and_never_what_is_added() {
    let mut world = World::new();
    world.give_shares(OPERATOR, STRATEGY, 1_000);
    world.allocate(SET, 40);
    world.join(SET);
    assert_eq!(least(&world, 100), 0);
    world.pass(ALLOCATION_DELAY);
    world.allocate(SET, 10);
    assert_eq!((least(&world, DEALLOCATION_DELAY), least(&world, DEALLOCATION_DELAY + 1), allocated(&world)), (400, 100, 400));
}

#[test]
fn nothing_is_left_of_a_stake_that_was_slashed_whole() {
    let mut world = World::new();
    world.give_shares(OPERATOR, STRATEGY, 1_000);
    world.allocate(SET, 100);
    world.join(SET);
    world.pass(ALLOCATION_DELAY);
    world.slash(SET, 100);
    assert_eq!((allocated(&world), least(&world, 0)), (0, 0));
}

#[test]
fn an_operator_is_redistributable_while_a_redistributing_set_can_slash_it() {
    let mut world = World::new();
    let set = OperatorSet { avs: AVS, id: 7 };
    let new = NewOperatorSet { id: 7, strategies: vec![STRATEGY], slasher: None };
    world.call(AVS, |r, book, ctx, fx| r.create_redistributing_operator_sets(book, ctx, AVS, &[new], &[RECIPIENT], fx)).unwrap();
    world.join(SET);
    let is = |world: &World| world.allocation().is_operator_redistributable(OPERATOR, world.block);
    assert!(!is(&world));
    world.allocate(set, 10);
    world.join(set);
    assert!(is(&world));
    world.leave(set);
    world.pass(DEALLOCATION_DELAY);
    assert!(is(&world), "it has left, with its allocation, and can be slashed still");
    world.pass(1);
    assert!(!is(&world));
}

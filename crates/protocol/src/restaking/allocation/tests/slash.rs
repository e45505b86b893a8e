//! Slashing magnitudes; what it does to shares is tested with them.

use super::*;
use crate::units::WAD;

/// The operator has `percent` allocated to `SET`, which it is registered for, and 1,000 shares.
fn exposed(percent: u64) -> World {
    let mut world = World::new();
    world.give_shares(OPERATOR, STRATEGY, 1_000);
    world.allocate(SET, percent);
    world.join(SET);
    world.pass(ALLOCATION_DELAY);
    world
}

fn shares(world: &World) -> u64 {
    world.restaking.delegation.operator_shares(OPERATOR, STRATEGY).get().to()
}

#[test]
fn a_slash_takes_its_part_of_the_allocation_from_everything() {
    let mut world = exposed(40);
    let now = world.block;
    let (slashed, events) = world.try_slash(SET, part(25).wide()).unwrap();
    assert_eq!((world.viewed(SET).current, world.encumbered(), world.max()), (part(30), part(30), part(90)));
    assert_eq!((slashed.slash_id, shares(&world)), (1, 900));
    assert_eq!(slashed.shares, [StrategyShares::new(U256::from(100))]);
    let (operator, set, strategy) = (OPERATOR, SET, STRATEGY);
    let expected = [
        AllocationEvent::EncumberedMagnitudeUpdated { operator, strategy, encumbered: part(30) },
        AllocationEvent::AllocationUpdated { operator, set, strategy, magnitude: part(30), effect_block: now },
        AllocationEvent::MaxMagnitudeUpdated { operator, strategy, max_magnitude: part(90) },
        AllocationEvent::OperatorSlashed {
            operator,
            set,
            strategies: vec![STRATEGY],
            wad_slashed: vec![part(10).wide()],
            description: "x".into(),
        },
    ];
    assert_eq!(events, expected);
}

#[test]
fn other_sets_keep_their_magnitudes_and_what_they_can_slash() {
    let mut world = exposed(40);
    world.allocate(OTHER_SET, 60);
    world.pass(ALLOCATION_DELAY);
    let stake = |world: &World| {
        let stake = world.restaking.allocated_stake(OTHER_SET, &[OPERATOR], &[STRATEGY], world.block).unwrap();
        stake[0][0].get().to::<u64>()
    };
    let before = stake(&world);
    world.slash(SET, 100);
    assert_eq!((world.viewed(OTHER_SET).current, world.max()), (part(60), part(60)));
    assert_eq!((before, stake(&world)), (600, 600));
}

#[test]
fn the_least_slash_takes_a_unit() {
    let mut world = exposed(40);
    world.try_slash(SET, U256::ONE).unwrap();
    assert_eq!(world.max().get(), part(100).get() - 1);
}

#[test]
fn a_lowering_under_way_is_slashed_with_its_part_rounded_up() {
    let mut world = exposed(40);
    world.allocate(SET, 10);
    let effect_block = world.viewed(SET).pending.unwrap().effect_block;
    let events = world.slash(SET, 50);
    assert_eq!(world.viewed(SET).current, part(20));
    assert_eq!(world.viewed(SET).pending, Some(PendingMagnitude { target: part(5), effect_block }));
    let first = &events[0];
    assert!(
        matches!(first, AllocationEvent::AllocationUpdated { magnitude, effect_block: at, .. }
            if (*magnitude, *at) == (part(5), effect_block)),
        "{first:?}"
    );
    world.pass(DEALLOCATION_DELAY + 1);
    assert_eq!((world.viewed(SET).current, world.encumbered(), world.max()), (part(5), part(5), part(80)));
}

#[test]
fn a_raise_under_way_adds_what_it_would_have_added() {
    let mut world = exposed(40);
    world.allocate(SET, 60);
    world.slash(SET, 50);
    assert_eq!((world.viewed(SET).current, world.encumbered()), (part(20), part(40)));
    world.pass(ALLOCATION_DELAY);
    assert_eq!((world.viewed(SET).current, world.encumbered(), world.max()), (part(40), part(40), part(80)));
}

#[test]
fn a_lowering_that_was_slashed_away_clears_without_effect_and_blocks_changes_until_then() {
    let mut world = exposed(100);
    world.allocate(SET, 50);
    world.slash(SET, 100);
    assert_eq!((world.max(), world.viewed(SET).current), (Magnitude::ZERO, Magnitude::ZERO));
    assert_eq!(world.allocation().allocated_sets(OPERATOR), []);
    let waits = world.try_allocate(SET, STRATEGY, 1);
    assert!(matches!(waits, Err(RestakingError::Allocation(AllocationError::ModificationAlreadyPending { .. }))), "{waits:?}");
    world.pass(DEALLOCATION_DELAY + 1);
    let empty = AllocationError::InsufficientMagnitude { encumbered: part(1), max: Magnitude::ZERO };
    assert_eq!(world.try_allocate(SET, STRATEGY, 1), Err(empty.into()));
}

#[test]
fn a_deallocation_is_slashed_through_the_last_block_of_its_delay() {
    let mut world = exposed(40);
    world.allocate(SET, 0);
    world.pass(DEALLOCATION_DELAY);
    let mut later = world.clone();
    world.slash(SET, 100);
    assert_eq!(world.max(), part(60));
    later.pass(1);
    later.slash(SET, 100);
    assert_eq!((later.max(), shares(&later)), (part(100), 1_000));
}

#[test]
fn nothing_allocated_is_nothing_slashed_but_the_number_is_used_up() {
    let mut world = exposed(40);
    let wads = [WAD, WAD];
    let both = slashing(SET, &[STRATEGY, OTHER_STRATEGY], &wads);
    let (slashed, _) = world.call_with_effects(SLASHER, |r, _, ctx, fx| r.slash_operator(ctx, AVS, both, fx)).unwrap();
    assert_eq!(slashed.shares, [StrategyShares::new(U256::from(400)), StrategyShares::ZERO]);
    let (slashed, events) = world.try_slash(SET, WAD).unwrap();
    assert_eq!((slashed.slash_id, world.allocation().slash_count(SET), events.len()), (2, 2, 1));
}

#[test]
fn slashes_that_break_a_rule_are_refused() {
    #[track_caller]
    fn check(run: impl FnOnce(&mut World) -> Result<(), RestakingError>, expected: AllocationError) {
        assert_eq!(run(&mut exposed(40)), Err(expected.into()));
    }
    fn slash(world: &mut World, caller: Address, slashing: Slashing) -> Result<(), RestakingError> {
        world.call(caller, |r, _, ctx, fx| r.slash_operator(ctx, AVS, slashing, fx)).map(|_| ())
    }
    let one = U256::ONE;
    let descending = [OTHER_STRATEGY, STRATEGY];
    let third = Address::repeat_byte(0x53);
    let unknown = OperatorSet { avs: AVS, id: 9 };
    check(|w| slash(w, AVS, slashing(SET, &[STRATEGY], &[one])), AllocationError::InvalidCaller(AVS));
    check(|w| slash(w, SLASHER, slashing(SET, &[STRATEGY], &[U256::ZERO])), AllocationError::InvalidWadToSlash(U256::ZERO));
    check(|w| slash(w, SLASHER, slashing(SET, &[STRATEGY], &[WAD + one])), AllocationError::InvalidWadToSlash(WAD + one));
    check(
        |w| slash(w, SLASHER, slashing(SET, &[STRATEGY], &[])),
        AllocationError::InputArrayLengthMismatch { expected: 1, got: 0 },
    );
    check(
        |w| slash(w, SLASHER, slashing(SET, &descending, &[one, one])),
        AllocationError::StrategiesMustBeInAscendingOrder { last: OTHER_STRATEGY, got: STRATEGY },
    );
    check(
        |w| slash(w, SLASHER, slashing(SET, &[STRATEGY, STRATEGY], &[one, one])),
        AllocationError::StrategiesMustBeInAscendingOrder { last: STRATEGY, got: STRATEGY },
    );
    check(
        |w| slash(w, SLASHER, slashing(SET, &[STRATEGY, third], &[one, one])),
        AllocationError::StrategyNotInOperatorSet { set: SET, strategy: third },
    );
    check(|w| slash(w, SLASHER, slashing(unknown, &[], &[])), AllocationError::InvalidOperatorSet(unknown));
    check(
        |w| slash(w, SLASHER, slashing(OTHER_SET, &[STRATEGY], &[one])),
        AllocationError::OperatorNotSlashable { set: OTHER_SET, operator: OPERATOR },
    );
}

#[test]
fn maximum_magnitudes_are_remembered_by_block() {
    let mut world = exposed(40);
    let first = world.block;
    world.slash(SET, 50);
    world.slash(SET, 50);
    world.pass(3);
    world.slash(SET, 50);
    let at = |block: u64| world.allocation().max_magnitude_at(OPERATOR, STRATEGY, BlockNumber::new(block)).get();
    let (first, whole) = (first.get(), part(100).get());
    let seen = [first - 1, first, first + 2, first + 3].map(at);
    assert_eq!(seen, [whole, part(70).get(), part(70).get(), part(65).get()]);
}

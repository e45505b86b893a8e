//! Allocating, taking back, clearing the queue.

use super::*;

fn pending(target: u64, effect_block: BlockNumber) -> Option<PendingMagnitude> {
    Some(PendingMagnitude { target: part(target), effect_block })
}

#[test]
fn more_is_encumbered_at_once_and_counts_after_the_operators_delay() {
    let mut world = World::new();
    let effect_block = world.block.after(Blocks::new(ALLOCATION_DELAY)).unwrap();
    let events = world.allocate(SET, 40);
    let encumbered = AllocationEvent::EncumberedMagnitudeUpdated { operator: OPERATOR, strategy: STRATEGY, encumbered: part(40) };
    let updated = |magnitude, effect_block| AllocationEvent::AllocationUpdated {
        operator: OPERATOR,
        set: SET,
        strategy: STRATEGY,
        magnitude,
        effect_block,
    };
    assert_eq!(events, [encumbered, updated(part(40), effect_block)]);
    assert_eq!(world.viewed(SET), Allocation { current: Magnitude::ZERO, pending: pending(40, effect_block) });
    assert_eq!((world.encumbered(), world.free()), (part(40), part(60)));
    assert_eq!(world.allocation().allocated_sets(OPERATOR), [SET]);
    world.pass(ALLOCATION_DELAY);
    assert_eq!(world.viewed(SET), Allocation { current: part(40), pending: None });
}

#[test]
fn no_more_than_the_maximum_is_allocated_over_all_sets() {
    let mut world = World::new();
    world.allocate(SET, 60);
    let too_much = AllocationError::InsufficientMagnitude { encumbered: part(101), max: part(100) };
    assert_eq!(world.try_allocate(OTHER_SET, STRATEGY, 41), Err(too_much.into()));
    world.allocate(OTHER_SET, 40);
    assert_eq!(world.free(), Magnitude::ZERO);
    // The other strategy is a stake of its own.
    world.try_allocate(OTHER_SET, OTHER_STRATEGY, 100).unwrap();
    let change = AllocationChange { set: OTHER_SET, strategies: vec![STRATEGY], new_magnitudes: vec![Magnitude::new(u64::MAX)] };
    world.pass(ALLOCATION_DELAY);
    let overflow = world.call(OPERATOR, |r, book, ctx, fx| r.modify_allocations(book, ctx, OPERATOR, &[change], fx));
    assert_eq!(overflow, Err(AllocationError::MagnitudeOverflow.into()));
}

#[test]
fn what_no_set_can_slash_is_free_at_once() {
    let mut world = World::new();
    world.allocate(SET, 40);
    world.pass(ALLOCATION_DELAY);
    let now = world.block;
    let events = world.allocate(SET, 10);
    assert!(
        matches!(events[..], [
            AllocationEvent::EncumberedMagnitudeUpdated { encumbered, .. },
            AllocationEvent::AllocationUpdated { magnitude, effect_block, .. },
        ] if (encumbered, magnitude, effect_block) == (part(10), part(10), now)),
        "{events:?}"
    );
    assert_eq!(world.viewed(SET), Allocation { current: part(10), pending: None });
    world.allocate(SET, 0);
    assert_eq!((world.free(), world.allocation().allocated_sets(OPERATOR)), (part(100), vec![]));
}

#[test]
fn what_a_set_can_slash_is_free_after_the_delay_and_encumbered_until_then() {
    let mut world = World::new();
    world.allocate(SET, 40);
    world.join(SET);
    world.pass(ALLOCATION_DELAY);
    let effect_block = world.block.after(Blocks::new(DEALLOCATION_DELAY + 1)).unwrap();
    world.allocate(SET, 10);
    assert_eq!(world.viewed(SET), Allocation { current: part(40), pending: pending(10, effect_block) });
    assert_eq!(world.viewed(SET).pending_diff(), -300_000_000_000_000_000);
    world.pass(DEALLOCATION_DELAY);
    assert_eq!((world.viewed(SET).current, world.encumbered()), (part(40), part(40)));
    world.pass(1);
    assert_eq!((world.viewed(SET).current, world.encumbered(), world.free()), (part(10), part(10), part(90)));
}

#[test]
fn what_was_taken_back_can_be_allocated_again_without_clearing_by_hand() {
    let mut world = World::new();
    world.allocate(SET, 100);
    world.join(SET);
    world.pass(ALLOCATION_DELAY);
    world.allocate(SET, 30);
    world.pass(DEALLOCATION_DELAY + 1);
    let events = world.allocate(OTHER_SET, 70);
    let encumbered: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            AllocationEvent::EncumberedMagnitudeUpdated { encumbered, .. } => Some(*encumbered),
            _ => None,
        })
        .collect();
    assert_eq!(encumbered, [part(30), part(100)]);
}

#[test]
fn a_set_without_the_strategy_cannot_slash_it() {
    let mut world = World::new();
    world.allocate(SET, 40);
    world.join(SET);
    world.pass(ALLOCATION_DELAY);
    world.call(AVS, |r, book, ctx, fx| r.remove_strategies_from_operator_set(book, ctx, SET, &[STRATEGY], fx)).unwrap();
    world.allocate(SET, 0);
    assert_eq!(world.free(), part(100));
}

#[test]
fn a_change_waits_for_the_one_before_and_must_change_something() {
    let mut world = World::new();
    let effect_block = world.block.after(Blocks::new(ALLOCATION_DELAY)).unwrap();
    assert_eq!(world.try_allocate(SET, STRATEGY, 0), Err(AllocationError::SameMagnitude(Magnitude::ZERO).into()));
    world.allocate(SET, 40);
    let waits = AllocationError::ModificationAlreadyPending { effect_block };
    assert_eq!(world.try_allocate(SET, STRATEGY, 50), Err(waits.into()));
    world.pass(ALLOCATION_DELAY);
    assert_eq!(world.try_allocate(SET, STRATEGY, 40), Err(AllocationError::SameMagnitude(part(40)).into()));
    world.allocate(SET, 50);
}

#[test]
fn an_account_without_a_delay_and_a_set_that_does_not_exist_are_refused() {
    let mut world = World::new();
    let change = |set| [AllocationChange { set, strategies: vec![STRATEGY], new_magnitudes: vec![part(1)] }];
    let nobody = world.call(NOBODY, |r, book, ctx, fx| r.modify_allocations(book, ctx, NOBODY, &change(SET), fx));
    assert_eq!(nobody, Err(AllocationError::UninitializedAllocationDelay(NOBODY).into()));
    let unknown = OperatorSet { avs: NOBODY, id: 0 };
    let result = world.call(OPERATOR, |r, book, ctx, fx| r.modify_allocations(book, ctx, OPERATOR, &change(unknown), fx));
    assert_eq!(result, Err(AllocationError::InvalidOperatorSet(unknown).into()));
    let unequal = [AllocationChange { set: SET, strategies: vec![STRATEGY], new_magnitudes: vec![] }];
    let result = world.call(OPERATOR, |r, book, ctx, fx| r.modify_allocations(book, ctx, OPERATOR, &unequal, fx));
    assert_eq!(result, Err(AllocationError::InputArrayLengthMismatch { expected: 1, got: 0 }.into()));
    let stranger = world.call(NOBODY, |r, book, ctx, fx| r.modify_allocations(book, ctx, OPERATOR, &change(SET), fx));
    assert!(matches!(stranger, Err(RestakingError::Permissions(_))), "{stranger:?}");
}

#[test]
fn the_queue_clears_in_order_what_its_delay_allows_and_no_more_than_asked() {
    let mut world = World::new();
    for set in [SET, OTHER_SET] {
        world.allocate(set, 50);
        world.join(set);
    }
    world.pass(ALLOCATION_DELAY);
    world.allocate(SET, 20);
    world.pass(1);
    world.allocate(OTHER_SET, 20);
    let clear = |world: &mut World, count| {
        let cleared = world.call_with_effects(NOBODY, |r, _, ctx, fx| {
            Arc::make_mut(&mut r.allocation).clear_deallocation_queue(ctx, OPERATOR, &[STRATEGY], &[count], fx)
        });
        cleared.unwrap().1.len()
    };
    world.pass(DEALLOCATION_DELAY);
    assert_eq!(clear(&mut world, 9), 1, "the second one waits a block longer");
    world.pass(1);
    assert_eq!((clear(&mut world, 0), clear(&mut world, 1), clear(&mut world, 1)), (0, 1, 0));
    assert_eq!(world.free(), part(60));
    let unequal = world.call(NOBODY, |r, _, ctx, fx| {
        Arc::make_mut(&mut r.allocation).clear_deallocation_queue(ctx, OPERATOR, &[STRATEGY], &[], fx)
    });
    assert_eq!(unequal, Err(AllocationError::InputArrayLengthMismatch { expected: 1, got: 0 }.into()));
}

#[test]
fn without_a_delay_an_allocation_counts_in_its_own_block_also_in_block_zero() {
    let mut world = World::new();
    world.block = BlockNumber::new(0);
    let operator = NOBODY;
    world.call(operator, |r, _, ctx, fx| r.register_as_operator(ctx, Address::ZERO, Blocks::new(0), String::new(), fx)).unwrap();
    world.call(operator, |r, book, ctx, fx| r.register_for_operator_sets(book, ctx, operator, (AVS, &[0]), fx)).unwrap();
    let change = AllocationChange { set: SET, strategies: vec![STRATEGY], new_magnitudes: vec![part(50)] };
    world.call(operator, |r, book, ctx, fx| r.modify_allocations(book, ctx, operator, &[change], fx)).unwrap();
    assert_eq!(world.allocation().allocation(operator, SET, STRATEGY, world.block).current, part(50));
}

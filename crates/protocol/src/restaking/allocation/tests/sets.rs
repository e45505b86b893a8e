//! Sets, their strategies, their slashers; allocation delays.

use super::*;
use crate::restaking::{BEACON_CHAIN_ETH, BURN_ADDRESS};

fn new(id: u32, strategies: &[Address]) -> NewOperatorSet {
    NewOperatorSet { id, strategies: strategies.to_vec(), slasher: None }
}

fn create(world: &mut World, avs: Address, set: NewOperatorSet) -> Result<(), RestakingError> {
    world.call(avs, |r, book, ctx, fx| r.create_operator_sets(book, ctx, avs, &[set], fx))
}

fn create_redistributing(world: &mut World, set: NewOperatorSet, recipient: Address) -> Result<(), RestakingError> {
    world.call(AVS, |r, book, ctx, fx| r.create_redistributing_operator_sets(book, ctx, AVS, &[set], &[recipient], fx))
}

fn refused(error: AllocationError) -> Result<(), RestakingError> {
    Err(RestakingError::Allocation(error))
}

#[test]
fn a_service_without_metadata_creates_no_sets() {
    let mut world = World::new();
    assert_eq!(create(&mut world, NOBODY, new(0, &[])), refused(AllocationError::NonexistentAVSMetadata(NOBODY)));
    world.call(NOBODY, |r, book, ctx, fx| r.update_avs_metadata_uri(book, ctx, NOBODY, String::new(), fx)).unwrap();
    create(&mut world, NOBODY, new(0, &[])).unwrap();
    assert_eq!(world.allocation().services().collect::<Vec<_>>(), [AVS, NOBODY]);
    assert_eq!(world.allocation().operator_set_count(NOBODY), 1);
}

#[test]
fn a_set_is_created_once_and_by_its_service() {
    let mut world = World::new();
    assert_eq!(create(&mut world, AVS, new(1, &[])), refused(AllocationError::InvalidOperatorSet(OTHER_SET)));
    let stranger = world.call(NOBODY, |r, book, ctx, fx| r.create_operator_sets(book, ctx, AVS, &[new(2, &[])], fx));
    assert!(matches!(stranger, Err(RestakingError::Permissions(_))), "{stranger:?}");
    create(&mut world, AVS, new(2, &[STRATEGY])).unwrap();
    let set = OperatorSet { avs: AVS, id: 2 };
    assert_eq!(world.allocation().slasher(set, world.block), AVS, "the older form names nobody else");
    assert_eq!(world.allocation().redistribution_recipient(set), BURN_ADDRESS);
    let nobody = NewOperatorSet { slasher: Some(Address::ZERO), ..new(3, &[]) };
    assert_eq!(create(&mut world, AVS, nobody), refused(AllocationError::InputAddressZero));
}

#[test]
fn a_redistributing_set_has_a_recipient_for_ever_and_no_native_stake() {
    let mut world = World::new();
    let set = OperatorSet { avs: AVS, id: 7 };
    let native = AllocationError::InvalidStrategy { set, strategy: BEACON_CHAIN_ETH };
    assert_eq!(create_redistributing(&mut world, new(7, &[]), Address::ZERO), refused(AllocationError::InputAddressZero));
    let burnt = AllocationError::InvalidRedistributionRecipient(BURN_ADDRESS);
    assert_eq!(create_redistributing(&mut world, new(7, &[]), BURN_ADDRESS), refused(burnt));
    assert_eq!(create_redistributing(&mut world, new(7, &[BEACON_CHAIN_ETH]), RECIPIENT), refused(native));
    let eigen = world.book.eigen_strategy;
    let result = create_redistributing(&mut world, new(7, &[eigen]), RECIPIENT);
    assert_eq!(result, refused(AllocationError::InvalidStrategy { set, strategy: eigen }));
    create_redistributing(&mut world, new(7, &[STRATEGY]), RECIPIENT).unwrap();
    assert_eq!(world.allocation().redistribution_recipient(set), RECIPIENT);
    let added = world.call(AVS, |r, book, ctx, fx| r.add_strategies_to_operator_set(book, ctx, set, &[BEACON_CHAIN_ETH], fx));
    assert_eq!(added, refused(native));
    let unequal =
        world.call(AVS, |r, book, ctx, fx| r.create_redistributing_operator_sets(book, ctx, AVS, &[new(8, &[])], &[], fx));
    assert_eq!(unequal, refused(AllocationError::InputArrayLengthMismatch { expected: 1, got: 0 }));
}

#[test]
fn strategies_of_a_set_are_distinct_and_leave_by_the_last_taking_their_place() {
    let mut world = World::new();
    let third = Address::repeat_byte(0x53);
    let add = |world: &mut World, set, strategy| {
        world.call(AVS, |r, book, ctx, fx| r.add_strategies_to_operator_set(book, ctx, set, &[strategy], fx))
    };
    let remove = |world: &mut World, strategies: &[Address]| {
        world.call(AVS, |r, book, ctx, fx| r.remove_strategies_from_operator_set(book, ctx, SET, strategies, fx))
    };
    let twice = AllocationError::StrategyAlreadyInOperatorSet { set: SET, strategy: STRATEGY };
    assert_eq!(add(&mut world, SET, STRATEGY), refused(twice));
    let unknown = OperatorSet { avs: AVS, id: 9 };
    assert_eq!(add(&mut world, unknown, STRATEGY), refused(AllocationError::InvalidOperatorSet(unknown)));
    add(&mut world, SET, third).unwrap();
    remove(&mut world, &[STRATEGY]).unwrap();
    assert_eq!(world.allocation().strategies_in(SET), [third, OTHER_STRATEGY]);
    let gone = AllocationError::StrategyNotInOperatorSet { set: SET, strategy: STRATEGY };
    assert_eq!(remove(&mut world, &[third, STRATEGY]), refused(gone));
    assert_eq!(world.allocation().strategies_in(SET), [third, OTHER_STRATEGY]);
}

#[test]
fn a_new_slasher_counts_after_the_configuration_delay_and_proposing_it_again_changes_nothing() {
    let mut world = World::new();
    let update = |world: &mut World, slasher| {
        world.call_with_effects(AVS, |r, book, ctx, fx| r.update_slasher(book, ctx, SET, slasher, fx)).map(|(_, events)| events)
    };
    let effect_block = world.block.after(Blocks::new(CONFIGURATION_DELAY + 1)).unwrap();
    let events = update(&mut world, NOBODY).unwrap();
    assert_eq!(events, [AllocationEvent::SlasherUpdated { set: SET, slasher: NOBODY, effect_block }]);
    world.pass(2);
    assert_eq!(update(&mut world, NOBODY), Ok(vec![]));
    assert_eq!(world.allocation().pending_slasher(SET, world.block), Some((NOBODY, effect_block)));
    world.pass(CONFIGURATION_DELAY - 2);
    assert_eq!(world.allocation().slasher(SET, world.block), SLASHER);
    world.pass(1);
    assert_eq!(world.allocation().slasher(SET, world.block), NOBODY);
    assert_eq!(world.allocation().pending_slasher(SET, world.block), None);
    let zero = update(&mut world, Address::ZERO).map(|_| ());
    assert_eq!(zero, refused(AllocationError::InputAddressZero));
}

#[test]
fn an_allocation_delay_counts_at_once_for_a_new_operator_and_later_after_the_configuration_delay() {
    let mut world = World::new();
    let set = |world: &mut World, delay| {
        world.call(OPERATOR, |r, book, ctx, fx| r.set_allocation_delay(book, ctx, OPERATOR, Blocks::new(delay), fx))
    };
    let delay = |world: &World| world.allocation().allocation_delay(OPERATOR, world.block).map(Blocks::get);
    assert_eq!(delay(&world), Some(ALLOCATION_DELAY));
    assert_eq!(world.allocation().allocation_delay(NOBODY, world.block), None);
    set(&mut world, 7).unwrap();
    world.pass(CONFIGURATION_DELAY);
    assert_eq!(delay(&world), Some(ALLOCATION_DELAY));
    // One that does not count yet is replaced; one that does is kept until the next counts.
    set(&mut world, 8).unwrap();
    world.pass(CONFIGURATION_DELAY + 1);
    assert_eq!(delay(&world), Some(8));
    set(&mut world, 9).unwrap();
    assert_eq!(delay(&world), Some(8));
    let pending = world.allocation().pending_allocation_delay(OPERATOR, world.block);
    assert_eq!(pending.map(|(delay, _)| delay), Some(Blocks::new(9)));
    let nobody = world.call(NOBODY, |r, book, ctx, fx| r.set_allocation_delay(book, ctx, NOBODY, Blocks::new(1), fx));
    assert_eq!(nobody, refused(AllocationError::InvalidOperator(NOBODY)));
}

#[test]
fn a_registrar_must_say_that_it_serves_the_service() {
    let mut world = World::new();
    assert_eq!(world.allocation().avs_registrar(AVS), AVS);
    let name = |world: &mut World, supports| {
        world.call(AVS, |r, book, ctx, fx| r.set_avs_registrar(book, ctx, AVS, NOBODY, supports, fx))
    };
    let unwilling = AllocationError::InvalidAVSRegistrar { avs: AVS, registrar: NOBODY };
    assert_eq!(name(&mut world, false), refused(unwilling));
    name(&mut world, true).unwrap();
    assert_eq!(world.allocation().avs_registrar(AVS), NOBODY);
}

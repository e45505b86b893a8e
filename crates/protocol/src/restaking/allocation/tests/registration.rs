//! Joining sets and leaving them.

use super::*;

#[test]
fn only_operators_join_sets_that_exist() {
    let mut world = World::new();
    let unknown = OperatorSet { avs: AVS, id: 9 };
    assert_eq!(world.try_join(unknown), Err(AllocationError::InvalidOperatorSet(unknown).into()));
    let nobody = world.call(NOBODY, |r, book, ctx, fx| r.register_for_operator_sets(book, ctx, NOBODY, (AVS, &[0]), fx));
    assert_eq!(nobody, Err(AllocationError::InvalidOperator(NOBODY).into()));
    let stranger = world.call(NOBODY, |r, book, ctx, fx| r.register_for_operator_sets(book, ctx, OPERATOR, (AVS, &[0]), fx));
    assert!(matches!(stranger, Err(RestakingError::Permissions(_))), "{stranger:?}");

    assert_eq!(world.try_join(SET), Ok(AVS), "the registrar to ask is the service itself");
    assert_eq!((world.allocation().members(SET), world.allocation().member_count(SET)), (vec![OPERATOR], 1));
    assert_eq!(world.allocation().registered_sets(OPERATOR), [SET]);
    assert_eq!(world.try_join(SET), Err(AllocationError::AlreadyMemberOfSet { set: SET, operator: OPERATOR }.into()));
}

#[test]
fn a_set_that_an_operator_left_slashes_it_through_the_last_block_of_the_delay() {
    let mut world = World::new();
    world.join(SET);
    world.leave(SET);
    assert!(!world.allocation().is_member(OPERATOR, SET));
    world.pass(DEALLOCATION_DELAY);
    assert!(world.allocation().is_operator_slashable(OPERATOR, SET, world.block));
    assert_eq!(world.try_join(SET), Err(AllocationError::AlreadyMemberOfSet { set: SET, operator: OPERATOR }.into()));
    world.pass(1);
    assert!(!world.allocation().is_operator_slashable(OPERATOR, SET, world.block));
    world.join(SET);
}

#[test]
fn operator_and_service_may_both_end_a_registration_and_nobody_else() {
    let mut world = World::new();
    world.join(SET);
    assert_eq!(world.try_leave(NOBODY, SET), Err(AllocationError::InvalidCaller(NOBODY).into()));
    assert_eq!(world.try_leave(AVS, SET), Ok(AVS));
    let gone = AllocationError::NotMemberOfSet { set: SET, operator: OPERATOR };
    assert_eq!(world.try_leave(OPERATOR, SET), Err(gone.into()));
}

#[test]
fn one_set_that_refuses_refuses_all() {
    let mut world = World::new();
    let both = world.call(OPERATOR, |r, book, ctx, fx| r.register_for_operator_sets(book, ctx, OPERATOR, (AVS, &[0, 9]), fx));
    assert_eq!(both, Err(AllocationError::InvalidOperatorSet(OperatorSet { avs: AVS, id: 9 }).into()));
    assert_eq!(world.allocation().member_count(SET), 0);
}

#[test]
fn an_appointee_acts_for_the_operator() {
    let mut world = World::new();
    let function = (world.book.allocation_manager, Default::default());
    world
        .call(OPERATOR, |r, _, ctx, fx| {
            Arc::make_mut(&mut r.permissions).set_appointee(ctx, OPERATOR, NOBODY, function, fx).map_err(RestakingError::from)
        })
        .unwrap();
    world.call(NOBODY, |r, book, ctx, fx| r.register_for_operator_sets(book, ctx, OPERATOR, (AVS, &[0]), fx)).unwrap();
    assert!(world.allocation().is_member(OPERATOR, SET));
}

#[test]
fn paused_functions_refuse() {
    let mut world = World::new();
    world.join(SET);
    let unpaused = world.clone();
    #[track_caller]
    fn check(mut world: World, bit: u8, run: impl FnOnce(&mut World) -> Result<(), RestakingError>) {
        let bits = Arc::make_mut(&mut world.restaking.allocation).pause_bits_mut();
        bits.pause(OPERATOR, U256::ONE << bit, &Everybody).unwrap();
        let refused = run(&mut world);
        assert!(matches!(refused, Err(RestakingError::Paused(_))), "{refused:?}");
    }
    check(unpaused.clone(), 0, |world| world.try_allocate(SET, STRATEGY, 10).map(|_| ()));
    check(unpaused.clone(), 0, |world| {
        world.call(NOBODY, |r, _, ctx, fx| Arc::make_mut(&mut r.allocation).clear_deallocation_queue(ctx, OPERATOR, &[], &[], fx))
    });
    check(unpaused.clone(), 1, |world| world.try_slash(SET, U256::ONE).map(|_| ()));
    check(unpaused.clone(), 2, |world| world.try_join(OTHER_SET).map(|_| ()));
    check(unpaused, 2, |world| world.try_leave(OPERATOR, SET).map(|_| ()));
}

/// Everybody may pause.
struct Everybody;

impl crate::governance::Pausers for Everybody {
    fn is_pauser(&self, _account: Address) -> bool {
        true
    }

    fn unpauser(&self) -> Address {
        OPERATOR
    }
}

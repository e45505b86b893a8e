//! Operators, approvers, and who may begin and end a delegation.

use super::support::*;
use alloy_primitives::{Address, B256};
use aquifer_protocol::{
    Effect, Effects, Event, U256,
    restaking::{
        OperatorSet, RestakingError, RestakingEvent,
        delegation::{DelegationError, DelegationEvent, PAUSED_ENTER_WITHDRAWAL_QUEUE, PAUSED_NEW_DELEGATION},
    },
    units::{Blocks, Magnitude, Timestamp},
};
use std::sync::Arc;

const APPROVER: Address = Address::repeat_byte(0xaa);

fn register(world: &mut World, operator: Address, approver: Address) -> Result<(), RestakingError> {
    world.call(operator, |r, _, ctx, fx| r.register_as_operator(ctx, approver, Blocks::new(0), String::new(), fx))
}

fn modify(world: &mut World, caller: Address, operator: Address) -> Result<(), RestakingError> {
    world.call(caller, |r, book, ctx, fx| r.modify_operator_details(book, ctx, operator, APPROVER, fx))
}

fn pause(world: &mut World, bit: u8) {
    let bits = Arc::make_mut(&mut world.restaking.delegation).pause_bits_mut();
    bits.pause(ADMIN, U256::ONE << bit, &Anybody).unwrap();
}

/// Whoever asks may pause.
struct Anybody;

impl aquifer_protocol::governance::Pausers for Anybody {
    fn is_pauser(&self, _account: Address) -> bool {
        true
    }

    fn unpauser(&self) -> Address {
        ADMIN
    }
}

#[test]
fn an_operator_is_one_for_ever() {
    let mut world = World::new();
    register(&mut world, OPERATOR, Address::ZERO).unwrap();
    assert!(world.restaking.delegation.is_operator(OPERATOR));
    let already = DelegationError::ActivelyDelegated { staker: OPERATOR, operator: OPERATOR };
    assert_eq!(register(&mut world, OPERATOR, Address::ZERO), Err(already.clone().into()));
    register(&mut world, OTHER_OPERATOR, Address::ZERO).unwrap();
    assert_eq!(world.delegate(OPERATOR, OTHER_OPERATOR), Err(already.into()));
    let stays = DelegationError::OperatorsCannotUndelegate(OPERATOR);
    assert_eq!(world.undelegate(OPERATOR, OPERATOR), Err(stays.into()));
}

#[test]
fn a_new_operator_brings_what_it_has() {
    let mut world = World::new();
    world.deposit(OPERATOR, U256::from(5_000)).unwrap();
    register(&mut world, OPERATOR, Address::ZERO).unwrap();
    assert_eq!(world.operator_shares(OPERATOR), shares(5_000));
}

#[test]
fn a_staker_joins_one_operator_that_is_one() {
    let mut world = World::new();
    let nobody = DelegationError::OperatorNotRegistered(OPERATOR);
    assert_eq!(world.delegate(STAKER, OPERATOR), Err(nobody.into()));
    register(&mut world, OPERATOR, Address::ZERO).unwrap();
    world.delegate(STAKER, OPERATOR).unwrap();
    let already = DelegationError::ActivelyDelegated { staker: STAKER, operator: OPERATOR };
    assert_eq!(world.delegate(STAKER, OPERATOR), Err(already.into()));
    // Being delegated to somebody, it cannot become an operator either.
    let already = DelegationError::ActivelyDelegated { staker: STAKER, operator: OPERATOR };
    assert_eq!(register(&mut world, STAKER, Address::ZERO), Err(already.into()));
}

#[test]
fn an_approval_is_needed_in_time_and_its_salt_is_spent() {
    let mut world = World::new();
    register(&mut world, OPERATOR, APPROVER).unwrap();
    let (salt, now) = (B256::repeat_byte(7), world.block * 12);
    let needed = |world: &World, caller, expiry: u64| {
        world.restaking.delegation.approval_needed(&world.ctx(caller), OPERATOR, (salt, U256::from(expiry)))
    };
    let expired = DelegationError::SignatureExpired { expiry: U256::from(now - 1), now: Timestamp::new(now) };
    assert_eq!(needed(&world, STAKER, now - 1), Err(expired));
    // The approver itself needs one too.
    let approval = needed(&world, APPROVER, now).unwrap().unwrap();
    assert_eq!((approval.approver, approval.staker, approval.operator), (APPROVER, APPROVER, OPERATOR));
    world.call(STAKER, |r, _, ctx, fx| r.delegate_to(ctx, OPERATOR, salt, fx)).unwrap();
    assert!(world.restaking.delegation.is_salt_spent(APPROVER, salt));
    let spent = DelegationError::SaltSpent { approver: APPROVER, salt };
    assert_eq!(needed(&world, SECOND, now), Err(spent.clone()));
    let again = world.call(SECOND, |r, _, ctx, fx| r.delegate_to(ctx, OPERATOR, salt, fx));
    assert_eq!(again, Err(spent.into()));
}

#[test]
fn only_who_may_act_for_an_operator_changes_it() {
    let mut world = World::new();
    register(&mut world, OPERATOR, Address::ZERO).unwrap();
    assert!(matches!(modify(&mut world, STRANGER, OPERATOR), Err(RestakingError::Permissions(_))));
    modify(&mut world, OPERATOR, OPERATOR).unwrap();
    assert_eq!(world.restaking.delegation.approver(OPERATOR), Some(APPROVER));
    let no_operator = DelegationError::OperatorNotRegistered(STRANGER);
    assert_eq!(modify(&mut world, STRANGER, STRANGER), Err(no_operator.into()));
    let describe = world.call(STRANGER, |r, book, ctx, fx| r.update_operator_metadata_uri(book, ctx, STRANGER, "uri".into(), fx));
    assert_eq!(describe, Err(DelegationError::OperatorNotRegistered(STRANGER).into()));
}

#[test]
fn the_staker_its_operator_and_the_approver_end_a_delegation_and_nobody_else() {
    #[track_caller]
    fn check(caller: Address, is_forced: bool) {
        let mut world = World::new();
        register(&mut world, OPERATOR, APPROVER).unwrap();
        world.deposit(STAKER, U256::from(1_000)).unwrap();
        world.delegate(STAKER, OPERATOR).unwrap();
        assert_eq!(world.undelegate(caller, STAKER).unwrap().len(), 1);
        let forced = DelegationEvent::StakerForceUndelegated { staker: STAKER, operator: OPERATOR };
        let forced = Effect::Event(Event::Restaking(RestakingEvent::Delegation(forced)));
        assert_eq!(world.effects.first() == Some(&forced), is_forced);
        assert!(!world.restaking.delegation.is_delegated(STAKER));
    }
    check(STAKER, false);
    check(OPERATOR, true);
    check(APPROVER, true);

    let mut world = World::new();
    register(&mut world, OPERATOR, APPROVER).unwrap();
    world.delegate(STAKER, OPERATOR).unwrap();
    let refused = DelegationError::CallerCannotUndelegate { caller: STRANGER, staker: STAKER };
    assert_eq!(world.undelegate(STRANGER, STAKER), Err(refused.into()));
    let nobody = DelegationError::NotActivelyDelegated(SECOND);
    assert_eq!(world.undelegate(SECOND, SECOND), Err(nobody.into()));
}

#[test]
fn undelegating_queues_one_withdrawal_a_strategy_in_the_order_of_the_list() {
    let mut world = World::new();
    register(&mut world, OPERATOR, Address::ZERO).unwrap();
    world.delegate(STAKER, OPERATOR).unwrap();
    assert_eq!(world.undelegate(STAKER, STAKER), Ok(vec![]));
    world.delegate(STAKER, OPERATOR).unwrap();
    world.deposit_into(SECOND_STRATEGY, STAKER, U256::from(2_000)).unwrap();
    world.deposit(STAKER, U256::from(1_000)).unwrap();
    let withdrawals = world.undelegate(STAKER, STAKER).unwrap();
    let strategies: Vec<_> = withdrawals.iter().map(|withdrawal| withdrawal.strategies.clone()).collect();
    assert_eq!(strategies, [[SECOND_STRATEGY], [STRATEGY]]);
    assert_eq!(withdrawals[1].nonce, U256::ONE);
    assert_eq!(world.restaking.deposited_shares(STAKER), []);
}

#[test]
fn a_pause_stops_its_own_calls_only() {
    let mut world = World::with_staker(ether(1), Magnitude::WHOLE);
    pause(&mut world, PAUSED_NEW_DELEGATION);
    assert!(matches!(
        register(&mut world, OTHER_OPERATOR, Address::ZERO),
        Err(RestakingError::Delegation(DelegationError::Paused(_)))
    ));
    assert!(matches!(world.delegate(SECOND, OPERATOR), Err(RestakingError::Delegation(DelegationError::Paused(_)))));
    world.queue(STAKER, shares(1)).unwrap();
    pause(&mut world, PAUSED_NEW_DELEGATION);
    let both = U256::from((1 << PAUSED_NEW_DELEGATION) | (1 << PAUSED_ENTER_WITHDRAWAL_QUEUE));
    Arc::make_mut(&mut world.restaking.delegation).pause_bits_mut().pause(ADMIN, both, &Anybody).unwrap();
    assert!(matches!(world.queue(STAKER, shares(1)), Err(RestakingError::Delegation(DelegationError::Paused(_)))));
    assert!(matches!(world.undelegate(STAKER, STAKER), Err(RestakingError::Delegation(DelegationError::Paused(_)))));
    world.slash(OPERATOR, SET, 1).unwrap();
}

#[test]
fn a_slash_changes_as_many_entries_of_the_state_for_ten_stakers_as_for_a_thousand() {
    use aquifer_protocol::tables::{ChangeSink, Tables as _};

    #[derive(Default)]
    struct Count(usize);

    impl ChangeSink for Count {
        fn change(&mut self, _: &'static str, _: &[u8], _: Option<&[u8]>, _: Option<&[u8]>) {
            self.0 += 1;
        }
    }

    fn changed_entries(stakers: u16) -> usize {
        let mut world = World::new();
        let set = OperatorSet { avs: AVS, id: 3 };
        world.create_set(set, &[STRATEGY]);
        world.operator(OPERATOR);
        world.join(OPERATOR, set);
        world.allocate(OPERATOR, set, wad(5)).unwrap();
        let (mut fx, mut balance) = (Effects::new(), U256::ZERO);
        for number in 0..stakers {
            let staker = Address::from_word(B256::from(U256::from(1_000 + u64::from(number))));
            let (amount, ctx) = (U256::from(10_000), world.ctx(staker));
            balance += amount;
            let deposit = (token_of(STRATEGY), amount);
            world.restaking.deposit_into_strategy(&ctx, (staker, STRATEGY), deposit, balance, &mut fx).unwrap();
            world.restaking.delegate_to(&ctx, OPERATOR, B256::ZERO, &mut fx).unwrap();
        }
        let before = world.restaking.clone();
        world.slash(OPERATOR, set, 123_456_789).unwrap();
        let mut count = Count::default();
        world.restaking.changes(Some(&before), &mut count);
        count.0
    }
    assert_eq!(changed_entries(10), changed_entries(1_000));
}

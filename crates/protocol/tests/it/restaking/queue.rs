//! Into the withdrawal queue and out of it.

use super::support::*;
use aquifer_protocol::{
    U256,
    restaking::{
        EarlyLookup, RestakingConfig, RestakingError,
        delegation::{DelegationError, QueuedWithdrawalParams, Withdrawal},
        strategies::StrategyError,
        strategy_manager::StrategyManagerError,
    },
    units::{ArithError, BlockNumber, Magnitude, ScaledShares},
};
use std::sync::Arc;

#[test]
fn more_than_there_is_cannot_be_queued() {
    let mut world = World::with_staker(shares(1_000), Magnitude::WHOLE);
    // The operator's shares run out before the staker's are looked at.
    let underflow = DelegationError::Arith(ArithError::Underflow);
    assert_eq!(world.queue(STAKER, shares(1_001)), Err(underflow.into()));
    world.deposit(SECOND, U256::from(500)).unwrap();
    world.delegate(SECOND, OPERATOR).unwrap();
    let too_high = StrategyManagerError::SharesAmountTooHigh { held: shares(1_000), needed: shares(1_001) };
    assert_eq!(world.queue(STAKER, shares(1_001)), Err(too_high.into()));
    assert_eq!(world.queue(STAKER, shares(0)), Err(StrategyManagerError::SharesAmountZero.into()));
    // Named twice, a strategy is withdrawn from twice.
    world.queue_all(STAKER, &[(STRATEGY, shares(400)), (STRATEGY, shares(600))]).unwrap();
}

#[test]
fn lists_must_belong_together_and_say_something() {
    let mut world = World::with_staker(shares(1_000), Magnitude::WHOLE);
    assert_eq!(world.queue_all(STAKER, &[]), Err(DelegationError::InputArrayLengthZero.into()));
    let params = [QueuedWithdrawalParams { strategies: vec![STRATEGY], deposit_shares: vec![] }];
    let refused = world.call(STAKER, |r, _, ctx, fx| r.queue_withdrawals(ctx, &params, fx));
    assert_eq!(refused, Err(DelegationError::InputArrayLengthMismatch { expected: 1, got: 0 }.into()));
}

#[test]
fn a_withdrawal_is_completed_once_after_its_delay_by_its_withdrawer() {
    let mut world = World::with_staker(shares(1_000), Magnitude::WHOLE);
    let withdrawal = world.queue(STAKER, shares(300)).unwrap();
    world.mine(DELAY);
    let (slashable_until, now) = (BlockNumber::new(1_010), BlockNumber::new(1_010));
    let early = DelegationError::WithdrawalDelayNotElapsed { slashable_until, now };
    assert_eq!(world.complete(&withdrawal), Err(early.into()));
    world.mine(1);
    let other = DelegationError::WithdrawerNotCaller { caller: STRANGER, withdrawer: STAKER };
    assert_eq!(world.complete_by(STRANGER, &withdrawal), Err(other.into()));
    let forged = Withdrawal { scaled_shares: vec![ScaledShares::new(U256::from(301))], ..withdrawal.clone() };
    assert_eq!(world.complete(&forged), Err(DelegationError::WithdrawalNotQueued(forged.root()).into()));
    assert_eq!(world.complete(&withdrawal), Ok(vec![U256::from(300)]));
    assert_eq!(world.complete(&withdrawal), Err(DelegationError::WithdrawalNotQueued(withdrawal.root()).into()));
}

#[test]
fn tokens_are_named_one_a_strategy_and_rightly() {
    let mut world = World::with_staker(shares(1_000), Magnitude::WHOLE);
    let withdrawal = world.queue(STAKER, shares(300)).unwrap();
    world.mine(DELAY + 1);
    let mismatch = DelegationError::InputArrayLengthMismatch { expected: 1, got: 0 };
    let completed = world.call(STAKER, |r, _, ctx, fx| r.complete_as_tokens(ctx, &withdrawal, &[], fx));
    assert_eq!(completed, Err(mismatch.into()));
    let wrong = world.restaking.clone().withdraw_from_strategy(
        &world.ctx(STRANGER),
        STRATEGY,
        STAKER,
        (STRANGER, shares(300)),
        world.balance(STRATEGY),
        &mut aquifer_protocol::Effects::new(),
    );
    let expected = StrategyError::OnlyUnderlyingToken { expected: token_of(STRATEGY), got: STRANGER };
    assert_eq!(wrong, Err(expected.into()));
}

#[test]
fn a_queue_lists_what_waits_in_the_contracts_order() {
    let mut world = World::with_staker(shares(1_000), Magnitude::WHOLE);
    let queued: Vec<_> = (1..=3).map(|amount| world.queue(STAKER, shares(amount)).unwrap()).collect();
    world.mine(DELAY + 1);
    world.complete(&queued[0]).unwrap();
    let roots: Vec<_> = world.restaking.delegation.withdrawal_roots(STAKER).collect();
    assert_eq!(roots, [queued[2].root(), queued[1].root()]);
    assert_eq!(world.restaking.delegation.withdrawals_queued_by(STAKER), 3);
}

#[test]
fn shares_come_back_under_the_operator_of_that_day() {
    let mut world = World::with_staker(shares(1_000), Magnitude::WHOLE);
    world.operator(OTHER_OPERATOR);
    let withdrawals = world.undelegate(STAKER, STAKER).unwrap();
    world.delegate(STAKER, OTHER_OPERATOR).unwrap();
    world.mine(DELAY + 1);
    world.complete_as_shares(&withdrawals[0]).unwrap();
    assert_eq!((world.operator_shares(OPERATOR), world.operator_shares(OTHER_OPERATOR)), (shares(0), shares(1_000)));
}

#[test]
fn on_a_young_chain_a_slash_reaches_everything_where_the_rules_say_so() {
    fn slash_at_block_five(early_lookup: EarlyLookup) -> Result<u128, RestakingError> {
        let mut world = World::new();
        world.restaking.config = Arc::new(RestakingConfig { early_lookup, ..(*world.restaking.config).clone() });
        world.block = 1;
        world.create_set(SET, &[STRATEGY]);
        world.operator(OPERATOR);
        world.join(OPERATOR, SET);
        world.allocate(OPERATOR, SET, Magnitude::WHOLE).unwrap();
        world.deposit(STAKER, U256::from(1_000)).unwrap();
        world.delegate(STAKER, OPERATOR).unwrap();
        world.queue(STAKER, shares(600)).unwrap();
        world.mine(4);
        world.slash(OPERATOR, SET, 500_000_000_000_000_000).map(|slashed| slashed.shares[0].get().to())
    }
    assert_eq!(slash_at_block_five(EarlyLookup::BeforeEverything), Ok(500));
    assert_eq!(slash_at_block_five(EarlyLookup::Panics), Err(ArithError::Underflow.into()));
}

#[test]
fn the_queue_seen_by_a_slash_is_that_of_the_delay() {
    let mut world = World::with_staker(shares(1_000), Magnitude::WHOLE);
    let slashable =
        |world: &World| world.restaking.slashable_shares_in_queue(OPERATOR, STRATEGY, BlockNumber::new(world.block)).unwrap();
    world.queue(STAKER, shares(100)).unwrap();
    world.queue(STAKER, shares(10)).unwrap();
    world.mine(1);
    world.queue(STAKER, shares(1)).unwrap();
    assert_eq!(slashable(&world), shares(111));
    world.mine(DELAY - 1);
    assert_eq!(slashable(&world), shares(111));
    world.mine(1);
    assert_eq!(slashable(&world), shares(1));
    world.mine(1);
    assert_eq!(slashable(&world), shares(0));
}

#[test]
fn shares_to_queue_for_an_amount_are_found_by_the_factors() {
    let mut world = World::with_staker(ether(100), Magnitude::WHOLE);
    world.slash(OPERATOR, SET, 500_000_000_000_000_000).unwrap();
    assert_eq!(world.restaking.deposit_shares_for(STAKER, STRATEGY, ether(20)), Ok(ether(40)));
    world.slash(OPERATOR, SET, 1_000_000_000_000_000_000).unwrap();
    assert_eq!(world.restaking.deposit_shares_for(STAKER, STRATEGY, ether(20)), Err(ArithError::DivisionByZero));
}

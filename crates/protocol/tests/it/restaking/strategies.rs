//! Shares against tokens: virtual amounts, limits, pauses.

use super::support::*;
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    Ctx, Effects,
    governance::Pausers,
    restaking::strategies::{
        DepositLimits, MAX_TOTAL_SHARES, PAUSED_DEPOSITS, PAUSED_WITHDRAWALS, Strategies, Strategy, StrategyError, StrategyEvent,
        StrategyKind,
    },
    units::{ArithError, StrategyShares},
};

const TOKEN: Address = Address::repeat_byte(0x70);

fn n(amount: u128) -> U256 {
    U256::from(amount)
}

struct Unpauser;

impl Pausers for Unpauser {
    fn is_pauser(&self, account: Address) -> bool {
        account == ADMIN
    }

    fn unpauser(&self) -> Address {
        ADMIN
    }
}

/// A strategy with a first deposit of `amount`.
fn with_deposit(kind: StrategyKind, amount: u128) -> Strategy {
    let mut strategy = Strategy::new(TOKEN, kind);
    strategy.deposit(TOKEN, n(amount), n(amount)).unwrap();
    strategy
}

#[test]
fn a_first_deposit_is_one_to_one_and_later_ones_at_the_going_rate() {
    #[track_caller]
    fn check(held_before: u128, deposit: u128, minted: u128) {
        let mut strategy = with_deposit(StrategyKind::Base, 10_000);
        let (shares_minted, _) = strategy.deposit(TOKEN, n(deposit), n(held_before + deposit)).unwrap();
        assert_eq!(shares_minted, shares(minted));
        assert_eq!(strategy.total_shares(), shares(10_000 + minted));
    }
    //    held  deposit minted
    check(10_000, 500, 500);
    check(21_000, 500, 250); // twice as much for 11,000 shares, virtual ones counted
    check(4_500, 500, 1_000); // half
    check(21_000, 501, 250); // the remainder stays in the pool
}

#[test]
fn the_rate_is_reported_after_each_move() {
    let mut strategy = Strategy::new(TOKEN, StrategyKind::Base);
    let (_, event) = strategy.deposit(TOKEN, n(1_000), n(2_000)).unwrap();
    // 1,000 at a rate of 2,000 to 1,000: 500 shares, so 1,500 with the virtual ones for 3,000.
    assert_eq!(event, StrategyEvent::ExchangeRateEmitted { rate: n(2 * 10u128.pow(18)) });
    let (amount, event) = strategy.withdraw(TOKEN, shares(500), n(2_000)).unwrap();
    assert_eq!(amount, n(1_000));
    assert_eq!(event, StrategyEvent::ExchangeRateEmitted { rate: n(2 * 10u128.pow(18)) });
}

#[test]
fn both_conversions_round_down() {
    let strategy = with_deposit(StrategyKind::Base, 2_000);
    assert_eq!(strategy.shares_to_underlying(shares(10), n(3_000)), Ok(n(13)));
    assert_eq!(strategy.underlying_to_shares(n(10), n(3_000)), Ok(shares(7)));
    assert_eq!(strategy.shares_to_underlying(StrategyShares::MAX, n(1)), Err(ArithError::Overflow));
}

#[test]
fn a_deposit_worth_no_share_is_refused() {
    let mut strategy = with_deposit(StrategyKind::Base, 1_000);
    let refused = StrategyError::NewSharesZero { amount: n(1) };
    assert_eq!(strategy.deposit(TOKEN, n(1), n(10_001)), Err(refused));
    // Less arrived than was said to.
    assert_eq!(strategy.deposit(TOKEN, n(5_000), n(1_000)), Err(ArithError::Underflow.into()));
}

#[test]
fn shares_stay_countable_in_128_bits() {
    let mut strategy = Strategy::new(TOKEN, StrategyKind::Base);
    let most = MAX_TOTAL_SHARES.get();
    assert_eq!(most, n(10).pow(n(38)) - n(1));
    let total = StrategyShares::new(most + n(1));
    assert_eq!(strategy.deposit(TOKEN, total.get(), total.get()), Err(StrategyError::TotalSharesExceedsMax { total }));
    strategy.deposit(TOKEN, most, most).unwrap();
}

#[test]
fn more_shares_than_there_are_cannot_leave() {
    let mut strategy = with_deposit(StrategyKind::Base, 1_000);
    let refused = StrategyError::WithdrawalAmountExceedsTotalDeposits { shares: shares(1_001), total: shares(1_000) };
    assert_eq!(strategy.withdraw(TOKEN, shares(1_001), n(1_000)), Err(refused));
    // Once the rate has grown, the last ones are owed part of the virtual amount: the token has to refuse.
    assert_eq!(strategy.withdraw(TOKEN, shares(1_000), n(9_000)).unwrap().0, n(5_000));
}

#[test]
fn limits_are_kept_where_a_strategy_has_some() {
    let limits = DepositLimits { max_per_deposit: n(100), max_total_deposits: n(150) };
    let mut strategy = with_deposit(StrategyKind::TvlLimited(limits), 100);
    let refused = StrategyError::MaxPerDepositExceedsMax { amount: n(101), max: n(100) };
    assert_eq!(strategy.deposit(TOKEN, n(101), n(201)), Err(refused));
    let refused = StrategyError::BalanceExceedsMaxTotalDeposits { balance: n(151), max: n(150) };
    assert_eq!(strategy.deposit(TOKEN, n(51), n(151)), Err(refused));
    strategy.deposit(TOKEN, n(50), n(150)).unwrap();
}

#[test]
fn the_unpauser_sets_limits() {
    let (world, mut strategies) = (World::new(), Strategies::default());
    strategies.create(STRATEGY, Strategy::new(TOKEN, StrategyKind::TvlLimited(DepositLimits::NONE)));
    strategies.create(SECOND_STRATEGY, Strategy::new(TOKEN, StrategyKind::Base));
    let new = |max_per_deposit, max_total_deposits| DepositLimits { max_per_deposit, max_total_deposits };
    let mut set = |ctx: &Ctx, strategy, limits| {
        let mut fx = Effects::new();
        strategies.set_deposit_limits(ctx, strategy, limits, &Unpauser, &mut fx).map(|()| fx.iter().count())
    };
    let (admin, stranger) = (world.ctx(ADMIN), world.ctx(STRANGER));
    assert_eq!(set(&stranger, STRATEGY, new(n(1), n(2))), Err(StrategyError::OnlyUnpauser(STRANGER)));
    let refused = StrategyError::MaxPerDepositExceedsMax { amount: n(3), max: n(2) };
    assert_eq!(set(&admin, STRATEGY, new(n(3), n(2))), Err(refused));
    assert_eq!(set(&admin, SECOND_STRATEGY, new(n(1), n(2))), Err(StrategyError::NoLimits));
    assert_eq!(set(&admin, STRATEGY, new(n(1), n(2))), Ok(2));
    assert_eq!(strategies.deposit_limits(STRATEGY), Ok(new(n(1), n(2))));
}

#[test]
fn each_direction_has_its_own_pause() {
    let mut strategy = with_deposit(StrategyKind::Base, 1_000);
    strategy.pause_bits_mut().pause(ADMIN, U256::ONE << PAUSED_DEPOSITS, &Unpauser).unwrap();
    assert!(matches!(strategy.deposit(TOKEN, n(1), n(1_001)), Err(StrategyError::Paused(_))));
    strategy.withdraw(TOKEN, shares(1), n(1_000)).unwrap();
    strategy.pause_bits_mut().unpause(ADMIN, U256::ZERO, &Unpauser).unwrap();
    strategy.pause_bits_mut().pause(ADMIN, U256::ONE << PAUSED_WITHDRAWALS, &Unpauser).unwrap();
    assert!(matches!(strategy.withdraw(TOKEN, shares(1), n(1_000)), Err(StrategyError::Paused(_))));
    strategy.deposit(TOKEN, n(1), n(1_000)).unwrap();
}

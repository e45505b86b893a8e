//! The calculation, with every number worked out by hand.

use aquifer_protocol::{
    Address, U256,
    restaking::{
        OperatorSet,
        rewards::{
            DirectedFor, OperatorDirectedRewardsSubmission, OperatorReward, RewardsFor, RewardsSubmission, SplitKey,
            StrategyAndMultiplier,
            calculation::{Allocated, CalculationError, DAY, Day, Offer, Recorded, Staker, calculate, needed_days},
            tree::Earnings,
        },
    },
    units::{Bips, Magnitude, Seconds, StrategyShares, Timestamp},
};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

const AVS: Address = Address::repeat_byte(0xa5);
const SET: OperatorSet = OperatorSet { avs: AVS, id: 1 };
const TOKEN: Address = Address::repeat_byte(0x70);
/// Strategies in ascending order.
const FIRST: Address = Address::repeat_byte(0x51);
const SECOND: Address = Address::repeat_byte(0x52);
/// Operators, and stakers of theirs.
const ANNE: Address = Address::repeat_byte(0x01);
const BOB: Address = Address::repeat_byte(0x02);
const CAROL: Address = Address::repeat_byte(0x0c);
const DAVE: Address = Address::repeat_byte(0x0d);
const ERIN: Address = Address::repeat_byte(0x0e);

fn day(number: u64) -> Timestamp {
    Timestamp::new(number * DAY.get())
}

fn staker(address: Address, shares: &[(Address, u64)]) -> Staker {
    Staker {
        address,
        shares: shares.iter().map(|(strategy, shares)| (*strategy, StrategyShares::new(U256::from(*shares)))).collect(),
    }
}

/// Carol (300 of the first strategy) and Dave (100 of the first, 50 of the second) with Anne, Erin (200 of the first) without
/// an operator; Anne serves the service with both strategies and keeps 10 %.
fn usual() -> Day {
    Day {
        delegated: [(ANNE, vec![staker(CAROL, &[(FIRST, 300)]), staker(DAVE, &[(SECOND, 50), (FIRST, 100)])])].into(),
        undelegated: vec![staker(ERIN, &[(FIRST, 200)])],
        operator_shares: [(
            ANNE,
            [(FIRST, StrategyShares::new(U256::from(400))), (SECOND, StrategyShares::new(U256::from(50)))].into(),
        )]
        .into(),
        services: [(AVS, [(ANNE, [FIRST, SECOND].into())].into())].into(),
        default_split: Bips::new(1_000).unwrap(),
        ..Day::default()
    }
}

fn allocated(magnitude: u64, max: u64) -> Allocated {
    Allocated { magnitude: Magnitude::new(magnitude), max_magnitude: Magnitude::new(max) }
}

fn weights() -> Vec<StrategyAndMultiplier> {
    vec![
        StrategyAndMultiplier { strategy: FIRST, multiplier: U256::from(1) },
        StrategyAndMultiplier { strategy: SECOND, multiplier: U256::from(2) },
    ]
}

/// Submitted on day 9 for the days 11 to 10 + `days`.
fn by_stake(to: RewardsFor, amount: u64, days: u64) -> Recorded {
    let submission = RewardsSubmission {
        strategies: weights(),
        token: TOKEN,
        amount: U256::from(amount),
        start: day(10),
        duration: Seconds::new(days * DAY.get()),
    };
    Recorded { at: day(9), offer: Offer::ByStake { to, submitter: AVS, submission } }
}

fn directed(to: DirectedFor, rewards: &[(Address, u64)], days: u64) -> Recorded {
    let reward = |(operator, amount): &(Address, u64)| OperatorReward { operator: *operator, amount: U256::from(*amount) };
    let submission = OperatorDirectedRewardsSubmission {
        strategies: weights(),
        token: TOKEN,
        operator_rewards: rewards.iter().map(reward).collect(),
        start: day(10),
        duration: Seconds::new(days * DAY.get()),
        description: String::new(),
    };
    Recorded { at: day(30), offer: Offer::Directed { to, submission } }
}

fn same(state: Day) -> BTreeMap<Timestamp, Arc<Day>> {
    let state = Arc::new(state);
    (0..60).map(|number| (day(number), Arc::clone(&state))).collect()
}

#[track_caller]
fn check(recorded: &[Recorded], days: &BTreeMap<Timestamp, Arc<Day>>, until: u64, expected: &[(Address, u64)]) {
    let earnings = calculate(recorded, days, day(until)).unwrap();
    let expected: Earnings = expected.iter().map(|(earner, amount)| (*earner, [(TOKEN, U256::from(*amount))].into())).collect();
    assert_eq!(earnings, expected);
}

#[test]
fn a_service_pays_the_stakers_of_its_operators_by_weighted_stake() {
    // 1,000 a day; weights 300 and 100 + 2 * 50 = 200 of 500: 600 and 400, less 10 % each for Anne. Erin has no operator.
    let one_day = [by_stake(RewardsFor::Avs, 3_000, 3)];
    check(&one_day, &same(usual()), 11, &[(ANNE, 100), (CAROL, 540), (DAVE, 360)]);
}

#[test]
fn the_day_of_the_start_pays_nothing_and_the_day_of_the_end_does() {
    let recorded = [by_stake(RewardsFor::Avs, 3_000, 3)];
    check(&recorded, &same(usual()), 10, &[]);
    check(&recorded, &same(usual()), 13, &[(ANNE, 300), (CAROL, 1_620), (DAVE, 1_080)]);
    check(&recorded, &same(usual()), 50, &[(ANNE, 300), (CAROL, 1_620), (DAVE, 1_080)]);
}

#[test]
fn a_submission_counts_from_the_day_after_it_was_made_also_for_days_gone_by() {
    let late = [Recorded { at: Timestamp::new(day(20).get() + 5), ..by_stake(RewardsFor::Avs, 3_000, 3) }];
    check(&late, &same(usual()), 20, &[]);
    check(&late, &same(usual()), 21, &[(ANNE, 300), (CAROL, 1_620), (DAVE, 1_080)]);
}

#[test]
fn proportions_are_cut_to_fifteen_decimals_and_amounts_to_units() {
    // A third is 333333333333333 of 10^15: of 10^18 a day it gives 333333333333333000, not 333333333333333333.
    let mut state = usual();
    state.delegated = [(ANNE, vec![staker(CAROL, &[(FIRST, 1)]), staker(DAVE, &[(FIRST, 2)])])].into();
    let recorded = [by_stake(RewardsFor::Avs, 1_000_000_000_000_000_000, 1)];
    let expected = [
        (ANNE, 33_333_333_333_333_300 + 66_666_666_666_666_600),
        (CAROL, 299_999_999_999_999_700),
        (DAVE, 599_999_999_999_999_400),
    ];
    check(&recorded, &same(state), 11, &expected);
}

#[test]
fn stake_in_a_strategy_that_is_not_restaked_for_the_service_does_not_count() {
    let mut state = usual();
    state.services = [(AVS, [(ANNE, [SECOND].into())].into())].into();
    check(&[by_stake(RewardsFor::Avs, 1_000, 1)], &same(state), 11, &[(ANNE, 100), (DAVE, 900)]);
}

#[test]
fn what_a_service_without_operators_offers_stays_in_the_contract() {
    let mut state = usual();
    state.services.clear();
    check(&[by_stake(RewardsFor::Avs, 1_000, 1)], &same(state), 11, &[]);
}

#[test]
fn rewards_for_all_go_to_every_staker_and_no_operator() {
    // Weights 300, 200 and 200 of 700.
    let recorded = [by_stake(RewardsFor::All, 7_000, 1)];
    check(&recorded, &same(usual()), 11, &[(CAROL, 2_999), (DAVE, 1_999), (ERIN, 1_999)]);
}

#[test]
fn rewards_for_all_earners_need_an_operator_that_serves_anybody() {
    let mut state = usual();
    state.splits = [(SplitKey::ProgrammaticIncentives { operator: ANNE }, Bips::new(5_000).unwrap())].into();
    state.delegated.insert(BOB, vec![staker(ERIN, &[(FIRST, 1_000)])]);
    let recorded = [by_stake(RewardsFor::AllEarners, 1_000, 1)];
    check(&recorded, &same(state.clone()), 11, &[(ANNE, 500), (CAROL, 300), (DAVE, 200)]);
    // As a member of any set Bob serves somebody: weights 300, 200, 1,000 of 1,500.
    state.sets = [(SET, [(BOB, BTreeMap::new())].into())].into();
    let expected = [(ANNE, 100 + 66), (BOB, 66), (CAROL, 100), (DAVE, 67), (ERIN, 600)];
    check(&recorded, &same(state), 11, &expected);
}

#[test]
fn an_operator_is_paid_what_the_service_says_spread_over_its_registered_days() {
    // Registered on days 12 and 13 of 11 to 13: 1,000 / 2 each; 10 % for Anne, the rest 3 : 2.
    let mut days = same(usual());
    let mut before = usual();
    before.services.clear();
    days.insert(day(11), Arc::new(before));
    let recorded = [directed(DirectedFor::Avs(AVS), &[(ANNE, 1_001)], 3)];
    check(&recorded, &days, 31, &[(ANNE, 100), (CAROL, 540), (DAVE, 360)]);
}

#[test]
fn what_an_operator_that_was_never_registered_was_to_earn_goes_back_day_by_day() {
    let recorded = [directed(DirectedFor::Avs(AVS), &[(BOB, 1_000)], 3)];
    check(&recorded, &same(usual()), 31, &[(AVS, 999)]);
    let of_set = [directed(DirectedFor::Set(SET), &[(ANNE, 1_000)], 3)];
    check(&of_set, &same(usual()), 31, &[(AVS, 999)]);
}

#[test]
fn the_stakers_part_of_an_operator_without_stakers_goes_back() {
    let mut state = usual();
    state.sets = [(SET, [(BOB, BTreeMap::new())].into())].into();
    state.splits = [(SplitKey::Set { operator: BOB, set: SET }, Bips::new(2_500).unwrap())].into();
    check(&[directed(DirectedFor::Set(SET), &[(BOB, 1_000)], 1)], &same(state), 31, &[(AVS, 750), (BOB, 250)]);
}

/// Anne allocates half of what is left of the first strategy and nothing of the second; Bob has 100 shares of the first and
/// allocates all of it, Erin delegates to him.
fn with_set() -> Day {
    let mut state = usual();
    state.sets = [(
        SET,
        [
            (ANNE, [(FIRST, allocated(400, 800)), (SECOND, allocated(0, 1_000))].into()),
            (BOB, [(FIRST, allocated(1_000, 1_000))].into()),
        ]
        .into(),
    )]
    .into();
    state.undelegated.clear();
    state.delegated.insert(BOB, vec![staker(ERIN, &[(FIRST, 100)])]);
    state.operator_shares.insert(BOB, [(FIRST, StrategyShares::new(U256::from(100)))].into());
    state
}

#[test]
fn unique_stake_weighs_operators_by_what_they_allocate() {
    // Anne 400 * 1/2 = 200, Bob 100: 2,000 and 1,000 of 3,000. Anne keeps 200; Carol 150 of 200, Dave 50 of 200 of 1,800.
    let recorded = [by_stake(RewardsFor::UniqueStake(SET), 3_000, 1)];
    let expected = [(ANNE, 200), (BOB, 100), (CAROL, 1_350), (DAVE, 450), (ERIN, 900)];
    check(&recorded, &same(with_set()), 11, &expected);
}

#[test]
fn total_stake_weighs_operators_by_all_they_have() {
    // Anne 400 + 2 * 50 = 500, Bob 100: 5,000 and 1,000 of 6,000. Carol 300 of 500, Dave 200 of 500 of 4,500.
    let recorded = [by_stake(RewardsFor::TotalStake(SET), 6_000, 1)];
    let expected = [(ANNE, 500), (BOB, 100), (CAROL, 2_700), (DAVE, 1_800), (ERIN, 900)];
    check(&recorded, &same(with_set()), 11, &expected);
}

#[test]
fn a_strategy_slashed_to_nothing_weighs_nothing() {
    let mut state = with_set();
    state.sets.get_mut(&SET).unwrap().get_mut(&ANNE).unwrap().insert(FIRST, allocated(0, 0));
    let recorded = [by_stake(RewardsFor::UniqueStake(SET), 3_000, 1)];
    check(&recorded, &same(state), 11, &[(BOB, 300), (ERIN, 2_700)]);
}

#[test]
fn a_set_without_stake_gives_the_service_its_rewards_back() {
    for to in [RewardsFor::UniqueStake(SET), RewardsFor::TotalStake(SET)] {
        check(&[by_stake(to, 3_001, 3)], &same(usual()), 12, &[(AVS, 2_000)]);
    }
}

#[test]
fn a_missing_day_is_named() {
    let mut days = same(usual());
    days.remove(&day(12));
    let recorded = [by_stake(RewardsFor::Avs, 3_000, 3)];
    assert_eq!(calculate(&recorded, &days, day(13)), Err(CalculationError::MissingDay { day: day(12) }));
    assert_eq!(needed_days(&recorded, day(12)), Ok([day(11), day(12)].into()));
    assert_eq!(needed_days(&recorded, day(9)), Ok([].into()), "made on the day of the cut-off");
}

proptest! {
    #[test]
    fn nobody_is_paid_more_than_was_offered_and_earnings_only_grow(
        amount in 1u64.., days in 1u64..5, until in 10u64..16, shares in proptest::collection::vec(0u64.., 3), split in 0u16..=10_000,
        kind in 0usize..5,
    ) {
        let to = [RewardsFor::Avs, RewardsFor::All, RewardsFor::AllEarners, RewardsFor::UniqueStake(SET), RewardsFor::TotalStake(SET)][kind];
        let mut state = with_set();
        state.default_split = Bips::new(split).unwrap();
        state.delegated = [
            (ANNE, vec![staker(CAROL, &[(FIRST, shares[0])]), staker(DAVE, &[(FIRST, shares[1])])]),
            (BOB, vec![staker(ERIN, &[(FIRST, shares[2])])]),
        ]
        .into();
        let recorded = [by_stake(to, amount, days)];
        let sum = |earnings: &Earnings| earnings.values().flat_map(BTreeMap::values).fold(U256::ZERO, |sum, amount| sum + amount);
        let (now, next) = (calculate(&recorded, &same(state.clone()), day(until)).unwrap(), calculate(&recorded, &same(state), day(until + 1)).unwrap());
        prop_assert!(sum(&next) <= U256::from(amount));
        for (earner, tokens) in &now {
            prop_assert!(next[earner][&TOKEN] >= tokens[&TOKEN]);
        }
    }
}

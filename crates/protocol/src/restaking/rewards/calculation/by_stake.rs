//! Rewards by stake: of services, for everybody, for sets.

use super::{
    Allocated, CalculationError, Day, Staker,
    period::{Period, day_of},
    shares::{all, allocated_part, shares_in, weight_of},
    total::{Total, Weighed, sum_of},
};
use crate::{
    restaking::{
        OperatorSet,
        rewards::{RewardsFor, RewardsSubmission, SplitKey},
    },
    units::{ArithError, Timestamp, mul_div_down},
};
use alloy_primitives::{Address, U256};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Adds what a submission pays for the days up to `cutoff`.
pub(super) fn add(
    total: &mut Total,
    to: RewardsFor,
    submitter: Address,
    submission: &RewardsSubmission,
    days: &BTreeMap<Timestamp, Arc<Day>>,
    cutoff: Timestamp,
) -> Result<(), CalculationError> {
    let period = Period::new(submission.start, submission.duration);
    let amount = period.per_day(submission.amount);
    for time in period.until(cutoff) {
        let paid = Paid { day: day_of(days, time?)?, submission, amount };
        match to {
            RewardsFor::Avs | RewardsFor::EigenDa(_) => paid.for_service(total, submitter)?,
            RewardsFor::All => paid.for_all(total)?,
            RewardsFor::AllEarners => paid.for_all_earners(total)?,
            RewardsFor::UniqueStake(set) => paid.for_set(total, set, Counted::Allocated)?,
            RewardsFor::TotalStake(set) => paid.for_set(total, set, Counted::All)?,
        }
    }
    Ok(())
}

/// Which stake of a set's operators counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// What is allocated to the set.
    Allocated,
    /// All of it.
    All,
}

/// One day of a submission.
struct Paid<'a> {
    day: &'a Day,
    submission: &'a RewardsSubmission,
    /// `fl(amount / days)`
    amount: U256,
}

impl<'a> Paid<'a> {
    /// Stakers of the service's operators, by what they hold in strategies restaked there.
    fn for_service(&self, total: &mut Total, avs: Address) -> Result<(), ArithError> {
        let Some(operators) = self.day.services.get(&avs) else { return Ok(()) };
        let restaked = |strategies: &'a BTreeSet<Address>| {
            move |strategy: Address, shares: U256| Ok(if strategies.contains(&strategy) { shares } else { U256::ZERO })
        };
        let mut groups = Vec::with_capacity(operators.len());
        for (operator, strategies) in operators {
            let stakers = self.weighed(self.day.stakers_of(*operator), restaked(strategies))?;
            groups.push((*operator, SplitKey::Avs { operator: *operator, avs }, stakers));
        }
        self.pay_groups(total, &groups)
    }

    /// Stakers whose operator serves anybody.
    fn for_all_earners(&self, total: &mut Total) -> Result<(), ArithError> {
        let mut groups = Vec::new();
        for operator in self.day.operators_of_anybody() {
            let stakers = self.weighed(self.day.stakers_of(operator), all)?;
            groups.push((operator, SplitKey::ProgrammaticIncentives { operator }, stakers));
        }
        self.pay_groups(total, &groups)
    }

    /// All stakers, with or without an operator; no operator keeps anything.
    fn for_all(&self, total: &mut Total) -> Result<(), ArithError> {
        let mut stakers = self.weighed(&self.day.undelegated, all)?;
        for group in self.day.delegated.values() {
            stakers.extend(self.weighed(group, all)?);
        }
        let weights = sum_of(&stakers)?;
        if weights.is_zero() {
            return Ok(());
        }
        total.pay_with_split(&stakers, (weights, self.amount), Default::default(), self.submission.token)
    }

    /// Operators of the set by their stake, then the stakers of each by theirs.
    fn for_set(&self, total: &mut Total, set: OperatorSet, counted: Counted) -> Result<(), ArithError> {
        let token = self.submission.token;
        let mut operators = Vec::new();
        let mut weights = U256::ZERO;
        for (operator, allocations) in self.day.sets.get(&set).into_iter().flatten() {
            let weight = self.weight_of_operator(*operator, allocations, counted)?;
            weights = weights.checked_add(weight).ok_or(ArithError::Overflow)?;
            operators.push((*operator, allocations, weight));
        }
        if weights.is_zero() {
            return total.pay(set.avs, token, self.amount);
        }
        for (operator, allocations, weight) in operators {
            let amount = mul_div_down(self.amount, weight, weights)?;
            let stakers = self.weighed(self.day.stakers_of(operator), part(allocations, counted))?;
            let bips = self.day.split(SplitKey::Set { operator, set });
            total.pay_operator((operator, bips), amount, &stakers, set.avs, token)?;
        }
        Ok(())
    }

    fn weight_of_operator(
        &self,
        operator: Address,
        allocations: &BTreeMap<Address, Allocated>,
        counted: Counted,
    ) -> Result<U256, ArithError> {
        let held = self.day.operator_shares.get(&operator);
        let strategies = &self.submission.strategies;
        let shares =
            strategies.iter().map(|entry| (entry.strategy, crate::units::StrategyShares::new(shares_in(held, entry.strategy))));
        let as_one = Staker { address: operator, shares: shares.collect() };
        weight_of(&as_one, strategies, part(allocations, counted))
    }

    fn weighed(
        &self,
        stakers: &'a [Staker],
        counted: impl Fn(Address, U256) -> Result<U256, ArithError>,
    ) -> Result<Weighed<'a>, ArithError> {
        let mut weighed = Vec::with_capacity(stakers.len());
        for staker in stakers {
            let weight = weight_of(staker, &self.submission.strategies, &counted)?;
            if !weight.is_zero() {
                weighed.push((staker, weight));
            }
        }
        Ok(weighed)
    }

    /// The day's amount by weight over all groups; of each its operator keeps its split.
    fn pay_groups(&self, total: &mut Total, groups: &[(Address, SplitKey, Weighed<'_>)]) -> Result<(), ArithError> {
        let mut weights = U256::ZERO;
        for (_, _, stakers) in groups {
            weights = weights.checked_add(sum_of(stakers)?).ok_or(ArithError::Overflow)?;
        }
        for (operator, key, stakers) in groups.iter().filter(|(_, _, stakers)| !stakers.is_empty()) {
            let bips = self.day.split(*key);
            total.pay_with_split(stakers, (weights, self.amount), (*operator, bips), self.submission.token)?;
        }
        Ok(())
    }
}

/// How much of shares in a strategy counts for a set.
fn part(allocations: &BTreeMap<Address, Allocated>, counted: Counted) -> impl Fn(Address, U256) -> Result<U256, ArithError> {
    move |strategy, shares| match counted {
        Counted::Allocated => allocated_part(allocations.get(&strategy), shares),
        Counted::All => Ok(shares),
    }
}

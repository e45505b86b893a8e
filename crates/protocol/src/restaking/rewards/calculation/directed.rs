//! Rewards by operator: the service has said what each earned, its stakers share by stake.

use super::{
    CalculationError, Day,
    period::{Period, day_of},
    shares::{all, weight_of},
    total::{Total, Weighed},
};
use crate::{
    restaking::rewards::{DirectedFor, OperatorDirectedRewardsSubmission, OperatorReward, SplitKey},
    units::{ArithError, Timestamp},
};
use alloy_primitives::{Address, U256};
use std::{collections::BTreeMap, sync::Arc};

/// Adds what a submission pays for the days up to `cutoff`; they are all over when it is made.
pub(super) fn add(
    total: &mut Total,
    to: DirectedFor,
    submission: &OperatorDirectedRewardsSubmission,
    days: &BTreeMap<Timestamp, Arc<Day>>,
    cutoff: Timestamp,
) -> Result<(), CalculationError> {
    let period = Period::new(submission.start, submission.duration);
    let mut covered = Vec::new();
    for time in period.until(cutoff) {
        covered.push(day_of(days, time?)?);
    }
    for reward in &submission.operator_rewards {
        let registered: Vec<&Day> = covered.iter().copied().filter(|day| is_registered(day, to, reward.operator)).collect();
        if registered.is_empty() {
            // Back to the service, as slowly as it would have been earned.
            for _ in &covered {
                total.pay(to.avs(), submission.token, period.per_day(reward.amount))?;
            }
        } else {
            add_registered(total, to, submission, reward, &registered)?;
        }
    }
    Ok(())
}

/// `fl(amount / registered days)` on each of them.
fn add_registered(
    total: &mut Total,
    to: DirectedFor,
    submission: &OperatorDirectedRewardsSubmission,
    reward: &OperatorReward,
    registered: &[&Day],
) -> Result<(), ArithError> {
    let operator = reward.operator;
    let amount = reward.amount.checked_div(U256::from(registered.len())).ok_or(ArithError::DivisionByZero)?;
    for day in registered {
        let mut stakers = Weighed::new();
        for staker in day.stakers_of(operator) {
            let weight = weight_of(staker, &submission.strategies, all)?;
            if !weight.is_zero() {
                stakers.push((staker, weight));
            }
        }
        total.pay_operator((operator, day.split(split_key(to, operator))), amount, &stakers, to.avs(), submission.token)?;
    }
    Ok(())
}

fn is_registered(day: &Day, to: DirectedFor, operator: Address) -> bool {
    match to {
        DirectedFor::Avs(avs) => day.serves(avs, operator),
        DirectedFor::Set(set) => day.is_member(set, operator),
    }
}

const fn split_key(to: DirectedFor, operator: Address) -> SplitKey {
    match to {
        DirectedFor::Avs(avs) => SplitKey::Avs { operator, avs },
        DirectedFor::Set(set) => SplitKey::Set { operator, set },
    }
}

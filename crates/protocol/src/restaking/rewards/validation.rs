//! Which submissions are taken. The order of the checks is the contract's: it decides which error a caller sees.

use super::{
    OperatorDirectedRewardsSubmission, OperatorReward, RewardsConfig, RewardsError, RewardsSubmission, StrategyAndMultiplier,
    uint32,
};
use crate::units::{ArithError, Seconds, Timestamp};
use alloy_primitives::{Address, U256};

/// `MAX_REWARDS_AMOUNT`: 10^38 - 1 base units.
pub const MAX_REWARDS_AMOUNT: U256 = U256::from_limbs([687_399_551_400_673_279, 5_421_010_862_427_522_170, 0, 0]);

impl RewardsConfig {
    /// What every submission by stake must hold (`_validateRewardsSubmission`).
    ///
    /// # Errors
    /// Those of [`Self::check_common`], then `AmountIsZero`, `AmountExceedsMax`, `StartTimestampTooFarInFuture`.
    pub(super) fn check_submission(
        &self,
        submission: &RewardsSubmission,
        now: Timestamp,
        is_rewarded: impl Fn(Address) -> bool,
    ) -> Result<(), RewardsError> {
        self.check_common(&submission.strategies, (submission.start, submission.duration), now, is_rewarded)?;
        if submission.amount.is_zero() {
            return Err(RewardsError::AmountIsZero);
        }
        check_amount(submission.amount)?;
        let latest = now.after(self.max_future)?;
        if submission.start > latest {
            return Err(RewardsError::StartTimestampTooFarInFuture { start: submission.start, latest });
        }
        Ok(())
    }

    /// What every submission by operators must hold, before amounts are summed (`_validateOperatorDirectedRewardsSubmission`).
    ///
    /// # Errors
    /// Those of [`Self::check_common`], then `InputArrayLengthZero`, `SubmissionNotRetroactive`.
    pub(super) fn check_directed(
        &self,
        submission: &OperatorDirectedRewardsSubmission,
        now: Timestamp,
        is_rewarded: impl Fn(Address) -> bool,
    ) -> Result<(), RewardsError> {
        self.check_common(&submission.strategies, (submission.start, submission.duration), now, is_rewarded)?;
        if submission.operator_rewards.is_empty() {
            return Err(RewardsError::InputArrayLengthZero);
        }
        let end = uint32::after(submission.start, submission.duration)?;
        if end >= now {
            return Err(RewardsError::SubmissionNotRetroactive { end, now });
        }
        Ok(())
    }

    /// What all submissions must hold (`_validateCommonRewardsSubmission`).
    fn check_common(
        &self,
        strategies: &[StrategyAndMultiplier],
        (start, duration): (Timestamp, Seconds),
        now: Timestamp,
        is_rewarded: impl Fn(Address) -> bool,
    ) -> Result<(), RewardsError> {
        if strategies.is_empty() {
            return Err(RewardsError::InputArrayLengthZero);
        }
        self.check_duration(duration)?;
        self.check_start(start, now)?;
        check_strategies(strategies, is_rewarded)
    }

    /// A duration of zero passes the remainder and fails after it.
    fn check_duration(&self, duration: Seconds) -> Result<(), RewardsError> {
        let interval = self.calculation_interval;
        if duration > self.max_duration {
            return Err(RewardsError::DurationExceedsMax { duration, max: self.max_duration });
        }
        if !is_multiple(duration.get(), interval)? {
            return Err(RewardsError::InvalidDurationRemainder { duration, interval });
        }
        if duration.get() == 0 {
            return Err(RewardsError::DurationIsZero);
        }
        Ok(())
    }

    /// `now - MAX_RETROACTIVE_LENGTH` panics on a chain younger than that.
    fn check_start(&self, start: Timestamp, now: Timestamp) -> Result<(), RewardsError> {
        let interval = self.calculation_interval;
        if !is_multiple(start.get(), interval)? {
            return Err(RewardsError::InvalidStartTimestampRemainder { start, interval });
        }
        let retroactive = now.get().checked_sub(self.max_retroactive.get()).ok_or(ArithError::Underflow)?;
        let earliest = Timestamp::new(retroactive).max(self.genesis);
        if start < earliest {
            return Err(RewardsError::StartTimestampTooFarInPast { start, earliest });
        }
        Ok(())
    }
}

/// Amounts of a directed submission: what is paid in all, and what is left of each after the fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DirectedAmounts {
    /// Sum before the fee.
    pub(super) before_fee: U256,
    /// Sum after it.
    pub(super) after_fee: U256,
    /// What each operator's reward is after it.
    pub(super) net: Vec<OperatorReward>,
}

/// Sums the rewards of operators, less `fee` of each.
///
/// # Errors
/// Per operator `InvalidAddressZero`, `OperatorsNotInAscendingOrder`, `AmountIsZero`, the panic of sums beyond 2^256;
/// last `AmountExceedsMax` for what is left after the fee.
pub(super) fn directed_amounts(
    rewards: &[OperatorReward],
    fee: impl Fn(U256) -> Result<U256, ArithError>,
) -> Result<DirectedAmounts, RewardsError> {
    let mut amounts = DirectedAmounts { before_fee: U256::ZERO, after_fee: U256::ZERO, net: Vec::with_capacity(rewards.len()) };
    let mut previous = Address::ZERO;
    for &OperatorReward { operator, amount } in rewards {
        if operator.is_zero() {
            return Err(RewardsError::InvalidAddressZero);
        }
        if operator <= previous {
            return Err(RewardsError::OperatorsNotInAscendingOrder { previous, next: operator });
        }
        if amount.is_zero() {
            return Err(RewardsError::AmountIsZero);
        }
        amounts.before_fee = amounts.before_fee.checked_add(amount).ok_or(ArithError::Overflow)?;
        let net = amount.checked_sub(fee(amount)?).ok_or(ArithError::Underflow)?;
        amounts.after_fee = amounts.after_fee.checked_add(net).ok_or(ArithError::Overflow)?;
        amounts.net.push(OperatorReward { operator, amount: net });
        previous = operator;
    }
    check_amount(amounts.after_fee)?;
    Ok(amounts)
}

fn check_strategies(strategies: &[StrategyAndMultiplier], is_rewarded: impl Fn(Address) -> bool) -> Result<(), RewardsError> {
    let mut previous = Address::ZERO;
    for &StrategyAndMultiplier { strategy, .. } in strategies {
        if !is_rewarded(strategy) {
            return Err(RewardsError::StrategyNotWhitelisted { strategy });
        }
        if strategy <= previous {
            return Err(RewardsError::StrategiesNotInAscendingOrder { previous, next: strategy });
        }
        previous = strategy;
    }
    Ok(())
}

fn check_amount(amount: U256) -> Result<(), RewardsError> {
    if amount > MAX_REWARDS_AMOUNT { Err(RewardsError::AmountExceedsMax { amount }) } else { Ok(()) }
}

fn is_multiple(value: u64, interval: Seconds) -> Result<bool, ArithError> {
    let remainder = value.checked_rem(interval.get()).ok_or(ArithError::DivisionByZero)?;
    Ok(remainder == 0)
}

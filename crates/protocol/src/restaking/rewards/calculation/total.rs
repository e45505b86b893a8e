//! Earnings as they add up.

use super::{
    Staker,
    shares::{proportional, split},
};
use crate::{
    restaking::rewards::tree::Earnings,
    units::{ArithError, Bips},
};
use alloy_primitives::{Address, U256};

/// What everybody has earned so far.
#[derive(Debug, Default)]
pub(super) struct Total(Earnings);

/// A staker, or several of one operator, with what each weighs.
pub(super) type Weighed<'a> = Vec<(&'a Staker, U256)>;

impl Total {
    /// Adds to what somebody has earned; nothing adds no entry.
    pub(super) fn pay(&mut self, earner: Address, token: Address, amount: U256) -> Result<(), ArithError> {
        if amount.is_zero() {
            return Ok(());
        }
        let earned = self.0.entry(earner).or_default().entry(token).or_default();
        *earned = earned.checked_add(amount).ok_or(ArithError::Overflow)?;
        Ok(())
    }

    /// Divides an amount by weight: of each staker's part its operator keeps its split.
    pub(super) fn pay_with_split(
        &mut self,
        stakers: &Weighed<'_>,
        (weights, amount): (U256, U256),
        (operator, bips): (Address, Bips),
        token: Address,
    ) -> Result<(), ArithError> {
        let mut kept_in_all = U256::ZERO;
        for (staker, weight) in stakers {
            let (kept, left) = split(proportional(*weight, weights, amount)?, bips)?;
            kept_in_all = kept_in_all.checked_add(kept).ok_or(ArithError::Overflow)?;
            self.pay(staker.address, token, left)?;
        }
        self.pay(operator, token, kept_in_all)
    }

    /// An operator's own amount: it keeps its split, its stakers divide the rest by weight; without any, the rest goes to
    /// `otherwise`.
    pub(super) fn pay_operator(
        &mut self,
        (operator, bips): (Address, Bips),
        amount: U256,
        stakers: &Weighed<'_>,
        otherwise: Address,
        token: Address,
    ) -> Result<(), ArithError> {
        let (kept, rest) = split(amount, bips)?;
        self.pay(operator, token, kept)?;
        let weights = sum_of(stakers)?;
        if weights.is_zero() {
            return self.pay(otherwise, token, rest);
        }
        self.pay_with_split(stakers, (weights, rest), (operator, Bips::ZERO), token)
    }

    pub(super) fn into_earnings(self) -> Earnings {
        self.0
    }
}

/// All weights together.
pub(super) fn sum_of(stakers: &Weighed<'_>) -> Result<U256, ArithError> {
    stakers.iter().try_fold(U256::ZERO, |sum, (_, weight)| sum.checked_add(*weight).ok_or(ArithError::Overflow))
}

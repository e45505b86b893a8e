//! How much a report may raise the rate of stETH: the positive rebase limiter.
//!
//! Rewards beyond the limit stay in the vaults, burns beyond it stay requested, until later reports take them. A falling
//! rate is never limited.
//!
//! ```text
//! I, J    internal ether and shares before the report; l the limit, of 10^9
//! cur     ether so far, at first I;  max = I + floor(l * I / 10^9)
//! increase(v)   cur' = min(cur + v, max);  consumed = cur' - cur
//! burn limit    J * (l + 10^9 - floor(cur * 10^9 / I)) / (l + 10^9), zero once cur reached max
//! ```
//!
//! Invariants
//! - LIQ-20  ether never passes `max`, what is consumed never passes what is offered

use crate::units::{ArithError, Shares, Wei, mul_div_down};
use alloy_primitives::U256;

/// The limit's scale: 10^9 is a rise of 100 %.
pub const LIMITER_PRECISION_BASE: U256 = U256::from_limbs([1_000_000_000, 0, 0, 0]);
/// 2^64 - 1: no limit (`UNLIMITED_REBASE`).
pub const UNLIMITED_REBASE: U256 = U256::from_limbs([u64::MAX, 0, 0, 0]);

/// Why the limiter refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimiterError {
    /// A limit of zero.
    #[error("token rebase limit is zero")]
    TooLowTokenRebaseLimit,
    /// A limit above [`UNLIMITED_REBASE`].
    #[error("token rebase limit is too high")]
    TooHighTokenRebaseLimit,
    /// More ether left than there was.
    #[error("total pooled ether would be negative")]
    NegativeTotalPooledEther,
    /// A sum left its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// The running sum of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositiveTokenRebaseLimiter {
    pre_ether: Wei,
    pre_shares: Shares,
    /// `None` when unlimited.
    limit: Option<U256>,
    ether: Wei,
    max_ether: Wei,
}

impl PositiveTokenRebaseLimiter {
    /// Starts from the internal ether and shares before the report. Without ether there is no limit.
    ///
    /// # Errors
    /// [`LimiterError::TooLowTokenRebaseLimit`], [`LimiterError::TooHighTokenRebaseLimit`], [`LimiterError::Arith`].
    pub fn new(limit: U256, pre_ether: Wei, pre_shares: Shares) -> Result<Self, LimiterError> {
        if limit.is_zero() {
            return Err(LimiterError::TooLowTokenRebaseLimit);
        }
        if limit > UNLIMITED_REBASE {
            return Err(LimiterError::TooHighTokenRebaseLimit);
        }
        if limit == UNLIMITED_REBASE || pre_ether.is_zero() {
            return Ok(Self { pre_ether, pre_shares, limit: None, ether: pre_ether, max_ether: Wei::MAX });
        }
        let max_ether = pre_ether.try_add(pre_ether.mul_div_down(limit, LIMITER_PRECISION_BASE)?)?;
        Ok(Self { pre_ether, pre_shares, limit: Some(limit), ether: pre_ether, max_ether })
    }

    /// Ether leaves: the rate falls.
    ///
    /// # Errors
    /// [`LimiterError::NegativeTotalPooledEther`], never when unlimited.
    pub fn decrease(&mut self, amount: Wei) -> Result<(), LimiterError> {
        if self.limit.is_some() {
            self.ether = self.ether.try_sub(amount).map_err(|_| LimiterError::NegativeTotalPooledEther)?;
        }
        Ok(())
    }

    /// Ether arrives: says how much of it the limit lets in.
    ///
    /// # Errors
    /// [`LimiterError::Arith`] above 2^256 - 1.
    pub fn increase(&mut self, amount: Wei) -> Result<Wei, LimiterError> {
        if self.limit.is_none() {
            return Ok(amount);
        }
        let ether = self.ether.try_add(amount)?.min(self.max_ether);
        let consumed = ether.try_sub(self.ether)?;

        self.ether = ether;
        Ok(consumed)
    }

    /// Whether nothing more can rise.
    #[must_use]
    pub fn is_limit_reached(&self) -> bool {
        self.limit.is_some() && self.ether >= self.max_ether
    }

    /// Shares whose burning would use up what is left of the limit, rounded down.
    ///
    /// # Errors
    /// [`LimiterError::Arith`] when a product leaves 256 bits.
    pub fn shares_to_burn_limit(&self) -> Result<Shares, LimiterError> {
        let Some(limit) = self.limit else { return Ok(self.pre_shares) };
        if self.is_limit_reached() {
            return Ok(Shares::ZERO);
        }
        let full = limit.checked_add(LIMITER_PRECISION_BASE).ok_or(ArithError::Overflow)?;
        let rate = mul_div_down(self.ether.get(), LIMITER_PRECISION_BASE, self.pre_ether.get())?;
        let left = full.checked_sub(rate).ok_or(ArithError::Underflow)?;
        Ok(Shares::new(mul_div_down(self.pre_shares.get(), left, full)?))
    }
}

/// What a report brings, before the limiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RebaseInputs {
    /// `maxPositiveTokenRebase`, of 10^9.
    pub limit: U256,
    /// Internal ether before.
    pub pre_internal_ether: Wei,
    /// Internal shares before.
    pub pre_internal_shares: Shares,
    /// Consensus-layer balance before, plus 32 ETH for each validator that appeared.
    pub pre_cl_balance: Wei,
    /// Consensus-layer balance of the report.
    pub post_cl_balance: Wei,
    /// Balance of the withdrawal vault in the report.
    pub withdrawal_vault_balance: Wei,
    /// Balance of the execution-layer rewards vault in the report.
    pub el_rewards_vault_balance: Wei,
    /// Shares already waiting at the burner that the report names.
    pub shares_requested_to_burn: Shares,
    /// Ether that finalisation locks.
    pub ether_to_lock_for_withdrawals: Wei,
    /// Shares of the requests it finalises.
    pub new_shares_to_burn_for_withdrawals: Shares,
}

/// What of it the report takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmoothenedRebase {
    /// Ether taken from the withdrawal vault.
    pub withdrawals: Wei,
    /// Ether taken from the rewards vault.
    pub el_rewards: Wei,
    /// Part of the burnt shares that finalisation accounts for.
    pub shares_from_wq_to_burn: Shares,
    /// Shares burnt in all.
    pub shares_to_burn: Shares,
}

/// Fits a report under the limit (`smoothenTokenRebase`): withdrawals first, then rewards, then burns.
///
/// # Errors
/// [`LimiterError`].
pub fn smoothen_token_rebase(report: &RebaseInputs) -> Result<SmoothenedRebase, LimiterError> {
    let mut limiter = PositiveTokenRebaseLimiter::new(report.limit, report.pre_internal_ether, report.pre_internal_shares)?;
    if report.post_cl_balance < report.pre_cl_balance {
        limiter.decrease(report.pre_cl_balance.try_sub(report.post_cl_balance)?)?;
    } else {
        limiter.increase(report.post_cl_balance.try_sub(report.pre_cl_balance)?)?;
    }
    let withdrawals = limiter.increase(report.withdrawal_vault_balance)?;
    let el_rewards = limiter.increase(report.el_rewards_vault_balance)?;

    // What would be burnt had nothing been finalised: the rest of the burn belongs to the queue.
    let without_queue = limiter.shares_to_burn_limit()?.min(report.shares_requested_to_burn);
    limiter.decrease(report.ether_to_lock_for_withdrawals)?;
    let wanted = report.new_shares_to_burn_for_withdrawals.try_add(report.shares_requested_to_burn)?;
    let shares_to_burn = limiter.shares_to_burn_limit()?.min(wanted);
    let shares_from_wq_to_burn = shares_to_burn.try_sub(without_queue)?;
    Ok(SmoothenedRebase { withdrawals, el_rewards, shares_from_wq_to_burn, shares_to_burn })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(limit: u64, ether: u64) -> PositiveTokenRebaseLimiter {
        PositiveTokenRebaseLimiter::new(U256::from(limit), wei(ether), Shares::new(U256::from(1_000_u64))).unwrap()
    }

    fn wei(amount: u64) -> Wei {
        Wei::new(U256::from(amount))
    }

    #[test]
    fn limits_out_of_range_are_refused() {
        let new = |limit| PositiveTokenRebaseLimiter::new(limit, wei(1), Shares::ZERO).map(|_| ());
        assert_eq!(new(U256::ZERO), Err(LimiterError::TooLowTokenRebaseLimit));
        assert_eq!(new(UNLIMITED_REBASE + U256::ONE), Err(LimiterError::TooHighTokenRebaseLimit));
    }

    #[test]
    fn what_does_not_fit_stays_outside() {
        let mut limiter = limiter(100_000_000, 1_000); // 10 %
        assert_eq!(limiter.increase(wei(60)), Ok(wei(60)));
        assert_eq!(limiter.increase(wei(60)), Ok(wei(40)));
        assert!(limiter.is_limit_reached());
        assert_eq!(limiter.shares_to_burn_limit(), Ok(Shares::ZERO));
        assert_eq!(limiter.decrease(wei(1_101)), Err(LimiterError::NegativeTotalPooledEther));
    }

    #[test]
    fn without_a_limit_everything_fits() {
        let mut limiter = limiter(u64::MAX, 1_000);
        assert_eq!(limiter.increase(wei(u64::MAX)), Ok(wei(u64::MAX)));
        assert_eq!(limiter.decrease(wei(u64::MAX)), Ok(()));
        assert_eq!(limiter.shares_to_burn_limit(), Ok(Shares::new(U256::from(1_000_u64))));
    }
}

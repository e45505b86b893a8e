//! Deposit shares come and go.

use super::{MAX_STAKER_STRATEGY_LIST_LENGTH, StrategyManager, StrategyManagerError, StrategyManagerEvent};
use crate::{Effects, units::StrategyShares};
use alloy_primitives::Address;

impl StrategyManager {
    /// `addShares`: more deposit shares, by a deposit or out of the queue. Returns those before.
    ///
    /// # Errors
    /// [`StrategyManagerError::StakerAddressZero`], [`StrategyManagerError::SharesAmountZero`],
    /// [`StrategyManagerError::MaxStrategiesExceeded`], [`StrategyManagerError::Arith`].
    pub fn add_shares(
        &mut self,
        staker: Address,
        strategy: Address,
        shares: StrategyShares,
        fx: &mut Effects,
    ) -> Result<StrategyShares, StrategyManagerError> {
        if staker.is_zero() {
            return Err(StrategyManagerError::StakerAddressZero);
        }
        if shares.is_zero() {
            return Err(StrategyManagerError::SharesAmountZero);
        }
        let (before, count) = (self.deposit_shares(staker, strategy), self.strategy_count(staker));
        if before.is_zero() && count >= MAX_STAKER_STRATEGY_LIST_LENGTH {
            return Err(StrategyManagerError::MaxStrategiesExceeded(count));
        }
        let now = before.try_add(shares)?;

        self.strategies_of.insert(staker, strategy);
        self.shares.insert((staker, strategy), now);
        fx.emit(StrategyManagerEvent::Deposit { staker, strategy, shares });
        Ok(before)
    }

    /// `removeDepositShares`: into the queue. Returns those that are left; at none the strategy leaves the staker's list.
    ///
    /// # Errors
    /// [`StrategyManagerError::SharesAmountZero`], [`StrategyManagerError::SharesAmountTooHigh`].
    pub fn remove_deposit_shares(
        &mut self,
        staker: Address,
        strategy: Address,
        shares: StrategyShares,
    ) -> Result<StrategyShares, StrategyManagerError> {
        if shares.is_zero() {
            return Err(StrategyManagerError::SharesAmountZero);
        }
        let held = self.deposit_shares(staker, strategy);
        let too_high = |_| StrategyManagerError::SharesAmountTooHigh { held, needed: shares };
        let left = held.try_sub(shares).map_err(too_high)?;

        if left.is_zero() {
            self.shares.remove(&(staker, strategy));
            self.strategies_of.remove(staker, strategy);
        } else {
            self.shares.insert((staker, strategy), left);
        }
        Ok(left)
    }
}

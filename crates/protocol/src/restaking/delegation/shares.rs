//! Shares under an operator come and go.

use super::{DelegationError, DelegationEvent, DelegationManager, scaling};
use crate::{
    Effects,
    restaking::{BEACON_CHAIN_ETH, Restaking, RestakingError},
    units::{Magnitude, ScalingFactor, StrategyShares},
};
use alloy_primitives::Address;
use std::sync::Arc;

/// Deposit shares that a staker gets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Addition {
    pub(super) staker: Address,
    pub(super) operator: Option<Address>,
    pub(super) strategy: Address,
    /// Deposit shares it had.
    pub(super) previous: StrategyShares,
    pub(super) added: StrategyShares,
    /// What slashing has left under its operator, and in its pod.
    pub(super) slashing: Magnitude,
}

impl Restaking {
    /// `increaseDelegatedShares`: a staker has got `added` deposit shares on top of `previous`. Its scaling factor moves so
    /// that they are worth what was put in, whatever was slashed before; its operator gets them too.
    ///
    /// # Errors
    /// [`DelegationError::FullySlashed`], also for no shares; [`DelegationError::InvalidDepositScalingFactor`].
    pub fn increase_delegated_shares(
        &mut self,
        staker: Address,
        strategy: Address,
        previous: StrategyShares,
        added: StrategyShares,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.delegation.check_not_entered()?;
        let operator = self.delegation.delegated_to(staker);
        let slashing = self.slashing_factor(staker, operator, strategy)?;
        let addition = Addition { staker, operator, strategy, previous, added, slashing };
        Ok(Arc::make_mut(&mut self.delegation).increase_delegation(addition, fx)?)
    }

    /// `decreaseDelegatedShares`: the beacon chain has lowered a pod's slashing factor by `factor_decrease`. Only the
    /// operator's shares change, the staker's follow from the factor.
    ///
    /// # Errors
    /// [`DelegationError::Arith`], which the rounding excludes: operator shares are at least the staker's.
    pub fn decrease_delegated_shares(
        &mut self,
        staker: Address,
        current_deposit_shares: StrategyShares,
        factor_decrease: Magnitude,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.delegation.check_not_entered()?;
        let Some(operator) = self.delegation.delegated_to(staker) else {
            return Ok(());
        };
        let strategy = BEACON_CHAIN_ETH;
        let slashing = self.allocation.max_magnitude(operator, strategy).mul_down(factor_decrease)?;
        let factor = self.delegation.scaling_factor(staker, strategy);
        let lost = scaling::withdrawable(current_deposit_shares, factor, slashing)?;
        Ok(Arc::make_mut(&mut self.delegation).decrease_delegation(operator, staker, strategy, lost, fx)?)
    }
}

impl DelegationManager {
    /// Section 4.2 of the specification: the scaling factor after an addition, and the operator's shares.
    pub(super) fn increase_delegation(&mut self, addition: Addition, fx: &mut Effects) -> Result<(), DelegationError> {
        let Addition { staker, operator, strategy, previous, added, slashing } = addition;
        if slashing.is_zero() {
            return Err(DelegationError::FullySlashed { staker, strategy });
        }
        if added.is_zero() {
            return Ok(());
        }
        let factor = scaling::factor_after_deposit(self.scaling_factor(staker, strategy), previous, added, slashing)?;
        if factor.get().is_zero() {
            return Err(DelegationError::InvalidDepositScalingFactor { staker, strategy });
        }
        let total = operator.map(|operator| self.operator_shares(operator, strategy).try_add(added)).transpose()?;

        self.set_scaling_factor(staker, strategy, factor, fx);
        if let (Some(operator), Some(total)) = (operator, total) {
            self.operator_shares.insert((operator, strategy), total);
            fx.emit(DelegationEvent::OperatorSharesIncreased { operator, staker, strategy, shares: added });
        }
        Ok(())
    }

    /// Takes shares from an operator; `staker` is zero for a slash.
    pub(super) fn decrease_delegation(
        &mut self,
        operator: Address,
        staker: Address,
        strategy: Address,
        shares: StrategyShares,
        fx: &mut Effects,
    ) -> Result<(), DelegationError> {
        let left = self.operator_shares(operator, strategy).try_sub(shares)?;

        if left.is_zero() {
            self.operator_shares.remove(&(operator, strategy));
        } else {
            self.operator_shares.insert((operator, strategy), left);
        }
        fx.emit(DelegationEvent::OperatorSharesDecreased { operator, staker, strategy, shares });
        Ok(())
    }

    /// Sets a scaling factor; one is what is not stored.
    pub(super) fn set_scaling_factor(&mut self, staker: Address, strategy: Address, factor: ScalingFactor, fx: &mut Effects) {
        if factor == ScalingFactor::ONE {
            self.scaling_factors.remove(&(staker, strategy));
        } else {
            self.scaling_factors.insert((staker, strategy), factor);
        }
        fx.emit(DelegationEvent::DepositScalingFactorUpdated { staker, strategy, factor });
    }
}

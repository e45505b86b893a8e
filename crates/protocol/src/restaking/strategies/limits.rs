//! Deposit limits of `StrategyBaseTVLLimits`.

use super::{DepositLimits, Strategies, StrategyError, StrategyEvent, StrategyKind};
use crate::{Ctx, Effects, governance::Pausers, restaking::RestakingEvent};
use alloy_primitives::Address;

impl Strategies {
    /// `getTVLLimits()`
    ///
    /// # Errors
    /// [`StrategyError::NoLimits`] for a strategy of another kind.
    pub fn deposit_limits(&self, strategy: Address) -> Result<DepositLimits, StrategyError> {
        match self.get(strategy).map(super::Strategy::kind) {
            Some(StrategyKind::TvlLimited(limits)) => Ok(*limits),
            Some(StrategyKind::DurationVault(vault)) => Ok(vault.limits()),
            Some(StrategyKind::Base | StrategyKind::Eigen { .. }) | None => Err(StrategyError::NoLimits),
        }
    }

    /// `setTVLLimits(uint256,uint256)` by the unpauser.
    ///
    /// # Errors
    /// [`StrategyError::NoLimits`], [`StrategyError::OnlyUnpauser`], [`StrategyError::MaxPerDepositExceedsMax`]; of a duration
    /// vault what it refuses.
    pub fn set_deposit_limits(
        &mut self,
        ctx: &Ctx,
        strategy: Address,
        limits: DepositLimits,
        pausers: &dyn Pausers,
        fx: &mut Effects,
    ) -> Result<(), StrategyError> {
        let before = self.deposit_limits(strategy)?;
        if ctx.caller != pausers.unpauser() {
            return Err(StrategyError::OnlyUnpauser(ctx.caller));
        }
        if self.vault(strategy).is_ok() {
            return self.set_vault_limits(strategy, limits, fx);
        }
        let (amount, max) = (limits.max_per_deposit, limits.max_total_deposits);
        if amount > max {
            return Err(StrategyError::MaxPerDepositExceedsMax { amount, max });
        }

        self.expect(strategy)?.kind = StrategyKind::TvlLimited(limits);
        for event in StrategyEvent::limits_updated(before, limits) {
            fx.emit(RestakingEvent::Strategy(strategy, event));
        }
        Ok(())
    }
}

//! What was slashed leaves: as tokens, to the recipient of the set that slashed.

use super::{StrategyManagerError, StrategyManagerEvent};
use crate::{
    Ctx, Effects,
    restaking::{OperatorSet, Restaking, RestakingError, SlashId},
    units::StrategyShares,
};
use alloy_primitives::Address;
use std::sync::Arc;

/// Slashed shares on their way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// The set that slashed.
    pub set: OperatorSet,
    /// Its slash.
    pub slash: SlashId,
    /// The strategy that pays.
    pub strategy: Address,
    /// How many shares, never none.
    pub shares: StrategyShares,
    /// The set's recipient, or the burn address.
    pub recipient: Address,
}

impl Restaking {
    /// `clearBurnOrRedistributableShares((address,uint32),uint256)`, its first half: strategies of a slash, in the order in
    /// which they are to be released one by one. None for a slash of which nothing waits.
    ///
    /// # Errors
    /// [`StrategyManagerError::Paused`],
    /// [`StrategyManagerError::SlashResolutionDelayNotElapsed`].
    pub fn releasable(&self, ctx: &Ctx, set: OperatorSet, slash: SlashId) -> Result<Vec<Address>, RestakingError> {
        self.strategy_manager.check_slash_resolved(ctx, set, slash, self.config.delays.slash_resolution)?;
        Ok(self.strategy_manager.slashed_shares(set, slash).map(|(strategy, _)| strategy).collect())
    }

    /// `clearBurnOrRedistributableSharesByStrategy((address,uint32),uint256,address)` by anyone: what is to be sent off now.
    /// Slashes of nothing just disappear.
    ///
    /// # Errors
    /// As [`Self::releasable`].
    pub fn release(
        &mut self,
        ctx: &Ctx,
        set: OperatorSet,
        slash: SlashId,
        strategy: Address,
    ) -> Result<Option<Release>, RestakingError> {
        self.strategy_manager.check_slash_resolved(ctx, set, slash, self.config.delays.slash_resolution)?;
        let recipient = self.allocation.redistribution_recipient(set);
        let shares = Arc::make_mut(&mut self.strategy_manager).take_slashed(set, slash, strategy);
        Ok(Some(Release { set, slash, strategy, shares, recipient }).filter(|release| !release.shares.is_zero()))
    }

    /// `burnShares(address)`: what was slashed before slashes had ids. Nothing ever was here.
    ///
    /// # Errors
    /// [`StrategyManagerError::Reentrant`].
    pub fn burn_shares(&self, strategy: Address, fx: &mut Effects) -> Result<(), StrategyManagerError> {
        self.strategy_manager.check_not_entered()?;
        fx.emit(StrategyManagerEvent::BurnableSharesDecreased { strategy, shares: StrategyShares::ZERO });
        Ok(())
    }
}

impl Release {
    /// Reports that the tokens are sent.
    pub fn report(self, fx: &mut Effects) {
        let Self { set, slash, strategy, shares, recipient: _ } = self;
        fx.emit(StrategyManagerEvent::BurnOrRedistributableSharesDecreased { set, slash, strategy, shares });
    }
}

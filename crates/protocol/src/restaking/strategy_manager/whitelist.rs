//! Which strategies take deposits.

use super::{StrategyManager, StrategyManagerError, StrategyManagerEvent};
use crate::{Ctx, Effects};
use alloy_primitives::Address;

impl StrategyManager {
    /// `strategyIsWhitelistedForDeposit(address)`
    #[must_use]
    pub fn is_whitelisted(&self, strategy: Address) -> bool {
        self.whitelist.contains_key(&strategy)
    }

    /// Strategies that take deposits, in the order of their addresses.
    pub fn whitelisted(&self) -> impl Iterator<Item = Address> + '_ {
        self.whitelist.keys().copied()
    }

    /// `strategyWhitelister()`
    #[must_use]
    pub const fn whitelister(&self) -> Address {
        self.whitelister
    }

    /// `setStrategyWhitelister(address)` by the owner.
    ///
    /// # Errors
    /// [`StrategyManagerError::Ownable`].
    pub fn set_whitelister(&mut self, ctx: &Ctx, new: Address, fx: &mut Effects) -> Result<(), StrategyManagerError> {
        self.owner.check(ctx.caller)?;
        self.check_not_entered()?;

        fx.emit(StrategyManagerEvent::StrategyWhitelisterChanged { previous: self.whitelister, new });
        self.whitelister = new;
        Ok(())
    }

    /// `addStrategiesToDepositWhitelist(address[])`; those that are on it stay.
    ///
    /// # Errors
    /// [`StrategyManagerError::OnlyStrategyWhitelister`].
    pub fn add_to_whitelist(&mut self, ctx: &Ctx, strategies: &[Address], fx: &mut Effects) -> Result<(), StrategyManagerError> {
        self.check_whitelister(ctx)?;
        for &strategy in strategies {
            if self.whitelist.insert(strategy, ()).is_none() {
                fx.emit(StrategyManagerEvent::StrategyAddedToDepositWhitelist { strategy });
            }
        }
        Ok(())
    }

    /// `removeStrategiesFromDepositWhitelist(address[])`; what was deposited stays and can be withdrawn.
    ///
    /// # Errors
    /// [`StrategyManagerError::OnlyStrategyWhitelister`].
    pub fn remove_from_whitelist(
        &mut self,
        ctx: &Ctx,
        strategies: &[Address],
        fx: &mut Effects,
    ) -> Result<(), StrategyManagerError> {
        self.check_whitelister(ctx)?;
        for strategy in strategies {
            if self.whitelist.remove(strategy).is_some() {
                fx.emit(StrategyManagerEvent::StrategyRemovedFromDepositWhitelist { strategy: *strategy });
            }
        }
        Ok(())
    }

    /// Whitelists a strategy before there is anybody to be told.
    pub(in crate::restaking) fn whitelist_at_genesis(&mut self, strategy: Address) {
        self.whitelist.insert(strategy, ());
    }

    fn check_whitelister(&self, ctx: &Ctx) -> Result<(), StrategyManagerError> {
        let (caller, whitelister) = (ctx.caller, self.whitelister);
        if caller != whitelister {
            return Err(StrategyManagerError::OnlyStrategyWhitelister { caller, whitelister });
        }
        self.check_not_entered()
    }
}

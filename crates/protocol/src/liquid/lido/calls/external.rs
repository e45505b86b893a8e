//! External shares, which only the vault hub may touch.

use crate::{
    Ctx, Effects, Protocol,
    liquid::lido::{StethError, VaultHub, external_shares::check_caller},
    units::Shares,
};
use alloy_primitives::Address;
use std::sync::Arc;

impl Protocol {
    /// `mintExternalShares`.
    ///
    /// # Errors
    /// Those of [`Steth::mint_external_shares`](crate::liquid::lido::Steth::mint_external_shares).
    pub fn mint_external_shares(
        &mut self,
        ctx: &Ctx,
        to: Address,
        amount: Shares,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        let hub = self.addresses.vault_hub;
        self.steth_mut().mint_external_shares(ctx, hub, to, amount, effects)
    }

    /// `burnExternalShares`.
    ///
    /// # Errors
    /// Those of [`Steth::burn_external_shares`](crate::liquid::lido::Steth::burn_external_shares).
    pub fn burn_external_shares(&mut self, ctx: &Ctx, amount: Shares, effects: &mut Effects) -> Result<(), StethError> {
        let hub = self.addresses.vault_hub;
        self.steth_mut().burn_external_shares(ctx, hub, amount, effects)
    }

    /// `rebalanceExternalEtherToInternal`.
    ///
    /// # Errors
    /// Those of [`Steth::rebalance_external_ether_to_internal`](crate::liquid::lido::Steth::rebalance_external_ether_to_internal).
    pub fn rebalance_external_ether_to_internal(
        &mut self,
        ctx: &Ctx,
        amount: Shares,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        let hub = self.addresses.vault_hub;
        self.steth_mut().rebalance_external_ether_to_internal(ctx, hub, amount, effects)
    }

    /// `internalizeExternalBadDebt`, called by `Accounting`.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`], then those of
    /// [`Steth::internalize_external_bad_debt`](crate::liquid::lido::Steth::internalize_external_bad_debt).
    pub fn internalize_external_bad_debt(&mut self, ctx: &Ctx, amount: Shares, effects: &mut Effects) -> Result<(), StethError> {
        check_caller(ctx, self.addresses.accounting)?;
        self.steth_mut().internalize_external_bad_debt(amount, effects)
    }

    /// What the vaults owe and cannot pay, for the next report to make everybody's.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`] unless the caller is the vault hub.
    pub fn set_bad_debt_to_internalize(&mut self, ctx: &Ctx, amount: Shares) -> Result<(), StethError> {
        check_caller(ctx, self.addresses.vault_hub)?;
        self.vault_hub_mut().bad_debt_to_internalize = amount;
        Ok(())
    }

    /// The hub to change it.
    pub(super) fn vault_hub_mut(&mut self) -> &mut VaultHub {
        Arc::make_mut(&mut self.lido.vault_hub)
    }
}

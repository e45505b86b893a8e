//! Requests to burn: shares go to the burner and wait for a report.

use crate::{
    Ctx, Effects, Protocol,
    governance::Role,
    liquid::lido::{BurnKind, Burner, BurnerEvent, LidoError},
    units::{Shares, Wei},
};
use alloy_primitives::Address;
use std::sync::Arc;

/// Who may have its own stETH burnt.
pub const REQUEST_BURN_MY_STETH_ROLE: Role = Role::new("REQUEST_BURN_MY_STETH_ROLE");
/// Who may have shares of others burnt, as far as these allow the burner to take them.
pub const REQUEST_BURN_SHARES_ROLE: Role = Role::new("REQUEST_BURN_SHARES_ROLE");

impl Protocol {
    /// `requestBurnMyStETH` and `requestBurnMyStETHForCover`: the burner takes the caller's stETH by allowance.
    ///
    /// # Errors
    /// A missing role, those of stETH's `transferFrom`, [`BurnerError::ZeroBurnAmount`](crate::liquid::lido::BurnerError).
    pub fn request_burn_my_steth(
        &mut self,
        ctx: &Ctx,
        amount: Wei,
        kind: BurnKind,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let burner = self.addresses.burner;
        self.governance.check_role(burner, REQUEST_BURN_MY_STETH_ROLE.id(), ctx.caller)?;
        self.attempt(|protocol| {
            protocol.steth_mut().transfer_from(&ctx.called_by(burner), ctx.caller, burner, amount, effects)?;
            let shares = protocol.lido.steth.shares_by_pooled_eth(amount)?;
            Ok(protocol.burner_mut().request_burn(ctx.caller, kind, (amount, shares), effects)?)
        })
    }

    /// `requestBurnMyShares`: as [`Self::request_burn_my_steth`], counted in shares, not for cover.
    ///
    /// # Errors
    /// As [`Self::request_burn_my_steth`].
    pub fn request_burn_my_shares(&mut self, ctx: &Ctx, shares: Shares, effects: &mut Effects) -> Result<(), LidoError> {
        self.governance.check_role(self.addresses.burner, REQUEST_BURN_MY_STETH_ROLE.id(), ctx.caller)?;
        self.attempt(|protocol| protocol.take_to_burn(ctx, ctx.caller, shares, BurnKind::NonCover, effects))
    }

    /// `requestBurnShares` and `requestBurnSharesForCover`: the burner takes shares of `from` by allowance.
    ///
    /// # Errors
    /// As [`Self::request_burn_my_steth`].
    pub fn request_burn_shares(
        &mut self,
        ctx: &Ctx,
        from: Address,
        shares: Shares,
        kind: BurnKind,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.governance.check_role(self.addresses.burner, REQUEST_BURN_SHARES_ROLE.id(), ctx.caller)?;
        self.attempt(|protocol| protocol.take_to_burn(ctx, from, shares, kind, effects))
    }

    /// Shares on the burner that nobody asked to burn (`getExcessStETH` values them).
    ///
    /// # Errors
    /// Never: what is requested fits 128 bits.
    pub fn excess_burner_shares(&self) -> Result<Shares, LidoError> {
        let held = self.lido.steth.shares_of(self.addresses.burner);
        Ok(held.floor_sub(self.lido.burner.shares_requested_to_burn()?))
    }

    /// `recoverExcessStETH`: what nobody asked to burn goes to the treasury. Anybody may call.
    ///
    /// # Errors
    /// Those of stETH's `transfer`.
    pub fn recover_excess_steth(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), LidoError> {
        let (burner, treasury) = (self.addresses.burner, self.addresses.treasury);
        let amount_of_steth = self.lido.steth.pooled_eth_by_shares(self.excess_burner_shares()?)?;
        if amount_of_steth.is_zero() {
            return Ok(());
        }
        let amount_of_shares = self.lido.steth.shares_by_pooled_eth(amount_of_steth)?;
        effects.emit(BurnerEvent::ExcessStETHRecovered { requested_by: ctx.caller, amount_of_steth, amount_of_shares });
        Ok(self.steth_mut().transfer(&ctx.called_by(burner), treasury, amount_of_steth, effects)?)
    }

    /// The burner to change it.
    pub(super) fn burner_mut(&mut self) -> &mut Burner {
        Arc::make_mut(&mut self.lido.burner)
    }

    /// The burner takes shares by allowance and counts them for `ctx.caller`.
    pub(super) fn take_to_burn(
        &mut self,
        ctx: &Ctx,
        from: Address,
        shares: Shares,
        kind: BurnKind,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let burner = self.addresses.burner;
        let amount = self.steth_mut().transfer_shares_from(&ctx.called_by(burner), from, burner, shares, effects)?;
        Ok(self.burner_mut().request_burn(ctx.caller, kind, (amount, shares), effects)?)
    }
}

//! wstETH in and out of stETH.

use crate::{
    Ctx, Effects, Protocol,
    liquid::lido::{LidoError, WstethError},
    units::{Shares, Wei},
};
use alloy_primitives::Address;
use std::sync::Arc;

impl Protocol {
    /// `wrap`: mints one wstETH for each share that `amount` of stETH is worth, rounded down, and takes these shares.
    ///
    /// # Errors
    /// [`WstethError::WrapZero`], those of a conversion, of a mint, of stETH's `transferFrom`.
    pub fn wrap(&mut self, ctx: &Ctx, amount: Wei, effects: &mut Effects) -> Result<Shares, LidoError> {
        if amount.is_zero() {
            return Err(WstethError::WrapZero.into());
        }
        self.attempt(|protocol| {
            let wsteth = protocol.addresses.wsteth;
            let minted = protocol.lido.steth.shares_by_pooled_eth(amount)?;
            Arc::make_mut(&mut protocol.lido.wsteth).mint(ctx.caller, minted, effects)?;
            protocol.steth_mut().transfer_from(&ctx.called_by(wsteth), ctx.caller, wsteth, amount, effects)?;
            Ok(minted)
        })
    }

    /// `unwrap`: burns wstETH and pays what it is worth in stETH, rounded down twice: a share may stay in the wrapper.
    ///
    /// # Errors
    /// [`WstethError::UnwrapZero`], those of a conversion, of a burn, of stETH's `transfer`.
    pub fn unwrap(&mut self, ctx: &Ctx, amount: Shares, effects: &mut Effects) -> Result<Wei, LidoError> {
        self.attempt(|protocol| protocol.unwrap_for(ctx.caller, amount, ctx, effects))
    }

    /// Ether sent to wstETH: it is staked by the wrapper, and the sender gets as many wstETH as that gave shares.
    ///
    /// # Errors
    /// Those of `submit` and of a mint.
    pub fn wrap_ether(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<Shares, LidoError> {
        self.attempt(|protocol| {
            let (steth, wsteth) = (protocol.addresses.steth, protocol.addresses.wsteth);
            effects.move_ether(wsteth, steth, ctx.value);
            let minted = protocol.steth_mut().submit(&ctx.called_by(wsteth), Address::ZERO, effects)?;
            Arc::make_mut(&mut protocol.lido.wsteth).mint(ctx.caller, minted, effects)?;
            Ok(minted)
        })
    }

    /// Unwraps what `account` holds, for it or for a contract it trusts.
    pub(super) fn unwrap_for(
        &mut self,
        account: Address,
        amount: Shares,
        ctx: &Ctx,
        effects: &mut Effects,
    ) -> Result<Wei, LidoError> {
        if amount.is_zero() {
            return Err(WstethError::UnwrapZero.into());
        }
        let wsteth = self.addresses.wsteth;
        let ether = self.lido.steth.pooled_eth_by_shares(amount)?;
        Arc::make_mut(&mut self.lido.wsteth).burn(account, amount, effects)?;
        self.steth_mut().transfer(&ctx.called_by(wsteth), account, ether, effects)?;
        Ok(ether)
    }
}

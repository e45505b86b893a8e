//! Requests to withdraw: stETH or wstETH goes to the queue, which answers with a token for each.
//!
//! Claims and transfers of these tokens touch the queue alone.

use crate::{
    Ctx, Effects, Protocol,
    liquid::lido::{LidoError, WithdrawalQueue},
    units::{RequestId, Shares, Wei},
};
use alloy_primitives::Address;
use std::sync::Arc;

impl Protocol {
    /// `requestWithdrawals`: one request for each amount; `owner` zero means the caller.
    ///
    /// # Errors
    /// Those of a paused queue, of the bounds of an amount, of stETH's `transferFrom`.
    pub fn request_withdrawals(
        &mut self,
        ctx: &Ctx,
        amounts: &[Wei],
        owner: Address,
        effects: &mut Effects,
    ) -> Result<Vec<RequestId>, LidoError> {
        let owner = if owner.is_zero() { ctx.caller } else { owner };
        self.attempt(|protocol| {
            protocol.lido.queue.check_resumed(ctx)?;
            amounts.iter().map(|&amount| protocol.request_withdrawal(ctx, amount, owner, effects)).collect()
        })
    }

    /// `requestWithdrawalsWstETH`: one request for each amount of wstETH, which the queue unwraps first. By rounding the
    /// request may have a share less than the wstETH had; that share stays in the wrapper.
    ///
    /// # Errors
    /// Those of a paused queue, of wstETH's `transferFrom` and `unwrap`, of the bounds of what comes out.
    pub fn request_withdrawals_wsteth(
        &mut self,
        ctx: &Ctx,
        amounts: &[Shares],
        owner: Address,
        effects: &mut Effects,
    ) -> Result<Vec<RequestId>, LidoError> {
        let owner = if owner.is_zero() { ctx.caller } else { owner };
        self.attempt(|protocol| {
            protocol.lido.queue.check_resumed(ctx)?;
            amounts.iter().map(|&amount| protocol.request_withdrawal_wsteth(ctx, amount, owner, effects)).collect()
        })
    }

    fn request_withdrawal(
        &mut self,
        ctx: &Ctx,
        amount: Wei,
        owner: Address,
        effects: &mut Effects,
    ) -> Result<RequestId, LidoError> {
        let queue = self.addresses.withdrawal_queue;
        WithdrawalQueue::check_amount(amount)?;
        self.steth_mut().transfer_from(&ctx.called_by(queue), ctx.caller, queue, amount, effects)?;
        self.enqueue(ctx, amount, owner, effects)
    }

    fn request_withdrawal_wsteth(
        &mut self,
        ctx: &Ctx,
        amount: Shares,
        owner: Address,
        effects: &mut Effects,
    ) -> Result<RequestId, LidoError> {
        let queue = self.addresses.withdrawal_queue;
        let wsteth = Arc::make_mut(&mut self.lido.wsteth);
        wsteth.transfer_from(&ctx.called_by(queue), ctx.caller, queue, amount, effects)?;
        let unwrapped = self.unwrap_for(queue, amount, ctx, effects)?;
        WithdrawalQueue::check_amount(unwrapped)?;
        self.enqueue(ctx, unwrapped, owner, effects)
    }

    /// The shares of a request are those that moved: the conversion is the same, and the rate has not changed since.
    fn enqueue(&mut self, ctx: &Ctx, amount: Wei, owner: Address, effects: &mut Effects) -> Result<RequestId, LidoError> {
        let shares = self.lido.steth.shares_by_pooled_eth(amount)?;
        Ok(self.queue_mut().enqueue(ctx, owner, amount, shares, effects)?)
    }
}

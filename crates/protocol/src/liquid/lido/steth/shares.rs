//! Moves, mints and burns of shares.

use super::{Steth, StethError, StethEvent};
use crate::{
    Ctx, Effects,
    liquid::lido::pool::CONVERSION_BOUND,
    token::BalanceError,
    units::{Shares, Wei},
};
use alloy_primitives::Address;

impl Steth {
    /// `transfer`: moves the shares that `amount` is worth, rounded down. The recipient may see 1 or 2 wei less.
    ///
    /// # Errors
    /// `EthTooLarge`, then those of a move in this order: `TransferFromZeroAddr`, `TransferToZeroAddr`,
    /// `TransferToStethContract`, `ContractIsStopped`, `BalanceExceeded`.
    pub fn transfer(&mut self, ctx: &Ctx, to: Address, amount: Wei, effects: &mut Effects) -> Result<(), StethError> {
        let shares = self.shares_by_pooled_eth(amount)?;
        self.move_shares(ctx.caller, to, shares)?;
        emit_transfer(effects, ctx.caller, to, amount, shares);
        Ok(())
    }

    /// `transferShares`: returns what the shares are worth, rounded down.
    ///
    /// # Errors
    /// The refusals of a move, then [`StethError::SharesTooLarge`].
    pub fn transfer_shares(&mut self, ctx: &Ctx, to: Address, shares: Shares, effects: &mut Effects) -> Result<Wei, StethError> {
        self.move_shares(ctx.caller, to, shares)?;
        // Whoever holds that many shares holds less than 2^128 - 1 of them, and a move does not change the rate.
        let amount = self.pooled_eth_by_shares(shares)?;
        emit_transfer(effects, ctx.caller, to, amount, shares);
        Ok(amount)
    }

    /// `transferFrom`: the allowance is spent first, then the shares move.
    ///
    /// # Errors
    /// [`StethError::AllowanceExceeded`], then those of [`Self::transfer`].
    pub fn transfer_from(
        &mut self,
        ctx: &Ctx,
        from: Address,
        to: Address,
        amount: Wei,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        let spent = self.spend_allowance(from, ctx.caller, amount)?;
        let shares = self.shares_by_pooled_eth(amount)?;
        self.move_shares(from, to, shares)?;

        self.settle_allowance(spent, effects);
        emit_transfer(effects, from, to, amount, shares);
        Ok(())
    }

    /// `transferSharesFrom`: what the shares are worth, rounded down, is spent from the allowance.
    ///
    /// # Errors
    /// [`StethError::SharesTooLarge`], [`StethError::AllowanceExceeded`], then those of a move.
    pub fn transfer_shares_from(
        &mut self,
        ctx: &Ctx,
        from: Address,
        to: Address,
        shares: Shares,
        effects: &mut Effects,
    ) -> Result<Wei, StethError> {
        let amount = self.pooled_eth_by_shares(shares)?;
        let spent = self.spend_allowance(from, ctx.caller, amount)?;
        self.move_shares(from, to, shares)?;

        self.settle_allowance(spent, effects);
        emit_transfer(effects, from, to, amount, shares);
        Ok(amount)
    }

    /// The checks of a move in the contract's order, then the move.
    fn move_shares(&mut self, from: Address, to: Address, shares: Shares) -> Result<(), StethError> {
        if from.is_zero() {
            return Err(StethError::TransferFromZeroAddr);
        }
        if to.is_zero() {
            return Err(StethError::TransferToZeroAddr);
        }
        if to == self.address {
            return Err(StethError::TransferToStethContract);
        }
        self.check_not_stopped()?;
        Ok(self.shares.transfer(from, to, shares)?)
    }

    /// Creates shares. The events that tell of it are the caller's: they are worth what the rate is then.
    pub(in crate::liquid::lido) fn mint_shares(&mut self, to: Address, shares: Shares) -> Result<(), StethError> {
        if to.is_zero() {
            return Err(StethError::MintToZeroAddr);
        }
        if to == self.address {
            return Err(StethError::MintToStethContract);
        }
        let total = self.pool.total_shares.try_add(shares)?;
        if total.get() > CONVERSION_BOUND {
            return Err(StethError::SharesOverflow);
        }
        self.shares.credit(to, shares)?;

        self.pool.total_shares = total;
        Ok(())
    }

    /// Destroys shares; everybody else's are worth more then, unless the ether behind them goes too.
    pub(in crate::liquid::lido) fn burn_shares(&mut self, from: Address, shares: Shares) -> Result<(), StethError> {
        if from.is_zero() {
            return Err(StethError::BurnFromZeroAddr);
        }
        self.shares.debit(from, shares)?;

        self.pool.total_shares = self.pool.total_shares.try_sub(shares)?;
        Ok(())
    }

    /// The two events of a mint, at the rate after it.
    pub(in crate::liquid::lido) fn emit_minted(
        &self,
        to: Address,
        shares: Shares,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        emit_transfer(effects, Address::ZERO, to, self.pooled_eth_by_shares(shares)?, shares);
        Ok(())
    }
}

fn emit_transfer(effects: &mut Effects, from: Address, to: Address, value: Wei, shares_value: Shares) {
    effects.emit(StethEvent::Transfer { from, to, value });
    effects.emit(StethEvent::TransferShares { from, to, shares_value });
}

impl From<BalanceError<Shares>> for StethError {
    fn from(error: BalanceError<Shares>) -> Self {
        match error {
            BalanceError::Insufficient { account, held, needed } => Self::BalanceExceeded { account, held, needed },
            BalanceError::Arith(error) => Self::Arith(error),
        }
    }
}

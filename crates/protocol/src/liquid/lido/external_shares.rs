//! External shares: stETH that vaults mint against ether of their own.
//!
//! They are shares like all others to those who hold them, but their ether is not in the pool. Minting and burning
//! leaves internal ether and internal shares alone, so nobody else's balance moves. Only the vault hub may call (`vault_hub`);
//! the loss of a vault that cannot pay becomes everybody's in the next report.

use super::{
    events::StethEvent,
    steth::{Steth, StethError},
};
use crate::{
    Ctx, Effects,
    units::{ArithError, Bips, Shares},
};
use alloy_primitives::{Address, U256};

impl Steth {
    /// `getMaxMintableExternalShares`: how many more keep the external part at or below the ratio, rounded down.
    ///
    /// With `x` external of `S` shares and ratio `r` of 10,000: `(x + m) / (S + m) <= r / 10000`, so
    /// `m = (S * r - x * 10000) / (10000 - r)`.
    ///
    /// # Errors
    /// Never: shares stay below 2^128.
    pub fn max_mintable_external_shares(&self) -> Result<Shares, ArithError> {
        let ratio = U256::from(self.switches.max_external_ratio.get());
        let full = U256::from(Bips::FULL.get());
        if ratio.is_zero() {
            return Ok(Shares::ZERO);
        }
        if ratio == full {
            return Ok(Shares::MAX);
        }
        let allowed = self.pool.total_shares.get().checked_mul(ratio).ok_or(ArithError::Overflow)?;
        let used = self.pool.external_shares.get().checked_mul(full).ok_or(ArithError::Overflow)?;
        let rest = full.checked_sub(ratio).ok_or(ArithError::Underflow)?;
        // Already above the ratio: nothing more.
        let room = allowed.saturating_sub(used);
        room.checked_div(rest).map(Shares::new).ok_or(ArithError::DivisionByZero)
    }

    /// `mintExternalShares`: it uses up the stake limit as a submission of the same worth would.
    ///
    /// # Errors
    /// [`StethError::MintZeroAmountOfShares`], [`StethError::AppAuthFailed`], [`StethError::ContractIsStopped`],
    /// [`StethError::ExternalBalanceLimitExceeded`], those of the stake limit, those of a mint.
    pub fn mint_external_shares(
        &mut self,
        ctx: &Ctx,
        vault_hub: Address,
        to: Address,
        amount: Shares,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        if amount.is_zero() {
            return Err(StethError::MintZeroAmountOfShares);
        }
        check_caller(ctx, vault_hub)?;
        self.check_not_stopped()?;
        let mintable = self.max_mintable_external_shares()?;
        if amount > mintable {
            return Err(StethError::ExternalBalanceLimitExceeded { amount, mintable });
        }
        let stake_limit = self.stake_limit_less(self.pooled_eth_by_shares(amount)?, ctx.block)?;
        let external_shares = self.pool.external_shares.try_add(amount)?;
        self.mint_shares(to, amount)?;

        self.switches.stake_limit = stake_limit;
        self.pool.external_shares = external_shares;
        self.emit_minted(to, amount, effects)?;
        effects.emit(StethEvent::ExternalSharesMinted { receiver: to, amount_of_shares: amount });
        Ok(())
    }

    /// `burnExternalShares`: burns shares of the caller and gives their worth back to the stake limit, which may rise above its maximum.
    ///
    /// # Errors
    /// [`StethError::BurnZeroAmountOfShares`], [`StethError::AppAuthFailed`], [`StethError::ContractIsStopped`],
    /// [`StethError::ExtSharesTooSmall`], those of a burn.
    pub fn burn_external_shares(
        &mut self,
        ctx: &Ctx,
        vault_hub: Address,
        amount: Shares,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        if amount.is_zero() {
            return Err(StethError::BurnZeroAmountOfShares);
        }
        check_caller(ctx, vault_hub)?;
        self.check_not_stopped()?;
        let external_shares = self.external_shares_less(amount)?;
        let worth = self.pooled_eth_by_shares(amount)?;
        let record = self.switches.stake_limit;
        let stake_limit = if record.is_paused() || !record.is_limited() {
            record
        } else {
            record.with_limit_at(record.at(ctx.block)?.try_add(worth)?, ctx.block)
        };
        self.burn_shares(ctx.caller, amount)?;

        self.pool.external_shares = external_shares;
        self.switches.stake_limit = stake_limit;
        effects.emit(StethEvent::SharesBurnt {
            account: ctx.caller,
            pre_rebase_token_amount: worth,
            post_rebase_token_amount: worth,
            shares_amount: amount,
        });
        effects.emit(StethEvent::ExternalSharesBurnt { amount_of_shares: amount });
        Ok(())
    }

    /// `rebalanceExternalEtherToInternal`: external shares become internal for exactly their price, rounded up.
    ///
    /// # Errors
    /// [`StethError::ZeroValue`], [`StethError::AppAuthFailed`], [`StethError::ContractIsStopped`], [`StethError::ValueSharesMismatch`],
    /// [`StethError::ExtSharesTooSmall`].
    pub fn rebalance_external_ether_to_internal(
        &mut self,
        ctx: &Ctx,
        vault_hub: Address,
        amount: Shares,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        if ctx.value.is_zero() {
            return Err(StethError::ZeroValue);
        }
        check_caller(ctx, vault_hub)?;
        self.check_not_stopped()?;
        let price = self.pooled_eth_by_shares_round_up(amount)?;
        if price != ctx.value {
            return Err(StethError::ValueSharesMismatch { price, sent: ctx.value });
        }
        let external_shares = self.external_shares_less(amount)?;
        let buffered_ether = self.pool.buffered_ether.try_add(ctx.value)?;

        self.pool.external_shares = external_shares;
        self.pool.buffered_ether = buffered_ether;
        effects.emit(StethEvent::ExternalEtherTransferredToBuffer { amount: ctx.value });
        effects.emit(StethEvent::ExternalSharesBurnt { amount_of_shares: amount });
        Ok(())
    }

    /// `internalizeExternalBadDebt`: external shares become internal without ether. Every internal holder bears the loss.
    ///
    /// # Errors
    /// [`StethError::BadDebtZeroShares`], [`StethError::ContractIsStopped`], [`StethError::ExtSharesTooSmall`].
    pub fn internalize_external_bad_debt(&mut self, amount: Shares, effects: &mut Effects) -> Result<(), StethError> {
        if amount.is_zero() {
            return Err(StethError::BadDebtZeroShares);
        }
        self.check_not_stopped()?;
        self.pool.external_shares = self.external_shares_less(amount)?;
        effects.emit(StethEvent::ExternalBadDebtInternalized { amount_of_shares: amount });
        effects.emit(StethEvent::ExternalSharesBurnt { amount_of_shares: amount });
        Ok(())
    }

    fn external_shares_less(&self, needed: Shares) -> Result<Shares, StethError> {
        let external = self.pool.external_shares;
        external.try_sub(needed).map_err(|_| StethError::ExtSharesTooSmall { external, needed })
    }
}

/// Refuses everybody but the one contract that may call.
pub(super) fn check_caller(ctx: &Ctx, allowed: Address) -> Result<(), StethError> {
    if ctx.caller == allowed { Ok(()) } else { Err(StethError::AppAuthFailed(ctx.caller)) }
}

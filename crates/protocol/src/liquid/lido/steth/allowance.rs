//! Allowances and permits of stETH, in token units. They work also while the protocol is stopped.

use super::{Steth, StethError, StethEvent};
use crate::{
    Ctx, Effects,
    token::{Permit, TokenUnit as _},
    units::Wei,
};
use alloy_primitives::{Address, B256, U256};

/// An allowance after a spend, to be written once everything else is decided.
#[derive(Debug)]
pub(super) enum SpentAllowance {
    /// 2^256 - 1 is never used up, and no event tells of it.
    Endless,
    /// What is left.
    Left {
        /// Whose stETH.
        owner: Address,
        /// Who took.
        spender: Address,
        /// What may still be taken.
        rest: Wei,
    },
}

impl Steth {
    /// `approve`.
    ///
    /// # Errors
    /// [`StethError::ApproveFromZeroAddr`], [`StethError::ApproveToZeroAddr`].
    pub fn approve(&mut self, ctx: &Ctx, spender: Address, amount: Wei, effects: &mut Effects) -> Result<(), StethError> {
        self.set_allowance(ctx.caller, spender, amount, effects)
    }

    /// `increaseAllowance`.
    ///
    /// # Errors
    /// Those of [`Self::approve`]; [`StethError::Arith`] above 2^256 - 1.
    pub fn increase_allowance(&mut self, ctx: &Ctx, spender: Address, by: Wei, effects: &mut Effects) -> Result<(), StethError> {
        let raised = self.allowance(ctx.caller, spender).try_add(by)?;
        self.set_allowance(ctx.caller, spender, raised, effects)
    }

    /// `decreaseAllowance`.
    ///
    /// # Errors
    /// [`StethError::AllowanceBelowZero`], then those of [`Self::approve`].
    pub fn decrease_allowance(&mut self, ctx: &Ctx, spender: Address, by: Wei, effects: &mut Effects) -> Result<(), StethError> {
        let allowed = self.allowance(ctx.caller, spender);
        let lowered = allowed.minus(by).map_err(|_| StethError::AllowanceBelowZero { allowed, by })?;
        self.set_allowance(ctx.caller, spender, lowered, effects)
    }

    /// What the owner of a permit must have signed, at its next nonce.
    ///
    /// # Errors
    /// [`StethError::DeadlineExpired`].
    pub fn permit_digest(
        &self,
        ctx: &Ctx,
        owner: Address,
        spender: Address,
        value: Wei,
        deadline: U256,
    ) -> Result<B256, StethError> {
        if U256::from(ctx.timestamp.get()) > deadline {
            return Err(StethError::DeadlineExpired { deadline });
        }
        let permit = Permit { owner, spender, value: value.get(), nonce: self.nonce_of(owner), deadline };
        Ok(self.eip712_domain(ctx.chain_id).digest(&permit))
    }

    /// `permit`, once the signature under [`Self::permit_digest`] was found to be the owner's.
    ///
    /// # Errors
    /// Those of [`Self::approve`].
    pub fn permit(&mut self, owner: Address, spender: Address, value: Wei, effects: &mut Effects) -> Result<(), StethError> {
        self.set_allowance(owner, spender, value, effects)?;
        self.nonces.advance(owner);
        Ok(())
    }

    /// What a spend would leave of the allowance.
    pub(super) fn spend_allowance(&self, owner: Address, spender: Address, needed: Wei) -> Result<SpentAllowance, StethError> {
        let allowed = self.allowance(owner, spender);
        if allowed == Wei::MAX {
            return Ok(SpentAllowance::Endless);
        }
        let rest = allowed.minus(needed).map_err(|_| StethError::AllowanceExceeded { owner, spender, allowed, needed })?;
        check_parties(owner, spender)?;
        Ok(SpentAllowance::Left { owner, spender, rest })
    }

    /// Writes a spent allowance and tells of it.
    pub(super) fn settle_allowance(&mut self, spent: SpentAllowance, effects: &mut Effects) {
        match spent {
            SpentAllowance::Endless => {}
            SpentAllowance::Left { owner, spender, rest } => {
                self.allowances.set(owner, spender, rest);
                effects.emit(StethEvent::Approval { owner, spender, value: rest });
            }
        }
    }

    pub(super) fn set_allowance(
        &mut self,
        owner: Address,
        spender: Address,
        value: Wei,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        check_parties(owner, spender)?;
        self.allowances.set(owner, spender, value);
        effects.emit(StethEvent::Approval { owner, spender, value });
        Ok(())
    }
}

fn check_parties(owner: Address, spender: Address) -> Result<(), StethError> {
    if owner.is_zero() {
        return Err(StethError::ApproveFromZeroAddr);
    }
    if spender.is_zero() {
        return Err(StethError::ApproveToZeroAddr);
    }
    Ok(())
}

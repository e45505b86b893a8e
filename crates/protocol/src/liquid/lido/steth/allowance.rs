//! Allowances and permits of stETH, in token units. They work also while the protocol is stopped.

use super::{Steth, StethError, StethEvent};
use crate::{
    Ctx, Effects,
    token::{AllowanceError, Permit},
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
        let value = self.allowances.increase(ctx.caller, spender, by)?;
        emit_approval(effects, ctx.caller, spender, value);
        Ok(())
    }

    /// `decreaseAllowance`.
    ///
    /// # Errors
    /// [`StethError::AllowanceBelowZero`], then those of [`Self::approve`].
    pub fn decrease_allowance(&mut self, ctx: &Ctx, spender: Address, by: Wei, effects: &mut Effects) -> Result<(), StethError> {
        let value = self.allowances.decrease(ctx.caller, spender, by)?;
        emit_approval(effects, ctx.caller, spender, value);
        Ok(())
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
        let permit = Permit { owner, spender, value: value.get(), nonce: self.nonce_of(owner), deadline };
        if permit.is_expired_at(ctx.timestamp) {
            return Err(StethError::DeadlineExpired { deadline });
        }
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
        if self.allowance(owner, spender) == Wei::MAX {
            return Ok(SpentAllowance::Endless);
        }
        let rest = self.allowances.left_after(owner, spender, needed)?;
        Ok(SpentAllowance::Left { owner, spender, rest })
    }

    /// Writes a spent allowance and tells of it.
    pub(super) fn settle_allowance(&mut self, spent: SpentAllowance, effects: &mut Effects) {
        match spent {
            SpentAllowance::Endless => {}
            SpentAllowance::Left { owner, spender, rest } => {
                self.allowances.set(owner, spender, rest);
                emit_approval(effects, owner, spender, rest);
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
        let value = self.allowances.approve(owner, spender, value)?;
        emit_approval(effects, owner, spender, value);
        Ok(())
    }
}

fn emit_approval(effects: &mut Effects, owner: Address, spender: Address, value: Wei) {
    effects.emit(StethEvent::Approval { owner, spender, value });
}

impl From<AllowanceError<Wei>> for StethError {
    fn from(error: AllowanceError<Wei>) -> Self {
        match error {
            AllowanceError::FromNobody => Self::ApproveFromZeroAddr,
            AllowanceError::ToNobody => Self::ApproveToZeroAddr,
            AllowanceError::Exceeded { owner, spender, allowed, needed } => {
                Self::AllowanceExceeded { owner, spender, allowed, needed }
            }
            AllowanceError::BelowZero { allowed, by } => Self::AllowanceBelowZero { allowed, by },
            AllowanceError::Arith(error) => error.into(),
        }
    }
}

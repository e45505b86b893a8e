//! Pausing deposits.

use super::{DepositSecurity, DepositSecurityError, DepositSecurityEvent};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::ArithError;
use alloy_primitives::{Address, U256};

impl DepositSecurity {
    /// A guardian pauses deposits, itself or by its signature (`pauseDeposits`); nothing happens while they are paused.
    ///
    /// `signer` is who signed the message for `block`, needed when the caller is no guardian.
    ///
    /// # Errors
    /// `InvalidSignature`, `PauseIntentExpired`.
    pub fn pause_deposits(
        &mut self,
        ctx: &Ctx,
        block: U256,
        signer: Option<Address>,
        effects: &mut Effects,
    ) -> Result<(), DepositSecurityError> {
        if self.is_deposits_paused {
            return Ok(());
        }
        let caller = self.is_guardian(ctx.caller).then_some(ctx.caller);
        let signer = signer.filter(|signer| self.is_guardian(*signer));
        let guardian = caller.or(signer).ok_or(DepositSecurityError::InvalidSignature)?;
        let age = U256::from(ctx.block.get()).checked_sub(block).ok_or(ArithError::Underflow)?;
        if age > self.pause_intent_validity_period_blocks {
            return Err(DepositSecurityError::PauseIntentExpired);
        }

        self.is_deposits_paused = true;
        effects.emit(DepositSecurityEvent::DepositsPaused { guardian });
        Ok(())
    }

    /// The owner lets deposits go on (`unpauseDeposits`).
    ///
    /// # Errors
    /// `NotAnOwner`, `DepositsNotPaused`.
    pub fn unpause_deposits(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), DepositSecurityError> {
        self.check_owner(ctx)?;
        if !self.is_deposits_paused {
            return Err(DepositSecurityError::DepositsNotPaused);
        }

        self.is_deposits_paused = false;
        effects.emit(DepositSecurityEvent::DepositsUnpaused);
        Ok(())
    }
}

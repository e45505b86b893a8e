//! What the owner sets.

use super::errors::{check_address, check_parameter};
use super::{DepositSecurity, DepositSecurityError, DepositSecurityEvent};
use crate::Ctx;
use crate::effect::Effects;
use alloy_primitives::{Address, U256};

impl DepositSecurity {
    /// Gives the module to another account (`setOwner`).
    ///
    /// # Errors
    /// `NotAnOwner`, `ZeroAddress`.
    pub fn set_owner(&mut self, ctx: &Ctx, new_value: Address, effects: &mut Effects) -> Result<(), DepositSecurityError> {
        self.check_owner(ctx)?;
        check_address(new_value)?;

        self.owner = new_value;
        effects.emit(DepositSecurityEvent::OwnerChanged { new_value });
        Ok(())
    }

    /// Sets how long signatures to pause are valid (`setPauseIntentValidityPeriodBlocks`).
    ///
    /// # Errors
    /// `NotAnOwner`, `ZeroParameter`.
    pub fn set_pause_intent_validity_period_blocks(
        &mut self,
        ctx: &Ctx,
        new_value: U256,
        effects: &mut Effects,
    ) -> Result<(), DepositSecurityError> {
        self.check_owner(ctx)?;
        check_parameter(new_value)?;

        self.pause_intent_validity_period_blocks = new_value;
        effects.emit(DepositSecurityEvent::PauseIntentValidityPeriodBlocksChanged { new_value });
        Ok(())
    }

    /// Sets how many operators one call may unvet (`setMaxOperatorsPerUnvetting`).
    ///
    /// # Errors
    /// `NotAnOwner`, `ZeroParameter`.
    pub fn set_max_operators_per_unvetting(
        &mut self,
        ctx: &Ctx,
        new_value: U256,
        effects: &mut Effects,
    ) -> Result<(), DepositSecurityError> {
        self.check_owner(ctx)?;
        check_parameter(new_value)?;

        self.max_operators_per_unvetting = new_value;
        effects.emit(DepositSecurityEvent::MaxOperatorsPerUnvettingChanged { new_value });
        Ok(())
    }

    /// Sets the quorum (`setGuardianQuorum`); without a change there is no event.
    ///
    /// # Errors
    /// `NotAnOwner`.
    pub fn set_guardian_quorum(&mut self, ctx: &Ctx, new_value: U256, effects: &mut Effects) -> Result<(), DepositSecurityError> {
        self.check_owner(ctx)?;

        self.replace_quorum(new_value, effects);
        Ok(())
    }

    /// Adds guardians, all or none, and sets the quorum (`addGuardian`, `addGuardians`).
    ///
    /// # Errors
    /// `NotAnOwner`, `ZeroAddress`, `DuplicateAddress`.
    pub fn add_guardians(
        &mut self,
        ctx: &Ctx,
        guardians: &[Address],
        quorum: U256,
        effects: &mut Effects,
    ) -> Result<(), DepositSecurityError> {
        self.check_owner(ctx)?;
        let mut after = self.clone();
        for &guardian in guardians {
            after.check_new_guardian(guardian)?;
            after.guardians.push(guardian);
        }

        *self = after;
        for &guardian in guardians {
            effects.emit(DepositSecurityEvent::GuardianAdded { guardian });
        }
        self.replace_quorum(quorum, effects);
        Ok(())
    }

    /// Removes a guardian, the last one taking its place, and sets the quorum (`removeGuardian`).
    ///
    /// # Errors
    /// `NotAnOwner`, `NotAGuardian`.
    pub fn remove_guardian(
        &mut self,
        ctx: &Ctx,
        guardian: Address,
        quorum: U256,
        effects: &mut Effects,
    ) -> Result<(), DepositSecurityError> {
        self.check_owner(ctx)?;
        let place = self.guardians.iter().position(|other| *other == guardian);
        let place = place.ok_or(DepositSecurityError::NotAGuardian { address: guardian })?;

        self.guardians.swap_remove(place);
        self.replace_quorum(quorum, effects);
        effects.emit(DepositSecurityEvent::GuardianRemoved { guardian });
        Ok(())
    }

    pub(super) fn check_owner(&self, ctx: &Ctx) -> Result<(), DepositSecurityError> {
        if ctx.caller == self.owner { Ok(()) } else { Err(DepositSecurityError::NotAnOwner { caller: ctx.caller }) }
    }

    pub(super) fn check_new_guardian(&self, guardian: Address) -> Result<(), DepositSecurityError> {
        if guardian.is_zero() {
            return Err(DepositSecurityError::ZeroAddress { field: "addr" });
        }
        if self.is_guardian(guardian) {
            return Err(DepositSecurityError::DuplicateAddress { address: guardian });
        }
        Ok(())
    }

    fn replace_quorum(&mut self, new_value: U256, effects: &mut Effects) {
        if self.quorum != new_value {
            self.quorum = new_value;
            effects.emit(DepositSecurityEvent::GuardianQuorumChanged { new_value });
        }
    }
}

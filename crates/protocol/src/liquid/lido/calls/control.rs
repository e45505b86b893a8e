//! What administrators of Lido switch: roles first, then the switch.

use crate::{
    Ctx, Effects, Protocol,
    governance::Role,
    liquid::lido::StethError,
    units::{ArithError, Wei},
};
use alloy_primitives::U256;

/// Who stops the protocol.
pub const PAUSE_ROLE: Role = Role::new("PAUSE_ROLE");
/// Who resumes it.
pub const RESUME_ROLE: Role = Role::new("RESUME_ROLE");
/// Who pauses staking.
pub const STAKING_PAUSE_ROLE: Role = Role::new("STAKING_PAUSE_ROLE");
/// Who corrects the counter of deposits, without any check of what it says.
pub const UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE: Role = Role::new("UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE");
/// Who resumes staking and sets its limits.
pub const STAKING_CONTROL_ROLE: Role = Role::new("STAKING_CONTROL_ROLE");

impl Protocol {
    /// `Lido.stop`.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`], [`StethError::ContractIsStopped`].
    pub fn stop_lido(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), StethError> {
        self.check_lido_role(ctx, PAUSE_ROLE)?;
        self.steth_mut().stop(effects)
    }

    /// `Lido.resume`.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`], [`StethError::ContractIsActive`].
    pub fn resume_lido(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), StethError> {
        self.check_lido_role(ctx, RESUME_ROLE)?;
        self.steth_mut().resume(ctx.block, effects)
    }

    /// `Lido.pauseStaking`.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`], [`StethError::AlreadyPaused`].
    pub fn pause_staking(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), StethError> {
        self.check_lido_role(ctx, STAKING_PAUSE_ROLE)?;
        self.steth_mut().pause_staking(effects)
    }

    /// `Lido.resumeStaking`.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`], [`StethError::ContractIsStopped`], [`StethError::AlreadyResumed`].
    pub fn resume_staking(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), StethError> {
        self.check_lido_role(ctx, STAKING_CONTROL_ROLE)?;
        self.steth_mut().resume_staking(ctx.block, effects)
    }

    /// `Lido.setStakingLimit`.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`], [`StethError::Limit`].
    pub fn set_staking_limit(&mut self, ctx: &Ctx, max: Wei, step: Wei, effects: &mut Effects) -> Result<(), StethError> {
        self.check_lido_role(ctx, STAKING_CONTROL_ROLE)?;
        self.steth_mut().set_staking_limit(max, step, ctx.block, effects)
    }

    /// `Lido.removeStakingLimit`.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`].
    pub fn remove_staking_limit(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), StethError> {
        self.check_lido_role(ctx, STAKING_CONTROL_ROLE)?;
        self.steth_mut().remove_staking_limit(effects);
        Ok(())
    }

    /// `Lido.setMaxExternalRatioBP`.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`], [`StethError::InvalidMaxExternalRatio`].
    pub fn set_max_external_ratio_bp(&mut self, ctx: &Ctx, ratio_bp: U256, effects: &mut Effects) -> Result<(), StethError> {
        self.check_lido_role(ctx, STAKING_CONTROL_ROLE)?;
        self.steth_mut().set_max_external_ratio_bp(ratio_bp, effects)
    }

    /// `Lido.unsafeChangeDepositedValidators`: corrects the counter, e.g. after deposits made around the protocol.
    ///
    /// # Errors
    /// [`StethError::AppAuthFailed`]; [`StethError::Arith`] below the validators already on the consensus layer (LIQ-2).
    pub fn unsafe_change_deposited_validators(
        &mut self,
        ctx: &Ctx,
        deposited_validators: U256,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        self.check_lido_role(ctx, UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE)?;
        let deposited_validators = u64::try_from(deposited_validators).map_err(|_| ArithError::Overflow)?;
        self.steth_mut().change_deposited_validators(deposited_validators, effects)
    }

    fn check_lido_role(&self, ctx: &Ctx, role: Role) -> Result<(), StethError> {
        let allowed = self.governance.has_role(self.addresses.steth, role.id(), ctx.caller);
        if allowed { Ok(()) } else { Err(StethError::AppAuthFailed(ctx.caller)) }
    }
}

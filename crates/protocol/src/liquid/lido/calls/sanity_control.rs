//! Limits of the sanity checker: only holders of the role of a limit set it.

use crate::{
    Ctx, Effects, Protocol,
    governance::Role,
    liquid::lido::{
        LidoError, SanityChecker,
        sanity::{ALL_LIMITS_MANAGER_ROLE, Limit, SECOND_OPINION_MANAGER_ROLE},
    },
};
use alloy_primitives::{Address, U256};
use std::sync::Arc;

impl Protocol {
    /// Sets one limit, or two that share a role.
    ///
    /// # Errors
    /// A missing role of the limits; a value out of bounds.
    pub fn set_report_limits(&mut self, ctx: &Ctx, limits: &[(Limit, U256)], effects: &mut Effects) -> Result<(), LidoError> {
        for (limit, _) in limits {
            self.check_sanity_role(ctx, limit.manager())?;
        }
        Ok(self.sanity_mut().set_limits(limits, effects)?)
    }

    /// `setOracleReportLimits`: all limits and the oracle of second opinions.
    ///
    /// # Errors
    /// A missing `ALL_LIMITS_MANAGER_ROLE`; a value out of bounds.
    pub fn set_all_report_limits(
        &mut self,
        ctx: &Ctx,
        limits: &[(Limit, U256)],
        second_opinion_oracle: Address,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_sanity_role(ctx, ALL_LIMITS_MANAGER_ROLE)?;
        self.sanity_mut().set_limits(limits, effects)?;
        self.sanity_mut().set_second_opinion_oracle(second_opinion_oracle, effects);
        Ok(())
    }

    /// `setSecondOpinionOracleAndCLBalanceUpperMargin`: who confirms large losses, and how far it may be off.
    ///
    /// # Errors
    /// A missing `SECOND_OPINION_MANAGER_ROLE`; a margin out of bounds.
    pub fn set_second_opinion_oracle(
        &mut self,
        ctx: &Ctx,
        oracle: Address,
        margin_bp: U256,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_sanity_role(ctx, SECOND_OPINION_MANAGER_ROLE)?;
        self.sanity_mut().set_limit(Limit::CLBalanceOraclesErrorUpperBP, margin_bp, effects)?;
        self.sanity_mut().set_second_opinion_oracle(oracle, effects);
        Ok(())
    }

    fn sanity_mut(&mut self) -> &mut SanityChecker {
        Arc::make_mut(&mut self.lido.sanity)
    }

    fn check_sanity_role(&self, ctx: &Ctx, role: Role) -> Result<(), LidoError> {
        Ok(self.governance.check_role(self.addresses.sanity_checker, role.id(), ctx.caller)?)
    }
}

//! Who may claim for an earner.

use super::{RewardsCoordinator, RewardsError, RewardsEvent};
use crate::{
    Ctx,
    effect::Effects,
    restaking::{Restaking, RestakingError},
};
use alloy_primitives::Address;

impl RewardsCoordinator {
    /// `setClaimerFor(address)`: the caller lets another account claim for it, and itself no longer; zero takes that back.
    pub fn set_claimer(&mut self, ctx: &Ctx, claimer: Address, fx: &mut Effects) {
        self.replace_claimer(ctx.caller, claimer, fx);
    }

    /// `claimerFor(address)`: zero when the earner claims itself.
    #[must_use]
    pub fn claimer_for(&self, earner: Address) -> Address {
        self.claimers.get(&earner).copied().unwrap_or_default()
    }

    fn replace_claimer(&mut self, earner: Address, new: Address, fx: &mut Effects) {
        let old = self.claimer_for(earner);
        self.claimers.insert(earner, new);
        fx.emit(RewardsEvent::ClaimerForSet { earner, old, new });
    }
}

impl Restaking {
    /// `setClaimerFor(address,address)`: an appointee of an operator or a service sets its claimer.
    ///
    /// # Errors
    /// In this order: `InvalidPermissions`, `InvalidEarner`.
    pub fn set_claimer_for(
        &mut self,
        this: Address,
        ctx: &Ctx,
        earner: Address,
        claimer: Address,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.check_may_act_for(this, ctx, earner)?;
        if !self.delegation.is_operator(earner) && self.allocation.operator_set_count(earner) == 0 {
            return Err(RewardsError::InvalidEarner { earner }.into());
        }

        self.rewards_mut().replace_claimer(earner, claimer, fx);
        Ok(())
    }
}

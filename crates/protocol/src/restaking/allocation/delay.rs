//! An operator's allocation delay: how long its set waits before it can slash more.

use super::{AllocationError, AllocationEvent, AllocationManager, Scheduled, block_after};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{Restaking, RestakingError},
    units::{BlockNumber, Blocks},
};
use alloy_primitives::Address;
use std::sync::Arc;

impl AllocationManager {
    /// The delay that counts in a block; `None` for an account that has none yet (`getAllocationDelay`).
    #[must_use]
    pub fn allocation_delay(&self, operator: Address, block: BlockNumber) -> Option<Blocks> {
        self.delays.get(&operator).and_then(|delay| delay.at(block))
    }

    /// The delay that does not count yet in a block, and from which block on it will.
    #[must_use]
    pub fn pending_allocation_delay(&self, operator: Address, block: BlockNumber) -> Option<(Blocks, BlockNumber)> {
        self.delays.get(&operator).and_then(|delay| delay.pending_at(block))
    }

    fn schedule_delay(
        &mut self,
        operator: Address,
        delay: Blocks,
        effect_block: BlockNumber,
        now: BlockNumber,
        fx: &mut Effects,
    ) {
        let mut scheduled: Scheduled<Blocks> = self.delays.get(&operator).copied().unwrap_or_default();
        scheduled.schedule(delay, effect_block, now);
        self.delays.insert(operator, scheduled);
        fx.emit(AllocationEvent::AllocationDelaySet { operator, delay, effect_block });
    }
}

impl Restaking {
    /// Changes an operator's delay, `ALLOCATION_CONFIGURATION_DELAY` + 1 blocks from now (`setAllocationDelay`). A change that
    /// does not count yet is replaced.
    ///
    /// # Errors
    /// `InvalidPermissions`, [`AllocationError::InvalidOperator`].
    pub fn set_allocation_delay(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        operator: Address,
        delay: Blocks,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        if ctx.caller == book.delegation_manager {
            self.set_allocation_delay_at_registration(operator, delay, ctx, fx);
            return Ok(());
        }
        self.permissions.check_can_call(operator, ctx, book.allocation_manager)?;
        if !self.delegation.is_operator(operator) {
            return Err(AllocationError::InvalidOperator(operator).into());
        }
        let configured = block_after(ctx.block, self.config.delays.allocation_configuration)?;
        let effect_block = block_after(configured, Blocks::new(1))?;
        Arc::make_mut(&mut self.allocation).schedule_delay(operator, delay, effect_block, ctx.block, fx);
        Ok(())
    }

    /// The delay of a new operator counts at once: `DelegationManager` sets it.
    pub fn set_allocation_delay_at_registration(&mut self, operator: Address, delay: Blocks, ctx: &Ctx, fx: &mut Effects) {
        Arc::make_mut(&mut self.allocation).schedule_delay(operator, delay, ctx.block, ctx.block, fx);
    }
}

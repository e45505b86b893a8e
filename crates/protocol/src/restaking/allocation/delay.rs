//! An operator's allocation delay: how long its set waits before it can slash more.

use super::{AllocationEvent, AllocationManager, Scheduled};
use crate::{
    Ctx, Effects,
    restaking::Restaking,
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
    /// The delay of a new operator counts at once: `DelegationManager` sets it.
    pub fn set_allocation_delay_at_registration(&mut self, operator: Address, delay: Blocks, ctx: &Ctx, fx: &mut Effects) {
        Arc::make_mut(&mut self.allocation).schedule_delay(operator, delay, ctx.block, ctx.block, fx);
    }
}

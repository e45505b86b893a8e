//! The one account that may slash for a set, and its successor.

use super::{AllocationError, AllocationEvent, AllocationManager, block_after};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{OperatorSet, Restaking, RestakingError},
    units::{BlockNumber, Blocks},
};
use alloy_primitives::Address;
use std::sync::Arc;

impl AllocationManager {
    /// Who may slash for a set in a block; the zero address for a set that does not exist (`getSlasher`).
    #[must_use]
    pub fn slasher(&self, set: OperatorSet, block: BlockNumber) -> Address {
        self.sets.get(&set).and_then(|record| record.slasher.at(block)).unwrap_or_default()
    }

    /// Who will, and from which block on (`getPendingSlasher`).
    #[must_use]
    pub fn pending_slasher(&self, set: OperatorSet, block: BlockNumber) -> Option<(Address, BlockNumber)> {
        self.sets.get(&set).and_then(|record| record.slasher.pending_at(block))
    }
}

impl Restaking {
    /// Names a set's next slasher, `SLASHER_CONFIGURATION_DELAY` + 1 blocks from now (`updateSlasher`). Proposing again who
    /// is proposed changes nothing.
    ///
    /// # Errors
    /// `InvalidPermissions`, and [`AllocationError`]: `InvalidOperatorSet`, `InputAddressZero`.
    pub fn update_slasher(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        set: OperatorSet,
        slasher: Address,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(set.avs, ctx, book.allocation_manager)?;
        let record = self.allocation.sets.get(&set).copied();
        let mut record = record.ok_or(AllocationError::InvalidOperatorSet(set))?;
        if slasher.is_zero() {
            return Err(AllocationError::InputAddressZero.into());
        }
        if record.slasher.pending_at(ctx.block).is_some_and(|(pending, _)| pending == slasher) {
            return Ok(());
        }
        let configured = block_after(ctx.block, self.config.delays.allocation_configuration)?;
        let effect_block = block_after(configured, Blocks::new(1))?;

        record.slasher.schedule(slasher, effect_block, ctx.block);
        Arc::make_mut(&mut self.allocation).sets.insert(set, record);
        fx.emit(AllocationEvent::SlasherUpdated { set, slasher, effect_block });
        Ok(())
    }
}

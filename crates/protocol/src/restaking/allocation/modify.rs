//! Allocating and taking back (`modifyAllocations`).

use super::{
    AllocationError, AllocationEvent, AllocationManager, PAUSED_MODIFY_ALLOCATIONS, PendingMagnitude, block_after,
    error::check_lengths,
};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{OperatorSet, Restaking, RestakingError},
    units::{BlockNumber, Blocks, Magnitude},
};
use alloy_primitives::Address;
use std::{cmp::Ordering, sync::Arc};

/// New magnitudes of one set (`AllocateParams`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllocationChange {
    /// The set.
    pub set: OperatorSet,
    /// From which strategies.
    pub strategies: Vec<Address>,
    /// What to have allocated from each.
    pub new_magnitudes: Vec<Magnitude>,
}

/// When changes of one call count.
#[derive(Debug, Clone, Copy)]
struct Timing {
    now: BlockNumber,
    /// The operator's own delay before more can be slashed.
    allocation: Blocks,
    /// How long what is taken back can still be slashed.
    deallocation: Blocks,
}

impl Restaking {
    /// Sets what an operator has allocated to sets, registered for them or not (`modifyAllocations`).
    ///
    /// More counts after the operator's allocation delay and takes of what is free at once. Less counts at once when the set
    /// cannot slash it, otherwise after the deallocation delay, until which it is neither free nor safe.
    ///
    /// # Errors
    /// Paused, `InvalidPermissions`, and [`AllocationError`]: `UninitializedAllocationDelay`, `InputArrayLengthMismatch`,
    /// `InvalidOperatorSet`, `ModificationAlreadyPending`, `SameMagnitude`, `InsufficientMagnitude`.
    pub fn modify_allocations(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        operator: Address,
        changes: &[AllocationChange],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.allocation.paused.check(PAUSED_MODIFY_ALLOCATIONS)?;
        self.permissions.check_can_call(operator, ctx, book.allocation_manager)?;
        let allocation_delay = self.allocation.allocation_delay(operator, ctx.block);
        let allocation = allocation_delay.ok_or(AllocationError::UninitializedAllocationDelay(operator))?;
        let timing = Timing { now: ctx.block, allocation, deallocation: self.config.delays.deallocation };
        let mut next = (*self.allocation).clone();
        for change in changes {
            next.modify_set(operator, change, timing, fx)?;
        }
        self.allocation = Arc::new(next);
        Ok(())
    }
}

impl AllocationManager {
    fn modify_set(
        &mut self,
        operator: Address,
        change: &AllocationChange,
        timing: Timing,
        fx: &mut Effects,
    ) -> Result<(), AllocationError> {
        let AllocationChange { set, strategies, new_magnitudes } = change;
        check_lengths(strategies.len(), new_magnitudes.len())?;
        self.check_operator_set(*set)?;
        for (strategy, target) in strategies.iter().zip(new_magnitudes) {
            self.clear_queue(operator, *strategy, u16::MAX, timing.now, fx)?;
            self.modify(operator, *set, *strategy, *target, timing, fx)?;
        }
        Ok(())
    }

    fn modify(
        &mut self,
        operator: Address,
        set: OperatorSet,
        strategy: Address,
        target: Magnitude,
        timing: Timing,
        fx: &mut Effects,
    ) -> Result<(), AllocationError> {
        let mut matured = self.matured(operator, set, strategy, timing.now)?;
        let current = matured.allocation.current;
        if let Some(PendingMagnitude { effect_block, .. }) = matured.allocation.pending {
            return Err(AllocationError::ModificationAlreadyPending { effect_block });
        }
        let effect_block = match target.cmp(&current) {
            Ordering::Equal => return Err(AllocationError::SameMagnitude(target)),
            Ordering::Less if self.is_slashable(operator, set, strategy, current, timing.now) => {
                let effect_block = block_after(block_after(timing.now, timing.deallocation)?, Blocks::new(1))?;
                self.queue_deallocation(operator, set, strategy);
                matured.allocation.pending = Some(PendingMagnitude { target, effect_block });
                effect_block
            }
            Ordering::Less => {
                matured.encumbered = matured.encumbered.try_sub(current.try_sub(target)?)?;
                matured.allocation.current = target;
                timing.now
            }
            Ordering::Greater => {
                matured.encumbered = self.encumber(operator, strategy, matured.encumbered, target.try_sub(current)?)?;
                let effect_block = block_after(timing.now, timing.allocation)?;
                matured.allocation.pending = Some(PendingMagnitude { target, effect_block });
                effect_block
            }
        };
        self.put(operator, set, strategy, matured, fx);
        fx.emit(AllocationEvent::AllocationUpdated { operator, set, strategy, magnitude: target, effect_block });
        Ok(())
    }

    /// Whether a set can slash an allocation: it uses the strategy, the operator is within its reach, something is allocated.
    fn is_slashable(
        &self,
        operator: Address,
        set: OperatorSet,
        strategy: Address,
        current: Magnitude,
        block: BlockNumber,
    ) -> bool {
        self.strategies.contains(set, strategy) && self.is_operator_slashable(operator, set, block) && !current.is_zero()
    }

    /// What is encumbered with `added` more, as far as there is so much.
    fn encumber(
        &self,
        operator: Address,
        strategy: Address,
        encumbered: Magnitude,
        added: Magnitude,
    ) -> Result<Magnitude, AllocationError> {
        let encumbered = encumbered.try_add(added).map_err(|_| AllocationError::MagnitudeOverflow)?;
        let max = self.max_magnitude(operator, strategy);
        if encumbered > max { Err(AllocationError::InsufficientMagnitude { encumbered, max }) } else { Ok(encumbered) }
    }
}

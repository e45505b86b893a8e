//! Magnitudes on their way back: one queue for an operator and a strategy, first come first served across sets.
//!
//! All entries wait equally long, so they end in the order in which they began. An entry whose allocation was changed
//! meanwhile (slashed, or matured by a slash) stays and clears without effect.

use super::{AllocationError, AllocationManager, PAUSED_MODIFY_ALLOCATIONS, error::check_lengths};
use crate::{
    Ctx, Effects,
    restaking::{OperatorSet, RestakingError},
    units::{ArithError, BlockNumber, Magnitude},
};
use alloy_primitives::Address;

impl AllocationManager {
    /// Completes deallocations whose delay is over, at most `counts[i]` of `strategies[i]`; anybody may
    /// (`clearDeallocationQueue`).
    ///
    /// # Errors
    /// [`RestakingError::Paused`], [`AllocationError::InputArrayLengthMismatch`].
    pub fn clear_deallocation_queue(
        &mut self,
        ctx: &Ctx,
        operator: Address,
        strategies: &[Address],
        counts: &[u16],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.paused.check(PAUSED_MODIFY_ALLOCATIONS)?;
        check_lengths(strategies.len(), counts.len())?;
        let mut next = self.clone();
        for (strategy, count) in strategies.iter().zip(counts) {
            next.clear_queue(operator, *strategy, *count, ctx.block, fx)?;
        }
        *self = next;
        Ok(())
    }

    /// Completes from the front of one queue what its delay allows, `count` entries at most.
    pub(super) fn clear_queue(
        &mut self,
        operator: Address,
        strategy: Address,
        count: u16,
        block: BlockNumber,
        fx: &mut Effects,
    ) -> Result<(), AllocationError> {
        let Some(mut queue) = self.deallocation_queues.get(&(operator, strategy)).cloned() else {
            return Ok(());
        };
        for _ in 0..count {
            let Some(set) = queue.front().copied() else { break };
            let matured = self.matured(operator, set, strategy, block)?;
            if matured.allocation.pending.is_some() {
                break;
            }
            self.put(operator, set, strategy, matured, fx);
            queue.pop_front();
        }
        if queue.is_empty() {
            self.deallocation_queues.remove(&(operator, strategy));
        } else {
            self.deallocation_queues.insert((operator, strategy), queue);
        }
        Ok(())
    }

    pub(super) fn queue_deallocation(&mut self, operator: Address, set: OperatorSet, strategy: Address) {
        let mut queue = self.deallocation_queues.get(&(operator, strategy)).cloned().unwrap_or_default();
        queue.push_back(set);
        self.deallocation_queues.insert((operator, strategy), queue);
    }

    /// What an operator's allocations from a strategy take of its maximum in a block, deallocations whose delay is over
    /// counted as cleared (`getEncumberedMagnitude`).
    ///
    /// # Errors
    /// Never while RST-20 holds.
    pub fn encumbered_magnitude(
        &self,
        operator: Address,
        strategy: Address,
        block: BlockNumber,
    ) -> Result<Magnitude, ArithError> {
        let mut encumbered = self.stored_encumbered(operator, strategy);
        for set in self.deallocation_queues.get(&(operator, strategy)).into_iter().flatten() {
            let stored = self.stored_allocation(operator, *set, strategy);
            if stored.at(block).pending.is_some() {
                break;
            }
            encumbered = encumbered.try_sub(stored.freed_later())?;
        }
        Ok(encumbered)
    }

    /// What an operator can still allocate from a strategy in a block (`getAllocatableMagnitude`).
    ///
    /// # Errors
    /// Never while RST-20 holds.
    pub fn allocatable_magnitude(
        &self,
        operator: Address,
        strategy: Address,
        block: BlockNumber,
    ) -> Result<Magnitude, ArithError> {
        self.max_magnitude(operator, strategy).try_sub(self.encumbered_magnitude(operator, strategy, block)?)
    }
}

//! What an operator has allocated to a set from one strategy, and what all sets together encumber.

use super::{AllocationError, AllocationEvent, AllocationManager};
use crate::{
    Effects,
    restaking::OperatorSet,
    units::{BlockNumber, Magnitude},
};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// One allocation: a part of an operator's stake in a strategy that one set can slash.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// What the set can slash now.
    pub current: Magnitude,
    /// What it can slash later.
    pub pending: Option<PendingMagnitude>,
}

/// A change of an allocation that waits for its delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingMagnitude {
    /// The magnitude then (`currentMagnitude + pendingDiff` in the contract).
    pub target: Magnitude,
    /// From which block on it counts.
    pub effect_block: BlockNumber,
}

impl Allocation {
    /// The allocation as a block sees it: a change whose delay is over has happened.
    #[must_use]
    pub fn at(self, block: BlockNumber) -> Self {
        match self.pending {
            Some(pending) if block >= pending.effect_block => Self { current: pending.target, pending: None },
            _ => self,
        }
    }

    /// What a pending change adds, negative when it takes (`pendingDiff`).
    #[must_use]
    pub fn pending_diff(self) -> i128 {
        let diff = |target: Magnitude| i128::from(target.get()).saturating_sub(i128::from(self.current.get()));
        self.pending.map_or(0, |pending| diff(pending.target))
    }

    /// What the pending change frees when its delay is over; nothing when it adds.
    #[must_use]
    pub fn freed_later(self) -> Magnitude {
        let freed = |target: Magnitude| Magnitude::new(self.current.get().saturating_sub(target.get()));
        self.pending.map_or(Magnitude::ZERO, |pending| freed(pending.target))
    }

    /// What it takes of the operator's maximum: additions count at once, what is taken back counts until its delay is over.
    #[must_use]
    pub fn encumbers(self) -> Magnitude {
        self.pending.map_or(self.current, |pending| self.current.max(pending.target))
    }

    /// Whether the operator's lists name it.
    pub(super) fn is_listed(self) -> bool {
        !self.current.is_zero() || self.pending_diff() != 0
    }
}

/// An allocation as a block sees it, with what its operator's allocations from the strategy then encumber
/// (`_getUpdatedAllocation`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Matured {
    pub(super) allocation: Allocation,
    pub(super) encumbered: Magnitude,
}

impl AllocationManager {
    /// An allocation as a block sees it (`getAllocation`).
    #[must_use]
    pub fn allocation(&self, operator: Address, set: OperatorSet, strategy: Address, block: BlockNumber) -> Allocation {
        self.stored_allocation(operator, set, strategy).at(block)
    }

    pub(super) fn stored_allocation(&self, operator: Address, set: OperatorSet, strategy: Address) -> Allocation {
        self.allocations.get(&(operator, set, strategy)).copied().unwrap_or_default()
    }

    pub(super) fn stored_encumbered(&self, operator: Address, strategy: Address) -> Magnitude {
        self.encumbered.get(&(operator, strategy)).copied().unwrap_or_default()
    }

    pub(super) fn matured(
        &self,
        operator: Address,
        set: OperatorSet,
        strategy: Address,
        block: BlockNumber,
    ) -> Result<Matured, AllocationError> {
        let stored = self.stored_allocation(operator, set, strategy);
        let allocation = stored.at(block);
        let freed = if allocation.pending.is_none() { stored.freed_later() } else { Magnitude::ZERO };
        let encumbered = self.stored_encumbered(operator, strategy).try_sub(freed)?;
        Ok(Matured { allocation, encumbered })
    }

    /// Writes an allocation and what is encumbered with it, and keeps the operator's lists (`_updateAllocationInfo`).
    pub(super) fn put(&mut self, operator: Address, set: OperatorSet, strategy: Address, matured: Matured, fx: &mut Effects) {
        let Matured { allocation, encumbered } = matured;
        if encumbered != self.stored_encumbered(operator, strategy) {
            self.encumbered.insert((operator, strategy), encumbered);
            fx.emit(AllocationEvent::EncumberedMagnitudeUpdated { operator, strategy, encumbered });
        }
        if allocation == Allocation::default() {
            self.allocations.remove(&(operator, set, strategy));
        } else {
            self.allocations.insert((operator, set, strategy), allocation);
        }
        self.list(operator, set, strategy, allocation.is_listed());
    }

    fn list(&mut self, operator: Address, set: OperatorSet, strategy: Address, is_listed: bool) {
        if is_listed {
            self.allocated_strategies.insert((operator, set), strategy);
            self.allocated_sets.insert(operator, set);
        } else {
            self.allocated_strategies.remove((operator, set), strategy);
            if self.allocated_strategies.is_empty((operator, set)) {
                self.allocated_sets.remove(operator, set);
            }
        }
    }
}

//! Lists of what an operator has allocated.

use super::{Allocation, AllocationManager};
use crate::{restaking::OperatorSet, units::BlockNumber};
use alloy_primitives::Address;

impl AllocationManager {
    /// Sets an operator has allocated to, in the order of its list (`getAllocatedSets`).
    #[must_use]
    pub fn allocated_sets(&self, operator: Address) -> Vec<OperatorSet> {
        self.allocated_sets.iter(operator).collect()
    }

    /// Strategies from which an operator has allocated to a set, in the order of its list (`getAllocatedStrategies`).
    #[must_use]
    pub fn allocated_strategies(&self, operator: Address, set: OperatorSet) -> Vec<Address> {
        self.allocated_strategies.iter((operator, set)).collect()
    }

    /// Every set an operator has allocated to, with what it has allocated from one strategy (`getStrategyAllocations`).
    #[must_use]
    pub fn strategy_allocations(
        &self,
        operator: Address,
        strategy: Address,
        block: BlockNumber,
    ) -> Vec<(OperatorSet, Allocation)> {
        let sets = self.allocated_sets.iter(operator);
        sets.map(|set| (set, self.allocation(operator, set, strategy, block))).collect()
    }

    /// Whether a set that can slash the operator redistributes what it slashes (`isOperatorRedistributable`).
    #[must_use]
    pub fn is_operator_redistributable(&self, operator: Address, block: BlockNumber) -> bool {
        let mut sets = self.registered_sets.iter(operator).chain(self.allocated_sets.iter(operator));
        sets.any(|set| self.is_redistributing(set) && self.is_operator_slashable(operator, set, block))
    }
}

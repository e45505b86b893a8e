//! What sets can slash, in shares: the views that services weigh operators by.

use super::AllocationManager;
use crate::{
    restaking::{OperatorSet, Restaking},
    units::{ArithError, BlockNumber, Magnitude, StrategyShares, div_wad_down, mul_wad_down},
};
use alloy_primitives::Address;

impl Restaking {
    /// Shares each operator has allocated to a set, by operator and strategy, slashable by it or not (`getAllocatedStake`).
    ///
    /// # Errors
    /// Never for shares up to 2^196.
    pub fn allocated_stake(
        &self,
        set: OperatorSet,
        operators: &[Address],
        strategies: &[Address],
        block: BlockNumber,
    ) -> Result<Vec<Vec<StrategyShares>>, ArithError> {
        let stakes = operators.iter().map(|operator| self.stakes(*operator, set, strategies, block, block));
        stakes.collect()
    }

    /// The least a set can slash between now and a later block when nobody allocates: what is on its way back by then does
    /// not count, nor do operators whom the set cannot slash (`getMinimumSlashableStake`).
    ///
    /// # Errors
    /// Never for shares up to 2^196.
    pub fn minimum_slashable_stake(
        &self,
        set: OperatorSet,
        operators: &[Address],
        strategies: &[Address],
        future_block: BlockNumber,
        block: BlockNumber,
    ) -> Result<Vec<Vec<StrategyShares>>, ArithError> {
        let stake = |operator: &Address| {
            if self.allocation.is_operator_slashable(*operator, set, block) {
                self.stakes(*operator, set, strategies, future_block, block)
            } else {
                Ok(vec![StrategyShares::ZERO; strategies.len()])
            }
        };
        operators.iter().map(stake).collect()
    }

    fn stakes(
        &self,
        operator: Address,
        set: OperatorSet,
        strategies: &[Address],
        future_block: BlockNumber,
        block: BlockNumber,
    ) -> Result<Vec<StrategyShares>, ArithError> {
        let stake = |strategy: &Address| {
            let part = self.allocation.least_part(operator, set, *strategy, future_block, block)?;
            let shares = self.delegation.operator_shares(operator, *strategy);
            mul_wad_down(shares.get(), part.wide()).map(StrategyShares::new)
        };
        strategies.iter().map(stake).collect()
    }
}

impl AllocationManager {
    /// The part of an operator's present stake in a strategy that a set has, at the least, until a later block, rounded down;
    /// the whole is 10^18.
    fn least_part(
        &self,
        operator: Address,
        set: OperatorSet,
        strategy: Address,
        future_block: BlockNumber,
        block: BlockNumber,
    ) -> Result<Magnitude, ArithError> {
        let max = self.max_magnitude(operator, strategy);
        if max.is_zero() {
            return Ok(Magnitude::ZERO);
        }
        let allocation = self.allocation(operator, set, strategy, block);
        let later = allocation.at(future_block).current;
        let part = div_wad_down(allocation.current.min(later).wide(), max.wide())?;
        u64::try_from(part).map(Magnitude::new).map_err(|_| ArithError::Overflow)
    }
}

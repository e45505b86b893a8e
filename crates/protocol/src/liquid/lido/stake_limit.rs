//! How much may be staked, block by block.
//!
//! A limit that refills: each submission lowers it, each block raises it by a step until the maximum. Burnt external
//! shares give their part back and may lift it above the maximum, from where it falls by the same step a block.
//!
//! Deliberately absent: a refill by time. Empty slots refill nothing.

use crate::units::{ArithError, BlockNumber, Blocks, Wei};
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};

/// Half of 2^96 - 1: the largest maximum.
const LARGEST_MAX: U256 = U256::from_limbs([u64::MAX, 0x7fff_ffff, 0, 0]);
/// 2^32 - 1: the longest refill, in blocks.
const LONGEST_GROWTH: U256 = U256::from_limbs([0xffff_ffff, 0, 0, 0]);

/// The state of the limit, as the contract stores it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakeLimit {
    /// Block of the last change; 0 means staking is paused.
    pub prev_stake_block: BlockNumber,
    /// The limit at that block.
    pub prev_stake_limit: Wei,
    /// Blocks in which an exhausted limit refills; 0 means it does not.
    pub max_stake_limit_growth_blocks: Blocks,
    /// Where the refill ends; zero means there is no limit.
    pub max_stake_limit: Wei,
}

/// Why a limit cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StakeLimitError {
    /// `ZERO_MAX_STAKE_LIMIT`.
    #[error("the maximum is zero")]
    ZeroMax,
    /// `TOO_LARGE_MAX_STAKE_LIMIT`.
    #[error("the maximum of {0} does not fit")]
    TooLargeMax(Wei),
    /// `TOO_LARGE_LIMIT_INCREASE`.
    #[error("the step of {step} a block is above the maximum of {max}")]
    TooLargeIncrease {
        /// Step a block.
        step: Wei,
        /// Maximum.
        max: Wei,
    },
    /// `TOO_SMALL_LIMIT_INCREASE`.
    #[error("with a step of {step} a block the maximum of {max} takes too many blocks")]
    TooSmallIncrease {
        /// Step a block.
        step: Wei,
        /// Maximum.
        max: Wei,
    },
}

impl StakeLimit {
    /// Whether nobody may stake.
    #[must_use]
    pub const fn is_paused(&self) -> bool {
        self.prev_stake_block.get() == 0
    }

    /// Whether there is a limit.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        !self.max_stake_limit.is_zero()
    }

    /// What may be staked at `block` when a limit is set and staking is not paused.
    ///
    /// # Errors
    /// [`ArithError::Overflow`], never with a limit that could be set.
    pub fn at(&self, block: BlockNumber) -> Result<Wei, ArithError> {
        let growth = U256::from(self.max_stake_limit_growth_blocks.get());
        // The step is what is left of the one that was asked for: max / (max / step), rounded down twice.
        let step = self.max_stake_limit.get().checked_div(growth).unwrap_or_default();
        let passed = U256::from(block.since_or_zero(self.prev_stake_block).get());
        let change = Wei::new(passed.checked_mul(step).ok_or(ArithError::Overflow)?);
        Ok(if self.prev_stake_limit < self.max_stake_limit {
            self.prev_stake_limit.try_add(change)?.min(self.max_stake_limit)
        } else {
            self.prev_stake_limit.floor_sub(change).max(self.max_stake_limit)
        })
    }

    /// What `getCurrentStakeLimit` answers: nothing when paused, 2^256 - 1 when there is no limit.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub fn current(&self, block: BlockNumber) -> Result<Wei, ArithError> {
        match (self.is_paused(), self.is_limited()) {
            (true, _) => Ok(Wei::ZERO),
            (false, false) => Ok(Wei::MAX),
            (false, true) => self.at(block),
        }
    }

    /// The record with a new limit as of `block`.
    #[must_use]
    pub const fn with_limit_at(self, limit: Wei, block: BlockNumber) -> Self {
        Self { prev_stake_limit: limit, prev_stake_block: block, ..self }
    }

    /// The record after `setStakingLimit(max, step)`.
    ///
    /// # Errors
    /// [`StakeLimitError`].
    pub fn with_maximum(self, max: Wei, step: Wei, block: BlockNumber) -> Result<Self, StakeLimitError> {
        let growth_blocks = growth_blocks(max, step)?;
        let restarts = self.is_paused() || !self.is_limited() || max < self.prev_stake_limit;
        Ok(Self {
            prev_stake_limit: if restarts { max } else { self.prev_stake_limit },
            prev_stake_block: if self.is_paused() { self.prev_stake_block } else { block },
            max_stake_limit_growth_blocks: growth_blocks,
            max_stake_limit: max,
        })
    }

    /// The record without a limit.
    #[must_use]
    pub const fn without_maximum(self) -> Self {
        Self { max_stake_limit: Wei::ZERO, ..self }
    }

    /// The record while staking is paused.
    #[must_use]
    pub const fn paused(self) -> Self {
        Self { prev_stake_block: BlockNumber::new(0), ..self }
    }

    /// The record when staking goes on at `block`; the limit of the last submission is kept.
    #[must_use]
    pub const fn resumed(self, block: BlockNumber) -> Self {
        Self { prev_stake_block: block, ..self }
    }
}

fn growth_blocks(max: Wei, step: Wei) -> Result<Blocks, StakeLimitError> {
    if max.is_zero() {
        return Err(StakeLimitError::ZeroMax);
    }
    if max.get() > LARGEST_MAX {
        return Err(StakeLimitError::TooLargeMax(max));
    }
    if max < step {
        return Err(StakeLimitError::TooLargeIncrease { step, max });
    }
    let growth = max.get().checked_div(step.get()).unwrap_or_default();
    if growth > LONGEST_GROWTH {
        return Err(StakeLimitError::TooSmallIncrease { step, max });
    }
    Ok(Blocks::new(growth.saturating_to()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wei(amount: u64) -> Wei {
        Wei::new(U256::from(amount))
    }

    fn limit(prev: u64, max: u64, growth: u64) -> StakeLimit {
        StakeLimit {
            prev_stake_block: BlockNumber::new(100),
            prev_stake_limit: wei(prev),
            max_stake_limit_growth_blocks: Blocks::new(growth),
            max_stake_limit: wei(max),
        }
    }

    #[test]
    fn a_limit_refills_by_the_step_and_falls_back_to_its_maximum() {
        #[track_caller]
        fn check(prev: u64, max: u64, growth: u64, blocks: u64, at: u64) {
            assert_eq!(limit(prev, max, growth).at(BlockNumber::new(100 + blocks)), Ok(wei(at)));
        }
        //    prev max growth blocks at
        check(0, 100, 10, 0, 0);
        check(0, 100, 10, 3, 30);
        check(0, 100, 10, 11, 100); // not above the maximum
        check(0, 100, 0, 50, 0); // no refill
        check(150, 100, 10, 3, 120); // lifted by burnt external shares, falls back
        check(150, 100, 10, 9, 100);
        check(0, 100, 30, 1, 3); // 100 / 30, rounded down
    }

    #[test]
    fn paused_is_nothing_and_no_limit_is_everything() {
        let block = BlockNumber::new(101);
        assert_eq!(StakeLimit::default().current(block), Ok(Wei::ZERO));
        assert_eq!(limit(5, 0, 0).current(block), Ok(Wei::MAX));
        assert_eq!(limit(5, 10, 0).current(block), Ok(wei(5)));
    }

    #[test]
    fn a_maximum_is_refused_when_it_cannot_be_kept() {
        let (fresh, block) = (StakeLimit::default(), BlockNumber::new(7));
        let largest = Wei::new(LARGEST_MAX);
        let above = Wei::new(LARGEST_MAX + U256::ONE);
        assert_eq!(fresh.with_maximum(Wei::ZERO, Wei::ZERO, block), Err(StakeLimitError::ZeroMax));
        assert_eq!(fresh.with_maximum(above, Wei::ZERO, block), Err(StakeLimitError::TooLargeMax(above)));
        assert_eq!(
            fresh.with_maximum(wei(5), wei(6), block),
            Err(StakeLimitError::TooLargeIncrease { step: wei(6), max: wei(5) })
        );
        assert_eq!(
            fresh.with_maximum(largest, wei(1), block),
            Err(StakeLimitError::TooSmallIncrease { step: wei(1), max: largest })
        );
        assert!(fresh.with_maximum(largest, Wei::ZERO, block).is_ok());
    }

    #[test]
    fn a_new_maximum_keeps_what_is_used_up_unless_it_is_lower() {
        let block = BlockNumber::new(107);
        let raised = limit(40, 100, 10).with_maximum(wei(200), wei(20), block).unwrap();
        assert_eq!((raised.prev_stake_limit, raised.prev_stake_block), (wei(40), block));
        let lowered = limit(40, 100, 10).with_maximum(wei(30), wei(3), block).unwrap();
        assert_eq!(lowered.prev_stake_limit, wei(30));
        let paused = limit(40, 100, 10).paused().with_maximum(wei(60), wei(3), block).unwrap();
        assert_eq!((paused.prev_stake_limit, paused.is_paused()), (wei(60), true));
    }
}

//! Roots of beacon blocks, as the system contract of EIP-4788 serves them.
//!
//! The contract keeps 8,191 of them by timestamp. Whoever calls asks it first and hands the answer in; here is decided
//! whether the question was allowed and the answer is one.

use super::PodError;
use crate::units::{ArithError, Seconds, Timestamp};
use alloy_primitives::{Address, B256, address};

/// Where EIP-4788's system contract lives on every chain.
pub const BEACON_ROOTS: Address = address!("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

/// How far back the pods ask: 8,191 slots of 12 seconds.
const REACH: Seconds = Seconds::new(98_292);

/// What the system contract answered about a timestamp: `None` when it refused.
pub type BeaconRootAnswer = Option<B256>;

/// `EigenPod.getParentBlockRoot`: the root that the block of time `asked` was given, which is its parent's.
///
/// # Errors
/// [`PodError::Arith`] for a time to come, [`PodError::TimestampOutOfRange`], [`PodError::InvalidEip4788Response`].
pub fn parent_block_root(now: Timestamp, asked: Timestamp, answer: BeaconRootAnswer) -> Result<B256, PodError> {
    let age: Result<Seconds, ArithError> = now.since(asked);
    if age? >= REACH {
        return Err(PodError::TimestampOutOfRange { asked, now });
    }
    answer.ok_or(PodError::InvalidEip4788Response(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_reach_back_as_far_as_the_ring_is_long() {
        let root = |age: u64| parent_block_root(Timestamp::new(1_000_000), Timestamp::new(1_000_000 - age), Some(B256::ZERO));
        assert_eq!(root(98_291), Ok(B256::ZERO));
        assert!(matches!(root(98_292), Err(PodError::TimestampOutOfRange { .. })));
        let future = parent_block_root(Timestamp::new(10), Timestamp::new(11), Some(B256::ZERO));
        assert_eq!(future, Err(PodError::Arith(ArithError::Underflow)));
        let silent = parent_block_root(Timestamp::new(10), Timestamp::new(10), None);
        assert_eq!(silent, Err(PodError::InvalidEip4788Response(Timestamp::new(10))));
    }
}

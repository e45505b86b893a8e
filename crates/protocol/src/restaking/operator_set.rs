//! The name of an operator set.

use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Number of a set among those of its service (`uint32`).
pub type OperatorSetId = u32;

/// Number of a slash among those of its set; the first is 1 (`slashId`).
pub type SlashId = u64;

/// A service's set of operators, slashed and rewarded together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OperatorSet {
    /// The service: any address.
    pub avs: Address,
    /// Its number for the set.
    pub id: OperatorSetId,
}

impl OperatorSet {
    /// The set as one word: `avs << 96 | id` (`OperatorSetLib.key`).
    #[must_use]
    pub fn key(&self) -> B256 {
        let mut word = B256::ZERO;
        let (avs, rest) = word.split_at_mut(Address::len_bytes());
        avs.copy_from_slice(self.avs.as_slice());
        let (_, id) = rest.split_at_mut(8);
        id.copy_from_slice(&self.id.to_be_bytes());
        word
    }
}

impl fmt::Display for OperatorSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "set {} of {}", self.id, self.avs)
    }
}

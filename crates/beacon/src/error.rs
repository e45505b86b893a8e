//! Why there is no root, proof or next slot.

use aquifer_protocol::ethereum::BeaconError;
use aquifer_protocol::units::{Slot, ValidatorIndex};

/// What can go wrong with the form of a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A row stands for several validators.
    #[error("the registry holds cohorts: only a registry with one row a validator has an SSZ form")]
    Cohorts,
    /// No validator has this index.
    #[error("there is no validator {index:?}")]
    UnknownValidator {
        /// The index asked for.
        index: ValidatorIndex,
    },
    /// The generalized index points below a leaf, or outside of a tree.
    #[error("generalized index {gindex} names no node")]
    NoSuchNode {
        /// The index asked for.
        gindex: u64,
    },
    /// Only the state right after a block is what the block's `state_root` names.
    #[error("the state of slot {slot:?} is not the one right after a block: no block root leads to it")]
    NotAfterBlock {
        /// The slot of the state.
        slot: Slot,
    },
    /// Time only goes on.
    #[error("slot {to:?} is not after slot {slot:?}")]
    SlotNotAfter {
        /// The current slot.
        slot: Slot,
        /// The slot asked for.
        to: Slot,
    },
    /// The accounting refused.
    #[error(transparent)]
    Accounting(#[from] BeaconError),
}

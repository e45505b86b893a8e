//! Refusals of `AllocationManager` as its custom errors.

use crate::{
    errors::{Refusal, custom, string},
    interfaces::{IPausable, restaking::IAllocationManager as Am},
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::allocation::AllocationError;

impl Refusal for AllocationError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::InputArrayLengthMismatch { .. } => custom(&Am::InputArrayLengthMismatch {}),
            Self::InputAddressZero => custom(&IPausable::InputAddressZero {}),
            Self::InvalidOperatorSet(_) => custom(&Am::InvalidOperatorSet {}),
            Self::NonexistentAVSMetadata(_) => custom(&Am::NonexistentAVSMetadata {}),
            Self::InvalidAVSRegistrar { .. } => custom(&Am::InvalidAVSRegistrar {}),
            Self::InvalidRedistributionRecipient(_) => custom(&Am::InvalidRedistributionRecipient {}),
            Self::InvalidStrategy { .. } => custom(&Am::InvalidStrategy {}),
            Self::StrategyAlreadyInOperatorSet { .. } => custom(&Am::StrategyAlreadyInOperatorSet {}),
            Self::StrategyNotInOperatorSet { .. } => custom(&Am::StrategyNotInOperatorSet {}),
            Self::InvalidOperator(_) => custom(&Am::InvalidOperator {}),
            Self::InvalidCaller(_) => custom(&Am::InvalidCaller {}),
            Self::AlreadyMemberOfSet { .. } => custom(&Am::AlreadyMemberOfSet {}),
            Self::NotMemberOfSet { .. } => custom(&Am::NotMemberOfSet {}),
            Self::UninitializedAllocationDelay(_) => custom(&Am::UninitializedAllocationDelay {}),
            Self::ModificationAlreadyPending { .. } => custom(&Am::ModificationAlreadyPending {}),
            Self::SameMagnitude(_) => custom(&Am::SameMagnitude {}),
            Self::InsufficientMagnitude { .. } => custom(&Am::InsufficientMagnitude {}),
            Self::MagnitudeOverflow => string("SafeCast: value doesn't fit in 64 bits"),
            Self::OperatorNotSlashable { .. } => custom(&Am::OperatorNotSlashable {}),
            Self::StrategiesMustBeInAscendingOrder { .. } => custom(&Am::StrategiesMustBeInAscendingOrder {}),
            Self::InvalidWadToSlash(_) => custom(&Am::InvalidWadToSlash {}),
            Self::InvalidSnapshotOrdering(_) => custom(&Am::InvalidSnapshotOrdering {}),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

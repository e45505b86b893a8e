//! Refusals of `DelegationManager` as its custom errors.

use crate::{
    errors::{Refusal, custom, reentrant},
    interfaces::{IPausable, restaking::IDelegationManager as Manager},
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::delegation::DelegationError;

impl Refusal for DelegationError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::ActivelyDelegated { .. } => custom(&Manager::ActivelyDelegated {}),
            Self::NotActivelyDelegated(_) => custom(&Manager::NotActivelyDelegated {}),
            Self::OperatorNotRegistered(_) => custom(&Manager::OperatorNotRegistered {}),
            Self::OperatorsCannotUndelegate(_) => custom(&Manager::OperatorsCannotUndelegate {}),
            Self::CallerCannotUndelegate { .. } => custom(&Manager::CallerCannotUndelegate {}),
            Self::SaltSpent { .. } => custom(&Manager::SaltSpent {}),
            Self::SignatureExpired { .. } => custom(&Manager::SignatureExpired {}),
            Self::InvalidSignature(_) => custom(&Manager::InvalidSignature {}),
            Self::FullySlashed { .. } => custom(&Manager::FullySlashed {}),
            Self::InvalidDepositScalingFactor { .. } => custom(&Manager::InvalidDepositScalingFactor {}),
            Self::InputAddressZero => custom(&IPausable::InputAddressZero {}),
            Self::InputArrayLengthZero => custom(&Manager::InputArrayLengthZero {}),
            Self::InputArrayLengthMismatch { .. } => custom(&Manager::InputArrayLengthMismatch {}),
            Self::WithdrawerNotCaller { .. } => custom(&Manager::WithdrawerNotCaller {}),
            Self::WithdrawalNotQueued(_) => custom(&Manager::WithdrawalNotQueued {}),
            Self::WithdrawalDelayNotElapsed { .. } => custom(&Manager::WithdrawalDelayNotElapsed {}),
            Self::OnlyStrategyManagerOrEigenPodManager(_) => custom(&Manager::OnlyStrategyManagerOrEigenPodManager {}),
            Self::OnlyEigenPodManager(_) => custom(&Manager::OnlyEigenPodManager {}),
            Self::OnlyAllocationManager(_) => custom(&Manager::OnlyAllocationManager {}),
            Self::Snapshot(_) => custom(&Manager::InvalidSnapshotOrdering {}),
            Self::Reentrant(_) => reentrant(),
            Self::Paused(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

//! Refusals of `EigenPodManager` and of pods as their custom errors.

use crate::{
    errors::{Refusal, custom, panic, reentrant},
    interfaces::restaking::{IEigenPod as Pod, IEigenPodManager as Manager},
};
use alloy_primitives::Bytes;
use alloy_sol_types::PanicKind;
use aquifer_protocol::restaking::pods::PodError;

impl Refusal for PodError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::OnlyEigenPod { .. } => custom(&Manager::OnlyEigenPod {}),
            Self::OnlyEigenPodManager(_) => custom(&Pod::OnlyEigenPodManager {}),
            Self::OnlyDelegationManager(_) => custom(&Manager::OnlyDelegationManager {}),
            Self::OnlyEigenPodOwner(_) => custom(&Pod::OnlyEigenPodOwner {}),
            Self::OnlyEigenPodOwnerOrProofSubmitter(_) => custom(&Pod::OnlyEigenPodOwnerOrProofSubmitter {}),
            Self::OnlyProofTimestampSetter(_) => custom(&Manager::OnlyProofTimestampSetter {}),
            Self::EigenPodAlreadyExists(_) => custom(&Manager::EigenPodAlreadyExists {}),
            // A call to an account without code.
            Self::NoPod(_) => Bytes::new(),
            Self::InputAddressZero => custom(&Pod::InputAddressZero {}),
            Self::InputArrayLengthMismatch => custom(&Pod::InputArrayLengthMismatch {}),
            Self::InvalidStrategy(_) => custom(&Manager::InvalidStrategy {}),
            Self::SharesNegative { .. } => custom(&Manager::SharesNegative {}),
            Self::SharesNotMultipleOfGwei(_) => custom(&Manager::SharesNotMultipleOfGwei {}),
            Self::MsgValueNot32Eth(_) => custom(&Pod::MsgValueNot32ETH {}),
            Self::InsufficientWithdrawableBalance { .. } => custom(&Pod::InsufficientWithdrawableBalance {}),
            Self::InvalidPubKeyLength(_) => custom(&Pod::InvalidPubKeyLength {}),
            Self::InsufficientFunds { .. } => custom(&Pod::InsufficientFunds {}),
            Self::FeeQueryFailed => custom(&Pod::FeeQueryFailed {}),
            Self::CheckpointAlreadyActive(_) => custom(&Pod::CheckpointAlreadyActive {}),
            Self::NoActiveCheckpoint => custom(&Pod::NoActiveCheckpoint {}),
            Self::CannotCheckpointTwiceInSingleBlock(_) => custom(&Pod::CannotCheckpointTwiceInSingleBlock {}),
            Self::NoBalanceToCheckpoint => custom(&Pod::NoBalanceToCheckpoint {}),
            Self::TimestampOutOfRange { .. } => custom(&Pod::TimestampOutOfRange {}),
            Self::InvalidEip4788Response(_) => custom(&Pod::InvalidEIP4788Response {}),
            Self::BeaconTimestampTooFarInPast { .. } => custom(&Pod::BeaconTimestampTooFarInPast {}),
            Self::BeaconTimestampBeforeLatestCheckpoint { .. } => custom(&Pod::BeaconTimestampBeforeLatestCheckpoint {}),
            Self::ForkTimestampZero => custom(&Pod::ForkTimestampZero {}),
            Self::CredentialsAlreadyVerified(_) => custom(&Pod::CredentialsAlreadyVerified {}),
            Self::ValidatorInactiveOnBeaconChain(_) => custom(&Pod::ValidatorInactiveOnBeaconChain {}),
            Self::ValidatorIsExitingBeaconChain(_) => custom(&Pod::ValidatorIsExitingBeaconChain {}),
            Self::WithdrawalCredentialsNotForEigenPod(_) => custom(&Pod::WithdrawalCredentialsNotForEigenPod {}),
            Self::ValidatorNotActiveInPod(_) => custom(&Pod::ValidatorNotActiveInPod {}),
            Self::ValidatorNotSlashedOnBeaconChain(_) => custom(&Pod::ValidatorNotSlashedOnBeaconChain {}),
            Self::InvalidValidatorFieldsLength(_) => custom(&Pod::InvalidValidatorFieldsLength {}),
            Self::FieldOutOfBounds(_) => panic(PanicKind::ArrayOutOfBounds),
            Self::InvalidProofLength { .. } => custom(&Pod::InvalidProofLength {}),
            Self::InvalidIndex(_) => custom(&Pod::InvalidIndex {}),
            Self::EmptyRoot => custom(&Pod::EmptyRoot {}),
            Self::InvalidProof => custom(&Pod::InvalidProof {}),
            Self::Reentrant(_) => reentrant(),
            Self::Paused(error) => error.revert_data(),
            Self::Owner(error) => error.revert_data(),
            Self::Deposit(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

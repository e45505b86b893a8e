//! Refusals of `RewardsCoordinator` as its custom errors.

use crate::{
    errors::{Refusal, custom, string},
    interfaces::restaking::IRewardsCoordinator as Rewards,
};
use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, PanicKind, SolError as _};
use aquifer_protocol::restaking::rewards::RewardsError;

impl Refusal for RewardsError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::UnauthorizedCaller { .. } => custom(&Rewards::UnauthorizedCaller {}),
            Self::InvalidPermissions { .. } => custom(&Rewards::InvalidPermissions {}),
            Self::InvalidAddressZero => custom(&Rewards::InvalidAddressZero {}),
            Self::InputArrayLengthZero => custom(&Rewards::InputArrayLengthZero {}),
            Self::InputArrayLengthMismatch { .. } => custom(&Rewards::InputArrayLengthMismatch {}),
            Self::AmountIsZero => custom(&Rewards::AmountIsZero {}),
            Self::AmountExceedsMax { .. } => custom(&Rewards::AmountExceedsMax {}),
            Self::DurationExceedsMax { .. } => custom(&Rewards::DurationExceedsMax {}),
            Self::DurationIsZero => custom(&Rewards::DurationIsZero {}),
            Self::InvalidDurationRemainder { .. } => custom(&Rewards::InvalidDurationRemainder {}),
            Self::InvalidStartTimestampRemainder { .. } => custom(&Rewards::InvalidStartTimestampRemainder {}),
            Self::StartTimestampTooFarInPast { .. } => custom(&Rewards::StartTimestampTooFarInPast {}),
            Self::StartTimestampTooFarInFuture { .. } => custom(&Rewards::StartTimestampTooFarInFuture {}),
            Self::SubmissionNotRetroactive { .. } => custom(&Rewards::SubmissionNotRetroactive {}),
            Self::StrategyNotWhitelisted { .. } => custom(&Rewards::StrategyNotWhitelisted {}),
            Self::StrategiesNotInAscendingOrder { .. } => custom(&Rewards::StrategiesNotInAscendingOrder {}),
            Self::OperatorsNotInAscendingOrder { .. } => custom(&Rewards::OperatorsNotInAscendingOrder {}),
            Self::InvalidOperatorSet { .. } => custom(&Rewards::InvalidOperatorSet {}),
            Self::NewRootMustBeForNewCalculatedPeriod { .. } => custom(&Rewards::NewRootMustBeForNewCalculatedPeriod {}),
            Self::RewardsEndTimestampNotElapsed { .. } => custom(&Rewards::RewardsEndTimestampNotElapsed {}),
            Self::InvalidRootIndex { .. } => custom(&Rewards::InvalidRootIndex {}),
            Self::RootOutOfBounds { .. } => Panic::from(PanicKind::ArrayOutOfBounds).abi_encode().into(),
            Self::InvalidRoot { .. } => custom(&Rewards::InvalidRoot {}),
            Self::RootDisabled { .. } => custom(&Rewards::RootDisabled {}),
            Self::RootAlreadyActivated { .. } => custom(&Rewards::RootAlreadyActivated {}),
            Self::RootNotActivated { .. } => custom(&Rewards::RootNotActivated {}),
            Self::InvalidEarnerLeafIndex { .. } => custom(&Rewards::InvalidEarnerLeafIndex {}),
            Self::InvalidTokenLeafIndex { .. } => custom(&Rewards::InvalidTokenLeafIndex {}),
            Self::InvalidProofLength { .. } => custom(&Rewards::InvalidProofLength {}),
            Self::EmptyRoot => custom(&Rewards::EmptyRoot {}),
            Self::InvalidClaimProof { .. } => custom(&Rewards::InvalidClaimProof {}),
            Self::EarningsNotGreaterThanClaimed { .. } => custom(&Rewards::EarningsNotGreaterThanClaimed {}),
            Self::InvalidEarner { .. } => custom(&Rewards::InvalidEarner {}),
            Self::SplitExceedsMax { .. } => custom(&Rewards::SplitExceedsMax {}),
            Self::PreviousSplitPending { .. } => custom(&Rewards::PreviousSplitPending {}),
            Self::Ownable(error) => error.revert_data(),
            Self::Paused(error) => error.revert_data(),
            Self::Reentrant(_) => string("ReentrancyGuard: reentrant call"),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

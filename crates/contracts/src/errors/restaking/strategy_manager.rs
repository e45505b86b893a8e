//! Refusals of `StrategyManager` as its custom errors.

use crate::{
    errors::{Refusal, custom, reentrant},
    interfaces::restaking::IStrategyManager as Manager,
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::strategy_manager::StrategyManagerError;

impl Refusal for StrategyManagerError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::StrategyNotWhitelisted(_) => custom(&Manager::StrategyNotWhitelisted {}),
            Self::StakerAddressZero => custom(&Manager::StakerAddressZero {}),
            Self::SharesAmountZero => custom(&Manager::SharesAmountZero {}),
            Self::SharesAmountTooHigh { .. } => custom(&Manager::SharesAmountTooHigh {}),
            Self::MaxStrategiesExceeded(_) => custom(&Manager::MaxStrategiesExceeded {}),
            Self::OnlyStrategyWhitelister { .. } => custom(&Manager::OnlyStrategyWhitelister {}),
            Self::OnlyDelegationManager(_) => custom(&Manager::OnlyDelegationManager {}),
            Self::SignatureExpired { .. } => custom(&Manager::SignatureExpired {}),
            Self::InvalidSignature(_) => custom(&Manager::InvalidSignature {}),
            Self::StrategyAlreadyInSlash { .. } => custom(&Manager::StrategyAlreadyInSlash {}),
            Self::SlashResolutionDelayNotElapsed { .. } => custom(&Manager::SlashResolutionDelayNotElapsed {}),
            Self::Reentrant(_) => reentrant(),
            Self::Paused(error) => error.revert_data(),
            Self::Ownable(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

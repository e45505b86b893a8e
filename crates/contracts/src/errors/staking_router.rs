//! Refusals of `StakingRouter`: custom errors.

use super::{Refusal, custom};
use crate::interfaces::IStakingRouter as Router;
use alloy_primitives::{Bytes, U256};
use aquifer_protocol::liquid::lido::staking_router::StakingRouterError;

impl Refusal for StakingRouterError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::StakingModuleUnregistered => custom(&Router::StakingModuleUnregistered {}),
            Self::StakingModuleNotActive => custom(&Router::StakingModuleNotActive {}),
            Self::StakingModuleStatusTheSame => custom(&Router::StakingModuleStatusTheSame {}),
            Self::StakingModulesLimitExceeded => custom(&Router::StakingModulesLimitExceeded {}),
            Self::StakingModuleAddressExists => custom(&Router::StakingModuleAddressExists {}),
            Self::StakingModuleWrongName => custom(&Router::StakingModuleWrongName {}),
            Self::ZeroAddressStakingModule => custom(&Router::ZeroAddressStakingModule {}),
            Self::InvalidStakeShareLimit => custom(&Router::InvalidStakeShareLimit {}),
            Self::InvalidPriorityExitShareThreshold => custom(&Router::InvalidPriorityExitShareThreshold {}),
            Self::InvalidFeeSum => custom(&Router::InvalidFeeSum {}),
            Self::InvalidMinDepositBlockDistance => custom(&Router::InvalidMinDepositBlockDistance {}),
            Self::InvalidMaxDepositPerBlockValue => custom(&Router::InvalidMaxDepositPerBlockValue {}),
            Self::EmptyWithdrawalsCredentials => custom(&Router::EmptyWithdrawalsCredentials {}),
            Self::InvalidDepositsValue { ether_value, deposits_count } => custom(&Router::InvalidDepositsValue {
                etherValue: ether_value.get(),
                depositsCount: U256::from(*deposits_count),
            }),
            Self::ArraysLengthMismatch { first, second } => custom(&Router::ArraysLengthMismatch {
                firstArrayLength: U256::from(*first),
                secondArrayLength: U256::from(*second),
            }),
            Self::ExitedValidatorsCountCannotDecrease => custom(&Router::ExitedValidatorsCountCannotDecrease {}),
            Self::ReportedExitedValidatorsExceedDeposited { reported, deposited } => {
                custom(&Router::ReportedExitedValidatorsExceedDeposited {
                    reportedExitedValidatorsCount: U256::from(*reported),
                    depositedValidatorsCount: U256::from(*deposited),
                })
            }
            Self::Module(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

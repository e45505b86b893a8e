//! Refusals of `OracleReportSanityChecker` and its rebase limiter: custom errors.

use super::{Refusal, custom};
use crate::interfaces::IOracleReportSanityChecker as Checker;
use alloy_primitives::{Bytes, U256};
use aquifer_protocol::liquid::lido::{rebase_limiter::LimiterError, sanity::SanityError};

impl Refusal for SanityError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::IncorrectLimitValue { value, min, max } => {
                custom(&Checker::IncorrectLimitValue { value: *value, minAllowedValue: *min, maxAllowedValue: *max })
            }
            Self::IncorrectWithdrawalsVaultBalance { actual } => {
                custom(&Checker::IncorrectWithdrawalsVaultBalance { actualWithdrawalVaultBalance: actual.get() })
            }
            Self::IncorrectELRewardsVaultBalance { actual } => {
                custom(&Checker::IncorrectELRewardsVaultBalance { actualELRewardsVaultBalance: actual.get() })
            }
            Self::IncorrectSharesRequestedToBurn { actual } => {
                custom(&Checker::IncorrectSharesRequestedToBurn { actualSharesToBurn: actual.get() })
            }
            Self::IncorrectCLBalanceDecrease { negative_cl_rebase_sum, max_negative_cl_rebase_sum } => {
                custom(&Checker::IncorrectCLBalanceDecrease {
                    negativeCLRebaseSum: negative_cl_rebase_sum.get(),
                    maxNegativeCLRebaseSum: max_negative_cl_rebase_sum.get(),
                })
            }
            Self::IncorrectCLBalanceIncrease { annual_balance_diff_bips } => {
                custom(&Checker::IncorrectCLBalanceIncrease { annualBalanceDiff: *annual_balance_diff_bips })
            }
            Self::IncorrectAppearedValidators { appeared } => {
                custom(&Checker::IncorrectAppearedValidators { appearedValidatorsLimit: U256::from(*appeared) })
            }
            Self::ExitedValidatorsLimitExceeded { limit_per_day, exited_validators_per_day } => {
                custom(&Checker::ExitedValidatorsLimitExceeded {
                    limitPerDay: U256::from(*limit_per_day),
                    exitedPerDay: *exited_validators_per_day,
                })
            }
            Self::IncorrectRequestFinalization { request_creation } => {
                custom(&Checker::IncorrectRequestFinalization { requestCreationBlock: U256::from(request_creation.get()) })
            }
            Self::ActualShareRateIsZero => custom(&Checker::ActualShareRateIsZero {}),
            Self::IncorrectSimulatedShareRate { simulated, actual } => custom(&Checker::IncorrectSimulatedShareRate {
                simulatedShareRate: simulated.get(),
                actualShareRate: actual.get(),
            }),
            Self::TooManyItemsPerExtraDataTransaction { max, received } => {
                custom(&Checker::TooManyItemsPerExtraDataTransaction {
                    maxItemsCount: U256::from(*max),
                    receivedItemsCount: U256::from(*received),
                })
            }
            Self::TooManyNodeOpsPerExtraDataItem { item_index, operators } => custom(&Checker::TooManyNodeOpsPerExtraDataItem {
                itemIndex: U256::from(*item_index),
                nodeOpsCount: U256::from(*operators),
            }),
            Self::NegativeRebaseFailedCLBalanceMismatch { reported, provided, limit_bips } => {
                custom(&Checker::NegativeRebaseFailedCLBalanceMismatch {
                    reportedValue: reported.get(),
                    provedValue: provided.get(),
                    limitBP: U256::from(*limit_bips),
                })
            }
            Self::NegativeRebaseFailedWithdrawalVaultBalanceMismatch { reported, provided } => {
                custom(&Checker::NegativeRebaseFailedWithdrawalVaultBalanceMismatch {
                    reportedValue: reported.get(),
                    provedValue: provided.get(),
                })
            }
            Self::NegativeRebaseFailedSecondOpinionReportIsNotReady => {
                custom(&Checker::NegativeRebaseFailedSecondOpinionReportIsNotReady {})
            }
            Self::Arith(error) => error.revert_data(),
        }
    }
}

impl Refusal for LimiterError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::TooLowTokenRebaseLimit => custom(&Checker::TooLowTokenRebaseLimit {}),
            Self::TooHighTokenRebaseLimit => custom(&Checker::TooHighTokenRebaseLimit {}),
            Self::NegativeTotalPooledEther => custom(&Checker::NegativeTotalPooledEther {}),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

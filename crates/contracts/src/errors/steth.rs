//! Refusals of `Lido`: revert strings.

use super::{Refusal, safe_math, string};
use alloy_primitives::Bytes;
use aquifer_protocol::liquid::lido::{StakeLimitError, StethError};

impl Refusal for StethError {
    fn revert_data(&self) -> Bytes {
        string(match self {
            Self::ZeroDeposit => "ZERO_DEPOSIT",
            Self::NonEmptyData => "NON_EMPTY_DATA",
            Self::StakingPaused => "STAKING_PAUSED",
            Self::StakeLimit { .. } => "STAKE_LIMIT",
            Self::EthTooLarge(_) => "ETH_TOO_LARGE",
            Self::SharesTooLarge(_) => "SHARES_TOO_LARGE",
            Self::SharesOverflow => "SHARES_OVERFLOW",
            Self::TransferFromZeroAddr => "TRANSFER_FROM_ZERO_ADDR",
            Self::TransferToZeroAddr => "TRANSFER_TO_ZERO_ADDR",
            Self::TransferToStethContract => "TRANSFER_TO_STETH_CONTRACT",
            Self::ContractIsStopped => "CONTRACT_IS_STOPPED",
            Self::ContractIsActive => "CONTRACT_IS_ACTIVE",
            Self::BalanceExceeded { .. } => "BALANCE_EXCEEDED",
            Self::AllowanceExceeded { .. } => "ALLOWANCE_EXCEEDED",
            Self::AllowanceBelowZero { .. } => "ALLOWANCE_BELOW_ZERO",
            Self::ApproveFromZeroAddr => "APPROVE_FROM_ZERO_ADDR",
            Self::ApproveToZeroAddr => "APPROVE_TO_ZERO_ADDR",
            Self::MintToZeroAddr => "MINT_TO_ZERO_ADDR",
            Self::MintToStethContract => "MINT_TO_STETH_CONTRACT",
            Self::BurnFromZeroAddr => "BURN_FROM_ZERO_ADDR",
            Self::DeadlineExpired { .. } => "DEADLINE_EXPIRED",
            Self::AlreadyPaused => "ALREADY_PAUSED",
            Self::AlreadyResumed => "ALREADY_RESUMED",
            Self::InvalidMaxExternalRatio(_) => "INVALID_MAX_EXTERNAL_RATIO",
            Self::Limit(limit) => limit_word(*limit),
            Self::MintZeroAmountOfShares => "MINT_ZERO_AMOUNT_OF_SHARES",
            Self::BurnZeroAmountOfShares => "BURN_ZERO_AMOUNT_OF_SHARES",
            Self::ExternalBalanceLimitExceeded { .. } => "EXTERNAL_BALANCE_LIMIT_EXCEEDED",
            Self::ExtSharesTooSmall { .. } => "EXT_SHARES_TOO_SMALL",
            Self::ZeroValue => "ZERO_VALUE",
            Self::ValueSharesMismatch { .. } => "VALUE_SHARES_MISMATCH",
            Self::BadDebtZeroShares => "BAD_DEBT_ZERO_SHARES",
            Self::CanNotDeposit => "CAN_NOT_DEPOSIT",
            Self::AppAuthFailed(_) => "APP_AUTH_FAILED",
            Self::AppAuthDsmFailed(_) => "APP_AUTH_DSM_FAILED",
            Self::EtherExceeded { .. } => return Bytes::new(),
            Self::Arith(error) => return safe_math(*error),
        })
    }
}

const fn limit_word(error: StakeLimitError) -> &'static str {
    match error {
        StakeLimitError::ZeroMax => "ZERO_MAX_STAKE_LIMIT",
        StakeLimitError::TooLargeMax(_) => "TOO_LARGE_MAX_STAKE_LIMIT",
        StakeLimitError::TooLargeIncrease { .. } => "TOO_LARGE_LIMIT_INCREASE",
        StakeLimitError::TooSmallIncrease { .. } => "TOO_SMALL_LIMIT_INCREASE",
    }
}

//! Refusals of strategies as their custom errors.

use crate::{
    errors::{Refusal, custom},
    interfaces::{
        IPausable,
        restaking::{IDurationVaultStrategy as Vault, IStrategy as Strategy, IStrategyFactory as Factory},
    },
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::strategies::{StrategyError, vault::VaultError};

impl Refusal for StrategyError {
    fn revert_data(&self) -> Bytes {
        match self {
            // A call to an account without code, or of a function it does not have.
            Self::NoStrategy(_) | Self::NoLimits => Bytes::new(),
            Self::OnlyStrategyManager(_) => custom(&Strategy::OnlyStrategyManager {}),
            Self::OnlyUnpauser(_) => custom(&IPausable::OnlyUnpauser {}),
            Self::OnlyUnderlyingToken { .. } => custom(&Strategy::OnlyUnderlyingToken {}),
            Self::NewSharesZero { .. } => custom(&Strategy::NewSharesZero {}),
            Self::TotalSharesExceedsMax { .. } => custom(&Strategy::TotalSharesExceedsMax {}),
            Self::WithdrawalAmountExceedsTotalDeposits { .. } => custom(&Strategy::WithdrawalAmountExceedsTotalDeposits {}),
            Self::MaxPerDepositExceedsMax { .. } => custom(&Strategy::MaxPerDepositExceedsMax {}),
            Self::BalanceExceedsMaxTotalDeposits { .. } => custom(&Strategy::BalanceExceedsMaxTotalDeposits {}),
            Self::Vault(error) => error.revert_data(),
            Self::Paused(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

impl Refusal for VaultError {
    fn revert_data(&self) -> Bytes {
        match self {
            // A function the strategy does not have.
            Self::NoVault(_) => Bytes::new(),
            Self::InvalidVaultAdmin => custom(&Vault::InvalidVaultAdmin {}),
            Self::InvalidArbitrator => custom(&Vault::InvalidArbitrator {}),
            Self::InvalidDuration(_) => custom(&Vault::InvalidDuration {}),
            Self::MaxPerDepositExceedsMax { .. } => custom(&Strategy::MaxPerDepositExceedsMax {}),
            Self::OperatorIntegrationInvalid => custom(&Vault::OperatorIntegrationInvalid {}),
            Self::ProhibitedToken(_) => custom(&Factory::ProhibitedDurationVaultToken {}),
            Self::OnlyVaultAdmin { .. } => custom(&Vault::OnlyVaultAdmin {}),
            Self::OnlyArbitrator { .. } => custom(&Vault::OnlyArbitrator {}),
            Self::VaultAlreadyLocked => custom(&Vault::VaultAlreadyLocked {}),
            Self::VaultNotLocked => custom(&Vault::VaultNotLocked {}),
            Self::DurationNotElapsed { .. } => custom(&Vault::DurationNotElapsed {}),
            Self::DurationAlreadyElapsed { .. } => custom(&Vault::DurationAlreadyElapsed {}),
            Self::DepositsLocked => custom(&Vault::DepositsLocked {}),
            Self::WithdrawalsLockedDuringAllocations => custom(&Vault::WithdrawalsLockedDuringAllocations {}),
            Self::MustBeDelegatedToVaultOperator { .. } => custom(&Vault::MustBeDelegatedToVaultOperator {}),
            Self::DepositExceedsMaxPerDeposit { .. } => custom(&Vault::DepositExceedsMaxPerDeposit {}),
            Self::BalanceExceedsMaxTotalDeposits { .. } => custom(&Strategy::BalanceExceedsMaxTotalDeposits {}),
            Self::StrategyNotSupportedByOperatorSet(_) => custom(&Vault::StrategyNotSupportedByOperatorSet {}),
            Self::PendingAllocation(_) => custom(&Vault::PendingAllocation {}),
        }
    }
}

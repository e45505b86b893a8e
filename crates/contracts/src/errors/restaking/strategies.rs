//! Refusals of strategies as their custom errors.

use crate::{
    errors::{Refusal, custom},
    interfaces::{IPausable, restaking::IStrategy as Strategy},
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::strategies::StrategyError;

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
            Self::Paused(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

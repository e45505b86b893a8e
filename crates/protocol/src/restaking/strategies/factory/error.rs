//! Refusals of `StrategyFactory`.

use crate::governance::{OwnableError, PauseBitsError};
use alloy_primitives::Address;

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FactoryError {
    /// No strategy may be made for the token.
    #[error("{0} is blacklisted")]
    BlacklistedToken(Address),
    /// The token is on the blacklist.
    #[error("{0} is blacklisted already")]
    AlreadyBlacklisted(Address),
    /// There is one strategy a token.
    #[error("{token} has the strategy {strategy}")]
    StrategyAlreadyExists {
        /// The token.
        token: Address,
        /// Its strategy.
        strategy: Address,
    },
    /// Creating strategies is paused.
    #[error(transparent)]
    Paused(#[from] PauseBitsError),
    /// The caller does not own the factory.
    #[error(transparent)]
    Owner(#[from] OwnableError),
}

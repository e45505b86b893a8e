//! Refusals of every strategy, and of `StrategyFactory`.

use super::vault::VaultError;
use crate::{
    governance::PauseBitsError,
    units::{ArithError, StrategyShares},
};
use alloy_primitives::{Address, U256};

/// Why a call was refused; the names are those of the contract's errors. Token amounts are in base units.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrategyError {
    /// Nothing of ours lives at the address: a call to an account without code.
    #[error("{0} is no strategy")]
    NoStrategy(Address),
    /// Only `StrategyManager` deposits and withdraws.
    #[error("{0} is not the strategy manager")]
    OnlyStrategyManager(Address),
    /// Only `unpauser` of the pauser registry sets deposit limits.
    #[error("{0} is not the unpauser")]
    OnlyUnpauser(Address),
    /// A strategy takes and gives its own token only.
    #[error("the token is {expected}, not {got}")]
    OnlyUnderlyingToken {
        /// The strategy's token.
        expected: Address,
        /// The one named.
        got: Address,
    },
    /// The deposit is worth less than one share.
    #[error("{amount} of the token are worth no share")]
    NewSharesZero {
        /// What was deposited.
        amount: U256,
    },
    /// More shares than off-chain services can count.
    #[error("{total} would be more than 10^38 - 1")]
    TotalSharesExceedsMax {
        /// All shares with the new ones.
        total: StrategyShares,
    },
    /// More shares than there are.
    #[error("{shares} of {total} cannot be withdrawn")]
    WithdrawalAmountExceedsTotalDeposits {
        /// What was to be withdrawn.
        shares: StrategyShares,
        /// All shares.
        total: StrategyShares,
    },
    /// A single deposit, or the limit of a single one, is above its limit.
    #[error("{amount} in one deposit, at most {max}")]
    MaxPerDepositExceedsMax {
        /// What was asked for.
        amount: U256,
        /// The limit.
        max: U256,
    },
    /// The strategy would hold more than its limit.
    #[error("the strategy would hold {balance}, at most {max}")]
    BalanceExceedsMaxTotalDeposits {
        /// What it would hold.
        balance: U256,
        /// The limit.
        max: U256,
    },
    /// The strategy has no deposit limits: a function it does not have.
    #[error("the strategy has no deposit limits")]
    NoLimits,
    /// A duration vault refuses.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The function is paused.
    #[error(transparent)]
    Paused(#[from] PauseBitsError),
    /// An amount does not fit 256 bits.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

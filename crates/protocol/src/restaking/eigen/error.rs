//! Refusals of `Eigen` and `BackingEigen`: the strings of OpenZeppelin 4.9 and of the contracts themselves.

use crate::{
    governance::OwnableError,
    token::{AllowanceError, BalanceError},
    units::{ArithError, EigenAmount, Timestamp},
};
use alloy_primitives::{Address, U256};

/// Why a call was refused; the word of the real contract stands first in each line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EigenError {
    /// `ERC20: transfer from the zero address`
    #[error("transfer from the zero address")]
    TransferFromZero,
    /// `ERC20: transfer to the zero address`
    #[error("transfer to the zero address")]
    TransferToZero,
    /// `ERC20: mint to the zero address`
    #[error("mint to the zero address")]
    MintToZero,
    /// `ERC20: burn from the zero address`
    #[error("burn from the zero address")]
    BurnFromZero,
    /// `ERC20: approve from the zero address`
    #[error("the zero address cannot allow anything")]
    ApproveFromZero,
    /// `ERC20: approve to the zero address`
    #[error("the zero address cannot be allowed anything")]
    ApproveToZero,
    /// `ERC20: transfer amount exceeds balance`
    #[error("account {account} holds {held}, cannot give {needed}")]
    TransferExceedsBalance {
        /// Who was to give.
        account: Address,
        /// What it holds.
        held: EigenAmount,
        /// What it was to give.
        needed: EigenAmount,
    },
    /// `ERC20: burn amount exceeds balance`
    #[error("account {account} holds {held}, cannot burn {needed}")]
    BurnExceedsBalance {
        /// Whose tokens.
        account: Address,
        /// What it holds.
        held: EigenAmount,
        /// What was to be burnt.
        needed: EigenAmount,
    },
    /// `ERC20: insufficient allowance`
    #[error("only {allowed} are allowed, not {needed}")]
    InsufficientAllowance {
        /// The allowance.
        allowed: EigenAmount,
        /// What was to be spent.
        needed: EigenAmount,
    },
    /// `ERC20: decreased allowance below zero`
    #[error("an allowance of {allowed} cannot be lowered by {by}")]
    DecreasedBelowZero {
        /// The allowance.
        allowed: EigenAmount,
        /// By how much it was to be lowered.
        by: EigenAmount,
    },
    /// `ERC20Permit: expired deadline`
    #[error("the permit was good until {deadline}")]
    ExpiredDeadline {
        /// Last second of the permit.
        deadline: U256,
    },
    /// `ERC20Votes: total supply risks overflowing votes`
    #[error("a supply of {supply} is more than votes can count")]
    SupplyOverflowsVotes {
        /// The supply it would be.
        supply: EigenAmount,
    },
    /// `ERC20Votes: future lookup`
    #[error("votes at {asked} are not settled at {now}")]
    FutureLookup {
        /// The time asked for, in seconds since 1970.
        asked: U256,
        /// The time of the block.
        now: Timestamp,
    },
    /// `ERC20Votes: signature expired`
    #[error("the delegation was good until {expiry}")]
    SignatureExpired {
        /// Last second of the signature.
        expiry: U256,
    },
    /// `ERC20Votes: invalid nonce`
    #[error("the signer's next nonce is {expected}, not {got}")]
    InvalidNonce {
        /// The nonce that comes next.
        expected: U256,
        /// The nonce that was signed.
        got: U256,
    },
    /// A checkpoint that does not exist: the panic of an index out of bounds.
    #[error("account {account} has no checkpoint {index}")]
    NoSuchCheckpoint {
        /// Whose votes.
        account: Address,
        /// The number asked for; the first is 0.
        index: u32,
    },
    /// `Eigen.multisend: receivers and amounts must be the same length`
    #[error("{receivers} receivers, but {amounts} amounts")]
    MultisendLengths {
        /// Number of receivers.
        receivers: usize,
        /// Number of amounts.
        amounts: usize,
    },
    /// `BackingEigen.mint: caller is not a minter`
    #[error("{0} may not mint bEIGEN")]
    NotMinter(Address),
    /// The caller does not own the contract.
    #[error(transparent)]
    Owner(#[from] OwnableError),
    /// An amount does not fit.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

impl From<AllowanceError<EigenAmount>> for EigenError {
    fn from(error: AllowanceError<EigenAmount>) -> Self {
        match error {
            AllowanceError::FromNobody => Self::ApproveFromZero,
            AllowanceError::ToNobody => Self::ApproveToZero,
            AllowanceError::Exceeded { allowed, needed, .. } => Self::InsufficientAllowance { allowed, needed },
            AllowanceError::BelowZero { allowed, by } => Self::DecreasedBelowZero { allowed, by },
            AllowanceError::Arith(error) => error.into(),
        }
    }
}

/// The words for a transfer or a mint that the balances refuse.
pub(super) fn transfer_error(error: BalanceError<EigenAmount>) -> EigenError {
    match error {
        BalanceError::Insufficient { account, held, needed } => EigenError::TransferExceedsBalance { account, held, needed },
        BalanceError::Arith(error) => error.into(),
    }
}

/// The words for a burn that the balances refuse.
pub(super) fn burn_error(error: BalanceError<EigenAmount>) -> EigenError {
    match error {
        BalanceError::Insufficient { account, held, needed } => EigenError::BurnExceedsBalance { account, held, needed },
        BalanceError::Arith(error) => error.into(),
    }
}

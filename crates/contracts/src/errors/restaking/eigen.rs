//! Refusals of `Eigen` and `BackingEigen`: strings.

use crate::errors::{Refusal, string};
use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, PanicKind, SolError as _};
use aquifer_protocol::restaking::eigen::EigenError;

impl Refusal for EigenError {
    fn revert_data(&self) -> Bytes {
        string(match self {
            Self::TransferFromZero => "ERC20: transfer from the zero address",
            Self::TransferToZero => "ERC20: transfer to the zero address",
            Self::MintToZero => "ERC20: mint to the zero address",
            Self::BurnFromZero => "ERC20: burn from the zero address",
            Self::ApproveFromZero => "ERC20: approve from the zero address",
            Self::ApproveToZero => "ERC20: approve to the zero address",
            Self::TransferExceedsBalance { .. } => "ERC20: transfer amount exceeds balance",
            Self::BurnExceedsBalance { .. } => "ERC20: burn amount exceeds balance",
            Self::InsufficientAllowance { .. } => "ERC20: insufficient allowance",
            Self::DecreasedBelowZero { .. } => "ERC20: decreased allowance below zero",
            Self::ExpiredDeadline { .. } => "ERC20Permit: expired deadline",
            Self::SupplyOverflowsVotes { .. } => "ERC20Votes: total supply risks overflowing votes",
            Self::FutureLookup { .. } => "ERC20Votes: future lookup",
            Self::SignatureExpired { .. } => "ERC20Votes: signature expired",
            Self::InvalidNonce { .. } => "ERC20Votes: invalid nonce",
            Self::MultisendLengths { .. } => "Eigen.multisend: receivers and amounts must be the same length",
            Self::NotMinter(_) => "BackingEigen.mint: caller is not a minter",
            Self::NoSuchCheckpoint { .. } => return Panic::from(PanicKind::ArrayOutOfBounds).abi_encode().into(),
            Self::Owner(error) => return error.revert_data(),
            Self::Arith(error) => return error.revert_data(),
        })
    }
}

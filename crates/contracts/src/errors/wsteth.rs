//! Refusals of `WstETH`: the strings of OpenZeppelin 3.

use super::{Refusal, string};
use alloy_primitives::Bytes;
use aquifer_protocol::{liquid::lido::WstethError, units::ArithError};

impl Refusal for WstethError {
    fn revert_data(&self) -> Bytes {
        string(match self {
            Self::WrapZero => "wstETH: can't wrap zero stETH",
            Self::UnwrapZero => "wstETH: zero amount unwrap not allowed",
            Self::TransferFromZero => "ERC20: transfer from the zero address",
            Self::TransferToZero => "ERC20: transfer to the zero address",
            Self::MintToZero => "ERC20: mint to the zero address",
            Self::BurnFromZero => "ERC20: burn from the zero address",
            Self::ApproveFromZero => "ERC20: approve from the zero address",
            Self::ApproveToZero => "ERC20: approve to the zero address",
            Self::TransferExceedsBalance { .. } => "ERC20: transfer amount exceeds balance",
            Self::BurnExceedsBalance { .. } => "ERC20: burn amount exceeds balance",
            Self::TransferExceedsAllowance { .. } => "ERC20: transfer amount exceeds allowance",
            Self::DecreasedBelowZero { .. } => "ERC20: decreased allowance below zero",
            Self::ExpiredDeadline { .. } => "ERC20Permit: expired deadline",
            Self::Arith(ArithError::Overflow) => "SafeMath: addition overflow",
            Self::Arith(ArithError::Underflow) => "SafeMath: subtraction overflow",
            Self::Arith(ArithError::DivisionByZero) => "SafeMath: division by zero",
        })
    }
}

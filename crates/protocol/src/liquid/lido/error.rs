//! Refusals of calls that touch several of Lido's contracts.

use super::{BurnerError, StethError, WstethError};
use crate::units::ArithError;

/// Why a composed call was refused: the refusal of the contract that would have reverted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LidoError {
    /// Of `Lido`.
    #[error(transparent)]
    Steth(#[from] StethError),
    /// Of `WstETH`.
    #[error(transparent)]
    Wsteth(#[from] WstethError),
    /// Of `Burner`.
    #[error(transparent)]
    Burner(#[from] BurnerError),
    /// A panic of the compiler (0x11 or 0x12) in one of the newer contracts.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

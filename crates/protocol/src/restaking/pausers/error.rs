//! Refusals of `PauserRegistry`.

use alloy_primitives::Address;

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PauserError {
    /// Only the unpauser may.
    #[error("{0} is not the unpauser")]
    OnlyUnpauser(Address),
    /// The zero address neither pauses nor unpauses.
    #[error("the zero address cannot pause")]
    InputAddressZero,
}

//! Refusals and events of the module, named as the contract names them.

use crate::units::{ArithError, BlockNumber};
use alloy_primitives::{Address, U256};

/// Why the module refused a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the arguments of the real contract's errors, in order")]
pub enum DepositSecurityError {
    /// The zero address.
    #[error("{field} is the zero address")]
    ZeroAddress { field: &'static str },
    /// A parameter of zero.
    #[error("{parameter} is zero")]
    ZeroParameter { parameter: &'static str },
    /// A guardian already.
    #[error("{address} is a guardian already")]
    DuplicateAddress { address: Address },
    /// Only the owner may.
    #[error("{caller} is not the owner")]
    NotAnOwner { caller: Address },
    /// Not signed by a guardian.
    #[error("invalid signature")]
    InvalidSignature,
    /// Signatures ascend by signer.
    #[error("signatures are not sorted")]
    SignaturesNotSorted,
    /// Too few signatures.
    #[error("no quorum")]
    DepositNoQuorum,
    /// Somebody deposited since.
    #[error("the deposit root changed")]
    DepositRootChanged,
    /// The module takes no deposits.
    #[error("the module is inactive")]
    DepositInactiveModule,
    /// Too soon after the last.
    #[error("deposits are too frequent")]
    DepositTooFrequent,
    /// Another chain, or too long ago.
    #[error("unexpected block hash")]
    DepositUnexpectedBlockHash,
    /// Nothing to unpause.
    #[error("deposits are not paused")]
    DepositsNotPaused,
    /// A guardian saw something.
    #[error("deposits are paused")]
    DepositsArePaused,
    /// The module's keys changed since.
    #[error("the module's nonce changed")]
    ModuleNonceChanged,
    /// Signed too long ago.
    #[error("the intent to pause expired")]
    PauseIntentExpired,
    /// Not whole operators and counts, or too many.
    #[error("invalid unvetting payload")]
    UnvetPayloadInvalid,
    /// Another chain, or too long ago.
    #[error("unexpected block hash")]
    UnvetUnexpectedBlockHash,
    /// Not a guardian.
    #[error("{address} is not a guardian")]
    NotAGuardian { address: Address },
    /// A sum left its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// What the module tells the world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum DepositSecurityEvent {
    /// Another owner.
    OwnerChanged { new_value: Address },
    /// Signatures to pause are valid for another time.
    PauseIntentValidityPeriodBlocksChanged { new_value: U256 },
    /// Other many operators a call.
    MaxOperatorsPerUnvettingChanged { new_value: U256 },
    /// Another quorum.
    GuardianQuorumChanged { new_value: U256 },
    /// A guardian more.
    GuardianAdded { guardian: Address },
    /// A guardian less.
    GuardianRemoved { guardian: Address },
    /// Deposits are paused.
    DepositsPaused { guardian: Address },
    /// They go on.
    DepositsUnpaused,
    /// A deposit was made.
    LastDepositBlockChanged { new_value: BlockNumber },
}

pub(super) fn check_address(address: Address) -> Result<(), DepositSecurityError> {
    if address.is_zero() { Err(DepositSecurityError::ZeroAddress { field: "_newValue" }) } else { Ok(()) }
}

pub(super) fn check_parameter(value: U256) -> Result<(), DepositSecurityError> {
    if value.is_zero() { Err(DepositSecurityError::ZeroParameter { parameter: "_newValue" }) } else { Ok(()) }
}

//! Refusals of `KeyRegistrar`.

use crate::restaking::OperatorSet;
use alloy_primitives::Address;

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRegistrarError {
    /// No curve, or not the one that was asked for.
    #[error("{0} has not this curve")]
    InvalidCurveType(OperatorSet),
    /// The set has its curve.
    #[error("{0} has a curve already")]
    ConfigurationAlreadySet(OperatorSet),
    /// The set has no curve yet.
    #[error("{0} has no curve")]
    OperatorSetNotConfigured(OperatorSet),
    /// The operator has a key for the set.
    #[error("{operator} has a key for {set} already")]
    OperatorAlreadyRegistered {
        /// The set.
        set: OperatorSet,
        /// The operator.
        operator: Address,
    },
    /// An ECDSA key is the 20 bytes of an address.
    #[error("20 bytes were expected, {bytes} came")]
    InvalidKeyFormat {
        /// How many came.
        bytes: usize,
    },
    /// Data too short for its words: the compiler's decoder reverts without data.
    #[error("{bytes} bytes are too few")]
    MalformedKeyData {
        /// How many came.
        bytes: usize,
    },
    /// The key is zero.
    #[error("the key is zero")]
    ZeroPubkey,
    /// Somebody has, or had, this key.
    #[error("the key has been registered by {by}")]
    KeyAlreadyRegistered {
        /// Who registered it.
        by: Address,
    },
    /// The signature is not the key's.
    #[error("the key has not signed this")]
    InvalidSignature,
    /// The set can slash the operator, who needs its key as long.
    #[error("{set} can slash {operator}")]
    OperatorStillSlashable {
        /// The set.
        set: OperatorSet,
        /// The operator.
        operator: Address,
    },
    /// The operator has no key for the set.
    #[error("{operator} has no key for {set}")]
    KeyNotFound {
        /// The set.
        set: OperatorSet,
        /// The operator.
        operator: Address,
    },
}

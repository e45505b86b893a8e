//! Refusals of `AVSDirectory`.

use crate::units::Timestamp;
use alloy_primitives::{Address, B256, U256};

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AvsDirectoryError {
    /// The service has the operator already.
    #[error("{operator} is registered with {avs} already")]
    OperatorAlreadyRegisteredToAvs {
        /// The service.
        avs: Address,
        /// The operator.
        operator: Address,
    },
    /// The service has no such operator.
    #[error("{operator} is not registered with {avs}")]
    OperatorNotRegisteredToAvs {
        /// The service.
        avs: Address,
        /// The operator.
        operator: Address,
    },
    /// The account is no operator.
    #[error("{0} is no operator")]
    OperatorNotRegisteredToEigenLayer(Address),
    /// The salt was used before.
    #[error("{operator} has used the salt {salt}")]
    SaltSpent {
        /// Whose salt.
        operator: Address,
        /// The salt.
        salt: B256,
    },
    /// The signature came too late.
    #[error("the signature was good until {expiry}, now is {now}")]
    SignatureExpired {
        /// Last second at which it was good.
        expiry: U256,
        /// The present one.
        now: Timestamp,
    },
    /// The signature is not the operator's.
    #[error("{operator} has not signed this")]
    InvalidSignature {
        /// The operator.
        operator: Address,
    },
}

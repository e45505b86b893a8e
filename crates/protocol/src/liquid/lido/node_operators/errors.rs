//! Refusals of the registries; the contract says them as strings.

use crate::units::ArithError;

/// Why a registry refused a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NodeOperatorsError {
    /// `OUT_OF_RANGE`: no such operator or key.
    #[error("OUT_OF_RANGE")]
    OutOfRange,
    /// `APP_AUTH_FAILED`: neither the operator's reward address nor a manager of keys.
    #[error("APP_AUTH_FAILED")]
    AppAuthFailed,
    /// `WRONG_NAME_LENGTH`
    #[error("WRONG_NAME_LENGTH")]
    WrongNameLength,
    /// `ZERO_ADDRESS`
    #[error("ZERO_ADDRESS")]
    ZeroAddress,
    /// `LIDO_REWARD_ADDRESS`: rewards cannot go to the token itself.
    #[error("LIDO_REWARD_ADDRESS")]
    LidoRewardAddress,
    /// `MAX_OPERATORS_COUNT_EXCEEDED`
    #[error("MAX_OPERATORS_COUNT_EXCEEDED")]
    MaxOperatorsCountExceeded,
    /// `WRONG_OPERATOR_ACTIVE_STATE`
    #[error("WRONG_OPERATOR_ACTIVE_STATE")]
    WrongOperatorActiveState,
    /// `VALUE_IS_THE_SAME`
    #[error("VALUE_IS_THE_SAME")]
    ValueIsTheSame,
    /// `INVALID_KEYS_COUNT`
    #[error("INVALID_KEYS_COUNT")]
    InvalidKeysCount,
    /// `LENGTH_MISMATCH`: bytes do not make up whole keys.
    #[error("LENGTH_MISMATCH")]
    LengthMismatch,
    /// `EMPTY_KEY`
    #[error("EMPTY_KEY")]
    EmptyKey,
    /// `VETTED_KEYS_COUNT_INCREASED`
    #[error("VETTED_KEYS_COUNT_INCREASED")]
    VettedKeysCountIncreased,
    /// `INVALID_ALLOCATED_KEYS_COUNT`: fewer keys than deposits.
    #[error("INVALID_ALLOCATED_KEYS_COUNT")]
    InvalidAllocatedKeysCount,
    /// `EXITED_VALIDATORS_COUNT_DECREASED`
    #[error("EXITED_VALIDATORS_COUNT_DECREASED")]
    ExitedValidatorsCountDecreased,
    /// `DISTRIBUTION_NOT_READY`
    #[error("DISTRIBUTION_NOT_READY")]
    DistributionNotReady,
    /// A sum left its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

//! Errors as clients of geth know them: code, message, data.

use alloy_primitives::{Bytes, hex};
use jsonrpsee::types::ErrorObjectOwned;

/// The block, or the state at it, is not known.
pub(crate) const NOT_FOUND: &str = "header not found";

/// Why a method did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RpcError {
    /// The arguments are not what the method takes.
    #[error("{0}")]
    InvalidParams(String),
    /// The request was understood and refused: what geth answers with its default code.
    #[error("{0}")]
    Refused(String),
    /// A call ended in a revert.
    #[error("{}", revert_message(.0))]
    Revert(Bytes),
    /// The answer would be larger than this server gives.
    #[error("{0}")]
    LimitExceeded(String),
    /// The method exists elsewhere, not on this network.
    #[error("the method {0} does not exist/is not available")]
    MethodNotFound(String),
    /// Something broke on this side.
    #[error("{0}")]
    Internal(String),
}

impl RpcError {
    /// The block, or the state at it, is not known.
    pub(crate) fn not_found() -> Self {
        Self::Refused(NOT_FOUND.into())
    }

    /// A refusal in the words of `reason`.
    pub(crate) fn refused(reason: impl ToString) -> Self {
        Self::Refused(reason.to_string())
    }

    /// A fault of this side in the words of `reason`.
    pub(crate) fn internal(reason: impl ToString) -> Self {
        Self::Internal(reason.to_string())
    }

    /// JSON-RPC's and geth's code.
    pub(crate) const fn code(&self) -> i32 {
        match self {
            Self::InvalidParams(_) => -32602,
            Self::Refused(_) => -32000,
            Self::Revert(_) => 3,
            Self::LimitExceeded(_) => -32005,
            Self::MethodNotFound(_) => -32601,
            Self::Internal(_) => -32603,
        }
    }
}

impl From<RpcError> for ErrorObjectOwned {
    fn from(error: RpcError) -> Self {
        let data = match &error {
            RpcError::Revert(data) => Some(hex::encode_prefixed(data)),
            _ => None,
        };
        Self::owned(error.code(), error.to_string(), data)
    }
}

/// `execution reverted`, and why when the data says it in `Error(string)` or `Panic(uint256)`.
fn revert_message(data: &Bytes) -> String {
    match revert_reason(data) {
        Some(reason) => format!("execution reverted: {reason}"),
        None => "execution reverted".into(),
    }
}

/// The reason inside standard revert data; custom errors are left to the client, which has the ABI.
fn revert_reason(data: &Bytes) -> Option<String> {
    use alloy_sol_types::{Panic, Revert, SolError};
    if let Ok(revert) = Revert::abi_decode(data) {
        return Some(revert.reason);
    }
    let panic = Panic::abi_decode(data).ok()?;
    Some(panic.kind().map_or_else(|| format!("panic code {:#x}", panic.code), |kind| kind.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::{Revert, SolError};

    #[test]
    fn a_revert_shows_its_reason_and_keeps_its_data() {
        let data = Bytes::from(Revert::from("STAKE_LIMIT").abi_encode());
        let error = ErrorObjectOwned::from(RpcError::Revert(data.clone()));
        assert_eq!((error.code(), error.message()), (3, "execution reverted: STAKE_LIMIT"));
        assert_eq!(error.data().map(|raw| raw.get().to_owned()), Some(format!("\"{data}\"")));
    }

    #[test]
    fn a_custom_error_is_left_to_the_client() {
        let error = ErrorObjectOwned::from(RpcError::Revert(Bytes::from_static(&[1, 2, 3, 4])));
        assert_eq!((error.code(), error.message()), (3, "execution reverted"));
        assert_eq!(error.data().map(|raw| raw.get().to_owned()), Some("\"0x01020304\"".into()));
    }
}

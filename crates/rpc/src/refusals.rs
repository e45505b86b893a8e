//! What the node refuses, as RPC errors. The words are the node's own, which are geth's where geth has any.

use crate::error::RpcError;
use aquifer_chain::{CommandError, HistoryError, LogsError, PoolError};

impl From<PoolError> for RpcError {
    fn from(error: PoolError) -> Self {
        Self::refused(error)
    }
}

impl From<CommandError> for RpcError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Stopped { .. } => Self::internal(error),
            CommandError::Refused { .. } | CommandError::Clock(_) => Self::refused(error),
        }
    }
}

impl From<HistoryError> for RpcError {
    fn from(error: HistoryError) -> Self {
        match error {
            // A revert came between looking and reading.
            HistoryError::NotYet { .. } => Self::not_found(),
            HistoryError::Replay(_) | HistoryError::Thread(_) => Self::internal(error),
        }
    }
}

impl From<LogsError> for RpcError {
    fn from(error: LogsError) -> Self {
        match error {
            LogsError::TooManyBlocks { .. } | LogsError::TooManyLogs { .. } => Self::LimitExceeded(error.to_string()),
            LogsError::History(error) => error.into(),
        }
    }
}

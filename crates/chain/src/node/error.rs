//! Why a node does not start, and why a command fails.

use crate::{clock::ClockError, replay::ReplayError, store::StoreError};

/// A node that cannot start. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data directory cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stored blocks do not follow from one another.
    #[error(
        "the stored chain is damaged: {0}. Nothing was changed; restore the directory from a copy, or use --fresh to start anew"
    )]
    Replay(ReplayError),
    /// The system gave no thread.
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
}

impl From<ReplayError> for OpenError {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Store(error) => Self::Store(error),
            other => Self::Replay(other),
        }
    }
}

/// A command the node does not carry out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The node has stopped, or is about to.
    #[error("the node has stopped{}", .reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())]
    Stopped {
        /// What ended it, unless it was asked to.
        reason: Option<String>,
    },
    /// The executor does not take the input.
    #[error("{reason}")]
    Refused {
        /// Why not.
        reason: String,
    },
    /// Time cannot be moved like that.
    #[error(transparent)]
    Clock(#[from] ClockError),
}

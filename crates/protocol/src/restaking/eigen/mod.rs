//! `Eigen` and `BackingEigen`: the token and what backs it.

mod error;
mod events;
mod tables;

pub use error::EigenError;
pub use events::EigenEvent;

use serde::{Deserialize, Serialize};

/// `Eigen` and `BackingEigen`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EigenTokens {}

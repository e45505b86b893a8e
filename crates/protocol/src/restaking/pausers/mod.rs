//! `PauserRegistry`: who may pause the contracts, and who may let them run again.

mod error;
mod events;
mod tables;

pub use error::PauserError;
pub use events::PauserEvent;

use serde::{Deserialize, Serialize};

/// `PauserRegistry`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauserRegistry {}

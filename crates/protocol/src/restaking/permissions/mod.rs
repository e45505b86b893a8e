//! `PermissionController`: who acts for whom.

mod error;
mod events;
mod tables;

pub use error::PermissionError;
pub use events::PermissionEvent;

use serde::{Deserialize, Serialize};

/// `PermissionController`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionController {}

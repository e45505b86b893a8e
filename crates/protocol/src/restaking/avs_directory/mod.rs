//! `AVSDirectory`: the registration with services before operator sets.

mod error;
mod events;
mod tables;

pub use error::AvsDirectoryError;
pub use events::AvsDirectoryEvent;

use serde::{Deserialize, Serialize};

/// `AVSDirectory`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvsDirectory {}

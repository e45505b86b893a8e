//! `AllocationManager`: services, operator sets, magnitudes, slashing.

mod error;
mod events;
mod tables;

pub use error::AllocationError;
pub use events::AllocationEvent;

use serde::{Deserialize, Serialize};

/// `AllocationManager`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationManager {}

//! `DelegationManager`: operators, delegation, the withdrawal queue.

mod error;
mod events;
mod tables;

pub use error::DelegationError;
pub use events::DelegationEvent;

use serde::{Deserialize, Serialize};

/// `DelegationManager`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationManager {}

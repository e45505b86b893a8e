//! `RewardsCoordinator`: submissions, roots, claims, splits.

mod error;
mod events;
mod tables;

pub use error::RewardsError;
pub use events::RewardsEvent;

use serde::{Deserialize, Serialize};

/// `RewardsCoordinator`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewardsCoordinator {}

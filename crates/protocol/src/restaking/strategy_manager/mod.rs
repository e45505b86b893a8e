//! `StrategyManager`: deposit shares of token strategies, and slashed shares on their way out.

mod error;
mod events;
mod tables;

pub use error::StrategyManagerError;
pub use events::StrategyManagerEvent;

use serde::{Deserialize, Serialize};

/// `StrategyManager`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyManager {}

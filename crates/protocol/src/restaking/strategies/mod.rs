//! Strategies: what a token is worth in shares, and who made them.

mod error;
mod events;
mod tables;

pub use error::StrategyError;
pub use events::StrategyEvent;

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// Every strategy, and `StrategyFactory`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategies {}

impl Strategies {
    /// Whether a strategy lives at the address.
    #[must_use]
    pub fn contains(&self, _address: Address) -> bool {
        false
    }
}

//! What a deployment fixes for ever: the immutables of the contract.

use crate::units::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// Bounds of submissions (section 1 of the restaking specification). All fit `uint32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewardsConfig {
    /// `CALCULATION_INTERVAL_SECONDS`: starts and durations are multiples of it.
    pub calculation_interval: Seconds,
    /// `MAX_REWARDS_DURATION`.
    pub max_duration: Seconds,
    /// `MAX_RETROACTIVE_LENGTH`: how long ago a submission may start.
    pub max_retroactive: Seconds,
    /// `MAX_FUTURE_LENGTH`: how far ahead it may start.
    pub max_future: Seconds,
    /// `GENESIS_REWARDS_TIMESTAMP`: none starts earlier.
    pub genesis: Timestamp,
}

impl RewardsConfig {
    /// Mainnet's: intervals of a day, at most 70 days, from 168 days ago to 30 days ahead.
    pub const MAINNET: Self = Self {
        calculation_interval: Seconds::new(86_400),
        max_duration: Seconds::new(6_048_000),
        max_retroactive: Seconds::new(14_515_200),
        max_future: Seconds::new(2_592_000),
        genesis: Timestamp::new(1_710_979_200),
    };
}

impl Default for RewardsConfig {
    fn default() -> Self {
        Self::MAINNET
    }
}

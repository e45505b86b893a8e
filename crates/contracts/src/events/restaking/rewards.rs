//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::rewards::RewardsEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &RewardsEvent) -> LogData {
    match *event {}
}

//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::strategies::StrategyEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &StrategyEvent) -> LogData {
    match *event {}
}

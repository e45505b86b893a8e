//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::strategy_manager::StrategyManagerEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &StrategyManagerEvent) -> LogData {
    match *event {}
}

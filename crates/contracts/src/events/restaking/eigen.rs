//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::eigen::EigenEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &EigenEvent) -> LogData {
    match *event {}
}

//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::pods::PodEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &PodEvent) -> LogData {
    match *event {}
}

//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::allocation::AllocationEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &AllocationEvent) -> LogData {
    match *event {}
}

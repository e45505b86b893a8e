//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::permissions::PermissionEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &PermissionEvent) -> LogData {
    match *event {}
}

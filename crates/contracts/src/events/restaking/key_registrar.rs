//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::key_registrar::KeyRegistrarEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &KeyRegistrarEvent) -> LogData {
    match *event {}
}

//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::pausers::PauserEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &PauserEvent) -> LogData {
    match *event {}
}

//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::avs_directory::AvsDirectoryEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &AvsDirectoryEvent) -> LogData {
    match *event {}
}

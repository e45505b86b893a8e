//! Logs of this contract.

use alloy_primitives::LogData;
use aquifer_protocol::restaking::delegation::DelegationEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &DelegationEvent) -> LogData {
    match *event {}
}

//! Logs of `PauserRegistry`.

use crate::interfaces::restaking::IPauserRegistry as Registry;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::restaking::pausers::PauserEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &PauserEvent) -> LogData {
    match *event {
        PauserEvent::PauserStatusChanged { pauser, can_pause } => {
            Registry::PauserStatusChanged { pauser, canPause: can_pause }.encode_log_data()
        }
        PauserEvent::UnpauserChanged { previous, unpauser } => {
            Registry::UnpauserChanged { previousUnpauser: previous, newUnpauser: unpauser }.encode_log_data()
        }
    }
}

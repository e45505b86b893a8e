//! Logs of a pause by bits and of ownership, which many contracts have alike.

use crate::interfaces::{IOwnable, IPausable};
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::governance::{OwnershipTransferred, PauseBitsEvent};

pub(super) fn encode_pause(event: &PauseBitsEvent) -> LogData {
    match *event {
        PauseBitsEvent::Paused { account, status } => IPausable::Paused { account, newPausedStatus: status }.encode_log_data(),
        PauseBitsEvent::Unpaused { account, status } => {
            IPausable::Unpaused { account, newPausedStatus: status }.encode_log_data()
        }
    }
}

pub(super) fn encode_ownership(event: &OwnershipTransferred) -> LogData {
    let OwnershipTransferred { previous_owner, new_owner } = *event;
    IOwnable::OwnershipTransferred { previousOwner: previous_owner, newOwner: new_owner }.encode_log_data()
}

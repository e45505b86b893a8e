//! Logs of `PermissionController`.

use crate::interfaces::restaking::IPermissionController as Pc;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::restaking::permissions::PermissionEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &PermissionEvent) -> LogData {
    use PermissionEvent as E;
    match *event {
        E::PendingAdminAdded { account, admin } => Pc::PendingAdminAdded { account, admin }.encode_log_data(),
        E::PendingAdminRemoved { account, admin } => Pc::PendingAdminRemoved { account, admin }.encode_log_data(),
        E::AdminSet { account, admin } => Pc::AdminSet { account, admin }.encode_log_data(),
        E::AdminRemoved { account, admin } => Pc::AdminRemoved { account, admin }.encode_log_data(),
        E::AppointeeSet { account, appointee, target, selector } => {
            Pc::AppointeeSet { account, appointee, target, selector }.encode_log_data()
        }
        E::AppointeeRemoved { account, appointee, target, selector } => {
            Pc::AppointeeRemoved { account, appointee, target, selector }.encode_log_data()
        }
    }
}

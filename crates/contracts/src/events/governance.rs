//! Logs of role changes, at whichever contract.

use crate::interfaces::IAccessControlEnumerable as Roles;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::governance::GovernanceEvent;

/// The topics and data of an event.
pub(super) fn encode(event: GovernanceEvent) -> LogData {
    match event {
        GovernanceEvent::RoleGranted { contract: _, role, account, sender } => {
            Roles::RoleGranted { role, account, sender }.encode_log_data()
        }
        GovernanceEvent::RoleRevoked { contract: _, role, account, sender } => {
            Roles::RoleRevoked { role, account, sender }.encode_log_data()
        }
        GovernanceEvent::RoleAdminChanged { contract: _, role, previous_admin, new_admin } => {
            Roles::RoleAdminChanged { role, previousAdminRole: previous_admin, newAdminRole: new_admin }.encode_log_data()
        }
    }
}

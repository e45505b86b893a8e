//! Events of `PermissionController`.

use alloy_primitives::{Address, Selector};

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermissionEvent {
    /// `PendingAdminAdded(address indexed account, address admin)`
    PendingAdminAdded {
        /// Whose admin.
        account: Address,
        /// Who is proposed.
        admin: Address,
    },
    /// `PendingAdminRemoved(address indexed account, address admin)`
    PendingAdminRemoved {
        /// Whose admin.
        account: Address,
        /// Who is proposed no more.
        admin: Address,
    },
    /// `AdminSet(address indexed account, address admin)`
    AdminSet {
        /// Whose admin.
        account: Address,
        /// Who took office.
        admin: Address,
    },
    /// `AdminRemoved(address indexed account, address admin)`
    AdminRemoved {
        /// Whose admin.
        account: Address,
        /// Who left office.
        admin: Address,
    },
    /// `AppointeeSet(address indexed account, address indexed appointee, address target, bytes4 selector)`
    AppointeeSet {
        /// For whom.
        account: Address,
        /// Who may call.
        appointee: Address,
        /// The contract.
        target: Address,
        /// Its function.
        selector: Selector,
    },
    /// `AppointeeRemoved(address indexed account, address indexed appointee, address target, bytes4 selector)`
    AppointeeRemoved {
        /// For whom.
        account: Address,
        /// Who may call no more.
        appointee: Address,
        /// The contract.
        target: Address,
        /// Its function.
        selector: Selector,
    },
}

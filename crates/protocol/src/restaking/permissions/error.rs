//! Refusals of `PermissionController`, and of the contracts that ask it.

use alloy_primitives::{Address, Selector};

/// Why a call was refused; the names are those of the contracts' errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PermissionError {
    /// Another contract's refusal: the caller may not call this function for the account.
    #[error("{caller} may not call {selector} of {target} for {account}")]
    InvalidPermissions {
        /// For whom.
        account: Address,
        /// Who called.
        caller: Address,
        /// The contract called.
        target: Address,
        /// The function called.
        selector: Selector,
    },
    /// Only admins change permissions.
    #[error("{caller} is no admin of {account}")]
    NotAdmin {
        /// Whose permissions.
        account: Address,
        /// Who called.
        caller: Address,
    },
    /// The admin is one already.
    #[error("{admin} is an admin of {account} already")]
    AdminAlreadySet {
        /// Whose admin.
        account: Address,
        /// The admin.
        admin: Address,
    },
    /// The admin is proposed already.
    #[error("{admin} is proposed as admin of {account} already")]
    AdminAlreadyPending {
        /// Whose admin.
        account: Address,
        /// The proposed admin.
        admin: Address,
    },
    /// Nobody proposed this admin.
    #[error("{admin} is not proposed as admin of {account}")]
    AdminNotPending {
        /// Whose admin.
        account: Address,
        /// Who is not proposed.
        admin: Address,
    },
    /// Who is to be removed is no admin.
    #[error("{admin} is no admin of {account}")]
    AdminNotSet {
        /// Whose admin.
        account: Address,
        /// Who is none.
        admin: Address,
    },
    /// The last admin stays.
    #[error("{account} would be left without an admin")]
    CannotHaveZeroAdmins {
        /// Whose admins.
        account: Address,
    },
    /// The appointment exists.
    #[error("{appointee} may call {selector} of {target} for {account} already")]
    AppointeeAlreadySet {
        /// For whom.
        account: Address,
        /// Who may.
        appointee: Address,
        /// The contract.
        target: Address,
        /// Its function.
        selector: Selector,
    },
    /// There is no such appointment.
    #[error("{appointee} may not call {selector} of {target} for {account} anyway")]
    AppointeeNotSet {
        /// For whom.
        account: Address,
        /// Who may not.
        appointee: Address,
        /// The contract.
        target: Address,
        /// Its function.
        selector: Selector,
    },
}

//! Admins of an account: proposed by an admin, in office once they accept.

use super::{PermissionController, PermissionError, PermissionEvent};
use crate::{Ctx, Effects};
use alloy_primitives::Address;

impl PermissionController {
    /// Whether `caller` is an admin of the account, which is its own as long as it has no other (`isAdmin`).
    #[must_use]
    pub fn is_admin(&self, account: Address, caller: Address) -> bool {
        if self.admins.is_empty(account) { account == caller } else { self.admins.contains(account, caller) }
    }

    /// Whether somebody is proposed as admin (`isPendingAdmin`).
    #[must_use]
    pub fn is_pending_admin(&self, account: Address, pending: Address) -> bool {
        self.pending_admins.contains(account, pending)
    }

    /// The admins in order (`getAdmins`).
    #[must_use]
    pub fn admins(&self, account: Address) -> Vec<Address> {
        if self.admins.is_empty(account) { vec![account] } else { self.admins.iter(account).collect() }
    }

    /// Who is proposed, in order (`getPendingAdmins`).
    #[must_use]
    pub fn pending_admins(&self, account: Address) -> Vec<Address> {
        self.pending_admins.iter(account).collect()
    }

    /// Proposes an admin (`addPendingAdmin`).
    ///
    /// # Errors
    /// [`PermissionError::NotAdmin`], [`PermissionError::AdminAlreadySet`], [`PermissionError::AdminAlreadyPending`].
    pub fn add_pending_admin(
        &mut self,
        ctx: &Ctx,
        account: Address,
        admin: Address,
        fx: &mut Effects,
    ) -> Result<(), PermissionError> {
        self.check_admin(account, ctx)?;
        if self.admins.contains(account, admin) {
            return Err(PermissionError::AdminAlreadySet { account, admin });
        }
        if !self.pending_admins.insert(account, admin) {
            return Err(PermissionError::AdminAlreadyPending { account, admin });
        }
        fx.emit(PermissionEvent::PendingAdminAdded { account, admin });
        Ok(())
    }

    /// Takes a proposal back (`removePendingAdmin`).
    ///
    /// # Errors
    /// [`PermissionError::NotAdmin`], [`PermissionError::AdminNotPending`].
    pub fn remove_pending_admin(
        &mut self,
        ctx: &Ctx,
        account: Address,
        admin: Address,
        fx: &mut Effects,
    ) -> Result<(), PermissionError> {
        self.check_admin(account, ctx)?;
        if !self.pending_admins.remove(account, admin) {
            return Err(PermissionError::AdminNotPending { account, admin });
        }
        fx.emit(PermissionEvent::PendingAdminRemoved { account, admin });
        Ok(())
    }

    /// The caller takes office (`acceptAdmin`). The first one to do so ends the account's being its own admin.
    ///
    /// # Errors
    /// [`PermissionError::AdminNotPending`].
    pub fn accept_admin(&mut self, ctx: &Ctx, account: Address, fx: &mut Effects) -> Result<(), PermissionError> {
        let admin = ctx.caller;
        if !self.pending_admins.remove(account, admin) {
            return Err(PermissionError::AdminNotPending { account, admin });
        }
        self.admins.insert(account, admin);
        fx.emit(PermissionEvent::AdminSet { account, admin });
        Ok(())
    }

    /// Removes an admin, not the last one (`removeAdmin`).
    ///
    /// # Errors
    /// [`PermissionError::NotAdmin`], [`PermissionError::CannotHaveZeroAdmins`], [`PermissionError::AdminNotSet`].
    pub fn remove_admin(&mut self, ctx: &Ctx, account: Address, admin: Address, fx: &mut Effects) -> Result<(), PermissionError> {
        self.check_admin(account, ctx)?;
        if self.admins.len(account) <= 1 {
            return Err(PermissionError::CannotHaveZeroAdmins { account });
        }
        if !self.admins.remove(account, admin) {
            return Err(PermissionError::AdminNotSet { account, admin });
        }
        fx.emit(PermissionEvent::AdminRemoved { account, admin });
        Ok(())
    }

    pub(super) fn check_admin(&self, account: Address, ctx: &Ctx) -> Result<(), PermissionError> {
        if self.is_admin(account, ctx.caller) { Ok(()) } else { Err(PermissionError::NotAdmin { account, caller: ctx.caller }) }
    }
}

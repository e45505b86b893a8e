//! Appointees of an account: others who may call one function of one contract for it.

use super::{PermissionController, PermissionError, PermissionEvent};
use crate::{Ctx, Effects};
use alloy_primitives::{Address, Selector};

impl PermissionController {
    /// Functions an appointee may call for the account, in order (`getAppointeePermissions`).
    #[must_use]
    pub fn appointee_permissions(&self, account: Address, appointee: Address) -> Vec<(Address, Selector)> {
        self.functions.iter((account, appointee)).collect()
    }

    /// Who may call a function for the account, in order; admins are not named (`getAppointees`).
    #[must_use]
    pub fn appointees(&self, account: Address, target: Address, selector: Selector) -> Vec<Address> {
        self.appointees.iter((account, (target, selector))).collect()
    }

    /// Lets `appointee` call a function of `target` for the account (`setAppointee`).
    ///
    /// # Errors
    /// [`PermissionError::NotAdmin`], [`PermissionError::AppointeeAlreadySet`].
    pub fn set_appointee(
        &mut self,
        ctx: &Ctx,
        account: Address,
        appointee: Address,
        (target, selector): (Address, Selector),
        fx: &mut Effects,
    ) -> Result<(), PermissionError> {
        self.check_admin(account, ctx)?;
        if !self.functions.insert((account, appointee), (target, selector)) {
            return Err(PermissionError::AppointeeAlreadySet { account, appointee, target, selector });
        }
        self.appointees.insert((account, (target, selector)), appointee);
        fx.emit(PermissionEvent::AppointeeSet { account, appointee, target, selector });
        Ok(())
    }

    /// Takes the right back (`removeAppointee`).
    ///
    /// # Errors
    /// [`PermissionError::NotAdmin`], [`PermissionError::AppointeeNotSet`].
    pub fn remove_appointee(
        &mut self,
        ctx: &Ctx,
        account: Address,
        appointee: Address,
        (target, selector): (Address, Selector),
        fx: &mut Effects,
    ) -> Result<(), PermissionError> {
        self.check_admin(account, ctx)?;
        if !self.functions.remove((account, appointee), (target, selector)) {
            return Err(PermissionError::AppointeeNotSet { account, appointee, target, selector });
        }
        self.appointees.remove((account, (target, selector)), appointee);
        fx.emit(PermissionEvent::AppointeeRemoved { account, appointee, target, selector });
        Ok(())
    }
}

//! `PermissionController`: who may act for an account (section 7 of the restaking specification).
//!
//! An account is its own admin until another admin accepts; from then on only its admins are. Admins appoint others for single
//! functions of single contracts. Deliberately absent: taking the last admin away.
//!
//! Invariants
//! - RST-30  appointees by function and functions by appointee name the same appointments

mod admins;
mod appointees;
mod error;
mod events;
mod tables;
#[cfg(test)]
mod tests;

pub use error::PermissionError;
pub use events::PermissionEvent;

use crate::{Ctx, invariants::BrokenInvariant, restaking::EnumerableSets};
use alloy_primitives::{Address, Selector};
use serde::{Deserialize, Serialize};

/// `PermissionController`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionController {
    admins: EnumerableSets<Address, Address>,
    pending_admins: EnumerableSets<Address, Address>,
    /// Functions (contract and selector) by account and appointee.
    functions: EnumerableSets<(Address, Address), (Address, Selector)>,
    /// Appointees by account and function.
    appointees: EnumerableSets<(Address, (Address, Selector)), Address>,
}

impl PermissionController {
    /// Whether `caller` may call a function of `target` for `account` (`canCall`).
    #[must_use]
    pub fn can_call(&self, account: Address, caller: Address, target: Address, selector: Selector) -> bool {
        self.is_admin(account, caller) || self.functions.contains((account, caller), (target, selector))
    }

    /// Refuses a caller who may not call this function of `target` for `account`.
    ///
    /// # Errors
    /// [`PermissionError::InvalidPermissions`].
    pub fn check_can_call(&self, account: Address, ctx: &Ctx, target: Address) -> Result<(), PermissionError> {
        if self.can_call(account, ctx.caller, target, ctx.selector) {
            return Ok(());
        }
        Err(PermissionError::InvalidPermissions { account, caller: ctx.caller, target, selector: ctx.selector })
    }

    /// Checks RST-30, and RST-3 of its lists.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.admins.check("admins")?;
        self.pending_admins.check("pending admins")?;
        self.functions.check("functions of appointees")?;
        self.appointees.check("appointees of functions")?;
        let mut functions = 0_u64;
        for ((account, appointee), function) in self.functions.entries() {
            BrokenInvariant::unless(self.appointees.contains((account, function), appointee), "RST-30", || {
                format!("{appointee} acts for {account} without being listed")
            })?;
            functions = functions.saturating_add(1);
        }
        let appointees = self.appointees.entries().fold(0_u64, |count, _| count.saturating_add(1));
        BrokenInvariant::unless(functions == appointees, "RST-30", || format!("{functions} functions, {appointees} appointees"))
    }
}

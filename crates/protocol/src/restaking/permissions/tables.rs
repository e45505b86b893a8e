//! The state as table entries.

use super::PermissionController;
use crate::tables::{ChangeSink, Tables};

impl Tables for PermissionController {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        self.admins.changes(before.map(|before| &before.admins), "permissions.admins", sink);
        self.pending_admins.changes(before.map(|before| &before.pending_admins), "permissions.pending_admins", sink);
        self.functions.changes(before.map(|before| &before.functions), "permissions.functions", sink);
        self.appointees.changes(before.map(|before| &before.appointees), "permissions.appointees", sink);
    }
}

//! The state as table entries.

use super::PermissionController;
use crate::tables::{ChangeSink, Tables};

impl Tables for PermissionController {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

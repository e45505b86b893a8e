//! The state as table entries.

use super::DelegationManager;
use crate::tables::{ChangeSink, Tables};

impl Tables for DelegationManager {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

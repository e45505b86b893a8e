//! The state as table entries.

use super::AllocationManager;
use crate::tables::{ChangeSink, Tables};

impl Tables for AllocationManager {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

//! The state as table entries.

use super::PauserRegistry;
use crate::tables::{ChangeSink, Tables, value_changes};

impl Tables for PauserRegistry {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("pausers", before, self, sink);
    }
}

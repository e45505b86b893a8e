//! The state as table entries.

use super::PauserRegistry;
use crate::tables::{ChangeSink, Tables};

impl Tables for PauserRegistry {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

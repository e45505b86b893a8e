//! The state as table entries.

use super::Strategies;
use crate::tables::{ChangeSink, Tables};

impl Tables for Strategies {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

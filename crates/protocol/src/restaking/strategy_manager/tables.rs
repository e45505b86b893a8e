//! The state as table entries.

use super::StrategyManager;
use crate::tables::{ChangeSink, Tables};

impl Tables for StrategyManager {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

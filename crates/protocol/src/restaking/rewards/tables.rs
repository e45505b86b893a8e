//! The state as table entries.

use super::RewardsCoordinator;
use crate::tables::{ChangeSink, Tables};

impl Tables for RewardsCoordinator {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

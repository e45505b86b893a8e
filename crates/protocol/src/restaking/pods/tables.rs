//! The state as table entries.

use super::EigenPodManager;
use crate::tables::{ChangeSink, Tables};

impl Tables for EigenPodManager {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

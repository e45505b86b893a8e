//! The state as table entries.

use super::AvsDirectory;
use crate::tables::{ChangeSink, Tables};

impl Tables for AvsDirectory {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

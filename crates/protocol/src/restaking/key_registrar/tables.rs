//! The state as table entries.

use super::KeyRegistrar;
use crate::tables::{ChangeSink, Tables};

impl Tables for KeyRegistrar {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}

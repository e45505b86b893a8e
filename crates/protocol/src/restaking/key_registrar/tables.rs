//! The state as table entries.

use super::KeyRegistrar;
use crate::tables::{ChangeSink, Tables, map_changes};

impl Tables for KeyRegistrar {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        map_changes("key_registrar.curves", before.map(|before| &before.curves), &self.curves, sink);
        map_changes("key_registrar.keys", before.map(|before| &before.keys), &self.keys, sink);
        map_changes("key_registrar.operator_of", before.map(|before| &before.operator_of), &self.operator_of, sink);
    }
}

//! The state as table entries.

use super::Strategies;
use crate::tables::{ChangeSink, Tables, map_changes};

impl Tables for Strategies {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        map_changes("restaking.strategies", before.map(|before| &before.by_address), &self.by_address, sink);
        self.factory.changes(before.map(|before| &before.factory), sink);
    }
}

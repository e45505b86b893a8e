//! The state as table entries.

use super::AvsDirectory;
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};

impl Tables for AvsDirectory {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        let control = |directory: &Self| (directory.owner, directory.paused);
        value_changes("avs_directory.control", before.map(control).as_ref(), &control(self), sink);
        map_changes("avs_directory.registered", before.map(|before| &before.registered), &self.registered, sink);
        map_changes("avs_directory.spent_salts", before.map(|before| &before.spent_salts), &self.spent_salts, sink);
    }
}

//! The state as table entries.

use super::AllocationManager;
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};

impl Tables for AllocationManager {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("allocation.paused", before.map(|before| &before.paused), &self.paused, sink);
        map_changes("allocation.services", before.map(|before| &before.services), &self.services, sink);
        map_changes("allocation.sets", before.map(|before| &before.sets), &self.sets, sink);
        self.strategies.changes(before.map(|before| &before.strategies), "allocation.strategies", sink);
        self.members.changes(before.map(|before| &before.members), "allocation.members", sink);
        self.registered_sets.changes(before.map(|before| &before.registered_sets), "allocation.registered_sets", sink);
        map_changes("allocation.slashable_until", before.map(|before| &before.slashable_until), &self.slashable_until, sink);
        map_changes("allocation.delays", before.map(|before| &before.delays), &self.delays, sink);
        self.max_magnitudes.changes(before.map(|before| &before.max_magnitudes), "allocation.max_magnitudes", sink);
        map_changes("allocation.encumbered", before.map(|before| &before.encumbered), &self.encumbered, sink);
        map_changes("allocation.allocations", before.map(|before| &before.allocations), &self.allocations, sink);
        self.allocated_sets.changes(before.map(|before| &before.allocated_sets), "allocation.allocated_sets", sink);
        let allocated = before.map(|before| &before.allocated_strategies);
        self.allocated_strategies.changes(allocated, "allocation.allocated_strategies", sink);
        let queues = before.map(|before| &before.deallocation_queues);
        map_changes("allocation.deallocation_queues", queues, &self.deallocation_queues, sink);
    }
}

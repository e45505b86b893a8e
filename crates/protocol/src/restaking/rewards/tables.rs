//! The state as table entries.

use super::RewardsCoordinator;
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};

impl Tables for RewardsCoordinator {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        let scalars = |rewards: &Self| (rewards.paused, rewards.owner, rewards.guard, rewards.config, rewards.settings);
        value_changes("rewards", before.map(scalars).as_ref(), &scalars(self), sink);
        map_changes("rewards.for_all_submitters", before.map(|b| &b.for_all_submitters), &self.for_all_submitters, sink);
        map_changes("rewards.fee_payers", before.map(|b| &b.fee_payers), &self.fee_payers, sink);
        map_changes("rewards.nonces", before.map(|b| &b.nonces), &self.nonces, sink);
        map_changes("rewards.submissions", before.map(|b| &b.submissions), &self.submissions, sink);
        map_changes("rewards.roots", before.map(|b| &b.roots), &self.roots, sink);
        map_changes("rewards.claimers", before.map(|b| &b.claimers), &self.claimers, sink);
        map_changes("rewards.cumulative_claimed", before.map(|b| &b.cumulative_claimed), &self.cumulative_claimed, sink);
        map_changes("rewards.splits", before.map(|b| &b.splits), &self.splits, sink);
    }
}

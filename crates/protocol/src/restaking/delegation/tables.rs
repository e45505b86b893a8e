//! The state as table entries.

use super::DelegationManager;
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};

impl Tables for DelegationManager {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        let scalars = |manager: &Self| (manager.paused, manager.guard);
        value_changes("restaking.delegation", before.map(scalars).as_ref(), &scalars(self), sink);
        map_changes("restaking.delegated_to", before.map(|b| &b.delegated_to), &self.delegated_to, sink);
        map_changes("restaking.approvers", before.map(|b| &b.approvers), &self.approvers, sink);
        map_changes("restaking.spent_salts", before.map(|b| &b.spent_salts), &self.spent_salts, sink);
        map_changes("restaking.operator_shares", before.map(|b| &b.operator_shares), &self.operator_shares, sink);
        map_changes("restaking.scaling_factors", before.map(|b| &b.scaling_factors), &self.scaling_factors, sink);
        self.queued.changes(before.map(|b| &b.queued), "restaking.queued_shares", sink);
        map_changes("restaking.withdrawals", before.map(|b| &b.withdrawals), &self.withdrawals, sink);
        self.roots_of.changes(before.map(|b| &b.roots_of), "restaking.withdrawal_roots", sink);
        map_changes("restaking.withdrawal_counts", before.map(|b| &b.withdrawal_counts), &self.withdrawal_counts, sink);
    }
}

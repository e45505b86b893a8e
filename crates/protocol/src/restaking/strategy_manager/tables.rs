//! The state as table entries.

use super::StrategyManager;
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};

impl Tables for StrategyManager {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        let scalars = |manager: &Self| (manager.owner, manager.whitelister, manager.paused, manager.guard);
        value_changes("restaking.strategy_manager", before.map(scalars).as_ref(), &scalars(self), sink);
        map_changes("restaking.whitelist", before.map(|b| &b.whitelist), &self.whitelist, sink);
        map_changes("restaking.deposit_shares", before.map(|b| &b.shares), &self.shares, sink);
        self.strategies_of.changes(before.map(|b| &b.strategies_of), "restaking.strategies_of", sink);
        self.nonces.changes(before.map(|b| &b.nonces), "restaking.deposit_nonces", sink);
        self.slashed.changes(before.map(|b| &b.slashed), sink);
    }
}

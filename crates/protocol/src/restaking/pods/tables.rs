//! The state as table entries.

use super::EigenPodManager;
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};

impl Tables for EigenPodManager {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        let globals = |manager: &Self| {
            let (fork, setter) = (manager.pectra_fork_timestamp, manager.proof_timestamp_setter);
            (manager.owner, manager.paused, manager.guard, fork, setter, manager.burnable_shares)
        };
        value_changes("pods", before.map(globals).as_ref(), &globals(self), sink);
        map_changes("pods_deposit_shares", before.map(|b| &b.deposit_shares), &self.deposit_shares, sink);
        map_changes("pods_slashing_factors", before.map(|b| &b.slashing_factors), &self.slashing_factors, sink);
        map_changes("pods_pods", before.map(|b| &b.pods), &self.pods, sink);
        map_changes("pods_validators", before.map(|b| &b.validators), &self.validators, sink);
        map_changes("pods_exited", before.map(|b| &b.exited), &self.exited, sink);
        map_changes("pods_of_owners", before.map(|b| &b.pod_of), &self.pod_of, sink);
    }
}

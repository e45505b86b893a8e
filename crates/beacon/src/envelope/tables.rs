//! The chained fields in the commitment over the whole chain: one entry of the fields' roots. What lies below them is
//! proven against the state's own root.

use super::Envelope;
use aquifer_protocol::tables::{ChangeSink, Tables, value_changes};
use serde::Serialize;

impl Envelope {
    /// Everything the envelope holds, lists by their roots.
    fn digest(&self) -> impl PartialEq + Serialize + use<> {
        let constants = (self.seed, self.slots_per_epoch, self.fork, self.aggregate_pubkeys);
        let eth1 = (self.eth1_data.root(), self.eth1_data_votes.root(), self.eth1_deposit_index);
        let rings = [self.block_roots.root(), self.state_roots.root(), self.randao_mixes.root()];
        let history = [self.historical_roots.root(), self.historical_summaries.root()];
        let latest = [self.latest_block_header.root(), self.latest_execution_payload_header.root()];
        (constants, eth1, rings, history, latest, self.checkpoints, self.deposit_requests_start_index)
    }
}

impl Tables for Envelope {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("beacon.envelope", before.map(Self::digest).as_ref(), &self.digest(), sink);
    }
}

//! The envelope as a plain record: to start from any state, and to compare with.

use super::{Checkpoints, Envelope};
use crate::container::list_root;
use crate::fields::depth;
use crate::hash::{Node, bytes_root, merkleize, mix_in_length};
use crate::hashed::{Hashed, Rooted};
use crate::tree::vector::MerkleVector;
use crate::types::{BeaconBlockHeader, BlsPubkey, Checkpoint, Eth1Data, ExecutionPayloadHeader, Fork, HistoricalSummary};
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};

/// `historical_roots`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HistoricalRoots(pub(crate) Vec<B256>);

/// `eth1_data_votes`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EthVotes(pub(crate) Vec<Eth1Data>);

/// `historical_summaries`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Summaries(pub(crate) Vec<HistoricalSummary>);

impl Rooted for BlsPubkey {
    fn hash_root(&self) -> Node {
        bytes_root(self)
    }
}

impl Rooted for HistoricalRoots {
    fn hash_root(&self) -> Node {
        let leaves: Vec<Node> = self.0.iter().map(|root| root.0).collect();
        mix_in_length(&merkleize(&leaves, depth::HISTORICAL), leaves.len())
    }
}

impl Rooted for EthVotes {
    fn hash_root(&self) -> Node {
        list_root(&self.0, depth::ETH1_VOTES)
    }
}

impl Rooted for Summaries {
    fn hash_root(&self) -> Node {
        list_root(&self.0, depth::HISTORICAL)
    }
}

/// Every chained field in plain collections, under the specification's names. Rings shorter than their length end in zeros.
#[expect(missing_docs, reason = "the fields are the specification's, explained in the specification")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeRecord {
    pub fork: Fork,
    pub latest_block_header: BeaconBlockHeader,
    pub block_roots: Vec<B256>,
    pub state_roots: Vec<B256>,
    pub historical_roots: Vec<B256>,
    pub eth1_data: Eth1Data,
    pub eth1_data_votes: Vec<Eth1Data>,
    pub eth1_deposit_index: u64,
    pub randao_mixes: Vec<B256>,
    pub previous_justified_checkpoint: Checkpoint,
    pub current_justified_checkpoint: Checkpoint,
    pub finalized_checkpoint: Checkpoint,
    pub current_aggregate_pubkey: BlsPubkey,
    pub next_aggregate_pubkey: BlsPubkey,
    pub latest_execution_payload_header: ExecutionPayloadHeader,
    pub historical_summaries: Vec<HistoricalSummary>,
    pub deposit_requests_start_index: u64,
}

impl Envelope {
    /// The envelope of any state. `seed` is what reveals are made from.
    #[must_use]
    pub fn from_record(seed: B256, slots_per_epoch: u64, record: EnvelopeRecord) -> Self {
        let ring = |depth, roots: Vec<B256>| MerkleVector::from_values(depth, roots.into_iter().map(|root| root.0));
        Self {
            seed,
            slots_per_epoch,
            fork: Hashed::new(record.fork),
            latest_block_header: Hashed::new(record.latest_block_header),
            block_roots: ring(depth::HISTORY, record.block_roots),
            state_roots: ring(depth::HISTORY, record.state_roots),
            historical_roots: Hashed::new(HistoricalRoots(record.historical_roots)),
            eth1_data: Hashed::new(record.eth1_data),
            eth1_data_votes: Hashed::new(EthVotes(record.eth1_data_votes)),
            eth1_deposit_index: record.eth1_deposit_index,
            randao_mixes: ring(depth::MIXES, record.randao_mixes),
            checkpoints: Checkpoints {
                previous_justified: record.previous_justified_checkpoint,
                current_justified: record.current_justified_checkpoint,
                finalized: record.finalized_checkpoint,
            },
            aggregate_pubkeys: [record.current_aggregate_pubkey, record.next_aggregate_pubkey].map(Hashed::new),
            latest_execution_payload_header: Hashed::new(record.latest_execution_payload_header),
            historical_summaries: Hashed::new(Summaries(record.historical_summaries)),
            deposit_requests_start_index: record.deposit_requests_start_index,
        }
    }

    /// The envelope as a plain record.
    #[must_use]
    pub fn record(&self) -> EnvelopeRecord {
        let [current_aggregate_pubkey, next_aggregate_pubkey] = self.aggregate_keys();
        EnvelopeRecord {
            fork: *self.fork,
            latest_block_header: *self.latest_block_header,
            block_roots: self.block_roots.iter().collect(),
            state_roots: self.state_roots.iter().collect(),
            historical_roots: self.historical_roots.0.clone(),
            eth1_data: *self.eth1_data,
            eth1_data_votes: self.eth1_data_votes.0.clone(),
            eth1_deposit_index: self.eth1_deposit_index,
            randao_mixes: self.randao_mixes.iter().collect(),
            previous_justified_checkpoint: self.checkpoints.previous_justified,
            current_justified_checkpoint: self.checkpoints.current_justified,
            finalized_checkpoint: self.checkpoints.finalized,
            current_aggregate_pubkey,
            next_aggregate_pubkey,
            latest_execution_payload_header: (*self.latest_execution_payload_header).clone(),
            historical_summaries: self.historical_summaries.0.clone(),
            deposit_requests_start_index: self.deposit_requests_start_index,
        }
    }
}

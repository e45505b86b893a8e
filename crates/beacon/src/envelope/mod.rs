//! The fields of a state that are chained from slot to slot and are not accounting.
//!
//! Together with a [`Beacon`] they are a whole `BeaconState` of Fulu. The rings carry their hashes, so that a clone is a
//! few reference counts and a slot writes a path.
//!
//! Deliberately constant: `eth1_data`, its votes and index, `historical_roots`, `deposit_requests_start_index`, and the
//! aggregate keys of sync committees, which are the point at infinity: nothing the chain does depends on them.
//!
//! Invariants
//! - FORM-1  `latest_block_header.state_root` is zero from a block to the end of its slot
//! - FORM-2  `block_roots[s]` and `state_roots[s]` are those of slot s for the 8192 slots before the current one
//! - FORM-3  the roots of the checkpoints are those of the blocks their epochs began with

mod block;
mod genesis;
mod randao;
mod record;
mod slots;

pub use block::{BlockContents, EMPTY_TRANSACTIONS_ROOT, body_root, empty_body_root, withdrawals_root};
pub use record::EnvelopeRecord;

use crate::accounting::AccountingRoots;
use crate::container::Container as _;
use crate::fields::{FIELDS, SLOTS_PER_HISTORICAL_ROOT, STATE_DEPTH, field};
use crate::hash::{Node, hash_pair, merkleize, number};
use crate::hashed::Hashed;
use crate::tree::vector::MerkleVector;
use crate::types::{BeaconBlockHeader, BlsPubkey, Checkpoint, Eth1Data, ExecutionPayloadHeader, Fork, HistoricalSummary};
use alloy_primitives::B256;
use aquifer_protocol::units::{Epoch, Slot};
use record::{EthVotes, HistoricalRoots, Summaries};
use serde::{Deserialize, Serialize};

/// The chained part of the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// What reveals are made from.
    seed: B256,
    slots_per_epoch: u64,
    fork: Hashed<Fork>,
    latest_block_header: Hashed<BeaconBlockHeader>,
    pub(crate) block_roots: MerkleVector,
    pub(crate) state_roots: MerkleVector,
    pub(crate) historical_roots: Hashed<HistoricalRoots>,
    eth1_data: Hashed<Eth1Data>,
    pub(crate) eth1_data_votes: Hashed<EthVotes>,
    pub(crate) eth1_deposit_index: u64,
    pub(crate) randao_mixes: MerkleVector,
    checkpoints: Checkpoints,
    aggregate_pubkeys: [Hashed<BlsPubkey>; 2],
    latest_execution_payload_header: Hashed<ExecutionPayloadHeader>,
    historical_summaries: Hashed<Summaries>,
    pub(crate) deposit_requests_start_index: u64,
}

/// The three checkpoints of a state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoints {
    /// Justified one transition ago.
    pub previous_justified: Checkpoint,
    /// Justified last.
    pub current_justified: Checkpoint,
    /// Final.
    pub finalized: Checkpoint,
}

impl Envelope {
    /// Version and epoch of the fork.
    #[must_use]
    pub fn fork(&self) -> Fork {
        *self.fork
    }

    /// The last block's header; its state root is zero until its slot ends.
    #[must_use]
    pub fn latest_block_header(&self) -> BeaconBlockHeader {
        *self.latest_block_header
    }

    /// The last block's header as it is served, given the root of the state after it.
    #[must_use]
    pub fn sealed_header(&self, state_root: B256) -> BeaconBlockHeader {
        let header = *self.latest_block_header;
        if header.state_root.is_zero() { BeaconBlockHeader { state_root, ..header } } else { header }
    }

    /// The last execution block.
    #[must_use]
    pub fn latest_execution_payload_header(&self) -> &ExecutionPayloadHeader {
        &self.latest_execution_payload_header
    }

    /// Root of the last block up to a slot, as the ring has it; the caller asks for one of the last 8192 before the current.
    #[must_use]
    pub fn block_root_at(&self, slot: Slot) -> B256 {
        B256::new(self.block_roots.get(ring_position(slot)))
    }

    /// Root of the state at the end of a slot, as the ring has it; the caller asks for one of the last 8192 before the
    /// current.
    #[must_use]
    pub fn state_root_at(&self, slot: Slot) -> B256 {
        B256::new(self.state_roots.get(ring_position(slot)))
    }

    /// Mix of an epoch, as the ring has it.
    #[must_use]
    pub fn randao_mix(&self, epoch: Epoch) -> B256 {
        B256::new(self.randao_mixes.get(randao::mix_position(epoch.get())))
    }

    /// The mix a block of a slot builds on: its `PREVRANDAO`.
    #[must_use]
    pub fn prev_randao(&self, slot: Slot) -> B256 {
        self.randao_mix(self.epoch_of(slot))
    }

    /// Roots of the rings whenever they were full.
    #[must_use]
    pub fn historical_summaries(&self) -> &[HistoricalSummary] {
        &self.historical_summaries.0
    }

    /// What blocks say of the deposit contract.
    #[must_use]
    pub fn eth1_data(&self) -> Eth1Data {
        *self.eth1_data
    }

    /// What is justified and final, with its roots.
    #[must_use]
    pub const fn checkpoints(&self) -> Checkpoints {
        self.checkpoints
    }

    /// Sums of the keys of the sync committee that sits, and of the next.
    pub(crate) fn aggregate_keys(&self) -> [BlsPubkey; 2] {
        let [current, next] = &self.aggregate_pubkeys;
        [**current, **next]
    }

    /// The epoch a slot lies in.
    #[must_use]
    pub fn epoch_of(&self, slot: Slot) -> Epoch {
        Epoch::new(slot.get() / self.slots_per_epoch.max(1))
    }

    /// Root of the state these fields and those of the accounting make.
    #[must_use]
    pub fn state_root(&self, accounting: &AccountingRoots) -> B256 {
        B256::new(merkleize(&self.field_nodes(accounting), STATE_DEPTH))
    }

    /// Roots of all fields, in order.
    pub(crate) fn field_nodes(&self, accounting: &AccountingRoots) -> [Node; FIELDS] {
        let mut fields = accounting.fields;
        let checkpoints = &self.checkpoints;
        let [aggregate, next_aggregate] = &self.aggregate_pubkeys;
        fields[field::FORK] = self.fork.root();
        fields[field::LATEST_BLOCK_HEADER] = self.latest_block_header.root();
        fields[field::BLOCK_ROOTS] = self.block_roots.root();
        fields[field::STATE_ROOTS] = self.state_roots.root();
        fields[field::HISTORICAL_ROOTS] = self.historical_roots.root();
        fields[field::ETH1_DATA] = self.eth1_data.root();
        fields[field::ETH1_DATA_VOTES] = self.eth1_data_votes.root();
        fields[field::ETH1_DEPOSIT_INDEX] = number(self.eth1_deposit_index);
        fields[field::RANDAO_MIXES] = self.randao_mixes.root();
        fields[field::PREVIOUS_JUSTIFIED_CHECKPOINT] = checkpoints.previous_justified.root();
        fields[field::CURRENT_JUSTIFIED_CHECKPOINT] = checkpoints.current_justified.root();
        fields[field::FINALIZED_CHECKPOINT] = checkpoints.finalized.root();
        fields[field::CURRENT_SYNC_COMMITTEE] = hash_pair(&fields[field::CURRENT_SYNC_COMMITTEE], &aggregate.root());
        fields[field::NEXT_SYNC_COMMITTEE] = hash_pair(&fields[field::NEXT_SYNC_COMMITTEE], &next_aggregate.root());
        fields[field::LATEST_EXECUTION_PAYLOAD_HEADER] = self.latest_execution_payload_header.root();
        fields[field::HISTORICAL_SUMMARIES] = self.historical_summaries.root();
        fields[field::DEPOSIT_REQUESTS_START_INDEX] = number(self.deposit_requests_start_index);
        fields
    }
}

/// Place of a slot in the rings.
fn ring_position(slot: Slot) -> usize {
    usize::try_from(slot.get() % SLOTS_PER_HISTORICAL_ROOT).unwrap_or(0)
}

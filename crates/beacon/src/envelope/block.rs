//! A block enters the state: its header, its execution block, its share of the mix.

use super::Envelope;
use crate::accounting::StateTree;
use crate::container::{Container as _, list_root};
use crate::error::FormError;
use crate::fields::depth;
use crate::hash::{Node, depth_of, merkleize};
use crate::hashed::Hashed;
use crate::types::{
    BeaconBlockBody, BeaconBlockHeader, BlsSignature, Eth1Data, ExecutionPayloadHeader, SyncAggregate, Withdrawal,
};
use alloy_primitives::{B256, b256};
use aquifer_protocol::ethereum::Beacon;
use aquifer_protocol::units::{Slot, ValidatorIndex};
use std::sync::LazyLock;
use tree_hash::TreeHash as _;

/// Root of a list of no transactions.
pub const EMPTY_TRANSACTIONS_ROOT: B256 = b256!("7ffe241ea60187fdb0187bfa22de35d1f9bed7ab061d9401fd47e34a54fbede1");

/// What the chained state needs to know of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockContents {
    /// Who proposed it.
    pub proposer: ValidatorIndex,
    /// Its share of the mix.
    pub randao_reveal: BlsSignature,
    /// Root of its body.
    pub body_root: B256,
    /// Its execution block.
    pub payload: ExecutionPayloadHeader,
}

impl BlockContents {
    /// Of a whole body.
    #[must_use]
    pub fn of(proposer: ValidatorIndex, body: &BeaconBlockBody) -> Self {
        Self {
            proposer,
            randao_reveal: body.randao_reveal,
            body_root: body.tree_hash_root(),
            payload: ExecutionPayloadHeader::from(&body.execution_payload),
        }
    }
}

impl Envelope {
    /// Puts the block of the current slot into the state, which the accounting has already been through, and gives its
    /// header with the root of that state.
    ///
    /// # Errors
    /// [`FormError::Cohorts`]; nothing has changed then.
    pub fn apply_block(
        &mut self,
        beacon: &Beacon,
        tree: &mut StateTree,
        contents: BlockContents,
    ) -> Result<BeaconBlockHeader, FormError> {
        let accounting = tree.update(beacon)?;
        self.put_block(accounting.slot, contents);
        Ok(self.sealed_header(self.state_root(&accounting)))
    }

    /// Puts a block into the chained fields; the slot before is closed.
    pub fn put_block(&mut self, slot: Slot, contents: BlockContents) {
        let BlockContents { proposer, randao_reveal, body_root, payload } = contents;
        self.latest_block_header = Hashed::new(BeaconBlockHeader {
            slot: slot.get(),
            proposer_index: proposer.get(),
            parent_root: self.latest_block_root(),
            state_root: B256::ZERO,
            body_root,
        });
        self.mix_in(self.epoch_of(slot), &randao_reveal);
        self.latest_execution_payload_header = Hashed::new(payload);
    }
}

/// Root of the withdrawals of an execution block.
#[must_use]
pub fn withdrawals_root(withdrawals: &[Withdrawal]) -> B256 {
    B256::new(list_root(withdrawals, depth::WITHDRAWALS))
}

/// Fields of a body without operations.
static EMPTY_BODY: LazyLock<[Node; 13]> = LazyLock::new(|| BeaconBlockBody::default().leaves());

/// Root of a body whose execution payload is known by its header; the payload in `body` does not count.
#[must_use]
pub fn body_root(body: &BeaconBlockBody, payload: &ExecutionPayloadHeader) -> B256 {
    let mut leaves = body.leaves();
    leaves[9] = payload.root();
    B256::new(merkleize(&leaves, depth_of(leaves.len())))
}

/// Root of a body without any operation, blob or request.
#[must_use]
pub fn empty_body_root(
    randao_reveal: &BlsSignature,
    eth1_data: &Eth1Data,
    graffiti: B256,
    sync_aggregate: &SyncAggregate,
    payload: &ExecutionPayloadHeader,
) -> B256 {
    let mut leaves = *EMPTY_BODY;
    leaves[0] = crate::hash::bytes_root(randao_reveal);
    leaves[1] = eth1_data.root();
    leaves[2] = graffiti.0;
    leaves[8] = sync_aggregate.root();
    leaves[9] = payload.root();
    B256::new(merkleize(&leaves, depth_of(leaves.len())))
}

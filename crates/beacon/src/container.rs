//! Containers as leaves: what a proof passes through, and a quick root.
//!
//! The roots are those the derived [`tree_hash::TreeHash`] gives; a test holds the two together.

use crate::hash::{Node, ZERO, bytes_root, depth_of, hash_layer, merkleize, mix_in_length, number, pack_bytes};
use crate::subtree::Subtree;
use crate::types::{
    BeaconBlockBody, BeaconBlockHeader, Checkpoint, Eth1Data, ExecutionPayloadHeader, Fork, HistoricalSummary,
    PendingConsolidation, PendingDeposit, PendingPartialWithdrawal, SyncAggregate, Withdrawal,
};
use alloy_primitives::Address;
use ssz::Encode as _;
use tree_hash::TreeHash as _;

/// A container of SSZ.
pub(crate) trait Container {
    /// Roots of the fields.
    type Leaves: AsRef<[Node]>;

    /// Roots of the fields, in order.
    fn leaves(&self) -> Self::Leaves;

    /// What lies below a field; nothing below a basic value.
    fn below<'a>(&self, _field: usize) -> Option<Subtree<'a>> {
        None
    }

    /// `hash_tree_root`.
    fn root(&self) -> Node {
        let leaves = self.leaves();
        merkleize(leaves.as_ref(), depth_of(leaves.as_ref().len()))
    }
}

/// An address as a leaf.
fn address(address: &Address) -> Node {
    let mut leaf = [0; 32];
    leaf.iter_mut().zip(address.as_slice()).for_each(|(to, from)| *to = *from);
    leaf
}

/// A short fixed value as a leaf.
fn word(bytes: &[u8]) -> Node {
    pack_bytes(bytes).first().copied().unwrap_or_default()
}

impl Container for Fork {
    type Leaves = [Node; 3];

    fn leaves(&self) -> Self::Leaves {
        [word(self.previous_version.as_slice()), word(self.current_version.as_slice()), number(self.epoch)]
    }
}

impl Container for Checkpoint {
    type Leaves = [Node; 2];

    fn leaves(&self) -> Self::Leaves {
        [number(self.epoch), self.root.0]
    }
}

impl Container for BeaconBlockHeader {
    type Leaves = [Node; 5];

    fn leaves(&self) -> Self::Leaves {
        [number(self.slot), number(self.proposer_index), self.parent_root.0, self.state_root.0, self.body_root.0]
    }
}

impl Container for Eth1Data {
    type Leaves = [Node; 3];

    fn leaves(&self) -> Self::Leaves {
        [self.deposit_root.0, number(self.deposit_count), self.block_hash.0]
    }
}

impl Container for HistoricalSummary {
    type Leaves = [Node; 2];

    fn leaves(&self) -> Self::Leaves {
        [self.block_summary_root.0, self.state_summary_root.0]
    }
}

impl Container for PendingDeposit {
    type Leaves = [Node; 5];

    fn leaves(&self) -> Self::Leaves {
        [
            bytes_root(&self.pubkey),
            self.withdrawal_credentials.0,
            number(self.amount),
            bytes_root(&self.signature),
            number(self.slot),
        ]
    }

    fn below<'a>(&self, field: usize) -> Option<Subtree<'a>> {
        match field {
            0 => Some(Subtree::bytes(self.pubkey.as_slice())),
            3 => Some(Subtree::bytes(self.signature.as_slice())),
            _ => None,
        }
    }
}

impl Container for PendingPartialWithdrawal {
    type Leaves = [Node; 3];

    fn leaves(&self) -> Self::Leaves {
        [number(self.validator_index), number(self.amount), number(self.withdrawable_epoch)]
    }
}

impl Container for PendingConsolidation {
    type Leaves = [Node; 2];

    fn leaves(&self) -> Self::Leaves {
        [number(self.source_index), number(self.target_index)]
    }
}

impl Container for Withdrawal {
    type Leaves = [Node; 4];

    fn leaves(&self) -> Self::Leaves {
        [number(self.index), number(self.validator_index), address(&self.address), number(self.amount)]
    }
}

impl Container for SyncAggregate {
    type Leaves = [Node; 2];

    fn leaves(&self) -> Self::Leaves {
        let bits = pack_bytes(&self.sync_committee_bits.as_ssz_bytes());
        [merkleize(&bits, depth_of(bits.len())), bytes_root(&self.sync_committee_signature)]
    }
}

impl Container for ExecutionPayloadHeader {
    type Leaves = [Node; 17];

    fn leaves(&self) -> Self::Leaves {
        let extra = word(&self.extra_data);
        [
            self.parent_hash.0,
            address(&self.fee_recipient),
            self.state_root.0,
            self.receipts_root.0,
            bytes_root(&self.logs_bloom),
            self.prev_randao.0,
            number(self.block_number),
            number(self.gas_limit),
            number(self.gas_used),
            number(self.timestamp),
            mix_in_length(&extra, self.extra_data.len()),
            self.base_fee_per_gas.to_le_bytes(),
            self.block_hash.0,
            self.transactions_root.0,
            self.withdrawals_root.0,
            number(self.blob_gas_used),
            number(self.excess_blob_gas),
        ]
    }

    fn below<'a>(&self, field: usize) -> Option<Subtree<'a>> {
        match field {
            4 => Some(Subtree::bytes(self.logs_bloom.as_slice())),
            10 => Some(Subtree::list(vec![word(&self.extra_data)], 0, self.extra_data.len(), |_| None)),
            _ => None,
        }
    }
}

impl Container for BeaconBlockBody {
    type Leaves = [Node; 13];

    fn leaves(&self) -> Self::Leaves {
        [
            self.randao_reveal.tree_hash_root(),
            self.eth1_data.tree_hash_root(),
            self.graffiti,
            self.proposer_slashings.tree_hash_root(),
            self.attester_slashings.tree_hash_root(),
            self.attestations.tree_hash_root(),
            self.deposits.tree_hash_root(),
            self.voluntary_exits.tree_hash_root(),
            self.sync_aggregate.tree_hash_root(),
            self.execution_payload.tree_hash_root(),
            self.bls_to_execution_changes.tree_hash_root(),
            self.blob_kzg_commitments.tree_hash_root(),
            self.execution_requests.tree_hash_root(),
        ]
        .map(|root| root.0)
    }

    /// Below the execution block are its fields.
    fn below<'a>(&self, field: usize) -> Option<Subtree<'a>> {
        (field == 9).then(|| Subtree::owned(ExecutionPayloadHeader::from(&self.execution_payload)))
    }
}

/// Roots of many containers of one kind: level by level over all of them, which hashes faster than one after the other.
pub(crate) fn roots<T: Container>(containers: &[T]) -> Vec<Node> {
    let mut level: Vec<Node> = Vec::new();
    let mut width = 1;
    for container in containers {
        let leaves = container.leaves();
        width = leaves.as_ref().len().next_power_of_two();
        let padding = width - leaves.as_ref().len();
        level.extend_from_slice(leaves.as_ref());
        level.extend(std::iter::repeat_n(ZERO, padding));
    }
    for _ in 0..width.trailing_zeros() {
        let mut parents = vec![ZERO; level.len() / 2];
        hash_layer(&level, &mut parents);
        level = parents;
    }
    level
}

/// Root of a list of containers.
pub(crate) fn list_root<T: Container>(entries: &[T], depth: u32) -> Node {
    mix_in_length(&merkleize(&roots(entries), depth), entries.len())
}

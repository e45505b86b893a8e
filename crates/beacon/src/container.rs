//! Containers as leaves: what a proof passes through, and a quick root.
//!
//! The roots are those the derived [`tree_hash::TreeHash`] gives; a test holds the two together.

use crate::error::FormError;
use crate::hash::{Node, ZERO, bytes_root, depth_of, hash_layer, merkleize, mix_in_length, number, pack_bytes};
use crate::subtree::{Proof, Subtree};
use crate::types::{
    BeaconBlock, BeaconBlockBody, BeaconBlockHeader, Checkpoint, Eth1Data, ExecutionPayloadHeader, Fork, HistoricalSummary,
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

impl BeaconBlock {
    /// The node a generalized index names in the block, with its branch up to the block's root: the header, the body, the
    /// execution block in it, and what operations there are as a whole.
    ///
    /// # Errors
    /// [`FormError::NoSuchNode`].
    pub fn proof(&self, gindex: u64) -> Result<Proof, FormError> {
        let body = |field| (field == 4).then(|| Subtree::container(self.body.leaves().to_vec(), |field| self.body.below(field)));
        Subtree::container(self.header().leaves().to_vec(), body).prove(gindex)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::empty;
    use crate::types::ExecutionPayload;
    use alloy_primitives::{B256, FixedBytes, U256};
    use ssz::Decode;
    use ssz_types::VariableList;
    use tree_hash::TreeHash;

    /// Bytes no two of which are alike for long.
    fn bytes(len: usize, seed: u8) -> Vec<u8> {
        (0..len).map(|i| u8::try_from((i * 37 + i / 7) % 251).unwrap() ^ seed).collect()
    }

    fn check<T: Container + Decode + TreeHash>() {
        for seed in 0..4 {
            let value = T::from_ssz_bytes(&bytes(<T as Decode>::ssz_fixed_len(), seed)).unwrap();
            assert_eq!(value.root(), value.tree_hash_root().0);
            assert_eq!(roots(std::slice::from_ref(&value)), [value.root()]);
        }
    }

    #[test]
    fn roots_are_those_of_the_derived_implementation() {
        check::<Fork>();
        check::<Checkpoint>();
        check::<BeaconBlockHeader>();
        check::<Eth1Data>();
        check::<HistoricalSummary>();
        check::<PendingDeposit>();
        check::<PendingPartialWithdrawal>();
        check::<PendingConsolidation>();
        check::<Withdrawal>();
        check::<SyncAggregate>();
        assert_eq!(BeaconBlockBody::default().root(), BeaconBlockBody::default().tree_hash_root().0);
    }

    #[test]
    fn a_payload_header_has_the_root_of_its_payload() {
        for extra in [0, 1, 31, 32] {
            let payload = ExecutionPayload {
                extra_data: VariableList::new(bytes(extra, 1)).unwrap(),
                logs_bloom: FixedBytes::from_slice(&bytes(256, 2)),
                base_fee_per_gas: U256::from(7u64) << 100,
                transactions: VariableList::new(vec![VariableList::new(bytes(99, 3)).unwrap()]).unwrap(),
                withdrawals: VariableList::new(vec![Withdrawal { index: 1, amount: 2, ..Withdrawal::default() }; 3]).unwrap(),
                gas_limit: 30_000_000,
                ..ExecutionPayload::default()
            };
            let header = ExecutionPayloadHeader::from(&payload);
            assert_eq!(header.root(), payload.tree_hash_root().0, "{extra} bytes");
            assert_eq!(header.withdrawals_root, crate::withdrawals_root(&payload.withdrawals));
        }
        assert_eq!(crate::EMPTY_TRANSACTIONS_ROOT, ExecutionPayloadHeader::from(&ExecutionPayload::default()).transactions_root);
    }

    #[test]
    fn a_body_without_operations_has_the_root_of_the_whole_body() {
        let mut body =
            BeaconBlockBody { randao_reveal: FixedBytes::repeat_byte(4), graffiti: B256::repeat_byte(5), ..Default::default() };
        body.sync_aggregate.sync_committee_bits.set(300, true).unwrap();
        body.execution_payload.block_number = 6;
        let payload = ExecutionPayloadHeader::from(&body.execution_payload);
        let quick = crate::empty_body_root(&body.randao_reveal, &body.eth1_data, body.graffiti, &body.sync_aggregate, &payload);
        assert_eq!(quick, body.tree_hash_root());
    }

    #[test]
    fn a_block_proves_what_is_in_its_body() {
        let mut block = BeaconBlock { slot: 9, ..BeaconBlock::default() };
        block.body.execution_payload.block_hash = B256::repeat_byte(8);
        // body_root . execution_payload . block_hash
        let gindex = crate::gindex::concat(crate::gindex::concat(12, 25), 32 + 12);
        let proof = block.proof(gindex).unwrap();
        assert_eq!(proof.leaf, B256::repeat_byte(8));
        assert!(proof.is_valid(gindex, block.tree_hash_root()));
        assert_eq!(block.proof(8 * 2).unwrap_err(), FormError::NoSuchNode { gindex: 16 });
    }

    #[test]
    fn no_containers_have_no_roots() {
        assert!(roots::<Withdrawal>(&[]).is_empty());
        assert_eq!(list_root::<Withdrawal>(&[], 4), mix_in_length(&empty(4), 0));
    }
}

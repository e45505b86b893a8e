//! Blocks.

use super::header::{BeaconBlockHeader, Eth1Data};
use super::json::quoted;
use super::operations::{
    Attestation, AttesterSlashing, Deposit, ProposerSlashing, SignedBlsToExecutionChange, SignedVoluntaryExit,
};
use super::payload::{ExecutionPayload, ExecutionRequests};
use super::{BlsPubkey, BlsSignature};
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};
use ssz_derive::{Decode, Encode};
use ssz_types::typenum::{U1, U8, U16, U512, U4096};
use ssz_types::{BitVector, VariableList};
use tree_hash::TreeHash as _;
use tree_hash_derive::TreeHash;

/// Votes of the sync committee for the block before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct SyncAggregate {
    /// Which seats signed.
    pub sync_committee_bits: BitVector<U512>,
    /// The sum of their signatures.
    pub sync_committee_signature: BlsSignature,
}

/// What a block does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct BeaconBlockBody {
    /// The proposer's contribution to the mix.
    pub randao_reveal: BlsSignature,
    /// Without use since EIP-6110.
    pub eth1_data: Eth1Data,
    /// Free bytes.
    pub graffiti: B256,
    /// Evidence against proposers.
    pub proposer_slashings: VariableList<ProposerSlashing, U16>,
    /// Evidence against attesters.
    pub attester_slashings: VariableList<AttesterSlashing, U1>,
    /// Votes.
    pub attestations: VariableList<Attestation, U8>,
    /// Deposits of the old kind; none since EIP-6110.
    pub deposits: VariableList<Deposit, U16>,
    /// Signed exits.
    pub voluntary_exits: VariableList<SignedVoluntaryExit, U16>,
    /// Votes of the sync committee.
    pub sync_aggregate: SyncAggregate,
    /// The execution block.
    pub execution_payload: ExecutionPayload,
    /// Signed changes of credentials.
    pub bls_to_execution_changes: VariableList<SignedBlsToExecutionChange, U16>,
    /// Commitments of blobs.
    pub blob_kzg_commitments: VariableList<BlsPubkey, U4096>,
    /// What the execution block asks for.
    pub execution_requests: ExecutionRequests,
}

/// A block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct BeaconBlock {
    /// Its slot.
    #[serde(with = "quoted")]
    pub slot: u64,
    /// Who proposed it.
    #[serde(with = "quoted")]
    pub proposer_index: u64,
    /// Root of the block before.
    pub parent_root: B256,
    /// Root of the state after it.
    pub state_root: B256,
    /// What it does.
    pub body: BeaconBlockBody,
}

impl BeaconBlock {
    /// The block with its body's root in place of the body: the same root.
    #[must_use]
    pub fn header(&self) -> BeaconBlockHeader {
        BeaconBlockHeader {
            slot: self.slot,
            proposer_index: self.proposer_index,
            parent_root: self.parent_root,
            state_root: self.state_root,
            body_root: self.body.tree_hash_root(),
        }
    }
}

/// A block with its proposer's signature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct SignedBeaconBlock {
    /// The block.
    pub message: BeaconBlock,
    /// The proposer's signature.
    pub signature: BlsSignature,
}

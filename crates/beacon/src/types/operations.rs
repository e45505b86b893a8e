//! What validators sign and blocks carry.

use super::header::{Checkpoint, SignedBeaconBlockHeader};
use super::json::{quoted, quoted_list};
use super::registry::DepositData;
use super::{BlsPubkey, BlsSignature};
use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};
use ssz_derive::{Decode, Encode};
use ssz_types::typenum::{U33, U64, U131072};
use ssz_types::{BitList, BitVector, FixedVector, VariableList};
use tree_hash_derive::TreeHash;

/// Two headers of one proposer for one slot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct ProposerSlashing {
    /// One of them.
    pub signed_header_1: SignedBeaconBlockHeader,
    /// The other.
    pub signed_header_2: SignedBeaconBlockHeader,
}

/// What an attester votes for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct AttestationData {
    /// Slot of the vote.
    #[serde(with = "quoted")]
    pub slot: u64,
    /// Zero since Electra.
    #[serde(with = "quoted")]
    pub index: u64,
    /// The head.
    pub beacon_block_root: B256,
    /// The last justified checkpoint.
    pub source: Checkpoint,
    /// The checkpoint to justify.
    pub target: Checkpoint,
}

/// Votes of some committees of a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct Attestation {
    /// Who voted, committee after committee.
    pub aggregation_bits: BitList<U131072>,
    /// The vote.
    pub data: AttestationData,
    /// The sum of the signatures.
    pub signature: BlsSignature,
    /// Which committees.
    pub committee_bits: BitVector<U64>,
}

/// A vote with the indices of its voters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct IndexedAttestation {
    /// The voters in ascending order.
    #[serde(with = "quoted_list")]
    pub attesting_indices: VariableList<u64, U131072>,
    /// The vote.
    pub data: AttestationData,
    /// The sum of the signatures.
    pub signature: BlsSignature,
}

/// Two votes that exclude each other; who is in both is slashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct AttesterSlashing {
    /// One of them.
    pub attestation_1: IndexedAttestation,
    /// The other.
    pub attestation_2: IndexedAttestation,
}

/// A deposit with the proof of the old kind; no block has one since EIP-6110.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct Deposit {
    /// Branch up to the deposit contract's root.
    pub proof: FixedVector<B256, U33>,
    /// The deposit.
    pub data: DepositData,
}

/// The wish to leave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct VoluntaryExit {
    /// First epoch it is valid in.
    #[serde(with = "quoted")]
    pub epoch: u64,
    /// Who leaves.
    #[serde(with = "quoted")]
    pub validator_index: u64,
}

/// The wish to leave, signed by the validator's key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct SignedVoluntaryExit {
    /// The wish.
    pub message: VoluntaryExit,
    /// Its signature.
    pub signature: BlsSignature,
}

/// Credentials of a key become those of an address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct BlsToExecutionChange {
    /// Whose credentials.
    #[serde(with = "quoted")]
    pub validator_index: u64,
    /// The withdrawal key of the old credentials.
    pub from_bls_pubkey: BlsPubkey,
    /// Where ether will go.
    pub to_execution_address: Address,
}

/// The change, signed by the withdrawal key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct SignedBlsToExecutionChange {
    /// The change.
    pub message: BlsToExecutionChange,
    /// Its signature.
    pub signature: BlsSignature,
}

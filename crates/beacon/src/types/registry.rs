//! Validators, deposits and what waits in the queues of the state.

use super::json::quoted;
use super::{BlsPubkey, BlsSignature};
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};
use ssz_derive::{Decode, Encode};
use ssz_types::FixedVector;
use ssz_types::typenum::U512;
use tree_hash_derive::TreeHash;

/// An entry of the registry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct Validator {
    /// Its key.
    pub pubkey: BlsPubkey,
    /// Where its ether goes.
    pub withdrawal_credentials: B256,
    /// What it is paid and punished by, Gwei.
    #[serde(with = "quoted")]
    pub effective_balance: u64,
    /// Whether it was slashed.
    pub slashed: bool,
    /// When it may enter the activation queue; 2^64 - 1 while not set, as all four.
    #[serde(with = "quoted")]
    pub activation_eligibility_epoch: u64,
    /// First epoch of duty.
    #[serde(with = "quoted")]
    pub activation_epoch: u64,
    /// First epoch without duty.
    #[serde(with = "quoted")]
    pub exit_epoch: u64,
    /// First epoch in which its balance may be withdrawn.
    #[serde(with = "quoted")]
    pub withdrawable_epoch: u64,
}

/// Keys of those who sign every slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct SyncCommittee {
    /// Key of each seat.
    pub pubkeys: FixedVector<BlsPubkey, U512>,
    /// Their sum.
    pub aggregate_pubkey: BlsPubkey,
}

/// What the key of a new validator signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct DepositMessage {
    /// Key of the validator.
    pub pubkey: BlsPubkey,
    /// Where its ether will go.
    pub withdrawal_credentials: B256,
    /// Amount in Gwei.
    #[serde(with = "quoted")]
    pub amount: u64,
}

/// A deposit as the deposit contract hashes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct DepositData {
    /// Key of the validator.
    pub pubkey: BlsPubkey,
    /// Where its ether will go.
    pub withdrawal_credentials: B256,
    /// Amount in Gwei.
    #[serde(with = "quoted")]
    pub amount: u64,
    /// Proof of possession.
    pub signature: BlsSignature,
}

/// A deposit that waits to be credited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct PendingDeposit {
    /// Key of the validator.
    pub pubkey: BlsPubkey,
    /// Where its ether will go.
    pub withdrawal_credentials: B256,
    /// Amount in Gwei.
    #[serde(with = "quoted")]
    pub amount: u64,
    /// Proof of possession.
    pub signature: BlsSignature,
    /// Slot of the request; 0 for what the chain itself queued.
    #[serde(with = "quoted")]
    pub slot: u64,
}

/// A withdrawal of part of a balance that waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct PendingPartialWithdrawal {
    /// Whose balance it leaves.
    #[serde(with = "quoted")]
    pub validator_index: u64,
    /// At most this much, Gwei.
    #[serde(with = "quoted")]
    pub amount: u64,
    /// First epoch in which it may be paid.
    #[serde(with = "quoted")]
    pub withdrawable_epoch: u64,
}

/// A consolidation that waits for its source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct PendingConsolidation {
    /// Who ends.
    #[serde(with = "quoted")]
    pub source_index: u64,
    /// Who receives.
    #[serde(with = "quoted")]
    pub target_index: u64,
}

//! Small containers that name blocks, epochs and forks.

use super::json::quoted;
use super::{BlsSignature, Version};
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};
use ssz_derive::{Decode, Encode};
use tree_hash_derive::TreeHash;

/// Which fork a state is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct Fork {
    /// Version of the fork before.
    pub previous_version: Version,
    /// Version of this fork.
    pub current_version: Version,
    /// First epoch of this fork.
    #[serde(with = "quoted")]
    pub epoch: u64,
}

/// What a domain is made from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct ForkData {
    /// Version of the fork.
    pub current_version: Version,
    /// Root of the registry the chain started with.
    pub genesis_validators_root: B256,
}

/// What is really signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct SigningData {
    /// Root of the message.
    pub object_root: B256,
    /// What the signature is for.
    pub domain: B256,
}

/// An epoch and the block it began with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct Checkpoint {
    /// The epoch.
    #[serde(with = "quoted")]
    pub epoch: u64,
    /// Root of the last block up to the epoch's first slot.
    pub root: B256,
}

/// A block without its body: its root is the block's root.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct BeaconBlockHeader {
    /// Slot of the block.
    #[serde(with = "quoted")]
    pub slot: u64,
    /// Who proposed it.
    #[serde(with = "quoted")]
    pub proposer_index: u64,
    /// Root of the block before.
    pub parent_root: B256,
    /// Root of the state after the block; zero within that state.
    pub state_root: B256,
    /// Root of the body.
    pub body_root: B256,
}

/// A header with its proposer's signature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct SignedBeaconBlockHeader {
    /// The header.
    pub message: BeaconBlockHeader,
    /// The proposer's signature.
    pub signature: BlsSignature,
}

/// What a block says about the deposit contract; without use since EIP-6110.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct Eth1Data {
    /// Root of the deposit contract's tree.
    pub deposit_root: B256,
    /// Deposits made.
    #[serde(with = "quoted")]
    pub deposit_count: u64,
    /// Block of the execution chain this was true at.
    pub block_hash: B256,
}

/// Roots of the two rings when they were last full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct HistoricalSummary {
    /// Root of `block_roots`.
    pub block_summary_root: B256,
    /// Root of `state_roots`.
    pub state_summary_root: B256,
}

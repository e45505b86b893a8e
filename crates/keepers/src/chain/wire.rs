//! Answers of the node's own methods, as far as keepers and commands read them.

use super::quantity;
use crate::Health;
use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use serde::{Deserialize, Serialize};

/// A block at the head of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Its number.
    #[serde(deserialize_with = "quantity")]
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its time, in seconds since 1970.
    #[serde(deserialize_with = "quantity")]
    pub timestamp: u64,
    /// Its slot.
    #[serde(deserialize_with = "quantity")]
    pub slot: u64,
}

/// `aquifer_status`
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Name of the network.
    pub network: String,
    /// EIP-155 chain id.
    #[serde(deserialize_with = "quantity")]
    pub chain_id: u64,
    /// Hash of block 0.
    pub genesis_hash: B256,
    /// Time of slot 0.
    #[serde(deserialize_with = "quantity")]
    pub genesis_time: u64,
    /// Length of a slot in seconds.
    #[serde(deserialize_with = "quantity")]
    pub seconds_per_slot: u64,
    /// Length of an epoch in slots.
    #[serde(deserialize_with = "quantity")]
    pub slots_per_epoch: u64,
    /// The head.
    pub block: Head,
    /// Epoch of the head.
    #[serde(deserialize_with = "quantity")]
    pub epoch: u64,
    /// Last finalised epoch.
    #[serde(deserialize_with = "quantity")]
    pub finalized_epoch: u64,
    /// What each keeper last said.
    #[serde(default)]
    pub keepers: Vec<Health>,
    /// What proposers earn beside tips, on a network that has it.
    #[serde(default)]
    pub mev: Option<MevSource>,
}

/// The account that pays MEV, in wei.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct MevSource {
    /// The account.
    pub source: Address,
    /// What it still has.
    pub balance: U256,
    /// What it has paid so far.
    pub paid: U256,
}

/// `aquifer_beaconState`
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BeaconState {
    /// Slot of the block asked for.
    #[serde(deserialize_with = "quantity")]
    pub slot: u64,
    /// Its epoch.
    #[serde(deserialize_with = "quantity")]
    pub epoch: u64,
    /// Last finalised epoch.
    #[serde(deserialize_with = "quantity")]
    pub finalized_epoch: u64,
    /// Version deposits are signed for.
    pub genesis_fork_version: FixedBytes<4>,
    /// Version exits are signed for (EIP-7044).
    pub exit_fork_version: FixedBytes<4>,
    /// Root exits are signed for.
    pub genesis_validators_root: B256,
    /// Epochs a validator must have been active before it may exit.
    #[serde(deserialize_with = "quantity")]
    pub shard_committee_period: u64,
    /// What 1 ETH of effective balance earns an epoch when everybody does all duties, in Gwei.
    #[serde(deserialize_with = "quantity")]
    pub base_reward_per_increment: u64,
}

/// An entry of `aquifer_validators`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorView {
    /// Its index.
    #[serde(deserialize_with = "quantity")]
    pub index: u64,
    /// Its public key.
    pub pubkey: Bytes,
    /// Its balance in Gwei.
    #[serde(deserialize_with = "quantity")]
    pub balance: u64,
    /// First epoch in which it attests; 2^64 - 1 when not set.
    #[serde(deserialize_with = "quantity")]
    pub activation_epoch: u64,
    /// First epoch in which it no longer attests; 2^64 - 1 when not set.
    #[serde(deserialize_with = "quantity")]
    pub exit_epoch: u64,
    /// First epoch in which the sweep pays it out; 2^64 - 1 when not set.
    #[serde(deserialize_with = "quantity")]
    pub withdrawable_epoch: u64,
}

/// An entry of `aquifer_accounts`
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct AccountBalance {
    /// The account.
    pub address: Address,
    /// Its balance in wei.
    pub balance: U256,
}

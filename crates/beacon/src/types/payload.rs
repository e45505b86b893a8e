//! The execution block inside a beacon block, and the requests it makes.

use super::json::quoted;
use super::{BlsPubkey, BlsSignature};
use alloy_primitives::{Address, B256, FixedBytes, U256};
use serde::{Deserialize, Serialize};
use ssz_derive::{Decode, Encode};
use ssz_types::VariableList;
use ssz_types::serde_utils::{hex_var_list, list_of_hex_var_list};
use ssz_types::typenum::{U2, U16, U32, U8192, U1048576, U1073741824};
use tree_hash::TreeHash as _;
use tree_hash_derive::TreeHash;

/// A transaction as on the wire (EIP-2718).
pub type Transaction = VariableList<u8, U1073741824>;

/// Ether that leaves the beacon chain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct Withdrawal {
    /// Running number.
    #[serde(with = "quoted")]
    pub index: u64,
    /// Whose balance it leaves.
    #[serde(with = "quoted")]
    pub validator_index: u64,
    /// Who receives.
    pub address: Address,
    /// Amount in Gwei.
    #[serde(with = "quoted")]
    pub amount: u64,
}

/// An execution block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct ExecutionPayload {
    /// Hash of the block before.
    pub parent_hash: B256,
    /// Who receives the tips.
    pub fee_recipient: Address,
    /// Root of the execution state.
    pub state_root: B256,
    /// Root of the receipts.
    pub receipts_root: B256,
    /// Bloom filter of the logs.
    pub logs_bloom: FixedBytes<256>,
    /// The mix before the block: what `PREVRANDAO` reads.
    pub prev_randao: B256,
    /// Its number.
    #[serde(with = "quoted")]
    pub block_number: u64,
    /// Gas it may use.
    #[serde(with = "quoted")]
    pub gas_limit: u64,
    /// Gas it used.
    #[serde(with = "quoted")]
    pub gas_used: u64,
    /// Seconds since 1970.
    #[serde(with = "quoted")]
    pub timestamp: u64,
    /// Free bytes.
    #[serde(with = "hex_var_list")]
    pub extra_data: VariableList<u8, U32>,
    /// Base fee in wei.
    #[serde(with = "quoted")]
    pub base_fee_per_gas: U256,
    /// Its hash.
    pub block_hash: B256,
    /// Its transactions.
    #[serde(with = "list_of_hex_var_list")]
    pub transactions: VariableList<Transaction, U1048576>,
    /// Its withdrawals.
    pub withdrawals: VariableList<Withdrawal, U16>,
    /// Blob gas it used.
    #[serde(with = "quoted")]
    pub blob_gas_used: u64,
    /// Blob gas above the target so far.
    #[serde(with = "quoted")]
    pub excess_blob_gas: u64,
}

/// An execution block with roots in place of its lists: the same root.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct ExecutionPayloadHeader {
    /// Hash of the block before.
    pub parent_hash: B256,
    /// Who receives the tips.
    pub fee_recipient: Address,
    /// Root of the execution state.
    pub state_root: B256,
    /// Root of the receipts.
    pub receipts_root: B256,
    /// Bloom filter of the logs.
    pub logs_bloom: FixedBytes<256>,
    /// The mix before the block.
    pub prev_randao: B256,
    /// Its number.
    #[serde(with = "quoted")]
    pub block_number: u64,
    /// Gas it may use.
    #[serde(with = "quoted")]
    pub gas_limit: u64,
    /// Gas it used.
    #[serde(with = "quoted")]
    pub gas_used: u64,
    /// Seconds since 1970.
    #[serde(with = "quoted")]
    pub timestamp: u64,
    /// Free bytes.
    #[serde(with = "hex_var_list")]
    pub extra_data: VariableList<u8, U32>,
    /// Base fee in wei.
    #[serde(with = "quoted")]
    pub base_fee_per_gas: U256,
    /// Its hash.
    pub block_hash: B256,
    /// Root of its transactions.
    pub transactions_root: B256,
    /// Root of its withdrawals.
    pub withdrawals_root: B256,
    /// Blob gas it used.
    #[serde(with = "quoted")]
    pub blob_gas_used: u64,
    /// Blob gas above the target so far.
    #[serde(with = "quoted")]
    pub excess_blob_gas: u64,
}

impl From<&ExecutionPayload> for ExecutionPayloadHeader {
    fn from(payload: &ExecutionPayload) -> Self {
        Self {
            parent_hash: payload.parent_hash,
            fee_recipient: payload.fee_recipient,
            state_root: payload.state_root,
            receipts_root: payload.receipts_root,
            logs_bloom: payload.logs_bloom,
            prev_randao: payload.prev_randao,
            block_number: payload.block_number,
            gas_limit: payload.gas_limit,
            gas_used: payload.gas_used,
            timestamp: payload.timestamp,
            extra_data: payload.extra_data.clone(),
            base_fee_per_gas: payload.base_fee_per_gas,
            block_hash: payload.block_hash,
            transactions_root: payload.transactions.tree_hash_root(),
            withdrawals_root: payload.withdrawals.tree_hash_root(),
            blob_gas_used: payload.blob_gas_used,
            excess_blob_gas: payload.excess_blob_gas,
        }
    }
}

/// A deposit as the execution block reports it (EIP-6110).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct DepositRequest {
    /// Key of the validator.
    pub pubkey: BlsPubkey,
    /// Where its ether will go.
    pub withdrawal_credentials: B256,
    /// Amount in Gwei.
    #[serde(with = "quoted")]
    pub amount: u64,
    /// Proof of possession.
    pub signature: BlsSignature,
    /// Number of the deposit.
    #[serde(with = "quoted")]
    pub index: u64,
}

/// An exit or partial withdrawal asked for by the withdrawal address (EIP-7002).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct WithdrawalRequest {
    /// Who asks.
    pub source_address: Address,
    /// For which validator.
    pub validator_pubkey: BlsPubkey,
    /// Gwei; zero for a full exit.
    #[serde(with = "quoted")]
    pub amount: u64,
}

/// A consolidation asked for by the withdrawal address (EIP-7251).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct ConsolidationRequest {
    /// Who asks.
    pub source_address: Address,
    /// Who ends.
    pub source_pubkey: BlsPubkey,
    /// Who receives.
    pub target_pubkey: BlsPubkey,
}

/// What an execution block asks of the beacon chain (EIP-7685).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct ExecutionRequests {
    /// Deposits.
    pub deposits: VariableList<DepositRequest, U8192>,
    /// Exits and partial withdrawals.
    pub withdrawals: VariableList<WithdrawalRequest, U16>,
    /// Consolidations.
    pub consolidations: VariableList<ConsolidationRequest, U2>,
}

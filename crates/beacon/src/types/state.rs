//! The whole state as one plain value, with mainnet sizes.
//!
//! For reading what others wrote: a chain of one's own keeps its state in [`crate::Envelope`] and the accounting, and
//! serves the same bytes through [`crate::StateView`].

use super::header::{BeaconBlockHeader, Checkpoint, Eth1Data, Fork, HistoricalSummary};
use super::json::{quoted, quoted_list};
use super::payload::ExecutionPayloadHeader;
use super::registry::{PendingConsolidation, PendingDeposit, PendingPartialWithdrawal, SyncCommittee, Validator};
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};
use ssz_derive::{Decode, Encode};
use ssz_types::typenum::{U4, U64, U2048, U8192, U65536, U262144, U16777216, U134217728, U1099511627776};
use ssz_types::{BitVector, FixedVector, VariableList};
use tree_hash_derive::TreeHash;

type ValidatorLimit = U1099511627776;

/// `BeaconState` of Fulu.
#[expect(missing_docs, reason = "the fields are the specification's, explained in the specification")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TreeHash)]
pub struct BeaconState {
    #[serde(with = "quoted")]
    pub genesis_time: u64,
    pub genesis_validators_root: B256,
    #[serde(with = "quoted")]
    pub slot: u64,
    pub fork: Fork,
    pub latest_block_header: BeaconBlockHeader,
    pub block_roots: FixedVector<B256, U8192>,
    pub state_roots: FixedVector<B256, U8192>,
    pub historical_roots: VariableList<B256, U16777216>,
    pub eth1_data: Eth1Data,
    pub eth1_data_votes: VariableList<Eth1Data, U2048>,
    #[serde(with = "quoted")]
    pub eth1_deposit_index: u64,
    pub validators: VariableList<Validator, ValidatorLimit>,
    #[serde(with = "quoted_list")]
    pub balances: VariableList<u64, ValidatorLimit>,
    pub randao_mixes: FixedVector<B256, U65536>,
    #[serde(with = "quoted_list")]
    pub slashings: FixedVector<u64, U8192>,
    #[serde(with = "quoted_list")]
    pub previous_epoch_participation: VariableList<u8, ValidatorLimit>,
    #[serde(with = "quoted_list")]
    pub current_epoch_participation: VariableList<u8, ValidatorLimit>,
    pub justification_bits: BitVector<U4>,
    pub previous_justified_checkpoint: Checkpoint,
    pub current_justified_checkpoint: Checkpoint,
    pub finalized_checkpoint: Checkpoint,
    #[serde(with = "quoted_list")]
    pub inactivity_scores: VariableList<u64, ValidatorLimit>,
    pub current_sync_committee: SyncCommittee,
    pub next_sync_committee: SyncCommittee,
    pub latest_execution_payload_header: ExecutionPayloadHeader,
    #[serde(with = "quoted")]
    pub next_withdrawal_index: u64,
    #[serde(with = "quoted")]
    pub next_withdrawal_validator_index: u64,
    pub historical_summaries: VariableList<HistoricalSummary, U16777216>,
    #[serde(with = "quoted")]
    pub deposit_requests_start_index: u64,
    #[serde(with = "quoted")]
    pub deposit_balance_to_consume: u64,
    #[serde(with = "quoted")]
    pub exit_balance_to_consume: u64,
    #[serde(with = "quoted")]
    pub earliest_exit_epoch: u64,
    #[serde(with = "quoted")]
    pub consolidation_balance_to_consume: u64,
    #[serde(with = "quoted")]
    pub earliest_consolidation_epoch: u64,
    pub pending_deposits: VariableList<PendingDeposit, U134217728>,
    pub pending_partial_withdrawals: VariableList<PendingPartialWithdrawal, U134217728>,
    pub pending_consolidations: VariableList<PendingConsolidation, U262144>,
    #[serde(with = "quoted_list")]
    pub proposer_lookahead: FixedVector<u64, U64>,
}

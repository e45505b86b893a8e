//! Plain states as the two halves a chain keeps, and chains to play with.

use alloy_primitives::{Address, B256, b256};
use aquifer_beacon::types::{self, BeaconState, BlsPubkey, Checkpoint, ExecutionPayloadHeader};
use aquifer_beacon::{Envelope, EnvelopeRecord, ForkSchedule};
use aquifer_protocol::ethereum::{
    Beacon, BeaconConstants, ChurnQueue, Finality, GenesisValidator, PendingConsolidation, PendingDeposit,
    PendingPartialWithdrawal, PerformanceProfile, PublicKey, StateRecord, Validator,
};
use aquifer_protocol::units::{Epoch, Gwei, Slot, Timestamp, ValidatorIndex};
use ssz_types::{BitVector, FixedVector, VariableList};
use std::sync::Arc;

pub(crate) const SEED: B256 = B256::repeat_byte(7);
/// An address that owns validators.
pub(crate) const CREDENTIALS: B256 = b256!("0x0100000000000000000000002222222222222222222222222222222222222222");

/// A plain state as accounting and envelope.
pub(crate) fn halves(state: &BeaconState) -> (Beacon, Envelope) {
    let constants = Arc::new(BeaconConstants::mainnet());
    let mut beacon = Beacon::from_record(constants, Timestamp::new(state.genesis_time), SEED, record_of(state)).unwrap();
    beacon.genesis_validators_root = state.genesis_validators_root;
    let proposers = state.proposer_lookahead.iter().map(|index| ValidatorIndex::new(*index)).collect();
    let [seats, next_seats] = [&state.current_sync_committee, &state.next_sync_committee]
        .map(|committee| committee.pubkeys.iter().map(|key| beacon.find(key).unwrap_or(ValidatorIndex::new(u64::MAX))).collect());
    let beacon = beacon.with_duties(proposers, seats, next_seats);
    (beacon, Envelope::from_record(SEED, 32, envelope_of(state)))
}

fn record_of(state: &BeaconState) -> StateRecord {
    let queue = |balance, epoch| ChurnQueue { balance_to_consume: Gwei::new(balance), earliest_epoch: Epoch::new(epoch) };
    StateRecord {
        slot: Slot::new(state.slot),
        validators: (0..state.validators.len()).map(|index| validator_of(state, index)).collect(),
        finality: finality_of(state),
        slashings: (0..).zip(state.slashings.iter().map(|amount| Gwei::new(*amount))).collect(),
        deposit_balance_to_consume: Gwei::new(state.deposit_balance_to_consume),
        exit_queue: queue(state.exit_balance_to_consume, state.earliest_exit_epoch),
        consolidation_queue: queue(state.consolidation_balance_to_consume, state.earliest_consolidation_epoch),
        pending_deposits: state.pending_deposits.iter().map(deposit_of).collect(),
        pending_partial_withdrawals: state.pending_partial_withdrawals.iter().map(partial_of).collect(),
        pending_consolidations: state.pending_consolidations.iter().map(consolidation_of).collect(),
        next_withdrawal_index: state.next_withdrawal_index,
        next_withdrawal_validator: ValidatorIndex::new(state.next_withdrawal_validator_index),
    }
}

/// Epochs and bits of a state's finality.
pub(crate) fn finality_of(state: &BeaconState) -> Finality {
    Finality {
        justification_bits: [0, 1, 2, 3].map(|bit| state.justification_bits.get(bit).unwrap()),
        previous_justified: Epoch::new(state.previous_justified_checkpoint.epoch),
        current_justified: Epoch::new(state.current_justified_checkpoint.epoch),
        finalized: Epoch::new(state.finalized_checkpoint.epoch),
    }
}

fn validator_of(state: &BeaconState, index: usize) -> Validator {
    let entry = &state.validators[index];
    Validator {
        pubkey: entry.pubkey,
        credentials: entry.withdrawal_credentials,
        effective_balance: Gwei::new(entry.effective_balance),
        slashed: entry.slashed,
        activation_eligibility_epoch: Epoch::new(entry.activation_eligibility_epoch),
        activation_epoch: Epoch::new(entry.activation_epoch),
        exit_epoch: Epoch::new(entry.exit_epoch),
        withdrawable_epoch: Epoch::new(entry.withdrawable_epoch),
        balance: Gwei::new(state.balances[index]),
        inactivity_score: state.inactivity_scores[index],
        previous_participation: state.previous_epoch_participation[index],
        current_participation: state.current_epoch_participation[index],
        fee_recipient: Address::ZERO,
        profile: PerformanceProfile::PERFECT,
    }
}

fn deposit_of(entry: &types::PendingDeposit) -> PendingDeposit {
    PendingDeposit {
        pubkey: entry.pubkey,
        credentials: entry.withdrawal_credentials,
        amount: Gwei::new(entry.amount),
        signature: entry.signature,
        signature_valid: true,
        slot: Slot::new(entry.slot),
    }
}

fn partial_of(entry: &types::PendingPartialWithdrawal) -> PendingPartialWithdrawal {
    PendingPartialWithdrawal {
        index: ValidatorIndex::new(entry.validator_index),
        amount: Gwei::new(entry.amount),
        withdrawable_epoch: Epoch::new(entry.withdrawable_epoch),
    }
}

fn consolidation_of(entry: &types::PendingConsolidation) -> PendingConsolidation {
    PendingConsolidation { source: ValidatorIndex::new(entry.source_index), target: ValidatorIndex::new(entry.target_index) }
}

/// The chained fields of a plain state.
pub(crate) fn envelope_of(state: &BeaconState) -> EnvelopeRecord {
    EnvelopeRecord {
        fork: state.fork,
        latest_block_header: state.latest_block_header,
        block_roots: state.block_roots.to_vec(),
        state_roots: state.state_roots.to_vec(),
        historical_roots: state.historical_roots.to_vec(),
        eth1_data: state.eth1_data,
        eth1_data_votes: state.eth1_data_votes.to_vec(),
        eth1_deposit_index: state.eth1_deposit_index,
        randao_mixes: state.randao_mixes.to_vec(),
        previous_justified_checkpoint: state.previous_justified_checkpoint,
        current_justified_checkpoint: state.current_justified_checkpoint,
        finalized_checkpoint: state.finalized_checkpoint,
        current_aggregate_pubkey: state.current_sync_committee.aggregate_pubkey,
        next_aggregate_pubkey: state.next_sync_committee.aggregate_pubkey,
        latest_execution_payload_header: state.latest_execution_payload_header.clone(),
        historical_summaries: state.historical_summaries.to_vec(),
        deposit_requests_start_index: state.deposit_requests_start_index,
    }
}

/// A key that is no point, but nobody asks.
pub(crate) fn key(number: u64) -> PublicKey {
    let mut key = PublicKey::repeat_byte(0x11);
    key[..8].copy_from_slice(&number.to_le_bytes());
    key
}

/// A chain of validators that earn and withdraw, at its genesis.
pub(crate) fn chain(validators: u64, constants: BeaconConstants) -> (Beacon, Envelope) {
    let validators = (0..validators).map(|number| GenesisValidator {
        pubkey: key(number),
        credentials: CREDENTIALS,
        balance: Gwei::new(32_000_000_000 + number % 3),
        fee_recipient: Address::ZERO,
        profile: PerformanceProfile::PERFECT,
    });
    let beacon = Beacon::genesis(Arc::new(constants), Timestamp::new(1_800_000_000), SEED, validators.collect()).unwrap();
    let payload = ExecutionPayloadHeader { block_hash: B256::repeat_byte(3), ..ExecutionPayloadHeader::default() };
    let envelope = Envelope::genesis(&beacon, &ForkSchedule::new(types::Version::ZERO), payload);
    (beacon, envelope)
}

/// The state whose every value is zero.
pub(crate) fn empty_state() -> BeaconState {
    let committee = types::SyncCommittee { pubkeys: FixedVector::default(), aggregate_pubkey: BlsPubkey::ZERO };
    BeaconState {
        genesis_time: 0,
        genesis_validators_root: B256::ZERO,
        slot: 0,
        fork: types::Fork::default(),
        latest_block_header: types::BeaconBlockHeader::default(),
        block_roots: FixedVector::default(),
        state_roots: FixedVector::default(),
        historical_roots: VariableList::default(),
        eth1_data: types::Eth1Data::default(),
        eth1_data_votes: VariableList::default(),
        eth1_deposit_index: 0,
        validators: VariableList::default(),
        balances: VariableList::default(),
        randao_mixes: FixedVector::default(),
        slashings: FixedVector::default(),
        previous_epoch_participation: VariableList::default(),
        current_epoch_participation: VariableList::default(),
        justification_bits: BitVector::default(),
        previous_justified_checkpoint: Checkpoint::default(),
        current_justified_checkpoint: Checkpoint::default(),
        finalized_checkpoint: Checkpoint::default(),
        inactivity_scores: VariableList::default(),
        current_sync_committee: committee.clone(),
        next_sync_committee: committee,
        latest_execution_payload_header: ExecutionPayloadHeader::default(),
        next_withdrawal_index: 0,
        next_withdrawal_validator_index: 0,
        historical_summaries: VariableList::default(),
        deposit_requests_start_index: 0,
        deposit_balance_to_consume: 0,
        exit_balance_to_consume: 0,
        earliest_exit_epoch: 0,
        consolidation_balance_to_consume: 0,
        earliest_consolidation_epoch: 0,
        pending_deposits: VariableList::default(),
        pending_partial_withdrawals: VariableList::default(),
        pending_consolidations: VariableList::default(),
        proposer_lookahead: FixedVector::default(),
    }
}

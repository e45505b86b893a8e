//! The JSON of the Beacon API for a whole state, written from where the values lie.

use super::StateView;
use crate::accounting::justification_bits;
use crate::fields::FIELD_NAMES;
use crate::types::json::Quoted;
use crate::types::{BlsPubkey, PendingConsolidation, PendingDeposit, PendingPartialWithdrawal};
use alloy_primitives::FixedBytes;
use aquifer_protocol::ethereum::{Column, Queue};
use aquifer_protocol::units::Gwei;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::fmt::Display;

/// A list that is produced while it is written.
struct Listed<F>(F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for Listed<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

/// Numbers within quotes.
fn numbers<T: Display + Serialize>(numbers: impl Iterator<Item = T> + Clone) -> impl Serialize {
    Listed(move || numbers.clone().map(Quoted))
}

fn values<T: Copy + PartialEq>(column: &Column<T>) -> impl Iterator<Item = T> + Clone {
    column.shared_chunks().iter().flat_map(|chunk| chunk.iter().copied())
}

fn entries<'a, C: Serialize + From<&'a T>, T: Clone + 'a>(queue: &'a Queue<T>) -> impl Serialize {
    Listed(|| queue.iter().map(C::from))
}

/// A sync committee by its keys.
#[derive(Serialize)]
struct Committee {
    pubkeys: Vec<BlsPubkey>,
    aggregate_pubkey: BlsPubkey,
}

impl Serialize for StateView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = if self.has_lookahead() { FIELD_NAMES.len() } else { FIELD_NAMES.len() - 1 };
        let mut state = serializer.serialize_struct("BeaconState", count)?;
        self.write_history(&mut state)?;
        self.write_registry(&mut state)?;
        self.write_finality(&mut state)?;
        self.write_committees(&mut state)?;
        self.write_withdrawals_and_churn(&mut state)?;
        self.write_queues(&mut state)?;
        state.end()
    }
}

impl StateView<'_> {
    fn write_history<S: SerializeStruct>(&self, state: &mut S) -> Result<(), S::Error> {
        let (beacon, envelope) = (self.beacon, self.envelope);
        state.serialize_field("genesis_time", &Quoted(beacon.genesis_time.get()))?;
        state.serialize_field("genesis_validators_root", &beacon.genesis_validators_root)?;
        state.serialize_field("slot", &Quoted(beacon.slot().get()))?;
        state.serialize_field("fork", &envelope.fork())?;
        state.serialize_field("latest_block_header", &envelope.latest_block_header())?;
        state.serialize_field("block_roots", &Listed(|| envelope.block_roots.iter()))?;
        state.serialize_field("state_roots", &Listed(|| envelope.state_roots.iter()))?;
        state.serialize_field("historical_roots", &envelope.historical_roots.0)?;
        state.serialize_field("eth1_data", &envelope.eth1_data())?;
        state.serialize_field("eth1_data_votes", &envelope.eth1_data_votes.0)?;
        state.serialize_field("eth1_deposit_index", &Quoted(envelope.eth1_deposit_index))
    }

    fn write_registry<S: SerializeStruct>(&self, state: &mut S) -> Result<(), S::Error> {
        let columns = self.columns;
        state.serialize_field("validators", &Listed(|| self.validators()))?;
        state.serialize_field("balances", &numbers(values(columns.balances).map(Gwei::get)))?;
        state.serialize_field("randao_mixes", &Listed(|| self.envelope.randao_mixes.iter()))?;
        state.serialize_field("slashings", &numbers(self.slashings()))?;
        state.serialize_field("previous_epoch_participation", &numbers(values(columns.previous_participation)))?;
        state.serialize_field("current_epoch_participation", &numbers(values(columns.current_participation)))
    }

    fn write_finality<S: SerializeStruct>(&self, state: &mut S) -> Result<(), S::Error> {
        let checkpoints = self.envelope.checkpoints();
        let bits = FixedBytes([justification_bits(&self.beacon.finality())]);
        state.serialize_field("justification_bits", &bits)?;
        state.serialize_field("previous_justified_checkpoint", &checkpoints.previous_justified)?;
        state.serialize_field("current_justified_checkpoint", &checkpoints.current_justified)?;
        state.serialize_field("finalized_checkpoint", &checkpoints.finalized)?;
        state.serialize_field("inactivity_scores", &numbers(values(self.columns.inactivity_scores)))
    }

    fn write_committees<S: SerializeStruct>(&self, state: &mut S) -> Result<(), S::Error> {
        let [pubkeys, next_pubkeys] = self.sync_committee_keys();
        let [aggregate_pubkey, next_aggregate] = self.envelope.aggregate_keys();
        state.serialize_field("current_sync_committee", &Committee { pubkeys, aggregate_pubkey })?;
        let next = Committee { pubkeys: next_pubkeys, aggregate_pubkey: next_aggregate };
        state.serialize_field("next_sync_committee", &next)?;
        state.serialize_field("latest_execution_payload_header", self.envelope.latest_execution_payload_header())
    }

    fn write_withdrawals_and_churn<S: SerializeStruct>(&self, state: &mut S) -> Result<(), S::Error> {
        let (beacon, envelope) = (self.beacon, self.envelope);
        let (exits, consolidations) = (beacon.exit_queue(), beacon.consolidation_queue());
        state.serialize_field("next_withdrawal_index", &Quoted(beacon.next_withdrawal_index()))?;
        state.serialize_field("next_withdrawal_validator_index", &Quoted(beacon.next_withdrawal_validator().get()))?;
        state.serialize_field("historical_summaries", envelope.historical_summaries())?;
        state.serialize_field("deposit_requests_start_index", &Quoted(envelope.deposit_requests_start_index))?;
        state.serialize_field("deposit_balance_to_consume", &Quoted(beacon.deposit_balance_to_consume().get()))?;
        state.serialize_field("exit_balance_to_consume", &Quoted(exits.balance_to_consume.get()))?;
        state.serialize_field("earliest_exit_epoch", &Quoted(exits.earliest_epoch.get()))?;
        state.serialize_field("consolidation_balance_to_consume", &Quoted(consolidations.balance_to_consume.get()))?;
        state.serialize_field("earliest_consolidation_epoch", &Quoted(consolidations.earliest_epoch.get()))
    }

    fn write_queues<S: SerializeStruct>(&self, state: &mut S) -> Result<(), S::Error> {
        let beacon = self.beacon;
        state.serialize_field("pending_deposits", &entries::<PendingDeposit, _>(beacon.pending_deposits()))?;
        let partials = entries::<PendingPartialWithdrawal, _>(beacon.pending_partial_withdrawals());
        state.serialize_field("pending_partial_withdrawals", &partials)?;
        let consolidations = entries::<PendingConsolidation, _>(beacon.pending_consolidations());
        state.serialize_field("pending_consolidations", &consolidations)?;
        if self.has_lookahead() {
            state.serialize_field("proposer_lookahead", &numbers(self.proposer_lookahead()))?;
        }
        Ok(())
    }
}

//! The state as table entries: a column gives one entry a chunk, a queue or map one an entry.
//!
//! The index of keys and the memory of derived values are left out: both follow from the columns.

use super::columns::Column;
use super::performance::{PartsPerMillion, PerformanceProfile};
use super::queue::Queue;
use super::validators::Validators;
use super::{Beacon, DepositContract};
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};
use crate::units::{Epoch, Gwei};
use alloy_primitives::{Address, FixedBytes};
use serde::Serialize;
use std::sync::Arc;

/// A value of a column as fixed-size bytes: integers little-endian, one after the other. Balances change in every block,
/// and this is a copy where a general encoding is work.
trait Cell: Copy + PartialEq {
    fn put(self, bytes: &mut Vec<u8>);
}

impl Cell for u8 {
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.push(self);
    }
}

impl Cell for bool {
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self));
    }
}

impl Cell for u64 {
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }
}

impl Cell for Gwei {
    fn put(self, bytes: &mut Vec<u8>) {
        self.get().put(bytes);
    }
}

impl Cell for Epoch {
    fn put(self, bytes: &mut Vec<u8>) {
        self.get().put(bytes);
    }
}

impl<const N: usize> Cell for FixedBytes<N> {
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.as_slice());
    }
}

impl Cell for Address {
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.as_slice());
    }
}

impl Cell for PartsPerMillion {
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.get().to_le_bytes());
    }
}

impl Cell for PerformanceProfile {
    fn put(self, bytes: &mut Vec<u8>) {
        [self.uptime, self.source, self.target, self.head, self.proposals, self.sync, self.double_votes, self.double_proposals]
            .into_iter()
            .for_each(|chance| chance.put(bytes));
        self.mean_outage.get().put(bytes);
        // A group's number plus one; zero for none.
        self.group.map_or(0, |group| u64::from(group.get()).saturating_add(1)).put(bytes);
    }
}

fn encoded<T: Cell>(chunk: &[T]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size_of_val(chunk));
    chunk.iter().for_each(|value| value.put(&mut bytes));
    bytes
}

/// Chunks that differ, by their number (four bytes, big-endian). A column shrinks only where rows of cohorts merge.
fn column_changes<T: Cell>(table: &'static str, before: Option<&Column<T>>, after: &Column<T>, sink: &mut dyn ChangeSink) {
    for (number, chunk) in after.shared_chunks().iter().enumerate() {
        let old = before.and_then(|before| before.shared_chunks().get(number));
        if old.is_some_and(|old| Arc::ptr_eq(old, chunk) || old == chunk) {
            continue;
        }
        let old = old.map(|old| encoded(old));
        sink.change(table, &chunk_key(number), old.as_deref(), Some(&encoded(chunk)));
    }
    let gone = before.into_iter().flat_map(|before| before.shared_chunks().iter().enumerate());
    for (number, old) in gone.skip(after.shared_chunks().len()) {
        sink.change(table, &chunk_key(number), Some(&encoded(old)), None);
    }
}

fn chunk_key(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

fn queue_changes<T>(table: &'static str, before: Option<&Queue<T>>, after: &Queue<T>, sink: &mut dyn ChangeSink)
where
    T: Clone + PartialEq + Serialize,
{
    map_changes(table, before.map(Queue::entries), after.entries(), sink);
}

impl Tables for Validators {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        // Nothing while every row is one validator.
        let counts = self.rows.counts().cloned().unwrap_or_default();
        column_changes("beacon.counts", before.and_then(|old| old.rows.counts()), &counts, sink);
        column_changes("beacon.pubkeys", before.map(|old| &old.pubkeys), &self.pubkeys, sink);
        column_changes("beacon.credentials", before.map(|old| &old.credentials), &self.credentials, sink);
        column_changes("beacon.effective_balances", before.map(|old| &old.effective_balances), &self.effective_balances, sink);
        column_changes("beacon.slashed", before.map(|old| &old.slashed), &self.slashed, sink);
        let eligibility = before.map(|old| &old.activation_eligibility_epochs);
        column_changes("beacon.activation_eligibility_epochs", eligibility, &self.activation_eligibility_epochs, sink);
        column_changes("beacon.activation_epochs", before.map(|old| &old.activation_epochs), &self.activation_epochs, sink);
        column_changes("beacon.exit_epochs", before.map(|old| &old.exit_epochs), &self.exit_epochs, sink);
        column_changes("beacon.withdrawable_epochs", before.map(|old| &old.withdrawable_epochs), &self.withdrawable_epochs, sink);
        column_changes("beacon.balances", before.map(|old| &old.balances), &self.balances, sink);
        column_changes("beacon.inactivity_scores", before.map(|old| &old.inactivity_scores), &self.inactivity_scores, sink);
        let previous = before.map(|old| &old.previous_participation);
        column_changes("beacon.previous_participation", previous, &self.previous_participation, sink);
        let current = before.map(|old| &old.current_participation);
        column_changes("beacon.current_participation", current, &self.current_participation, sink);
        column_changes("beacon.fee_recipients", before.map(|old| &old.fee_recipients), &self.fee_recipients, sink);
        column_changes("beacon.profiles", before.map(|old| &old.profiles), &self.profiles, sink);
    }
}

impl Tables for Beacon {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("beacon.constants", before.map(|old| &old.constants), &self.constants, sink);
        value_changes("beacon.scalars", before.map(Self::scalars).as_ref(), &self.scalars(), sink);
        value_changes("beacon.finality", before.map(|old| &old.finality), &self.finality, sink);
        value_changes("beacon.ledger", before.map(|old| &old.ledger), &self.ledger, sink);
        value_changes("beacon.duties", before.map(|old| &old.duties), &self.duties, sink);
        map_changes("beacon.slashings", before.map(|old| &old.slashings), &self.slashings, sink);
        map_changes("beacon.away", before.map(|old| &old.behaviour.away), &self.behaviour.away, sink);
        map_changes("beacon.offences", before.map(|old| &old.behaviour.offences), &self.behaviour.offences, sink);
        map_changes("beacon.newcomers", before.map(|old| &old.newcomers), &self.newcomers, sink);
        queue_changes("beacon.pending_deposits", before.map(|old| &old.pending_deposits), &self.pending_deposits, sink);
        let partials = before.map(|old| &old.pending_partial_withdrawals);
        queue_changes("beacon.pending_partial_withdrawals", partials, &self.pending_partial_withdrawals, sink);
        let consolidations = before.map(|old| &old.pending_consolidations);
        queue_changes("beacon.pending_consolidations", consolidations, &self.pending_consolidations, sink);
        self.validators.changes(before.map(|old| &old.validators), sink);
    }
}

impl Beacon {
    /// All single numbers.
    fn scalars(&self) -> impl PartialEq + Serialize + use<> {
        let fixed = (self.genesis_time, self.seed, self.genesis_validators_root);
        let churn = (self.deposit_balance_to_consume, self.exit_queue, self.consolidation_queue);
        let sweep = (self.next_withdrawal_index, self.next_withdrawal_validator);
        let numbers = [
            self.pending_deposits.next_number(),
            self.pending_partial_withdrawals.next_number(),
            self.pending_consolidations.next_number(),
        ];
        (fixed, self.slot, self.latest_block, churn, sweep, numbers, self.behaviour.is_decided_ahead)
    }
}

impl Tables for DepositContract {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("deposit_contract", before, self, sink);
    }
}

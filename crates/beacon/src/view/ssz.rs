//! The bytes of the state, as they are streamed.
//!
//! Fixed fields lie in place; of each variable one there is an offset of four bytes, and its contents follow in order.

use super::StateView;
use crate::accounting::justification_bits;
use crate::types::{PendingConsolidation, PendingDeposit, PendingPartialWithdrawal};
use aquifer_protocol::ethereum::{CHUNK, Column, Queue};
use aquifer_protocol::units::Gwei;
use ssz::Encode;
use std::io::{self, Write};

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 16;

/// A state ready to be written: its fixed part and the lengths of what follows.
#[derive(Debug)]
pub struct SszState<'a> {
    view: StateView<'a>,
    fixed: Vec<u8>,
    len: usize,
}

/// The fixed part while it grows: offsets are filled in when its length is known.
#[derive(Default)]
struct FixedPart {
    bytes: Vec<u8>,
    /// Where an offset goes, and how long its contents are.
    variable: Vec<(usize, usize)>,
}

impl FixedPart {
    fn put(&mut self, value: &impl Encode) -> &mut Self {
        value.ssz_append(&mut self.bytes);
        self
    }

    fn put_all(&mut self, values: impl Iterator<Item = impl Encode>) -> &mut Self {
        values.for_each(|value| value.ssz_append(&mut self.bytes));
        self
    }

    /// A variable field whose contents have this length.
    fn defer(&mut self, len: usize) -> &mut Self {
        self.variable.push((self.bytes.len(), len));
        self.bytes.extend_from_slice(&[0; 4]);
        self
    }

    /// Fills in the offsets; the whole length too.
    fn finish(mut self) -> (Vec<u8>, usize) {
        let mut offset = self.bytes.len();
        for (position, len) in self.variable {
            // More than 2^32 bytes have no SSZ form: that is thirty million validators.
            let bytes = u32::try_from(offset).unwrap_or(u32::MAX).to_le_bytes();
            if let Some(place) = self.bytes.get_mut(position..position + bytes.len()) {
                place.copy_from_slice(&bytes);
            }
            offset += len;
        }
        (self.bytes, offset)
    }
}

impl<'a> StateView<'a> {
    /// The state as bytes to be written.
    #[must_use]
    pub fn ssz(&self) -> SszState<'a> {
        let (fixed, len) = self.fixed_part().finish();
        SszState { view: *self, fixed, len }
    }

    fn fixed_part(&self) -> FixedPart {
        let (beacon, envelope, validators) = (self.beacon, self.envelope, self.columns.pubkeys.len());
        let [current_keys, next_keys] = self.sync_committee_keys();
        let [aggregate, next_aggregate] = envelope.aggregate_keys();
        let checkpoints = envelope.checkpoints();
        let mut part = FixedPart::default();
        part.put(&beacon.genesis_time.get()).put(&beacon.genesis_validators_root).put(&beacon.slot().get());
        part.put(&envelope.fork()).put(&envelope.latest_block_header());
        part.put_all(envelope.block_roots.iter()).put_all(envelope.state_roots.iter());
        part.defer(envelope.historical_roots.0.len() * 32);
        part.put(&envelope.eth1_data());
        part.defer(envelope.eth1_data_votes.0.len() * 72).put(&envelope.eth1_deposit_index);
        part.defer(validators * 121).defer(validators * 8);
        part.put_all(envelope.randao_mixes.iter()).put_all(self.slashings());
        part.defer(validators).defer(validators).put(&justification_bits(&beacon.finality()));
        part.put(&checkpoints.previous_justified).put(&checkpoints.current_justified).put(&checkpoints.finalized);
        part.defer(validators * 8);
        part.put_all(current_keys.iter()).put(&aggregate).put_all(next_keys.iter()).put(&next_aggregate);
        part.defer(envelope.latest_execution_payload_header().ssz_bytes_len());
        part.put(&beacon.next_withdrawal_index()).put(&beacon.next_withdrawal_validator().get());
        part.defer(envelope.historical_summaries().len() * 64).put(&envelope.deposit_requests_start_index);
        part.put(&beacon.deposit_balance_to_consume().get());
        for queue in [beacon.exit_queue(), beacon.consolidation_queue()] {
            part.put(&queue.balance_to_consume.get()).put(&queue.earliest_epoch.get());
        }
        part.defer(beacon.pending_deposits().len() * 192).defer(beacon.pending_partial_withdrawals().len() * 24);
        part.defer(beacon.pending_consolidations().len() * 16);
        if self.has_lookahead() {
            part.put_all(self.proposer_lookahead());
        }
        part
    }
}

impl SszState<'_> {
    /// How many bytes there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none: never.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Writes all bytes, piece by piece.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_to(&self, writer: &mut impl Write) -> io::Result<()> {
        let (beacon, envelope, columns) = (self.view.beacon, self.view.envelope, self.view.columns);
        writer.write_all(&self.fixed)?;
        write_each(writer, envelope.historical_roots.0.iter())?;
        write_each(writer, envelope.eth1_data_votes.0.iter())?;
        write_each(writer, self.view.validators())?;
        write_balances(writer, columns.balances)?;
        columns.previous_participation.shared_chunks().iter().try_for_each(|chunk| writer.write_all(chunk))?;
        columns.current_participation.shared_chunks().iter().try_for_each(|chunk| writer.write_all(chunk))?;
        write_each(writer, columns.inactivity_scores.iter())?;
        writer.write_all(&envelope.latest_execution_payload_header().as_ssz_bytes())?;
        write_each(writer, envelope.historical_summaries().iter())?;
        write_queue::<PendingDeposit, _>(writer, beacon.pending_deposits())?;
        write_queue::<PendingPartialWithdrawal, _>(writer, beacon.pending_partial_withdrawals())?;
        write_queue::<PendingConsolidation, _>(writer, beacon.pending_consolidations())
    }

    /// All bytes at once.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len);
        // Writing to memory does not fail.
        let _ = self.write_to(&mut bytes);
        bytes
    }
}

fn write_each(writer: &mut impl Write, values: impl Iterator<Item = impl Encode>) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(BUFFER);
    for value in values {
        value.ssz_append(&mut buffer);
        if buffer.len() >= BUFFER {
            writer.write_all(&buffer)?;
            buffer.clear();
        }
    }
    writer.write_all(&buffer)
}

fn write_balances(writer: &mut impl Write, balances: &Column<Gwei>) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(CHUNK * 8);
    for chunk in balances.shared_chunks() {
        buffer.clear();
        buffer.extend(chunk.iter().flat_map(|balance| balance.get().to_le_bytes()));
        writer.write_all(&buffer)?;
    }
    Ok(())
}

fn write_queue<C: Encode + for<'e> From<&'e T>, T: Clone>(writer: &mut impl Write, queue: &Queue<T>) -> io::Result<()> {
    write_each(writer, queue.iter().map(C::from))
}

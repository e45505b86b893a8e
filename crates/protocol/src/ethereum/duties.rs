//! Who proposes and who sits in the sync committee: drawn by a hash of the seed, weighted by effective balance.
//!
//! Step 11 of the transition. Proposers of this epoch and the next are known ahead (Fulu's lookahead); a sync committee
//! sits for a period, the next one is known. Real selection shuffles and accepts in proportion to effective balance; a
//! draw over the cumulative stake has the same odds. While nobody is active the last proposers keep their slots, and a
//! sync committee drawn then has no members.

use super::Beacon;
use super::BeaconError;
use super::columns::CHUNK;
use super::draws::{Draws, Purpose};
use super::rows::Row;
use super::validators::{Life, Validators};
use crate::units::{Epoch, Epochs, Slot, ValidatorIndex};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who has which duty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Duties {
    /// Proposers of every slot of this epoch, then of the next.
    pub(crate) proposers: Arc<[ValidatorIndex]>,
    /// Seats of the committee that sits now, in the order of their holders.
    pub(crate) sync_committee: Arc<[ValidatorIndex]>,
    /// Seats of the committee that follows.
    pub(crate) next_sync_committee: Arc<[ValidatorIndex]>,
}

/// The active validators of an epoch laid end to end by effective balance: a draw points at one of them.
struct Stake<'a> {
    validators: &'a Validators,
    epoch: Epoch,
    increment: u64,
    /// Where the stake of each chunk of rows ends, in Gwei.
    chunk_ends: Vec<u64>,
    /// Where the stake of each row ends, for chunks that were drawn from.
    row_ends: BTreeMap<usize, Vec<u64>>,
}

impl<'a> Stake<'a> {
    fn of(beacon: &'a Beacon, epoch: Epoch) -> Self {
        let validators = &beacon.validators;
        let chunk_ends = validators.lives().scan(0u64, |end, lives| {
            // Sums of active stake fit 64 bits (see `sum_active_balances`).
            *end = lives.map(|(life, count)| stake_of(&life, count, epoch)).fold(*end, u64::saturating_add);
            Some(*end)
        });
        let chunk_ends = chunk_ends.collect();
        let increment = beacon.constants.effective_balance_increment.get();
        Self { validators, epoch, increment, chunk_ends, row_ends: BTreeMap::new() }
    }

    /// The validator the draw for `subject` points at, in whole increments; nobody when no stake is active.
    fn draw(&mut self, draws: Draws, subject: u64) -> Option<ValidatorIndex> {
        let increments = self.chunk_ends.last()?.checked_div(self.increment).filter(|increments| *increments > 0)?;
        let point = draws.below(subject, increments).checked_mul(self.increment)?;
        let chunk = self.chunk_ends.partition_point(|end| *end <= point);
        let before = chunk.checked_sub(1).and_then(|before| self.chunk_ends.get(before)).copied().unwrap_or(0);
        let (validators, epoch) = (self.validators, self.epoch);
        let ends = self.row_ends.entry(chunk).or_insert_with(|| row_ends(validators, chunk, before, epoch));
        let offset = ends.partition_point(|end| *end <= point);

        let row = Row::new(chunk.checked_mul(CHUNK)?.checked_add(offset)?);
        let start = offset.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(before);
        let each = validators.effective_balances.get(row)?.get();
        let member = point.checked_sub(start)?.checked_div(each)?;
        validators.rows.first(row).get().checked_add(member).map(ValidatorIndex::new)
    }
}

/// The stake of a row that counts in an epoch, in Gwei.
fn stake_of(life: &Life, count: u64, epoch: Epoch) -> u64 {
    if life.is_active(epoch) { life.effective_balance.get().saturating_mul(count) } else { 0 }
}

/// Where the stake of each row of a chunk ends that begins at `start`.
fn row_ends(validators: &Validators, chunk: usize, start: u64, epoch: Epoch) -> Vec<u64> {
    let ends = validators.lives_of(chunk).scan(start, |end, (life, count)| {
        *end = end.saturating_add(stake_of(&life, count, epoch));
        Some(*end)
    });
    ends.collect()
}

impl Beacon {
    /// Duties of a chain that starts here.
    pub(super) fn draw_first_duties(&mut self) -> Result<(), BeaconError> {
        let epoch = self.epoch();
        let next = epoch.after(Epochs::new(1))?;
        let (now, then) = (self.proposers_of(epoch), self.proposers_of(next));
        self.duties.proposers = now.iter().chain(then.iter()).copied().collect();
        let period = self.constants.epochs_per_sync_committee_period;
        self.duties.sync_committee = self.sync_committee_of(epoch);
        self.duties.next_sync_committee = self.sync_committee_of(epoch.after(Epochs::new(period))?);
        Ok(())
    }

    /// Duties at the start of an epoch: the lookahead moves on, and at the start of a period so do the committees.
    pub(super) fn draw_duties_of(&mut self, epoch: Epoch) {
        let following = Epoch::new(epoch.get().saturating_add(1));
        let slots = usize::try_from(self.constants.slots_per_epoch).unwrap_or(usize::MAX);
        let drawn = self.proposers_of(following);
        let kept = self.duties.proposers.iter().skip(slots);
        let added = if drawn.is_empty() { kept.clone().copied().collect() } else { drawn };
        self.duties.proposers = kept.copied().chain(added).collect();

        let period = self.constants.epochs_per_sync_committee_period;
        if epoch.get().checked_rem(period) == Some(0) {
            let next = self.sync_committee_of(Epoch::new(epoch.get().saturating_add(period)));
            self.duties.sync_committee = std::mem::replace(&mut self.duties.next_sync_committee, next);
        }
    }

    /// One proposer a slot; nobody when no stake is active.
    fn proposers_of(&self, epoch: Epoch) -> Vec<ValidatorIndex> {
        let mut stake = Stake::of(self, epoch);
        let draws = Draws::of(self.seed, Purpose::Proposers, epoch.get());
        (0..self.constants.slots_per_epoch).filter_map(|slot| stake.draw(draws, slot)).collect()
    }

    /// The committee of the period that begins with `epoch`, drawn from those active now. Seats are numbered in the order
    /// of their holders: their order has no other meaning.
    fn sync_committee_of(&self, epoch: Epoch) -> Arc<[ValidatorIndex]> {
        let mut stake = Stake::of(self, self.epoch());
        let draws = Draws::of(self.seed, Purpose::SyncCommittee, epoch.get());
        let mut seats: Vec<_> = (0..self.constants.sync_committee_size).filter_map(|seat| stake.draw(draws, seat)).collect();
        seats.sort_unstable();
        seats.into()
    }

    /// Who proposes in a slot of the current epoch or the next.
    ///
    /// # Errors
    /// [`BeaconError::ProposerNotDrawn`] for other slots, and for all while there was never anybody active.
    pub fn proposer_at(&self, slot: Slot) -> Result<ValidatorIndex, BeaconError> {
        let first = self.constants.start_of(self.epoch());
        let ahead = slot.since(first).map_err(|_| BeaconError::ProposerNotDrawn { slot })?;
        let position = usize::try_from(ahead.get()).map_err(|_| BeaconError::ProposerNotDrawn { slot })?;
        self.duties.proposers.get(position).copied().ok_or(BeaconError::ProposerNotDrawn { slot })
    }

    /// The sync committee of the next period, seat by seat.
    #[must_use]
    pub fn next_sync_committee(&self) -> &[ValidatorIndex] {
        &self.duties.next_sync_committee
    }

    /// The sync committee, seat by seat; a validator may hold several.
    #[must_use]
    pub fn sync_committee(&self) -> &[ValidatorIndex] {
        &self.duties.sync_committee
    }
}

//! Who proposes and who sits in the sync committee: drawn by a hash of the seed, weighted by effective balance.
//!
//! Step 11 of the transition. Proposers of this epoch and the next are known ahead (Fulu's lookahead); a sync committee
//! sits for a period, the next one is known. Real selection shuffles and accepts in proportion to effective balance; a
//! draw over the cumulative stake has the same odds. While nobody is active the last proposers keep their slots, and a
//! sync committee drawn then has no members.

use super::Beacon;
use super::BeaconError;
use super::draws::{Draws, Purpose};
use crate::units::{Epoch, Epochs, Slot, ValidatorIndex};
use serde::{Deserialize, Serialize};
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
struct Stake {
    /// The active rows in order.
    stretches: Vec<Stretch>,
}

/// A row's part of the stake: equal parts for each of its validators.
struct Stretch {
    /// Where it ends, in increments.
    end: u64,
    /// Increments of one validator.
    each: u64,
    first: ValidatorIndex,
    count: u64,
}

impl Stake {
    fn of(beacon: &Beacon, epoch: Epoch) -> Self {
        let increment = beacon.constants.effective_balance_increment.get();
        let mut stretches = Vec::with_capacity(beacon.validators.len());
        let (mut end, mut first) = (0u64, 0u64);
        for (life, count) in beacon.validators.lives().flatten() {
            if life.is_active(epoch) {
                let each = life.effective_balance.get().checked_div(increment).unwrap_or(0);
                end = end.saturating_add(each.saturating_mul(count));
                stretches.push(Stretch { end, each, first: ValidatorIndex::new(first), count });
            }
            first = first.saturating_add(count);
        }
        Self { stretches }
    }

    /// The validator the draw for `subject` points at; nobody when no stake is active.
    fn draw(&self, draws: Draws, subject: u64) -> Option<ValidatorIndex> {
        let total = self.stretches.last()?.end;
        let point = draws.below(subject, total);
        let found = self.stretches.partition_point(|stretch| stretch.end <= point);
        let stretch = self.stretches.get(found)?;
        let before_end = stretch.end.checked_sub(point)?.div_ceil(stretch.each.max(1));
        let member = stretch.count.checked_sub(before_end)?;
        stretch.first.get().checked_add(member).map(ValidatorIndex::new)
    }
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
        let stake = Stake::of(self, epoch);
        let draws = Draws::of(self.seed, Purpose::Proposers, epoch.get());
        (0..self.constants.slots_per_epoch).filter_map(|slot| stake.draw(draws, slot)).collect()
    }

    /// The committee of the period that begins with `epoch`, drawn from those active now. Seats are numbered in the order
    /// of their holders: their order has no other meaning.
    fn sync_committee_of(&self, epoch: Epoch) -> Arc<[ValidatorIndex]> {
        let stake = Stake::of(self, self.epoch());
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

//! Time goes on: slots, and the epochs that end between them.
//!
//! Attesters vote by profile as if included in the next slot: the flags of an epoch are filled in when it ends.

use super::{Beacon, BeaconError};
use crate::units::{ArithError, Epoch, Seconds, Slot, Slots, Timestamp};

impl Beacon {
    /// Advances to a later slot. Every epoch that ends in between gets its transition, its participation from the
    /// profiles; slots in between have no block.
    ///
    /// # Errors
    /// [`BeaconError::SlotNotAfter`], [`BeaconError::Arith`].
    pub fn advance_to_slot(&mut self, slot: Slot) -> Result<(), BeaconError> {
        if slot <= self.slot {
            return Err(BeaconError::SlotNotAfter { slot: self.slot, to: slot });
        }
        let epoch = self.epoch_of(slot);
        if epoch > self.epoch() {
            self.attempt(|beacon| beacon.end_epochs_before(epoch))?;
        }
        self.slot = slot;
        Ok(())
    }

    fn end_epochs_before(&mut self, epoch: Epoch) -> Result<(), BeaconError> {
        while self.epoch() < epoch {
            self.fill_participation();
            self.end_epoch()?;
        }
        Ok(())
    }

    /// The flags the validators earn in this epoch by their profiles, on top of those set by attestations.
    pub(super) fn fill_participation(&mut self) {
        let view = self.view();
        for (number, expected) in view.expected_flags.chunks(super::columns::CHUNK).enumerate() {
            for (flags, expected) in self.validators.current_participation.chunk_mut(number).iter_mut().zip(expected) {
                *flags |= expected;
            }
        }
    }

    /// The current slot.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        self.slot
    }

    /// The current epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.epoch_of(self.slot)
    }

    /// The epoch a slot lies in.
    #[must_use]
    pub fn epoch_of(&self, slot: Slot) -> Epoch {
        Epoch::new(slot.get().checked_div(self.constants.slots_per_epoch).unwrap_or(0))
    }

    /// When a slot begins.
    ///
    /// # Errors
    /// [`BeaconError::Arith`].
    pub fn time_of(&self, slot: Slot) -> Result<Timestamp, BeaconError> {
        let seconds = slot.get().checked_mul(self.constants.seconds_per_slot.get()).ok_or(ArithError::Overflow)?;
        Ok(self.genesis_time.after(Seconds::new(seconds))?)
    }

    /// The slot a moment lies in, and how far into it.
    ///
    /// # Errors
    /// [`BeaconError::Arith`] before genesis.
    pub fn slot_at(&self, time: Timestamp) -> Result<(Slot, Seconds), BeaconError> {
        let since = time.since(self.genesis_time)?.get();
        let length = self.constants.seconds_per_slot.get();
        let slots = since.checked_div(length).ok_or(ArithError::DivisionByZero)?;
        let rest = since.checked_rem(length).ok_or(ArithError::DivisionByZero)?;
        Ok((Slot::new(0).after(Slots::new(slots))?, Seconds::new(rest)))
    }
}

//! A copy of a chain that goes on by itself: every slot has a block, nobody asks for anything.

use crate::ethereum::{Beacon, BeaconError, BlockStart};
use crate::units::{Epoch, Epochs, Slot, Slots, Timestamp};

/// A slot as people count: in epochs, and by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The epoch it lies in.
    pub epoch: Epoch,
    /// The slot.
    pub slot: Slot,
    /// When the slot begins.
    pub time: Timestamp,
}

/// The copy, and how far it goes at most.
pub(super) struct Playback {
    pub(super) beacon: Beacon,
    /// First epoch that is not played.
    end: Epoch,
}

impl Playback {
    pub(super) fn of(beacon: &Beacon, horizon: Epochs) -> Result<Self, BeaconError> {
        Ok(Self { beacon: beacon.clone(), end: beacon.epoch().after(horizon)? })
    }

    /// Plays the next slot; `None` at the horizon.
    pub(super) fn next_block(&mut self) -> Result<Option<BlockStart>, BeaconError> {
        let slot = self.beacon.slot().after(Slots::new(1))?;
        if self.beacon.epoch_of(slot) >= self.end {
            return Ok(None);
        }
        self.beacon.advance_to_slot(slot)?;
        self.beacon.process_empty_block().map(Some)
    }

    /// Plays up to the first slot of the next epoch; `false` at the horizon.
    pub(super) fn next_epoch(&mut self) -> Result<bool, BeaconError> {
        let epoch = self.beacon.epoch();
        while self.beacon.epoch() == epoch {
            if self.next_block()?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Where the copy stands.
    pub(super) fn moment(&self) -> Result<Moment, BeaconError> {
        let slot = self.beacon.slot();
        Ok(Moment { epoch: self.beacon.epoch(), slot, time: self.beacon.time_of(slot)? })
    }
}

impl Beacon {
    /// The first slot of an epoch.
    pub(super) fn start_moment(&self, epoch: Epoch) -> Result<Moment, BeaconError> {
        let slot = self.constants.start_of(epoch);
        Ok(Moment { epoch, slot, time: self.time_of(slot)? })
    }
}

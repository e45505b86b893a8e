//! Frames of time and who is first in them.

use super::{HashConsensus, HashConsensusError, HashConsensusEvent, ProcessorView};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::{ArithError, Epoch, Slot, Slots, Timestamp};
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};

/// The clock of the consensus layer (`getChainConfig`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainConfig {
    /// Slots of an epoch.
    pub slots_per_epoch: u64,
    /// Seconds of a slot.
    pub seconds_per_slot: u64,
    /// Time of slot 0.
    pub genesis_time: Timestamp,
}

/// Length of frames (`getFrameConfig`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameConfig {
    /// First epoch of the first frame.
    pub initial_epoch: Epoch,
    /// Epochs of a frame.
    pub epochs_per_frame: u64,
    /// Slots in which only some members may report.
    pub fast_lane_length_slots: u64,
}

/// One frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsensusFrame {
    /// Its number, from zero.
    pub index: u64,
    /// Slot it reports on.
    pub ref_slot: Slot,
    /// Last slot in which its report may be processed.
    pub report_processing_deadline_slot: Slot,
}

impl ChainConfig {
    /// Time of a slot.
    ///
    /// # Errors
    /// [`ArithError::Overflow`].
    pub fn timestamp_of(&self, slot: Slot) -> Result<Timestamp, ArithError> {
        let seconds = slot.get().checked_mul(self.seconds_per_slot).ok_or(ArithError::Overflow)?;
        self.genesis_time.get().checked_add(seconds).map(Timestamp::new).ok_or(ArithError::Overflow)
    }

    /// Slot at a time, rounded down.
    ///
    /// # Errors
    /// [`ArithError::Underflow`] before genesis.
    pub fn slot_at(&self, time: Timestamp) -> Result<Slot, ArithError> {
        let seconds = time.since(self.genesis_time)?.get();
        seconds.checked_div(self.seconds_per_slot).map(Slot::new).ok_or(ArithError::DivisionByZero)
    }

    /// Epoch at a time, rounded down.
    ///
    /// # Errors
    /// As [`Self::slot_at`].
    pub fn epoch_at(&self, time: Timestamp) -> Result<Epoch, ArithError> {
        let slot = self.slot_at(time)?.get();
        slot.checked_div(self.slots_per_epoch).map(Epoch::new).ok_or(ArithError::DivisionByZero)
    }

    /// First slot of an epoch.
    ///
    /// # Errors
    /// [`ArithError::Overflow`].
    pub fn start_slot(&self, epoch: Epoch) -> Result<Slot, ArithError> {
        epoch.get().checked_mul(self.slots_per_epoch).map(Slot::new).ok_or(ArithError::Overflow)
    }

    pub(super) const fn check(&self) -> Result<(), HashConsensusError> {
        if self.slots_per_epoch == 0 || self.seconds_per_slot == 0 {
            return Err(HashConsensusError::InvalidChainConfig);
        }
        Ok(())
    }
}

impl FrameConfig {
    pub(super) fn check(&self, chain: &ChainConfig) -> Result<(), HashConsensusError> {
        if self.epochs_per_frame == 0 {
            return Err(HashConsensusError::EpochsPerFrameCannotBeZero);
        }
        let frame_slots = self.epochs_per_frame.checked_mul(chain.slots_per_epoch).ok_or(ArithError::Overflow)?;
        if self.fast_lane_length_slots > frame_slots {
            return Err(HashConsensusError::FastLanePeriodCannotBeLongerThanFrame);
        }
        Ok(())
    }
}

impl HashConsensus {
    /// The clock (`getChainConfig`).
    #[must_use]
    pub const fn chain_config(&self) -> ChainConfig {
        self.chain
    }

    /// The frames (`getFrameConfig`).
    #[must_use]
    pub const fn frame_config(&self) -> FrameConfig {
        self.frames
    }

    /// The frame now (`getCurrentFrame`).
    ///
    /// # Errors
    /// [`HashConsensusError::InitialEpochIsYetToArrive`].
    pub fn current_frame(&self, ctx: &Ctx) -> Result<ConsensusFrame, HashConsensusError> {
        let epoch = self.chain.epoch_at(ctx.timestamp)?;
        let passed = epoch.since(self.frames.initial_epoch).map_err(|_| HashConsensusError::InitialEpochIsYetToArrive)?.get();
        let index = passed.checked_div(self.frames.epochs_per_frame).ok_or(ArithError::DivisionByZero)?;
        Ok(self.frame(index)?)
    }

    /// Reference slot of the first frame (`getInitialRefSlot`).
    ///
    /// # Errors
    /// [`HashConsensusError::Arith`] for a first frame at slot zero.
    pub fn initial_ref_slot(&self) -> Result<Slot, HashConsensusError> {
        Ok(self.frame(0)?.ref_slot)
    }

    /// Changes the length of frames from the current one on (`setFrameConfig`). The caller's role is checked before.
    ///
    /// # Errors
    /// `InitialEpochIsYetToArrive`, `EpochsPerFrameCannotBeZero`, `FastLanePeriodCannotBeLongerThanFrame`.
    pub fn set_frame_config(
        &mut self,
        ctx: &Ctx,
        epochs_per_frame: u64,
        fast_lane_length_slots: u64,
        effects: &mut Effects,
    ) -> Result<(), HashConsensusError> {
        let index = self.current_frame(ctx)?.index;
        let initial_epoch = self.start_epoch(index)?;
        self.replace_frames(FrameConfig { initial_epoch, epochs_per_frame, fast_lane_length_slots }, effects)
    }

    /// Changes the length of the fast lane (`setFastLaneLengthSlots`). The caller's role is checked before.
    ///
    /// # Errors
    /// `FastLanePeriodCannotBeLongerThanFrame`.
    pub fn set_fast_lane_length_slots(
        &mut self,
        fast_lane_length_slots: u64,
        effects: &mut Effects,
    ) -> Result<(), HashConsensusError> {
        self.replace_frames(FrameConfig { fast_lane_length_slots, ..self.frames }, effects)
    }

    /// Moves the first frame, before it began (`updateInitialEpoch`). The caller's role is checked before.
    ///
    /// # Errors
    /// `InitialEpochAlreadyArrived`, `InitialEpochRefSlotCannotBeEarlierThanProcessingSlot`.
    pub fn update_initial_epoch(
        &mut self,
        ctx: &Ctx,
        initial_epoch: Epoch,
        processor: &ProcessorView,
        effects: &mut Effects,
    ) -> Result<(), HashConsensusError> {
        if self.has_begun(ctx)? {
            return Err(HashConsensusError::InitialEpochAlreadyArrived);
        }
        let ref_slot = before(self.chain.start_slot(initial_epoch)?)?;
        if ref_slot < processor.last_processing_ref_slot {
            return Err(HashConsensusError::InitialEpochRefSlotCannotBeEarlierThanProcessingSlot);
        }
        self.replace_frames(FrameConfig { initial_epoch, ..self.frames }, effects)
    }

    /// Last slot of the fast lane of a frame.
    pub(super) fn fast_lane_end(&self, frame: &ConsensusFrame) -> Result<Slot, ArithError> {
        frame.ref_slot.after(Slots::new(self.frames.fast_lane_length_slots))
    }

    /// Whether the first frame has begun.
    pub(super) fn has_begun(&self, ctx: &Ctx) -> Result<bool, ArithError> {
        Ok(self.chain.epoch_at(ctx.timestamp)? >= self.frames.initial_epoch)
    }

    /// Whether the member at a place may report within the fast lane of a frame: `quorum` members from `frame mod n` on, cyclic.
    pub(super) fn is_in_fast_lane(&self, member: usize, frame_index: u64) -> bool {
        let total = U256::from(self.members.len());
        let Some(start) = U256::from(frame_index).checked_rem(total) else { return false };
        if self.quorum >= total {
            return true;
        }
        let place = U256::from(member);
        let place = if place < start { place.saturating_add(total) } else { place };
        place >= start && place < start.saturating_add(self.quorum)
    }

    fn frame(&self, index: u64) -> Result<ConsensusFrame, ArithError> {
        let next = index.checked_add(1).ok_or(ArithError::Overflow)?;
        let start = self.chain.start_slot(self.start_epoch(index)?)?;
        let end = self.chain.start_slot(self.start_epoch(next)?)?;
        Ok(ConsensusFrame { index, ref_slot: before(start)?, report_processing_deadline_slot: before(end)? })
    }

    fn start_epoch(&self, index: u64) -> Result<Epoch, ArithError> {
        let epochs = index.checked_mul(self.frames.epochs_per_frame).ok_or(ArithError::Overflow)?;
        self.frames.initial_epoch.get().checked_add(epochs).map(Epoch::new).ok_or(ArithError::Overflow)
    }

    fn replace_frames(&mut self, frames: FrameConfig, effects: &mut Effects) -> Result<(), HashConsensusError> {
        frames.check(&self.chain)?;
        let previous = std::mem::replace(&mut self.frames, frames);
        if (frames.initial_epoch, frames.epochs_per_frame) != (previous.initial_epoch, previous.epochs_per_frame) {
            effects.emit(HashConsensusEvent::FrameConfigSet {
                new_initial_epoch: frames.initial_epoch,
                new_epochs_per_frame: frames.epochs_per_frame,
            });
        }
        if frames.fast_lane_length_slots != previous.fast_lane_length_slots {
            let fast_lane_length_slots = frames.fast_lane_length_slots;
            effects.emit(HashConsensusEvent::FastLaneConfigSet { fast_lane_length_slots });
        }
        Ok(())
    }
}

fn before(slot: Slot) -> Result<Slot, ArithError> {
    slot.get().checked_sub(1).map(Slot::new).ok_or(ArithError::Underflow)
}

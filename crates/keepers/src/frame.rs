//! Oracle frames: which slot a report is about, when it is due, whose turn it is.

/// The committee's calendar, read from `HashConsensus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Calendar {
    pub(crate) genesis_time: u64,
    pub(crate) seconds_per_slot: u64,
    pub(crate) slots_per_epoch: u64,
    pub(crate) initial_epoch: u64,
    pub(crate) epochs_per_frame: u64,
    pub(crate) fast_lane_slots: u64,
}

/// One frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Its number, 0 the first.
    pub(crate) index: u64,
    /// The slot its report is about: the last one before it.
    pub(crate) ref_slot: u64,
}

impl Calendar {
    /// The frame a slot lies in; `None` before the first.
    pub(crate) fn frame_at(&self, slot: u64) -> Option<Frame> {
        let epochs = (slot / self.slots_per_epoch).checked_sub(self.initial_epoch)?;
        Some(self.frame(epochs / self.epochs_per_frame))
    }

    /// A frame by its number.
    pub(crate) const fn frame(&self, index: u64) -> Frame {
        let epoch = self.initial_epoch + index * self.epochs_per_frame;
        Frame { index, ref_slot: (epoch * self.slots_per_epoch).saturating_sub(1) }
    }

    /// First slot at which the reference slot is finalised when everybody attests: an epoch is finalised at the end of
    /// the next one, and the checkpoint after the reference slot must be.
    pub(crate) const fn finalised_at(&self, frame: Frame) -> u64 {
        frame.ref_slot + 1 + 2 * self.slots_per_epoch
    }

    /// First slot at which a member may report.
    pub(crate) fn due(&self, frame: Frame, is_fast_lane: bool) -> u64 {
        let finalised = self.finalised_at(frame);
        if is_fast_lane { finalised } else { finalised.max(frame.ref_slot + self.fast_lane_slots + 1) }
    }

    /// When a slot begins, in seconds since 1970.
    pub(crate) const fn time_of(&self, slot: u64) -> u64 {
        self.genesis_time + slot * self.seconds_per_slot
    }

    /// Whether a frame is so far gone that its report is no longer accepted.
    pub(crate) const fn is_over(&self, frame: Frame, slot: u64) -> bool {
        slot >= self.frame(frame.index + 1).ref_slot
    }
}

/// Whether the member at `position` of `members` belongs to a frame's fast lane, which has `quorum` seats.
pub(crate) const fn is_fast_lane(frame: Frame, position: u64, members: u64, quorum: u64) -> bool {
    quorum >= members || turn(frame, position, members) < quorum
}

/// How many members are before the one at `position` in submitting a frame's data.
pub(crate) const fn turn(frame: Frame, position: u64, members: u64) -> u64 {
    (position + members - frame.index % members) % members
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAILY: Calendar = Calendar {
        genesis_time: 1_000,
        seconds_per_slot: 12,
        slots_per_epoch: 32,
        initial_epoch: 225,
        epochs_per_frame: 225,
        fast_lane_slots: 100,
    };

    #[test]
    fn a_frame_is_about_the_slot_before_it() {
        assert_eq!(DAILY.frame_at(7_199), None);
        assert_eq!(DAILY.frame_at(7_200), Some(Frame { index: 0, ref_slot: 7_199 }));
        assert_eq!(DAILY.frame_at(14_399), Some(Frame { index: 0, ref_slot: 7_199 }));
        assert_eq!(DAILY.frame_at(14_400), Some(Frame { index: 1, ref_slot: 14_399 }));
        assert!(DAILY.is_over(DAILY.frame(0), 14_399));
        assert!(!DAILY.is_over(DAILY.frame(0), 14_398));
    }

    #[test]
    fn a_report_waits_for_finality_and_the_slow_lane_for_the_fast_one() {
        let frame = DAILY.frame(0);
        assert_eq!(DAILY.due(frame, true), 7_264);
        assert_eq!(DAILY.due(frame, false), 7_300);
    }

    #[test]
    fn the_fast_lane_and_the_turn_move_on_with_each_frame() {
        let members: Vec<_> = (0..5).map(|position| is_fast_lane(DAILY.frame(3), position, 5, 3)).collect();
        assert_eq!(members, [true, false, false, true, true]);
        let turns: Vec<_> = (0..5).map(|position| turn(DAILY.frame(3), position, 5)).collect();
        assert_eq!(turns, [2, 3, 4, 0, 1]);
    }
}

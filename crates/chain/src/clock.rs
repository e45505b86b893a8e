//! Chain time: the wall clock plus a stored offset, on the 12-second grid.
//!
//! A block is a slot and a slot is a point of the grid. Idle slots follow the clock; a block built ahead of it moves the
//! offset, so that idle slots go on 12 seconds after it. `evm_increaseTime` moves the offset and mines nothing: the next
//! block takes the first slot at or after the moved time, and the slots in between have no block.
//!
//! Invariants
//! - CLK-1  chain time never goes back, except by a revert
//! - CLK-2  the slot of the next block is after the head's
//!
//! Absent on purpose: catching up after downtime. A development network resumes at its head's time.

use aquifer_protocol::units::{Slot, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// How far `evm_increaseTime` may move in one call: two years. The consensus side plays every slot in between, some 100,000 a
/// second.
pub const MAX_INCREASE_SECONDS: u64 = 2 * 365 * 86_400;

/// Where wall time comes from; tests bring their own.
pub trait TimeSource: Send + Sync + std::fmt::Debug {
    /// Time since 1970. Never goes back while the process lives.
    fn now(&self) -> Duration;
}

/// The machine's clock, read once and then carried on by the monotonic one.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    started_at: Duration,
}

impl Default for SystemClock {
    fn default() -> Self {
        let started_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_at }
    }
}

impl TimeSource for SystemClock {
    fn now(&self) -> Duration {
        self.started_at + self.started.elapsed()
    }
}

/// The grid of slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// Time of slot 0.
    pub genesis_time: Timestamp,
    /// Length of a slot in seconds; 12 on mainnet.
    pub seconds_per_slot: u64,
}

impl Grid {
    /// When a slot starts.
    #[must_use]
    pub fn time_of(&self, slot: Slot) -> Timestamp {
        Timestamp::new(self.genesis_time.get().saturating_add(slot.get().saturating_mul(self.seconds_per_slot)))
    }

    /// The first slot that starts at or after a time.
    #[must_use]
    pub fn slot_at_or_after(&self, time: Timestamp) -> Slot {
        // Rounds up: a slot that has begun before the time does not count.
        Slot::new(time.since_or_zero(self.genesis_time).get().div_ceil(self.seconds_per_slot))
    }

    /// The last slot that has started at a time.
    #[must_use]
    pub fn slot_at(&self, time: Timestamp) -> Slot {
        // Rounds down: the slot a time lies in.
        Slot::new(time.since_or_zero(self.genesis_time).get() / self.seconds_per_slot)
    }

    /// Whether a time lies on the grid.
    #[must_use]
    pub fn contains(&self, time: Timestamp) -> bool {
        self.time_of(self.slot_at(time)) == time
    }
}

/// What of the clock survives a restart: development offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StoredClock {
    /// Chain time minus wall time when this was written, in seconds.
    pub offset_seconds: i64,
    /// What `evm_increaseTime` added in all, in seconds.
    pub increased_seconds: u64,
    /// A moved time no block has reached yet.
    pub moved_to: Option<Timestamp>,
}

/// A refused move of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The move is longer than [`MAX_INCREASE_SECONDS`].
    #[error(
        "time can be moved by at most {MAX_INCREASE_SECONDS} seconds (two years) at once, not by {seconds}: move, mine a block, move again"
    )]
    TooFar {
        /// Seconds asked for.
        seconds: u64,
    },
}

/// Slots without a block whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueSlots {
    /// The first of them.
    pub first: Slot,
    /// How many, all in a row.
    pub count: u64,
}

/// Chain time.
#[derive(Debug, Clone)]
pub struct Clock {
    source: Arc<dyn TimeSource>,
    grid: Grid,
    scale: u32,
    anchor_wall: Duration,
    anchor_chain: Duration,
    stored: StoredClock,
}

impl Clock {
    /// A clock that resumes at the head's time, or at a moved time no block has reached.
    #[must_use]
    pub fn resume(source: Arc<dyn TimeSource>, grid: Grid, scale: u32, head: Timestamp, stored: StoredClock) -> Self {
        let anchor_wall = source.now();
        let at = stored.moved_to.map_or(head, |moved| moved.max(head));
        Self { source, grid, scale: scale.max(1), anchor_wall, anchor_chain: Duration::from_secs(at.get()), stored }
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// Chain time, whole seconds.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::new(self.precise_now().as_secs())
    }

    /// What must be stored with the next block, or at once after a move.
    #[must_use]
    pub fn stored(&self) -> StoredClock {
        let chain = i64::try_from(self.precise_now().as_secs()).unwrap_or(i64::MAX);
        let wall = i64::try_from(self.source.now().as_secs()).unwrap_or(i64::MAX);
        StoredClock { offset_seconds: chain.saturating_sub(wall), ..self.stored }
    }

    /// The slot of a block built on demand: the next one, or the first at or after a moved time.
    #[must_use]
    pub fn next_slot_on_demand(&self, head: Slot) -> Slot {
        let next = Slot::new(head.get().saturating_add(1));
        self.stored.moved_to.map_or(next, |moved| self.grid.slot_at_or_after(moved).max(next))
    }

    /// The slot of a block mined by hand while the clock makes none: the first at or after chain time, after the head.
    #[must_use]
    pub fn next_slot_by_hand(&self, head: Slot) -> Slot {
        self.next_slot_on_demand(head).max(self.grid.slot_at_or_after(self.now()))
    }

    /// Slots whose time has come and that have no block yet. Slots skipped by a move of time are not among them.
    #[must_use]
    pub fn due(&self, head: Slot) -> Option<DueSlots> {
        if self.now() < self.due_from(head) {
            return None;
        }
        let first = self.next_slot_on_demand(head);
        let current = self.grid.slot_at(self.now());
        let count = current.since(first).ok()?.get().saturating_add(1);
        Some(DueSlots { first, count })
    }

    /// Wall time until the next slot is due.
    #[must_use]
    pub fn until_due(&self, head: Slot) -> Duration {
        // Rounds down, to a nanosecond: whoever wakes up too early asks again.
        Duration::from_secs(self.due_from(head).get()).saturating_sub(self.precise_now()) / self.scale
    }

    /// When the clock makes the next block by itself. After a move of time one slot later than it could: whoever moved time mines the
    /// block there.
    fn due_from(&self, head: Slot) -> Timestamp {
        let grace = u64::from(self.stored.moved_to.is_some());
        self.grid.time_of(Slot::new(self.next_slot_on_demand(head).get().saturating_add(grace)))
    }

    /// Takes note of a block: one ahead of the clock raises the offset by the difference.
    pub fn on_block(&mut self, timestamp: Timestamp) {
        if self.stored.moved_to.is_some_and(|moved| moved <= timestamp) {
            self.stored.moved_to = None;
        }
        if Duration::from_secs(timestamp.get()) > self.precise_now() {
            self.set_to(timestamp);
        }
    }

    /// Moves time ahead (`evm_increaseTime`) and mines nothing. Returns the total offset in seconds.
    ///
    /// # Errors
    /// [`ClockError::TooFar`].
    pub fn increase(&mut self, seconds: u64) -> Result<u64, ClockError> {
        if seconds > MAX_INCREASE_SECONDS {
            return Err(ClockError::TooFar { seconds });
        }
        let from = self.stored.moved_to.map_or_else(|| self.now(), |moved| moved.max(self.now()));
        let moved = Timestamp::new(from.get().saturating_add(seconds));
        self.set_to(moved);
        self.stored.moved_to = Some(moved);
        self.stored.increased_seconds = self.stored.increased_seconds.saturating_add(seconds);
        if !self.grid.contains(moved) {
            let slot = self.grid.slot_at_or_after(moved);
            tracing::warn!(%moved, %slot, "the moved time is off the {}-second grid: rounded up", self.grid.seconds_per_slot);
        }
        Ok(self.stored.increased_seconds)
    }

    /// Puts the clock back to a block's time, with the offsets of then (`evm_revert`).
    pub fn revert_to(&mut self, head: Timestamp, stored: StoredClock) {
        self.stored = stored;
        self.set_to(stored.moved_to.map_or(head, |moved| moved.max(head)));
    }

    fn set_to(&mut self, time: Timestamp) {
        self.anchor_wall = self.source.now();
        self.anchor_chain = Duration::from_secs(time.get());
    }

    fn precise_now(&self) -> Duration {
        self.anchor_chain + self.source.now().saturating_sub(self.anchor_wall) * self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Debug, Default)]
    struct Hand(Mutex<Duration>);

    impl Hand {
        fn pass(&self, seconds: u64) {
            *self.0.lock().unwrap() += Duration::from_secs(seconds);
        }
    }

    impl TimeSource for Hand {
        fn now(&self) -> Duration {
            *self.0.lock().unwrap()
        }
    }

    const GRID: Grid = Grid { genesis_time: Timestamp::new(1_000), seconds_per_slot: 12 };

    fn clock_at(slot: u64) -> (Arc<Hand>, Clock) {
        let hand = Arc::new(Hand::default());
        hand.pass(5_000_000);
        let head = GRID.time_of(Slot::new(slot));
        (hand.clone(), Clock::resume(hand, GRID, 1, head, StoredClock::default()))
    }

    #[test]
    fn downtime_is_not_played() {
        let (_, clock) = clock_at(10);
        assert_eq!(clock.now(), GRID.time_of(Slot::new(10)));
        assert_eq!(clock.due(Slot::new(10)), None);
        assert_eq!(clock.until_due(Slot::new(10)), Duration::from_secs(12));
    }

    #[test]
    fn idle_slots_follow_the_clock() {
        let (hand, clock) = clock_at(10);
        hand.pass(11);
        assert_eq!(clock.due(Slot::new(10)), None);
        hand.pass(1);
        assert_eq!(clock.due(Slot::new(10)), Some(DueSlots { first: Slot::new(11), count: 1 }));
        hand.pass(25);
        assert_eq!(clock.due(Slot::new(10)), Some(DueSlots { first: Slot::new(11), count: 3 }));
    }

    #[test]
    fn a_block_ahead_of_the_clock_raises_the_offset() {
        let (hand, mut clock) = clock_at(10);
        hand.pass(5);
        assert_eq!(clock.next_slot_on_demand(Slot::new(10)), Slot::new(11));
        clock.on_block(GRID.time_of(Slot::new(11)));
        assert_eq!(clock.now(), GRID.time_of(Slot::new(11)));
        assert_eq!(clock.until_due(Slot::new(11)), Duration::from_secs(12));
    }

    #[test]
    fn increased_time_mines_nothing_and_is_rounded_up_to_a_slot() {
        let (_, mut clock) = clock_at(10);
        assert_eq!(clock.increase(100), Ok(100));
        assert_eq!(clock.increase(50), Ok(150));
        assert_eq!(clock.due(Slot::new(10)), None);
        assert_eq!(clock.next_slot_on_demand(Slot::new(10)), Slot::new(10 + 13)); // 150 / 12 = 12.5
        clock.on_block(GRID.time_of(Slot::new(23)));
        assert_eq!(clock.next_slot_on_demand(Slot::new(23)), Slot::new(24));
    }

    #[test]
    fn skipped_slots_are_not_due() {
        let (hand, mut clock) = clock_at(10);
        clock.increase(120).unwrap();
        hand.pass(11);
        assert_eq!(clock.due(Slot::new(10)), None);
        hand.pass(1);
        assert_eq!(clock.due(Slot::new(10)), Some(DueSlots { first: Slot::new(20), count: 2 }));
    }

    #[test]
    fn a_move_beyond_two_years_is_refused() {
        let (_, mut clock) = clock_at(0);
        let seconds = MAX_INCREASE_SECONDS + 1;
        assert_eq!(clock.increase(seconds), Err(ClockError::TooFar { seconds }));
        assert_eq!(clock.stored().increased_seconds, 0);
    }

    #[test]
    fn a_moved_time_survives_a_restart() {
        let (hand, mut clock) = clock_at(10);
        clock.increase(120).unwrap();
        let again = Clock::resume(hand, GRID, 1, GRID.time_of(Slot::new(10)), clock.stored());
        assert_eq!(again.next_slot_on_demand(Slot::new(10)), Slot::new(20));
    }

    #[test]
    fn by_hand_the_clock_counts() {
        let (hand, clock) = clock_at(10);
        assert_eq!(clock.next_slot_by_hand(Slot::new(10)), Slot::new(11));
        hand.pass(30);
        assert_eq!(clock.next_slot_by_hand(Slot::new(10)), Slot::new(13));
    }

    #[test]
    fn scaled_time_runs_faster() {
        let hand = Arc::new(Hand::default());
        let clock = Clock::resume(hand.clone(), GRID, 60, GRID.time_of(Slot::new(0)), StoredClock::default());
        hand.pass(1);
        assert_eq!(clock.due(Slot::new(0)), Some(DueSlots { first: Slot::new(1), count: 5 }));
    }
}

//! A pause with an end, as Lido's `PausableUntil` has it.

use crate::units::{ArithError, Timestamp};
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};

/// When a contract runs again. Kept as the real contract keeps it: the first second of running, 2^256 - 1 for never.
///
/// ```text
/// running --pause_for/pause_until--> paused --resume, or time--> running
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PausableUntil {
    resume_since: U256,
}

/// Why a pause was refused, or a call because of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PausableError {
    /// A pause of no length.
    #[error("pause duration is zero")]
    ZeroPauseDuration,
    /// The contract is not paused.
    #[error("contract is not paused")]
    PausedExpected,
    /// The contract is paused.
    #[error("contract is paused")]
    ResumedExpected,
    /// The end of the pause has passed.
    #[error("pause must end in the future")]
    PauseUntilMustBeInFuture,
    /// The end of the pause does not fit 256 bits.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// Events of a pausable contract; the contract that emits them wraps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PausableEvent {
    /// `Paused(uint256 duration)`: seconds, 2^256 - 1 for until resumed.
    Paused {
        /// Seconds, 2^256 - 1 for until resumed.
        duration: U256,
    },
    /// `Resumed()`
    Resumed,
}

impl PausableUntil {
    /// `PAUSE_INFINITELY`: until somebody resumes.
    pub const PAUSE_INFINITELY: U256 = U256::MAX;

    /// Paused until somebody resumes.
    #[must_use]
    pub const fn paused() -> Self {
        Self { resume_since: Self::PAUSE_INFINITELY }
    }

    /// First second of running (`getResumeSinceTimestamp`).
    #[must_use]
    pub const fn resume_since(self) -> U256 {
        self.resume_since
    }

    /// Whether it is paused now (`isPaused`).
    #[must_use]
    pub fn is_paused(self, now: Timestamp) -> bool {
        U256::from(now.get()) < self.resume_since
    }

    /// Refuses while paused.
    ///
    /// # Errors
    /// [`PausableError::ResumedExpected`].
    pub fn check_resumed(self, now: Timestamp) -> Result<(), PausableError> {
        if self.is_paused(now) { Err(PausableError::ResumedExpected) } else { Ok(()) }
    }

    /// Ends the pause now.
    ///
    /// # Errors
    /// [`PausableError::PausedExpected`] when it runs already.
    pub fn resume(&mut self, now: Timestamp) -> Result<PausableEvent, PausableError> {
        if !self.is_paused(now) {
            return Err(PausableError::PausedExpected);
        }

        self.resume_since = U256::from(now.get());
        Ok(PausableEvent::Resumed)
    }

    /// Pauses for `duration` seconds, or until resumed for [`Self::PAUSE_INFINITELY`].
    ///
    /// # Errors
    /// [`PausableError::ResumedExpected`] while paused, [`PausableError::ZeroPauseDuration`].
    pub fn pause_for(&mut self, now: Timestamp, duration: U256) -> Result<PausableEvent, PausableError> {
        self.check_resumed(now)?;
        if duration.is_zero() {
            return Err(PausableError::ZeroPauseDuration);
        }
        let resume_since = if duration == Self::PAUSE_INFINITELY {
            duration
        } else {
            U256::from(now.get()).checked_add(duration).ok_or(ArithError::Overflow)?
        };

        self.resume_since = resume_since;
        Ok(PausableEvent::Paused { duration })
    }

    /// Pauses up to and including the second `until`.
    ///
    /// # Errors
    /// [`PausableError::ResumedExpected`] while paused, [`PausableError::PauseUntilMustBeInFuture`].
    pub fn pause_until(&mut self, now: Timestamp, until: U256) -> Result<PausableEvent, PausableError> {
        self.check_resumed(now)?;
        let now = U256::from(now.get());
        if until < now {
            return Err(PausableError::PauseUntilMustBeInFuture);
        }
        if until == Self::PAUSE_INFINITELY {
            self.resume_since = until;
            return Ok(PausableEvent::Paused { duration: until });
        }
        let resume_since = until.checked_add(U256::ONE).ok_or(ArithError::Overflow)?;
        let duration = resume_since.checked_sub(now).ok_or(ArithError::Underflow)?;

        self.resume_since = resume_since;
        Ok(PausableEvent::Paused { duration })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::new(1_000);

    #[test]
    fn a_pause_ends_by_itself() {
        let mut pause = PausableUntil::default();
        let event = pause.pause_for(NOW, U256::from(10));
        assert_eq!(event, Ok(PausableEvent::Paused { duration: U256::from(10) }));
        assert!(pause.is_paused(Timestamp::new(1_009)));
        assert!(!pause.is_paused(Timestamp::new(1_010)));
    }

    #[test]
    fn pause_until_includes_its_last_second() {
        let mut pause = PausableUntil::default();
        assert_eq!(pause.pause_until(NOW, U256::from(1_000)), Ok(PausableEvent::Paused { duration: U256::ONE }));
        assert!(pause.is_paused(NOW));
        assert!(!pause.is_paused(Timestamp::new(1_001)));
    }

    #[test]
    fn refusals() {
        let mut pause = PausableUntil::default();
        assert_eq!(pause.resume(NOW), Err(PausableError::PausedExpected));
        assert_eq!(pause.pause_for(NOW, U256::ZERO), Err(PausableError::ZeroPauseDuration));
        assert_eq!(pause.pause_until(NOW, U256::from(999)), Err(PausableError::PauseUntilMustBeInFuture));
        let mut pause = PausableUntil::paused();
        assert_eq!(pause.pause_for(NOW, U256::ONE), Err(PausableError::ResumedExpected));
        assert_eq!(pause.resume(NOW), Ok(PausableEvent::Resumed));
        assert_eq!(pause, PausableUntil { resume_since: U256::from(1_000) });
    }
}

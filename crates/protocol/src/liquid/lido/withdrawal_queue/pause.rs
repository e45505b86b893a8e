//! Stopping the queue: no new requests and no finalisation, claims go on.

use super::{QueueError, QueueEvent, WithdrawalQueue};
use crate::Ctx;
use crate::effect::Effects;
use alloy_primitives::U256;

impl WithdrawalQueue {
    /// Whether it is paused now (`isPaused`).
    #[must_use]
    pub fn is_paused(&self, ctx: &Ctx) -> bool {
        self.totals.pause.is_paused(ctx.timestamp)
    }

    /// First second of running, 2^256 - 1 for not before somebody resumes (`getResumeSinceTimestamp`).
    #[must_use]
    pub const fn resume_since(&self) -> U256 {
        self.totals.pause.resume_since()
    }

    /// Refuses while paused.
    ///
    /// # Errors
    /// [`QueueError::Pausable`].
    pub fn check_resumed(&self, ctx: &Ctx) -> Result<(), QueueError> {
        Ok(self.totals.pause.check_resumed(ctx.timestamp)?)
    }

    /// Ends the pause (`resume`). The caller's role is checked before.
    ///
    /// # Errors
    /// [`QueueError::Pausable`] when it runs already.
    pub fn resume(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), QueueError> {
        let event = self.totals.pause.resume(ctx.timestamp)?;
        effects.emit(QueueEvent::Pausable(event));
        Ok(())
    }

    /// Pauses for `duration` seconds (`pauseFor`). The caller's role is checked before.
    ///
    /// # Errors
    /// [`QueueError::Pausable`] while paused or for zero seconds.
    pub fn pause_for(&mut self, ctx: &Ctx, duration: U256, effects: &mut Effects) -> Result<(), QueueError> {
        let event = self.totals.pause.pause_for(ctx.timestamp, duration)?;
        effects.emit(QueueEvent::Pausable(event));
        Ok(())
    }

    /// Pauses up to and including the second `until` (`pauseUntil`). The caller's role is checked before.
    ///
    /// # Errors
    /// [`QueueError::Pausable`] while paused or for a second that has passed.
    pub fn pause_until(&mut self, ctx: &Ctx, until: U256, effects: &mut Effects) -> Result<(), QueueError> {
        let event = self.totals.pause.pause_until(ctx.timestamp, until)?;
        effects.emit(QueueEvent::Pausable(event));
        Ok(())
    }
}

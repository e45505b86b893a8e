//! What the oracle tells the queue with each report: its time, and whether large losses are expected (bunker mode).

use super::{QueueError, QueueEvent, WithdrawalQueue};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::Timestamp;

impl WithdrawalQueue {
    /// Whether bunker mode is on (`isBunkerModeActive`): no deposits, and only old requests are finalised.
    #[must_use]
    pub const fn is_bunker_mode_active(&self) -> bool {
        self.totals.bunker_since.is_some()
    }

    /// Since when bunker mode is on (`bunkerModeSinceTimestamp`, which says 2^256 - 1 when it is off).
    #[must_use]
    pub const fn bunker_since(&self) -> Option<Timestamp> {
        self.totals.bunker_since
    }

    /// Time of the last report: requests made since share it.
    #[must_use]
    pub const fn last_report_timestamp(&self) -> Timestamp {
        self.totals.last_report_timestamp
    }

    /// Takes note of a report (`onOracleReport`). The caller's role is checked before.
    ///
    /// # Errors
    /// [`QueueError::InvalidReportTimestamp`] for times that are not in the past.
    pub fn on_oracle_report(
        &mut self,
        ctx: &Ctx,
        is_bunker: bool,
        bunker_start: Timestamp,
        report: Timestamp,
        effects: &mut Effects,
    ) -> Result<(), QueueError> {
        if bunker_start >= ctx.timestamp || report >= ctx.timestamp {
            return Err(QueueError::InvalidReportTimestamp);
        }

        self.totals.last_report_timestamp = report;
        match (self.totals.bunker_since, is_bunker) {
            (None, true) => {
                self.totals.bunker_since = Some(bunker_start);
                effects.emit(QueueEvent::BunkerModeEnabled { since: bunker_start });
            }
            (Some(_), false) => {
                self.totals.bunker_since = None;
                effects.emit(QueueEvent::BunkerModeDisabled);
            }
            (None, false) | (Some(_), true) => {}
        }
        Ok(())
    }
}

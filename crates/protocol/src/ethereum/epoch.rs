//! The epoch transition: what happens when an epoch ends, step by step in the order of the specification.
//!
//! "Current" is the epoch that ends. All steps up to the consolidations see the same effective balances and the same
//! active stake; only the last one but two changes effective balances.

use super::ending_epoch::EndingEpoch;
use super::justification::Finality;
use super::{Beacon, BeaconError};
use crate::units::{Epoch, Epochs};

impl Beacon {
    /// Ends the current epoch and moves to the first slot of the next.
    ///
    /// Participation is what the columns say; [`Beacon::advance_to_slot`] fills it in from the profiles first.
    ///
    /// # Errors
    /// [`BeaconError::Arith`] when an amount leaves its range; nothing has changed then.
    pub fn process_epoch(&mut self) -> Result<(), BeaconError> {
        self.attempt(Self::end_epoch)
    }

    /// As [`Beacon::process_epoch`]; the caller puts the old value back on `Err`.
    pub(super) fn end_epoch(&mut self) -> Result<(), BeaconError> {
        let epoch = EndingEpoch::of(self);
        let next = epoch.current.after(Epochs::new(1))?;

        self.process_justification_and_finalization(&epoch)?;
        if epoch.current > Epoch::new(0) {
            self.process_inactivity_updates(&epoch);
            self.process_rewards_and_penalties(&epoch)?;
        }
        self.process_registry_updates(&epoch)?;
        self.process_slashings(&epoch)?;
        self.process_pending_deposits(&epoch)?;
        self.process_pending_consolidations(next)?;
        self.process_effective_balance_updates();
        self.reset_slashings(next);
        self.rotate_participation();
        self.slot = self.constants.start_of(next);
        self.merge_equal_rows();
        self.draw_duties_of(next);
        self.decide_behaviour();
        self.derived.forget();
        Ok(())
    }

    /// Whether finality has been missing for so long that absence costs more and presence earns nothing.
    pub(super) fn is_leaking(&self, previous: Epoch) -> bool {
        previous.since_or_zero(self.finality.finalized) > self.constants.min_epochs_to_inactivity_penalty
    }

    /// Step 9: the slot of the slashings vector that the next epoch writes to.
    fn reset_slashings(&mut self, next: Epoch) {
        self.slashings.remove(&self.slashings_position(next));
    }

    /// Position of an epoch in the slashings vector.
    pub(super) fn slashings_position(&self, epoch: Epoch) -> u64 {
        epoch.get().checked_rem(self.constants.epochs_per_slashings_vector).unwrap_or(0)
    }

    /// Step 10.
    fn rotate_participation(&mut self) {
        let count = self.validators.len();
        let empty = super::columns::Column::filled(0, count);
        self.validators.previous_participation = std::mem::replace(&mut self.validators.current_participation, empty);
    }

    /// Runs a call that may fail half way: on `Err` everything is as it was.
    pub(super) fn attempt<T>(&mut self, call: impl FnOnce(&mut Self) -> Result<T, BeaconError>) -> Result<T, BeaconError> {
        let before = self.clone();
        let result = call(self);
        if result.is_err() {
            *self = before;
        }
        result
    }

    /// What is justified and finalized.
    #[must_use]
    pub const fn finality(&self) -> Finality {
        self.finality
    }
}

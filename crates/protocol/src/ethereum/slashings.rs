//! Step 5 of the transition: the correlation penalty, half way to withdrawal, heavier the more stake was slashed.

use super::ending_epoch::EndingEpoch;
use super::ledger::count_each;
use super::rows::Row;
use super::{Beacon, BeaconError};
use crate::units::{ArithError, Epochs, Gwei};

impl Beacon {
    /// `per_increment = min(3 * slashed, total) // (total // increment)`, then per whole increment of effective balance.
    pub(super) fn process_slashings(&mut self, epoch: &EndingEpoch) -> Result<(), BeaconError> {
        for (row, penalty) in self.correlation_penalties(epoch)? {
            let balance = self.validators.balances.at(row)?;
            let taken = balance.min(penalty);
            self.validators.balances.set(row, balance.floor_sub(taken))?;
            count_each(&mut self.ledger.penalised, taken, self.validators.rows.count(row));
        }
        Ok(())
    }

    /// `per_increment * (effective // increment)` for who is half way to its withdrawal; the inner quotient is exact, since effective
    /// balances are whole increments (ETH-3). An odd length of the vector has its half rounded down.
    fn correlation_penalties(&self, epoch: &EndingEpoch) -> Result<Vec<(Row, Gwei)>, BeaconError> {
        let half = self.constants.epochs_per_slashings_vector.checked_div(2).unwrap_or(0);
        let midpoint = epoch.current.after(Epochs::new(half))?;
        let increment = self.constants.effective_balance_increment.get();
        let per_increment = self.penalty_per_increment(epoch.totals.active)?;
        let mut penalties = Vec::new();
        for index in epoch.slashed.iter().copied() {
            let row = self.validators.row_of(index)?;
            if self.validators.withdrawable_epochs.at(row)? == midpoint {
                let effective = self.validators.effective_balances.at(row)?;
                let increments = effective.get().checked_div(increment).ok_or(ArithError::DivisionByZero)?;
                let penalty = per_increment.checked_mul(increments).ok_or(ArithError::Overflow)?;
                penalties.push((row, Gwei::new(penalty)));
            }
        }
        Ok(penalties)
    }

    /// `min(multiplier * slashings, total) // (total // increment)`, both rounded down (section 6.5).
    fn penalty_per_increment(&self, total_active: Gwei) -> Result<u64, ArithError> {
        // `min(.., total)` below: whatever passes 64 bits passes the total, so where these saturate the result is the same.
        let slashed: u128 = self.slashings.values().map(|amount| u128::from(amount.get())).fold(0, u128::saturating_add);
        let multiplied = slashed.saturating_mul(u128::from(self.constants.proportional_slashing_multiplier));
        let adjusted = u64::try_from(multiplied).unwrap_or(u64::MAX).min(total_active.get());
        let increments = total_active.get().checked_div(self.constants.effective_balance_increment.get());
        adjusted.checked_div(increments.unwrap_or(0)).ok_or(ArithError::DivisionByZero)
    }
}

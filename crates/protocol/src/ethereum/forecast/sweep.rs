//! The sweep: it goes around all validators, sixteen payments a block at most, after the partial withdrawals that are due.

use super::playback::Playback;
use super::{Expected, ForecastError};
use crate::ethereum::{Beacon, Withdrawal};
use crate::units::{Epochs, Slots, ValidatorIndex};

/// Where withdrawals stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepForecast {
    /// Where the sweep goes on.
    pub position: ValidatorIndex,
    /// How many validators it goes around.
    pub validators: u64,
    /// Partial withdrawals that wait.
    pub partials: u64,
    /// Their sum, Gwei.
    pub partials_gwei: u128,
    /// When it has seen everybody once from now.
    pub turn: Expected,
    /// How many slots that takes; as far as it was played when that was not far enough.
    pub turn_slots: Slots,
}

impl Beacon {
    pub(super) fn forecast_sweep(&self, horizon: Epochs) -> Result<SweepForecast, ForecastError> {
        let mut play = Playback::of(self, horizon)?;
        let turn = play.until_turned(horizon)?;
        let waiting = self.pending_partial_withdrawals.iter().map(|pending| u128::from(pending.amount.get()));
        Ok(SweepForecast {
            position: self.next_withdrawal_validator,
            validators: self.validator_count(),
            partials: u64::try_from(self.pending_partial_withdrawals.len()).unwrap_or(u64::MAX),
            // At most 2^27 entries below 2^64 each.
            partials_gwei: waiting.fold(0, u128::saturating_add),
            turn,
            turn_slots: play.beacon.slot().since_or_zero(self.slot()),
        })
    }

    /// Validators a block looked at whose sweep began at `cursor`: up to the last it paid when it was full, else as far as
    /// one block looks.
    fn swept_by(&self, cursor: ValidatorIndex, withdrawals: &[Withdrawal]) -> u64 {
        let count = self.validator_count();
        let full = u64::try_from(withdrawals.len()).is_ok_and(|paid| paid >= self.constants.max_withdrawals_per_payload);
        match withdrawals.last() {
            Some(last) if full => {
                // Around the end of the registry: from `cursor` up to and with `last`.
                let ahead = last.validator.get().saturating_add(count).saturating_sub(cursor.get());
                ahead.checked_rem(count).unwrap_or(0).saturating_add(1)
            }
            _ => self.constants.max_validators_per_withdrawals_sweep.min(count),
        }
    }
}

impl Playback {
    fn until_turned(&mut self, horizon: Epochs) -> Result<Expected, ForecastError> {
        let mut left = self.beacon.validator_count();
        while left > 0 {
            let cursor = self.beacon.next_withdrawal_validator;
            let Some(block) = self.next_block()? else { return Ok(Expected::NotWithin(horizon)) };
            left = left.saturating_sub(self.beacon.swept_by(cursor, &block.withdrawals));
        }
        Ok(Expected::At(self.moment()?))
    }
}

//! Consolidations: a queue of their own, with the churn that the other limit leaves.

use super::playback::Playback;
use super::{Expected, ForecastError, Obstacle, QueueLimit};
use crate::ethereum::Beacon;
use crate::units::{Epoch, Epochs, Gwei, ValidatorIndex};

/// The consolidation queue, and the way of validators that join it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsolidationForecast {
    /// Consolidations that wait.
    pub pending: u64,
    /// Effective balances of their sources, Gwei.
    pub waiting_gwei: u128,
    /// What may be consolidated each epoch; requests are ignored while it is 32 ETH or less.
    pub churn_limit: Gwei,
    /// What makes the last source wait for its exit; `None` when there is none.
    pub limit: Option<QueueLimit>,
    /// First slot in which the last source is off duty.
    pub exits: Expected,
    /// First slot in which the target has its balance.
    pub moved: Expected,
}

impl Beacon {
    /// The consolidation queue with validators of `amount` at its tail. That they may be too young is not asked.
    pub(super) fn forecast_consolidation(&self, amount: Gwei, horizon: Epochs) -> Result<ConsolidationForecast, ForecastError> {
        let churn_limit = self.consolidation_churn_limit();
        let sources = self.pending_consolidations.iter().filter_map(|pending| self.validator(pending.source));
        let stakes = sources.map(|source| u128::from(source.effective_balance.get()));
        let mut forecast = ConsolidationForecast {
            pending: u64::try_from(self.pending_consolidations.len()).unwrap_or(u64::MAX),
            // At most 2^18 entries below 2^64 each.
            waiting_gwei: stakes.fold(0, u128::saturating_add),
            churn_limit,
            limit: None,
            exits: Expected::Never(Obstacle::NoConsolidationChurn),
            moved: Expected::Never(Obstacle::NoConsolidationChurn),
        };
        if churn_limit <= self.constants.min_activation_balance {
            return Ok(forecast);
        }
        let Some(names) = self.choose_leavers(amount) else {
            forecast.exits = Expected::Never(Obstacle::NotEnoughStake);
            forecast.moved = forecast.exits;
            return Ok(forecast);
        };
        let mut play = Playback::of(self, horizon)?;
        let exit = play.beacon.let_merge(&names)?;
        forecast.limit = Some(QueueLimit::between(self.lookahead_epoch()?, exit));
        forecast.exits = Expected::At(self.start_moment(exit)?);
        forecast.moved = play.until_moved(horizon)?;
        Ok(forecast)
    }

    /// Lets validators become sources, and returns when the last of them exits. Who receives makes no difference to when:
    /// each receives what it gives.
    fn let_merge(&mut self, names: &[ValidatorIndex]) -> Result<Epoch, ForecastError> {
        for index in names.iter().copied() {
            self.consolidate(index, index, self.validators.life(index)?.effective_balance)?;
        }
        Ok(self.consolidation_queue.earliest_epoch)
    }
}

impl Playback {
    /// Until the queue has given up everything that is in it now.
    fn until_moved(&mut self, horizon: Epochs) -> Result<Expected, ForecastError> {
        let end = self.beacon.pending_consolidations.next_number();
        while self.beacon.pending_consolidations.head_number() < end {
            if !self.next_epoch()? {
                return Ok(Expected::NotWithin(horizon));
            }
        }
        Ok(Expected::At(self.moment()?))
    }
}

//! When ether that asks in the next block to come or to go gets there, and what it waits for.
//!
//! The answer is played out, not estimated: a copy of the chain gets what is asked about (deposits, exits, a consolidation)
//! in its next block and goes on with a block in every slot until it has happened. So what is said here comes true to the slot when nobody
//! else asks for anything and everybody performs as the profiles say. Each question has a copy of its own.
//!
//! Deliberately absent: guesses about what others will do, and answers beyond the horizon the caller sets.
//!
//! Invariants
//! - ETH-20  a forecast comes true to the slot when nobody else asks for anything

mod consolidation;
mod entry;
mod exit;
mod playback;
mod sweep;

pub use consolidation::ConsolidationForecast;
pub use entry::{EntryForecast, EntryLimit, EntryWaits};
pub use exit::ExitForecast;
pub use playback::Moment;
pub use sweep::SweepForecast;

use super::{Beacon, BeaconError, ChurnQueue, IgnoredRequest};
use crate::units::{ArithError, Epoch, Epochs, Gwei, Slots};

/// Most validators an amount is split into: with 2,048 ETH each, more ether than there is.
const PARTS_MAX: u64 = 65_536;

/// All queues after the next block, and what an amount of ether that asks in it would wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueForecast {
    /// The next block.
    pub asked: Moment,
    /// The ether that is thought to ask, Gwei.
    pub amount: Gwei,
    /// How far ahead the copies were played at most.
    pub horizon: Epochs,
    /// Deposits on their way in.
    pub entry: EntryForecast,
    /// Validators on their way out.
    pub exit: ExitForecast,
    /// Withdrawals.
    pub sweep: SweepForecast,
    /// Validators on their way into others.
    pub consolidation: ConsolidationForecast,
}

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// At this moment.
    At(Moment),
    /// Later than this many epochs from now: nobody looked further.
    NotWithin(Epochs),
    /// Not at all.
    Never(Obstacle),
}

/// Why something never happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// A validator with less than 32 ETH is credited, but not activated.
    BelowActivationBalance,
    /// Less than the amount is active, staying and able to withdraw to an address.
    NotEnoughStake,
    /// So little is staked that no consolidation is let through.
    NoConsolidationChurn,
}

/// What decides when a place in the exit or consolidation queue comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueLimit {
    /// Nobody is in front: the delay that every change of the active validators has.
    Lookahead,
    /// The churn: this many epochs more than that delay.
    Churn(Epochs),
}

/// The question cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForecastError {
    /// No ether, no wait.
    #[error("an amount of zero has no place in a queue")]
    NothingAsked,
    /// More than could ever come.
    #[error("{amount} is more than the {most} that could come at once")]
    TooMuch {
        /// What was asked about.
        amount: Gwei,
        /// The most that can be asked about.
        most: Gwei,
    },
    /// The copy could not be played forward.
    #[error(transparent)]
    Beacon(#[from] BeaconError),
    /// The copy ignored what was asked of it.
    #[error(transparent)]
    Ignored(#[from] IgnoredRequest),
    /// A number left its range.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

impl Beacon {
    /// The queues, and how long `amount` would wait in each if it asked in the next block, which is taken to come in the next
    /// slot. Plays at most `horizon` epochs ahead, four times.
    ///
    /// # Errors
    /// [`ForecastError::NothingAsked`], [`ForecastError::TooMuch`]; [`ForecastError::Beacon`] on a chain without proposers.
    pub fn forecast_queues(&self, amount: Gwei, horizon: Epochs) -> Result<QueueForecast, ForecastError> {
        let most = Gwei::new(self.constants.max_effective_balance.get().saturating_mul(PARTS_MAX));
        if amount.is_zero() {
            return Err(ForecastError::NothingAsked);
        }
        if amount > most {
            return Err(ForecastError::TooMuch { amount, most });
        }
        let mut asked = self.clone();
        asked.advance_to_slot(self.slot().after(Slots::new(1))?)?;
        asked.process_empty_block()?;
        Ok(QueueForecast {
            asked: Moment { epoch: asked.epoch(), slot: asked.slot(), time: asked.time_of(asked.slot())? },
            amount,
            horizon,
            entry: asked.forecast_entry(amount, horizon)?,
            exit: asked.forecast_exit(amount, horizon)?,
            sweep: asked.forecast_sweep(horizon)?,
            consolidation: asked.forecast_consolidation(amount, horizon)?,
        })
    }

    /// First epoch in which a change decided now can take effect.
    fn lookahead_epoch(&self) -> Result<Epoch, ArithError> {
        self.constants.delayed(self.epoch())
    }
}

impl QueueLimit {
    /// What made a place that could have come at `floor` come at `epoch`.
    fn between(floor: Epoch, epoch: Epoch) -> Self {
        match epoch.since_or_zero(floor) {
            none if none == Epochs::new(0) => Self::Lookahead,
            more => Self::Churn(more),
        }
    }
}

impl ChurnQueue {
    /// Gwei that are in front of whoever asks next, beyond what `floor` alone would make it wait.
    fn backlog(&self, floor: Epoch, limit: Gwei) -> Result<Gwei, ArithError> {
        if self.earliest_epoch < floor {
            return Ok(Gwei::ZERO);
        }
        let full = self.earliest_epoch.since(floor)?.get().checked_mul(limit.get()).ok_or(ArithError::Overflow)?;
        Gwei::new(full).try_add(limit.floor_sub(self.balance_to_consume))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backlog_is_what_the_epochs_between_have_given_away() {
        #[track_caller]
        fn check(earliest: u64, room: u64, backlog: u64) {
            let queue = ChurnQueue { earliest_epoch: Epoch::new(earliest), balance_to_consume: Gwei::new(room) };
            assert_eq!(queue.backlog(Epoch::new(10), Gwei::new(256)), Ok(Gwei::new(backlog)));
        }
        //   epoch room backlog
        check(9, 100, 0); // an idle queue: what was left is lost
        check(10, 256, 0);
        check(10, 56, 200);
        check(12, 256, 512);
        check(12, 0, 768);
    }
}

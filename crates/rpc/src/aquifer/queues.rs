//! The queues of the beacon chain, and how long an amount of ether that asks now would wait in each.

use crate::{
    api::Api,
    args::Args,
    error::RpcError,
    number::{Decimal, Number},
};
use aquifer_protocol::{
    ethereum::{
        Beacon, ConsolidationForecast, EntryForecast, EntryLimit, ExitForecast, Expected, ForecastError, Moment, Obstacle,
        QueueForecast, QueueLimit, SweepForecast,
    },
    units::{Epochs, Gwei},
};
use serde::Serialize;
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

/// Epochs played ahead at most: 73 days, a little more than anybody has waited on mainnet.
const HORIZON_MAX: u64 = 16_384;
/// Epochs that are always played: a fixed delay of 261, and as much again for what comes before it.
const HORIZON_MIN: u64 = 512;
/// Validators times epochs that are played within some seconds.
const VALIDATOR_EPOCHS: u64 = 50_000_000;

/// Who may wait for a forecast or play one, so that most threads stay free for others.
const ASKING_MAX: usize = 8;

/// A forecast keeps a core busy for a while: one at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
/// How many wait or play.
static ASKING: AtomicUsize = AtomicUsize::new(0);

/// A place among those who wait.
struct Place;

impl Place {
    fn take() -> Result<Self, RpcError> {
        let place = Self;
        if ASKING.fetch_add(1, Ordering::Relaxed) < ASKING_MAX {
            return Ok(place);
        }
        Err(RpcError::LimitExceeded(format!("{ASKING_MAX} forecasts are under way: ask again")))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        ASKING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// All queues. Amounts are decimal strings in Gwei, the rest are numbers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Queues {
    #[serde(flatten)]
    /// The next block: in it the amount is thought to ask.
    asked: When,
    amount: Decimal,
    horizon_epochs: u64,
    entry: Entry,
    exit: Exit,
    sweep: Sweep,
    consolidation: Consolidation,
}

/// A slot.
#[derive(Debug, Clone, Copy, Serialize)]
struct When {
    epoch: u64,
    slot: u64,
    time: u64,
}

/// When something happens, or why there is no answer.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
enum Expectation {
    At(When),
    #[serde(rename_all = "camelCase")]
    NotWithin {
        not_within_epochs: u64,
    },
    Never {
        never: &'static str,
    },
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    deposits: u64,
    amount: Decimal,
    churn_limit: Decimal,
    carried_over: Decimal,
    entries_limit: u64,
    /// Validators the amount was split into.
    parts: u64,
    credited: Expectation,
    active: Expectation,
    limit: Option<&'static str>,
    waits: Waits,
}

/// Epochs in the queue by what stopped it.
#[derive(Debug, Serialize)]
struct Waits {
    finality: u64,
    churn: u64,
    entries: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Exit {
    validators: u64,
    amount: Decimal,
    churn_limit: Decimal,
    backlog: Decimal,
    leaving: Leaving,
    exits: Expectation,
    withdrawable: Expectation,
    paid: Expectation,
    limit: &'static str,
    queue_epochs: u64,
}

/// Validators that were thought to leave.
#[derive(Debug, Serialize)]
struct Leaving {
    validators: u64,
    amount: Decimal,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sweep {
    position: u64,
    validators: u64,
    partials: u64,
    partials_amount: Decimal,
    turn: Expectation,
    turn_slots: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Consolidation {
    pending: u64,
    amount: Decimal,
    churn_limit: Decimal,
    exits: Expectation,
    moved: Expectation,
    limit: &'static str,
    queue_epochs: u64,
}

/// `aquifer_queues(amount, horizon)` for the next block: the amount in Gwei, 32 ETH when it is left out; the horizon in epochs,
/// at most and by default as far as a few seconds allow.
pub(crate) fn queues(api: &Api, mut args: Args) -> Result<Queues, RpcError> {
    let amount: Option<Number> = args.optional()?;
    let horizon: Option<Number> = args.optional()?;
    args.end()?;
    let head = api.node.head();
    let beacon = &head.world.protocol.beacon;
    let amount = amount.map_or(beacon.constants.min_activation_balance, |amount| Gwei::new(amount.0));
    let affordable = affordable(beacon);
    let horizon = horizon.map_or(affordable, |horizon| horizon.0.min(affordable));
    let _place = Place::take()?;
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(beacon.forecast_queues(amount, Epochs::new(horizon))?.into())
}

/// Epochs that can be played in a few seconds.
fn affordable(beacon: &Beacon) -> u64 {
    (VALIDATOR_EPOCHS / beacon.validator_count().max(1)).clamp(HORIZON_MIN, HORIZON_MAX)
}

impl From<ForecastError> for RpcError {
    fn from(error: ForecastError) -> Self {
        match error {
            ForecastError::NothingAsked | ForecastError::TooMuch { .. } => Self::InvalidParams(error.to_string()),
            ForecastError::Beacon(_) | ForecastError::Ignored(_) | ForecastError::Arith(_) => Self::refused(error),
        }
    }
}

impl From<QueueForecast> for Queues {
    fn from(forecast: QueueForecast) -> Self {
        Self {
            asked: forecast.asked.into(),
            amount: Decimal::of(forecast.amount.get()),
            horizon_epochs: forecast.horizon.get(),
            entry: forecast.entry.into(),
            exit: forecast.exit.into(),
            sweep: forecast.sweep.into(),
            consolidation: forecast.consolidation.into(),
        }
    }
}

impl From<Moment> for When {
    fn from(moment: Moment) -> Self {
        Self { epoch: moment.epoch.get(), slot: moment.slot.get(), time: moment.time.get() }
    }
}

impl From<Expected> for Expectation {
    fn from(expected: Expected) -> Self {
        match expected {
            Expected::At(moment) => Self::At(moment.into()),
            Expected::NotWithin(epochs) => Self::NotWithin { not_within_epochs: epochs.get() },
            Expected::Never(obstacle) => Self::Never { never: name_of_obstacle(obstacle) },
        }
    }
}

const fn name_of_obstacle(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::BelowActivationBalance => "below_activation_balance",
        Obstacle::NotEnoughStake => "not_enough_stake",
        Obstacle::NoConsolidationChurn => "no_consolidation_churn",
    }
}

impl From<EntryForecast> for Entry {
    fn from(entry: EntryForecast) -> Self {
        let limit = entry.limit().map(|limit| match limit {
            EntryLimit::Finality => "finality",
            EntryLimit::Churn => "churn",
            EntryLimit::Entries => "entries",
        });
        Self {
            deposits: entry.deposits,
            amount: Decimal::of(entry.waiting_gwei),
            churn_limit: Decimal::of(entry.churn_limit.get()),
            carried_over: Decimal::of(entry.carried_over.get()),
            entries_limit: entry.entries_limit,
            parts: entry.parts,
            credited: entry.credited.into(),
            active: entry.active.into(),
            limit,
            waits: Waits {
                finality: entry.waits.finality.get(),
                churn: entry.waits.churn.get(),
                entries: entry.waits.entries.get(),
            },
        }
    }
}

/// What decides when a place comes, and how many epochs after the fixed delay that is.
const fn limit_of(limit: Option<QueueLimit>) -> (&'static str, u64) {
    match limit {
        None => ("refused", 0),
        Some(QueueLimit::Lookahead) => ("lookahead", 0),
        Some(QueueLimit::Churn(epochs)) => ("churn", epochs.get()),
    }
}

impl From<ExitForecast> for Exit {
    fn from(exit: ExitForecast) -> Self {
        let (limit, queue_epochs) = limit_of(exit.limit);
        Self {
            validators: exit.validators,
            amount: Decimal::of(exit.leaving_gwei),
            churn_limit: Decimal::of(exit.churn_limit.get()),
            backlog: Decimal::of(exit.backlog.get()),
            leaving: Leaving { validators: exit.leavers, amount: Decimal::of(exit.leavers_gwei) },
            exits: exit.exits.into(),
            withdrawable: exit.withdrawable.into(),
            paid: exit.paid.into(),
            limit,
            queue_epochs,
        }
    }
}

impl From<SweepForecast> for Sweep {
    fn from(sweep: SweepForecast) -> Self {
        Self {
            position: sweep.position.get(),
            validators: sweep.validators,
            partials: sweep.partials,
            partials_amount: Decimal::of(sweep.partials_gwei),
            turn: sweep.turn.into(),
            turn_slots: sweep.turn_slots.get(),
        }
    }
}

impl From<ConsolidationForecast> for Consolidation {
    fn from(consolidation: ConsolidationForecast) -> Self {
        let (limit, queue_epochs) = limit_of(consolidation.limit);
        Self {
            pending: consolidation.pending,
            amount: Decimal::of(consolidation.waiting_gwei),
            churn_limit: Decimal::of(consolidation.churn_limit.get()),
            exits: consolidation.exits.into(),
            moved: consolidation.moved.into(),
            limit,
            queue_epochs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_wait_for_a_forecast_and_each_leaves_its_place() {
        let places: Vec<_> = (0..ASKING_MAX).map(|_| Place::take()).collect();
        assert!(places.iter().all(Result::is_ok));
        assert!(matches!(Place::take(), Err(RpcError::LimitExceeded(_))));
        drop(places);
        assert!(Place::take().is_ok());
    }
}

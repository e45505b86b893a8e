//! Which days a submission pays for.

use super::{CalculationError, Day, Offer, Recorded};
use crate::units::{ArithError, Seconds, Timestamp};
use alloy_primitives::U256;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Seconds of a day; days begin at 00:00 UTC.
pub const DAY: Seconds = Seconds::new(86_400);

/// The days of a submission.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    start: Timestamp,
    /// Whole days of the duration.
    days: u64,
}

impl Period {
    pub(super) fn new(start: Timestamp, duration: Seconds) -> Self {
        Self { start, days: duration.get().checked_div(DAY.get()).unwrap_or(0) }
    }

    /// `fl(amount / days)`; nothing for a period shorter than a day.
    pub(super) fn per_day(self, amount: U256) -> U256 {
        amount.checked_div(U256::from(self.days)).unwrap_or_default()
    }

    /// The beginnings of its days, up to and including `cutoff`: the start day is out, the end day is in.
    pub(super) fn until(self, cutoff: Timestamp) -> impl Iterator<Item = Result<Timestamp, ArithError>> {
        let nth = move |number: u64| {
            let seconds = number.checked_mul(DAY.get()).ok_or(ArithError::Overflow)?;
            self.start.after(Seconds::new(seconds))
        };
        (1..=self.days).map(nth).take_while(move |day| day.is_ok_and(|day| day <= cutoff) || day.is_err())
    }
}

/// The state of a day.
pub(super) fn day_of(days: &BTreeMap<Timestamp, Arc<Day>>, day: Timestamp) -> Result<&Day, CalculationError> {
    days.get(&day).map(AsRef::as_ref).ok_or(CalculationError::MissingDay { day })
}

/// The days whose state [`calculate`](super::calculate) reads.
///
/// # Errors
/// [`ArithError::Overflow`] for times beyond 2^64.
pub fn needed_days(recorded: &[Recorded], cutoff: Timestamp) -> Result<BTreeSet<Timestamp>, ArithError> {
    let mut needed = BTreeSet::new();
    for entry in recorded.iter().filter(|entry| entry.at < cutoff) {
        let (start, duration) = match &entry.offer {
            Offer::ByStake { submission, .. } => (submission.start, submission.duration),
            Offer::Directed { submission, .. } => (submission.start, submission.duration),
        };
        for day in Period::new(start, duration).until(cutoff) {
            needed.insert(day?);
        }
    }
    Ok(needed)
}

//! What everybody has earned: the calculation behind the roots (section 8 of the restaking specification).
//!
//! A pure function: from what was submitted, and the state of every day at 00:00 UTC, to cumulative earnings. A
//! submission pays for the days `start + 1 day` to `start + duration`. Later days never change earlier ones, so earnings
//! only grow; a submission for days gone by adds to the next root.
//!
//! Proportions of stakers are rounded down to 15 decimals, every amount down to base units; the dust stays in the
//! contract. Rewards of a set and of named operators that no one earned go back to the service, as an earner; those of
//! `createAVSRewardsSubmission` and its kin stay in the contract, as they do on mainnet.

mod by_stake;
mod day;
mod directed;
mod period;
mod shares;
mod snapshot;
mod total;

pub use day::{Allocated, Day, Staker};
pub use period::{DAY, needed_days};

use super::{DirectedFor, OperatorDirectedRewardsSubmission, RewardsFor, RewardsSubmission, tree::Earnings};
use crate::units::{ArithError, Timestamp};
use alloy_primitives::Address;
use std::{collections::BTreeMap, sync::Arc};
use total::Total;

/// A submission as its event tells it: amounts are what is left after the protocol's fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Timestamp of its block.
    pub at: Timestamp,
    /// What was submitted.
    pub offer: Offer,
}

/// What was submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Rewards by stake.
    ByStake {
        /// Whom they are for.
        to: RewardsFor,
        /// In whose name: the service, or who rewards everybody.
        submitter: Address,
        /// How much, for what, when.
        submission: RewardsSubmission,
    },
    /// Rewards by operator.
    Directed {
        /// Whose operators.
        to: DirectedFor,
        /// Who gets how much, when.
        submission: OperatorDirectedRewardsSubmission,
    },
}

/// Why earnings could not be calculated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalculationError {
    /// The state of a day is missing.
    #[error("the state of the day that begins at {day} is missing")]
    MissingDay {
        /// 00:00 UTC.
        day: Timestamp,
    },
    /// An amount leaves its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// Earnings of everybody up to and including the day that begins at `cutoff`, from submissions made before it.
///
/// # Errors
/// [`CalculationError`]; days that [`needed_days`] names must be there.
pub fn calculate(
    recorded: &[Recorded],
    days: &BTreeMap<Timestamp, Arc<Day>>,
    cutoff: Timestamp,
) -> Result<Earnings, CalculationError> {
    let mut total = Total::default();
    for entry in recorded.iter().filter(|entry| entry.at < cutoff) {
        match &entry.offer {
            Offer::ByStake { to, submitter, submission } => by_stake::add(&mut total, *to, *submitter, submission, days, cutoff)?,
            Offer::Directed { to, submission } => directed::add(&mut total, *to, submission, days, cutoff)?,
        }
    }
    Ok(total.into_earnings())
}

//! Which validators a request is about: by index or key, by status, or all.

use super::{error::ApiError, ids::ValidatorId, request::Request};
use aquifer_protocol::{
    ethereum::{Beacon, Validator, ValidatorStatus},
    units::{Epoch, ValidatorIndex},
};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Those for which everything given holds; all of them when nothing is.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    ids: Option<BTreeSet<ValidatorId>>,
    statuses: Vec<StatusFilter>,
}

/// A status, or a group of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StatusFilter {
    One(ValidatorStatus),
    Pending,
    Active,
    Exited,
    Withdrawal,
}

/// The body of a request that is too long for a URL.
#[derive(Debug, Default, Deserialize)]
struct Posted {
    ids: Option<Vec<String>>,
    statuses: Option<Vec<String>>,
}

impl Selection {
    /// What the query asks for: `id` and `status`.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn of_query(request: &Request) -> Result<Self, ApiError> {
        Self::new(request.query.list("id"), request.query.list("status"))
    }

    /// What the body asks for: `{"ids", "statuses"}`.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn of_body(request: &Request) -> Result<Self, ApiError> {
        let posted: Posted = request.optional_json()?.unwrap_or_default();
        let (ids, statuses) = (posted.ids.unwrap_or_default(), posted.statuses.unwrap_or_default());
        Self::new(ids.iter().map(String::as_str), statuses.iter().map(String::as_str))
    }

    /// What the body asks for: a list of ids.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn of_listed(request: &Request) -> Result<Self, ApiError> {
        let ids: Vec<String> = request.optional_json()?.unwrap_or_default();
        Self::new(ids.iter().map(String::as_str), std::iter::empty())
    }

    fn new<'a>(ids: impl Iterator<Item = &'a str>, statuses: impl Iterator<Item = &'a str>) -> Result<Self, ApiError> {
        let ids = ids.map(ValidatorId::parse).collect::<Result<BTreeSet<_>, _>>()?;
        let statuses = statuses.map(StatusFilter::parse).collect::<Result<_, _>>()?;
        Ok(Self { ids: Some(ids).filter(|ids| !ids.is_empty()), statuses })
    }

    /// The validators in the order of their indices; unknown ids are passed over.
    pub(crate) fn find<'a>(&'a self, beacon: &'a Beacon) -> impl Iterator<Item = (ValidatorIndex, Validator)> + 'a {
        let epoch = beacon.epoch();
        self.indices(beacon)
            .filter_map(move |index| Some((index, beacon.validator(index)?)))
            .filter(move |(_, validator)| self.takes(validator, epoch))
    }

    /// Positions of those named, or of all. No status is looked at.
    pub(crate) fn indices(&self, beacon: &Beacon) -> Box<dyn Iterator<Item = ValidatorIndex>> {
        match &self.ids {
            Some(ids) => Box::new(ids.iter().filter_map(|id| id.find(beacon)).collect::<BTreeSet<_>>().into_iter()),
            None => Box::new((0..beacon.validator_count()).map(ValidatorIndex::new)),
        }
    }

    fn takes(&self, validator: &Validator, epoch: Epoch) -> bool {
        let status = validator.status_at(epoch);
        self.statuses.is_empty() || self.statuses.iter().any(|filter| filter.takes(status))
    }
}

impl StatusFilter {
    fn parse(text: &str) -> Result<Self, ApiError> {
        use ValidatorStatus as Status;
        Ok(match text {
            "pending" => Self::Pending,
            "active" => Self::Active,
            "exited" => Self::Exited,
            "withdrawal" => Self::Withdrawal,
            "pending_initialized" => Self::One(Status::PendingInitialized),
            "pending_queued" => Self::One(Status::PendingQueued),
            "active_ongoing" => Self::One(Status::ActiveOngoing),
            "active_exiting" => Self::One(Status::ActiveExiting),
            "active_slashed" => Self::One(Status::ActiveSlashed),
            "exited_unslashed" => Self::One(Status::ExitedUnslashed),
            "exited_slashed" => Self::One(Status::ExitedSlashed),
            "withdrawal_possible" => Self::One(Status::WithdrawalPossible),
            "withdrawal_done" => Self::One(Status::WithdrawalDone),
            _ => return Err(ApiError::bad_request(format!("Invalid validator status: {text}"))),
        })
    }

    fn takes(self, status: ValidatorStatus) -> bool {
        use ValidatorStatus as Status;
        let group = match status {
            Status::PendingInitialized | Status::PendingQueued => Self::Pending,
            Status::ActiveOngoing | Status::ActiveExiting | Status::ActiveSlashed => Self::Active,
            Status::ExitedUnslashed | Status::ExitedSlashed => Self::Exited,
            Status::WithdrawalPossible | Status::WithdrawalDone => Self::Withdrawal,
        };
        self == group || self == Self::One(status)
    }
}

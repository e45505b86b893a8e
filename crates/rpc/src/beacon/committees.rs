//! Who attests and who signs in a state: one committee a slot, and the sync committee.

use super::{answer::Answer, error::ApiError, request::Request};
use crate::{api::Api, number::Decimal};
use aquifer_protocol::{
    ethereum::Beacon,
    units::{Epoch, Slot, ValidatorIndex},
};
use serde::Serialize;

/// Parts a sync committee is cut into for aggregation (`SYNC_COMMITTEE_SUBNET_COUNT`).
const SYNC_SUBCOMMITTEES: usize = 4;

/// The committee of a slot; its index is always 0.
#[derive(Debug, Serialize)]
struct Committee {
    index: Decimal,
    slot: Decimal,
    validators: Vec<Decimal>,
}

/// The sync committee, seat by seat, and cut into its subcommittees.
#[derive(Debug, Serialize)]
struct SyncCommittee {
    validators: Vec<Decimal>,
    validator_aggregates: Vec<Vec<Decimal>>,
}

/// `GET states/{state_id}/committees?epoch&index&slot`.
pub(crate) fn committees(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let (epoch, slot) = (request.queried_epoch()?, request.queried_slot()?);
    let index = request.query.number("index")?;
    let state = api.found_state(request.state_id()?)?;
    let beacon = state.beacon();
    let epoch = epoch.unwrap_or_else(|| beacon.epoch());
    check_near(beacon, epoch)?;
    let slots = slots_of(beacon, epoch);
    if let Some(slot) = slot.filter(|slot| !slots.contains(&slot.get())) {
        return Err(ApiError::bad_request(format!("Slot {slot} is not in epoch {epoch}")));
    }
    let wanted = slots.map(Slot::new).filter(|of| slot.is_none_or(|slot| slot == *of) && index.is_none_or(|index| index == 0));
    let committees: Vec<_> = wanted.map(|slot| Committee::of(beacon, slot)).collect();
    Answer::of_chain(state.is_finalized, committees)
}

/// `GET states/{state_id}/sync_committees?epoch`.
pub(crate) fn sync_committees(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let epoch = request.queried_epoch()?;
    let state = api.found_state(request.state_id()?)?;
    let beacon = state.beacon();
    let seats = sync_committee_at(beacon, epoch.unwrap_or_else(|| beacon.epoch()))?;
    let validators = decimals(seats);
    let size = seats.len().div_ceil(SYNC_SUBCOMMITTEES).max(1);
    let validator_aggregates = seats.chunks(size).map(decimals).collect();
    Answer::of_chain(state.is_finalized, SyncCommittee { validators, validator_aggregates })
}

/// The committee that sits in an epoch, as far as a state knows it: this period's and the next one's.
///
/// # Errors
/// 400.
pub(crate) fn sync_committee_at(beacon: &Beacon, epoch: Epoch) -> Result<&[ValidatorIndex], ApiError> {
    let period = |epoch: Epoch| epoch.get() / beacon.constants.epochs_per_sync_committee_period;
    match period(epoch).checked_sub(period(beacon.epoch())) {
        Some(0) => Ok(beacon.sync_committee()),
        Some(1) => Ok(beacon.next_sync_committee()),
        _ => Err(ApiError::bad_request(format!("Epoch {epoch} is not in the sync committee periods of the state"))),
    }
}

/// A state tells of the epoch before, its own and the next, as far as is known in it.
///
/// # Errors
/// 400.
pub(crate) fn check_near(beacon: &Beacon, epoch: Epoch) -> Result<(), ApiError> {
    if epoch.get().abs_diff(beacon.epoch().get()) <= 1 {
        return Ok(());
    }
    Err(ApiError::bad_request(format!("Epoch {epoch} is too far from the state's epoch {}", beacon.epoch())))
}

/// Numbers of an epoch's slots.
pub(crate) fn slots_of(beacon: &Beacon, epoch: Epoch) -> std::ops::Range<u64> {
    let slots = beacon.constants.slots_per_epoch;
    let first = epoch.get().saturating_mul(slots);
    first..first.saturating_add(slots)
}

fn decimals(indices: &[ValidatorIndex]) -> Vec<Decimal> {
    indices.iter().map(|index| Decimal::of(index.get())).collect()
}

impl Committee {
    fn of(beacon: &Beacon, slot: Slot) -> Self {
        Self { index: Decimal::of(0u64), slot: Decimal::of(slot.get()), validators: decimals(&beacon.committee(slot)) }
    }
}

//! What waits in a state: deposits, withdrawals, consolidations, and who proposes next.

use super::{answer::Answer, error::ApiError, media::Media, request::Request};
use crate::{api::Api, number::Decimal};
use aquifer_beacon::types;
use aquifer_protocol::{
    ethereum::Beacon,
    units::{Slot, Slots, ValidatorIndex},
};
use serde::Serialize;
use ssz::Encode;

/// Furthest slot ahead of a state withdrawals are worked out for.
const SLOTS_AHEAD_MAX: u64 = 8_192;

/// `GET states/{state_id}/pending_deposits`, from the head of the queue.
pub(crate) fn pending_deposits(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    of_state(api, request, |beacon| beacon.pending_deposits().iter().map(types::PendingDeposit::from).collect::<Vec<_>>())
}

/// `GET states/{state_id}/pending_partial_withdrawals`, from the head of the queue.
pub(crate) fn pending_partial_withdrawals(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    of_state(api, request, |beacon| {
        beacon.pending_partial_withdrawals().iter().map(types::PendingPartialWithdrawal::from).collect::<Vec<_>>()
    })
}

/// `GET states/{state_id}/pending_consolidations`, from the head of the queue.
pub(crate) fn pending_consolidations(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    of_state(api, request, |beacon| {
        beacon.pending_consolidations().iter().map(types::PendingConsolidation::from).collect::<Vec<_>>()
    })
}

/// `GET states/{state_id}/proposer_lookahead`: the proposers of this epoch and the next.
pub(crate) fn proposer_lookahead(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let state = api.found_state(request.state_id()?)?;
    let proposers = state.beacon().duty_lists().proposers;
    if request.media == Media::Ssz {
        return Ok(Answer::ssz(proposers.iter().flat_map(|proposer| proposer.get().to_le_bytes()).collect::<Vec<_>>()));
    }
    let proposers: Vec<_> = proposers.iter().map(|proposer| Decimal::of(ValidatorIndex::get(*proposer))).collect();
    Answer::versioned(state.is_finalized, proposers)
}

/// `GET builder/states/{state_id}/expected_withdrawals`: what a block on top of the state would pay out.
pub(crate) fn expected_withdrawals(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let asked = request.query.number("proposal_slot")?.map(Slot::new);
    let state = api.found_state(request.state_id()?)?;
    let mut beacon = Beacon::clone(state.beacon());
    let slot = match asked {
        Some(slot) => slot,
        None => beacon.slot().after(Slots::new(1)).map_err(ApiError::internal)?,
    };
    match slot.get().checked_sub(beacon.slot().get()) {
        Some(1..=SLOTS_AHEAD_MAX) => {}
        _ => return Err(ApiError::bad_request(format!("proposal_slot {slot} is not in the slots after the state's"))),
    }
    beacon.advance_to_slot(slot).map_err(ApiError::internal)?;
    let withdrawals = beacon.process_withdrawals().map_err(ApiError::internal)?;
    let withdrawals: Vec<_> = withdrawals.iter().map(types::Withdrawal::from).collect();
    match request.media {
        Media::Ssz => Ok(Answer::ssz(withdrawals.as_ssz_bytes())),
        Media::Json => Answer::of_chain(state.is_finalized, withdrawals),
    }
}

fn of_state<T: Serialize + Encode>(api: &Api, request: &Request, list: impl Fn(&Beacon) -> T) -> Result<Answer, ApiError> {
    let state = api.found_state(request.state_id()?)?;
    let list = list(state.beacon());
    match request.media {
        Media::Ssz => Ok(Answer::ssz(list.as_ssz_bytes())),
        Media::Json => Answer::versioned(state.is_finalized, list),
    }
}

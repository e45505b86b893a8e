//! What validators and their watchers send in: exits, evidence, changes of credentials.
//!
//! An operation is checked against the head before it is taken, so that whoever sends it hears why it is refused; when
//! blocks are made on demand the answer comes once it is in one.

use super::{
    answer::Answer,
    error::{ApiError, Failure},
    request::Request,
};
use crate::api::Api;
use aquifer_beacon::types::{AttesterSlashing, SignedBlsToExecutionChange};
use aquifer_chain::block::{ConsensusInput, Input};

/// `GET pool/voluntary_exits`: those that wait for a block.
pub(crate) fn voluntary_exits(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::data(waiting(api, |operation| match operation {
        ConsensusInput::VoluntaryExit(exit) => Some(exit),
        _ => None,
    }))
}

/// `GET pool/proposer_slashings`.
pub(crate) fn proposer_slashings(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::data(waiting(api, |operation| match operation {
        ConsensusInput::ProposerSlashing(slashing) => Some(slashing),
        _ => None,
    }))
}

/// `GET pool/attester_slashings`.
pub(crate) fn attester_slashings(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::data(waiting_attester_slashings(api))
}

/// `GET /eth/v2/beacon/pool/attester_slashings`.
pub(crate) fn attester_slashings_v2(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::versioned_data(waiting_attester_slashings(api))
}

fn waiting_attester_slashings(api: &Api) -> Vec<AttesterSlashing> {
    waiting(api, |operation| match operation {
        ConsensusInput::AttesterSlashing(slashing) => Some(*slashing),
        _ => None,
    })
}

/// `GET pool/bls_to_execution_changes`.
pub(crate) fn bls_to_execution_changes(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::data(waiting(api, |operation| match operation {
        ConsensusInput::BlsToExecutionChange(change) => Some(change),
        _ => None,
    }))
}

/// `GET pool/attestations` and its like: nobody sends any.
pub(crate) fn none(_api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::data([(); 0])
}

/// `GET /eth/v2/beacon/pool/attestations`: nobody sends any.
pub(crate) fn none_v2(_api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::versioned_data([(); 0])
}

/// `POST pool/voluntary_exits`.
pub(crate) fn submit_voluntary_exit(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    submit(api, ConsensusInput::VoluntaryExit(request.json()?))?;
    Ok(Answer::empty())
}

/// `POST pool/proposer_slashings`.
pub(crate) fn submit_proposer_slashing(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    submit(api, ConsensusInput::ProposerSlashing(request.json()?))?;
    Ok(Answer::empty())
}

/// `POST pool/attester_slashings`, both versions.
pub(crate) fn submit_attester_slashing(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    submit(api, ConsensusInput::AttesterSlashing(request.json()?))?;
    Ok(Answer::empty())
}

/// `POST pool/bls_to_execution_changes` with a list; those that are good are taken even when others are not.
pub(crate) fn submit_bls_to_execution_changes(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let changes: Vec<SignedBlsToExecutionChange> = request.json()?;
    let submitted = changes.into_iter().map(|change| submit(api, ConsensusInput::BlsToExecutionChange(change)));
    let failures = submitted.enumerate().filter_map(|(index, submitted)| {
        let message = submitted.err()?.to_string();
        Some(Failure { index, message })
    });
    match failures.collect::<Vec<_>>() {
        failures if failures.is_empty() => Ok(Answer::empty()),
        failures => Err(ApiError::failures("some changes are invalid", failures)),
    }
}

/// Checks an operation and puts it into the next block. One that waits already is taken again in silence.
fn submit(api: &Api, operation: ConsensusInput) -> Result<(), ApiError> {
    let input = Input::Consensus(operation.clone());
    if api.node.waiting_inputs().contains(&input) {
        return Ok(());
    }
    api.node.check_operation(&operation).map_err(ApiError::bad_request)?;
    api.node.submit_input(input)?;
    Ok(())
}

/// The operations of a kind that wait for a block.
fn waiting<T>(api: &Api, pick: impl Fn(ConsensusInput) -> Option<T>) -> Vec<T> {
    let operations = api.node.waiting_inputs().into_iter().filter_map(|input| match input {
        Input::Consensus(operation) => Some(operation),
        Input::Transaction(_) | Input::Impersonated(_) | Input::Development(_) => None,
    });
    operations.filter_map(pick).collect()
}

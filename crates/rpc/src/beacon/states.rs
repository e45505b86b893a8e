//! Single facts of a state: its root, fork, checkpoints, randomness.

use super::{answer::Answer, error::ApiError, request::Request};
use crate::api::Api;
use aquifer_beacon::types::Checkpoint;
use serde::Serialize;
use serde_json::json;

/// Epochs whose mixes a state holds (`EPOCHS_PER_HISTORICAL_VECTOR`).
const MIXES: u64 = 65_536;

#[derive(Debug, Serialize)]
struct Checkpoints {
    previous_justified: Checkpoint,
    current_justified: Checkpoint,
    finalized: Checkpoint,
}

/// `GET states/{state_id}/root`.
pub(crate) fn root(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let state = api.found_state(request.state_id()?)?;
    let root = state.world.beacon_state_root().map_err(ApiError::internal)?;
    Answer::of_chain(state.is_finalized, json!({ "root": root }))
}

/// `GET states/{state_id}/fork`.
pub(crate) fn fork(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let state = api.found_state(request.state_id()?)?;
    Answer::of_chain(state.is_finalized, state.world.envelope.fork())
}

/// `GET states/{state_id}/finality_checkpoints`.
pub(crate) fn finality_checkpoints(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let state = api.found_state(request.state_id()?)?;
    let checkpoints = state.world.envelope.checkpoints();
    let checkpoints = Checkpoints {
        previous_justified: checkpoints.previous_justified,
        current_justified: checkpoints.current_justified,
        finalized: checkpoints.finalized,
    };
    Answer::of_chain(state.is_finalized, checkpoints)
}

/// `GET states/{state_id}/randao?epoch`.
pub(crate) fn randao(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let epoch = request.queried_epoch()?;
    let state = api.found_state(request.state_id()?)?;
    let now = state.beacon().epoch();
    let epoch = epoch.unwrap_or(now);
    if epoch > now || now.get() - epoch.get() >= MIXES {
        return Err(ApiError::bad_request(format!("Epoch {epoch} is out of range for the state's randao mixes")));
    }
    Answer::of_chain(state.is_finalized, json!({ "randao": state.world.envelope.randao_mix(epoch) }))
}

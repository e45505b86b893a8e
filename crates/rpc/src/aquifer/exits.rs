//! Voluntary exits: a validator's signed wish to leave, as the Beacon API takes it.

use crate::{api::Api, args::Args, error::RpcError, number::Number};
use alloy_primitives::FixedBytes;
use aquifer_beacon::types::{SignedVoluntaryExit, VoluntaryExit};
use aquifer_chain::block::{ConsensusInput, Input};
use serde::Deserialize;

/// `SignedVoluntaryExit` of the Beacon API.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedExit {
    message: ExitMessage,
    signature: FixedBytes<96>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExitMessage {
    epoch: Number,
    #[serde(alias = "validatorIndex")]
    validator_index: Number,
}

/// `aquifer_submitVoluntaryExit(exit)`: checks signature and rules, starts the exit in the next block.
pub(crate) fn submit_voluntary_exit(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let SignedExit { message, signature } = args.required()?;
    args.end()?;
    let message = VoluntaryExit { epoch: message.epoch.0, validator_index: message.validator_index.0 };
    let exit = ConsensusInput::VoluntaryExit(SignedVoluntaryExit { message, signature });
    // Where blocks come in their own time, a refusal by the block would be heard by nobody.
    api.node.check_operation(&exit).map_err(RpcError::refused)?;
    api.node.submit_input(Input::Consensus(exit))?;
    Ok(true)
}

//! Voluntary exits: a validator's signed wish to leave, as the Beacon API takes it.

use crate::{api::Api, args::Args, error::RpcError, number::Number};
use alloy_primitives::{Bytes, FixedBytes};
use aquifer_chain::block::{ConsensusInput, Input, VoluntaryExit};
use aquifer_protocol::units::{Epoch, ValidatorIndex};
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
    let exit = VoluntaryExit {
        epoch: Epoch::new(message.epoch.0),
        validator: ValidatorIndex::new(message.validator_index.0),
        signature: Bytes::from(signature.to_vec()),
    };
    api.node.submit_input(Input::Consensus(ConsensusInput::VoluntaryExit(exit)))?;
    Ok(true)
}

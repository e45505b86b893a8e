//! Calls and estimates: they run on any block's state and leave no trace.

use super::{overrides, request};
use crate::{api::Api, args::Args, error::RpcError};
use alloy_eips::BlockId;
use alloy_primitives::{Bytes, U64};
use alloy_rpc_types_eth::{TransactionRequest, state::StateOverride};
use aquifer_chain::execute::{self, CallError, CallOutcome, CallRequest, CallStatus};
use revm_words::{halt, invalid_transaction};

mod revm_words;

/// `eth_call(call, block, overrides)`: the return data.
pub(crate) fn call(api: &Api, mut args: Args) -> Result<Bytes, RpcError> {
    let request: TransactionRequest = args.required()?;
    let (block, changed): (_, Option<StateOverride>) = (args.block()?, args.optional()?);
    args.end()?;
    let mut call = request::call(api, &request)?;
    call.gas = Some(call.gas.unwrap_or(u64::MAX).min(api.config.limits.call_gas));
    let state = overrides::apply(api.state(block)?, changed)?;
    match execute::call(api.node.spec(), &state.world, state.env, &call) {
        Ok(outcome) => returned(outcome),
        Err(error) => Err(not_run(&call, error)),
    }
}

/// `eth_estimateGas(call, block, overrides)`: a gas limit that suffices.
pub(crate) fn estimate_gas(api: &Api, mut args: Args) -> Result<U64, RpcError> {
    let request: TransactionRequest = args.required()?;
    let block = args.optional()?.unwrap_or_else(BlockId::pending);
    let changed = args.optional()?;
    args.end()?;
    estimate(api, &request::call(api, &request)?, block, changed).map(U64::from)
}

/// A gas limit with which the call succeeds on a block's state.
pub(crate) fn estimate(api: &Api, call: &CallRequest, block: BlockId, changed: Option<StateOverride>) -> Result<u64, RpcError> {
    let state = overrides::apply(api.state(block)?, changed)?;
    execute::estimate_gas(api.node.spec(), &state.world, state.env, call).map_err(|error| not_run(call, error))
}

fn returned(outcome: CallOutcome) -> Result<Bytes, RpcError> {
    match outcome.status {
        CallStatus::Success => Ok(outcome.output),
        CallStatus::Revert => Err(RpcError::Revert(outcome.output)),
        CallStatus::Halt(reason) => Err(RpcError::refused(halt(&reason))),
    }
}

fn not_run(call: &CallRequest, error: CallError) -> RpcError {
    match error {
        CallError::Transaction(error) => RpcError::Refused(invalid_transaction(call, &error)),
        CallError::Fails(outcome) => failed_estimate(*outcome),
        CallError::Evm(reason) => RpcError::Internal(reason),
    }
}

fn failed_estimate(outcome: CallOutcome) -> RpcError {
    let gas = outcome.gas_used;
    match returned(outcome) {
        Err(RpcError::Refused(reason)) if reason == revm_words::OUT_OF_GAS => {
            RpcError::refused(format!("gas required exceeds allowance ({gas})"))
        }
        Err(error) => error,
        Ok(_) => RpcError::internal("the estimate failed on a call that succeeds"),
    }
}

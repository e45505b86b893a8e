//! Calls and estimates: they run on any block's state and leave no trace.

use super::{overrides, request};
use crate::{api::Api, args::Args, error::RpcError, lookup::State};
use alloy_eips::BlockId;
use alloy_primitives::{Bytes, U64};
use alloy_rpc_types_eth::{TransactionRequest, state::StateOverride};
use aquifer_chain::execute::{self, CallError, CallOutcome, CallRequest, CallStatus};
use revm_words::{halt, invalid_transaction};

mod revm_words;

/// Gas of a payment to an account without code.
const PAYMENT_GAS: u64 = 21_000;

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
    if is_payment(&state, call) && pays_with_least_gas(api, &state, call) {
        return Ok(PAYMENT_GAS);
    }
    execute::estimate_gas(api.node.spec(), &state.world, state.env, call).map_err(|error| not_run(call, error))
}

/// A payment to an account without code, for which there is nothing to search.
fn is_payment(state: &State, call: &CallRequest) -> bool {
    let has_code = |to| !state.world.code(&to).bytes().is_empty();
    call.input.is_empty() && call.access_list.is_empty() && call.to.is_some_and(|to| !has_code(to))
}

fn pays_with_least_gas(api: &Api, state: &State, call: &CallRequest) -> bool {
    let least = CallRequest { gas: Some(PAYMENT_GAS), ..call.clone() };
    let outcome = execute::call(api.node.spec(), &state.world, state.env.clone(), &least);
    outcome.is_ok_and(|outcome| outcome.status == CallStatus::Success)
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

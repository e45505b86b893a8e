//! Call objects: what clients send as a transaction or call, checked as geth checks them.

use crate::{api::Api, error::RpcError};
use alloy_primitives::{Bytes, TxKind};
use alloy_rpc_types_eth::TransactionRequest;
use aquifer_chain::execute::CallRequest;

/// Refuses fields that contradict each other, or are of another chain.
pub(crate) fn check(api: &Api, request: &TransactionRequest) -> Result<(), RpcError> {
    let is_1559 = request.max_fee_per_gas.is_some() || request.max_priority_fee_per_gas.is_some();
    if request.gas_price.is_some() && is_1559 {
        return Err(RpcError::refused("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified"));
    }
    if let (Some(cap), Some(tip)) = (request.max_fee_per_gas, request.max_priority_fee_per_gas)
        && cap < tip
    {
        return Err(RpcError::refused(format!("maxFeePerGas ({cap}) < maxPriorityFeePerGas ({tip})")));
    }
    let chain_id = api.node.spec().chain_id;
    if let Some(asked) = request.chain_id
        && asked != chain_id
    {
        return Err(RpcError::refused(format!("chainId does not match node's (have={asked}, want={chain_id})")));
    }
    if request.blob_versioned_hashes.is_some() || request.sidecar.is_some() || request.authorization_list.is_some() {
        return Err(RpcError::refused("transaction type not supported"));
    }
    input(request).map(|_| ())
}

/// Calldata: `input`, or `data` as older clients call it.
pub(crate) fn input(request: &TransactionRequest) -> Result<Bytes, RpcError> {
    let input = request.input.unique_input().map_err(|_| {
        RpcError::refused(r#"both "data" and "input" are set and not equal. Please use "input" to pass transaction call data"#)
    })?;
    Ok(input.cloned().unwrap_or_default())
}

/// The call a request describes.
pub(crate) fn call(api: &Api, request: &TransactionRequest) -> Result<CallRequest, RpcError> {
    check(api, request)?;
    Ok(CallRequest {
        from: request.from.unwrap_or_default(),
        to: match request.to {
            Some(TxKind::Call(to)) => Some(to),
            Some(TxKind::Create) | None => None,
        },
        value: request.value.unwrap_or_default(),
        input: input(request)?,
        gas: request.gas,
        max_fee_per_gas: request.gas_price.or(request.max_fee_per_gas),
        max_priority_fee_per_gas: request.gas_price.or(request.max_priority_fee_per_gas),
        access_list: request.access_list.clone().unwrap_or_default(),
    })
}

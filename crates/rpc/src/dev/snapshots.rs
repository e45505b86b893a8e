//! Snapshots of the whole chain, and going back to them.

use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::U64;

/// `evm_snapshot()`: its id.
pub(crate) fn snapshot(api: &Api, args: Args) -> Result<U64, RpcError> {
    args.end()?;
    Ok(U64::from(api.node.snapshot()?))
}

/// `evm_revert(id)`: whether there was such a snapshot. It and every later one are gone.
pub(crate) fn revert(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let id: U64 = args.required()?;
    args.end()?;
    Ok(api.node.revert(id.to())?)
}

//! Accounts as they are, or were, at a block.

use crate::{api::Api, args::Args, error::RpcError};
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256, Bytes, U64, U256};

/// `eth_getBalance(address, block)`: in wei.
pub(crate) fn balance(api: &Api, mut args: Args) -> Result<U256, RpcError> {
    let (address, block): (Address, _) = (args.required()?, args.block()?);
    args.end()?;
    Ok(api.state(block)?.world.balance(&address))
}

/// `eth_getTransactionCount(address, block)`: at `pending` what waits counts too.
pub(crate) fn transaction_count(api: &Api, mut args: Args) -> Result<U64, RpcError> {
    let (address, block): (Address, _) = (args.required()?, args.block()?);
    args.end()?;
    if block == BlockId::Number(BlockNumberOrTag::Pending) {
        return Ok(U64::from(api.node.pending_nonce(address)));
    }
    Ok(U64::from(api.state(block)?.world.nonce(&address)))
}

/// `eth_getCode(address, block)`: of a native account its stub.
pub(crate) fn code(api: &Api, mut args: Args) -> Result<Bytes, RpcError> {
    let (address, block): (Address, _) = (args.required()?, args.block()?);
    args.end()?;
    Ok(api.state(block)?.world.code(&address).bytes())
}

/// `eth_getStorageAt(address, slot, block)`: zero for native accounts, whose state is not in slots.
pub(crate) fn storage_at(api: &Api, mut args: Args) -> Result<B256, RpcError> {
    let (address, slot, block): (Address, U256, _) = (args.required()?, args.required()?, args.block()?);
    args.end()?;
    let state = api.state(block)?;
    if state.world.native_kind(address).is_some() {
        tracing::warn!(%address, "storage of a native account was read: its state is not in slots, the answer is zero");
    }
    Ok(state.world.storage(&address, &slot).into())
}

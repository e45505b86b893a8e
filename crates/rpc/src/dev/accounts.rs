//! Accounts as one wishes them. Balances go for every account, the rest for those that are not native.

use crate::{api::Api, args::Args, error::RpcError, number::Number};
use alloy_primitives::{Address, B256, Bytes, U256};
use aquifer_chain::block::{DevelopmentChange, Input};

/// `anvil_setBalance(address, wei)`.
pub(crate) fn set_balance(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let (account, balance): (Address, U256) = (args.required()?, args.required()?);
    args.end()?;
    change(api, DevelopmentChange::SetBalance { account, balance })
}

/// `anvil_setCode(address, code)`.
pub(crate) fn set_code(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let (account, code): (Address, Bytes) = (args.required()?, args.required()?);
    args.end()?;
    change(api, DevelopmentChange::SetCode { account, code })
}

/// `anvil_setNonce(address, nonce)`.
pub(crate) fn set_nonce(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let (account, Number(nonce)): (Address, Number) = (args.required()?, args.required()?);
    args.end()?;
    change(api, DevelopmentChange::SetNonce { account, nonce })
}

/// `anvil_setStorageAt(address, slot, value)`.
pub(crate) fn set_storage_at(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let (account, slot, value): (Address, U256, B256) = (args.required()?, args.required()?, args.required()?);
    args.end()?;
    change(api, DevelopmentChange::SetStorage { account, slot, value: value.into() })?;
    Ok(true)
}

/// Makes the change, in the next block.
pub(crate) fn change(api: &Api, change: DevelopmentChange) -> Result<(), RpcError> {
    api.node.submit_input(Input::Development(change))?;
    Ok(())
}

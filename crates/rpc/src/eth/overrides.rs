//! A state as it would be if some accounts were different (`eth_call`'s third argument).

use crate::{error::RpcError, lookup::State};
use alloy_primitives::{Address, B256, U256, map::B256HashMap};
use alloy_rpc_types_eth::state::{AccountOverride, StateOverride};
use aquifer_chain::world::{Account, Code, Storage, World};
use std::sync::Arc;

/// The state with the accounts changed.
pub(crate) fn apply(state: State, changed: Option<StateOverride>) -> Result<State, RpcError> {
    let Some(changed) = changed.filter(|changed| !changed.is_empty()) else { return Ok(state) };
    let mut world = World::clone(&state.world);
    for (address, account) in changed {
        change(&mut world, address, account)?;
    }
    Ok(State { world: Arc::new(world), env: state.env })
}

fn change(world: &mut World, address: Address, changed: AccountOverride) -> Result<(), RpcError> {
    let inside = changed.code.is_some() || changed.nonce.is_some() || changed.state.is_some() || changed.state_diff.is_some();
    if inside && world.native_kind(address).is_some() {
        return Err(RpcError::refused(format!("account {address} is a native contract: only its balance can be overridden")));
    }
    if changed.move_precompile_to.is_some() {
        return Err(RpcError::refused("moving precompiles is not supported"));
    }
    let mut account = world.account(&address).cloned().unwrap_or_default();
    if let Some(balance) = changed.balance {
        account.balance = balance;
    }
    if let Some(nonce) = changed.nonce {
        account.nonce = nonce;
    }
    if let Some(code) = changed.code {
        let code = Code::new(code);
        account.code_hash = code.hash();
        world.codes.insert(code.hash(), code);
    }
    set_storage(&mut account, address, changed.state, changed.state_diff)?;
    world.accounts.insert(address, account);
    Ok(())
}

fn set_storage(
    account: &mut Account,
    address: Address,
    whole: Option<B256HashMap<B256>>,
    difference: Option<B256HashMap<B256>>,
) -> Result<(), RpcError> {
    if whole.is_some() && difference.is_some() {
        return Err(RpcError::refused(format!("account {address} has both 'state' and 'stateDiff'")));
    }
    if whole.is_some() {
        account.storage = Storage::default();
    }
    for (slot, value) in whole.or(difference).unwrap_or_default() {
        account.storage.set(U256::from_be_bytes(slot.0), U256::from_be_bytes(value.0));
    }
    Ok(())
}

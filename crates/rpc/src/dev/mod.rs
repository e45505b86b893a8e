//! Methods that change a development network: time, blocks, snapshots, accounts. They exist nowhere else.

mod accounts;
mod impersonation;
mod mining;
mod snapshots;

pub(crate) use accounts::change;
pub(crate) use impersonation::ImpersonatedAccounts;

use crate::methods::{Method, Methods};
use jsonrpsee::core::RegisterMethodError;
use serde::Serialize;

/// Adds them to the table.
pub(crate) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.wait("evm_mine", mining::evm_mine)?;
    named_twice(methods, ["anvil_mine", "hardhat_mine"], mining::mine)?;
    methods.wait("evm_increaseTime", mining::increase_time)?;
    named_twice(methods, ["evm_setNextBlockTimestamp", "anvil_setNextBlockTimestamp"], mining::set_next_timestamp)?;
    named_twice(methods, ["evm_setAutomine", "anvil_setAutomine"], mining::set_automine)?;
    named_twice(methods, ["anvil_getAutomine", "hardhat_getAutomine"], mining::automine)?;
    named_twice(methods, ["evm_snapshot", "anvil_snapshot"], snapshots::snapshot)?;
    named_twice(methods, ["evm_revert", "anvil_revert"], snapshots::revert)?;
    named_twice(methods, ["anvil_setBalance", "hardhat_setBalance"], accounts::set_balance)?;
    named_twice(methods, ["anvil_setCode", "hardhat_setCode"], accounts::set_code)?;
    named_twice(methods, ["anvil_setNonce", "hardhat_setNonce"], accounts::set_nonce)?;
    named_twice(methods, ["anvil_setStorageAt", "hardhat_setStorageAt"], accounts::set_storage_at)?;
    named_twice(methods, ["anvil_impersonateAccount", "hardhat_impersonateAccount"], impersonation::impersonate)?;
    named_twice(methods, ["anvil_stopImpersonatingAccount", "hardhat_stopImpersonatingAccount"], impersonation::stop)?;
    methods.wait("anvil_autoImpersonateAccount", impersonation::impersonate_all)
}

fn named_twice<T: Serialize + 'static>(
    methods: &mut Methods,
    names: [&'static str; 2],
    method: Method<T>,
) -> Result<(), RegisterMethodError> {
    names.into_iter().try_for_each(|name| methods.wait(name, method))
}

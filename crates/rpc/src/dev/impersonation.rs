//! Accounts that may send without a signature: `eth_sendTransaction` takes their transactions as they are.

use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::Address;
use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Those accounts. Forgotten when the server stops.
#[derive(Default)]
pub(crate) struct ImpersonatedAccounts {
    named: Mutex<Named>,
}

#[derive(Default)]
struct Named {
    all: bool,
    accounts: BTreeSet<Address>,
}

impl ImpersonatedAccounts {
    /// Whether an account is among them.
    pub(crate) fn contains(&self, account: Address) -> bool {
        let named = self.lock();
        named.all || named.accounts.contains(&account)
    }

    fn lock(&self) -> MutexGuard<'_, Named> {
        // A panic while the lock was held cannot leave a set half changed.
        self.named.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `anvil_impersonateAccount(address)`.
pub(crate) fn impersonate(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let account: Address = args.required()?;
    args.end()?;
    api.impersonated.lock().accounts.insert(account);
    Ok(())
}

/// `anvil_stopImpersonatingAccount(address)`.
pub(crate) fn stop(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let account: Address = args.required()?;
    args.end()?;
    api.impersonated.lock().accounts.remove(&account);
    Ok(())
}

/// `anvil_autoImpersonateAccount(on)`: every account, those the node has keys of included.
pub(crate) fn impersonate_all(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let on: bool = args.required()?;
    args.end()?;
    api.impersonated.lock().all = on;
    Ok(())
}

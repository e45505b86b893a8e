//! Who and where: accounts the node signs for, addresses of contracts.

use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::{Address, U256};
use aquifer_protocol::AddressBook;
use serde::Serialize;

/// An account the node signs for.
#[derive(Debug, Serialize)]
pub(crate) struct OwnAccount {
    address: Address,
    /// In wei.
    balance: U256,
}

/// The address book as JSON: names as in the protocol.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Addresses {
    deposit_contract: Address,
    lido_locator: Address,
    steth: Address,
    wsteth: Address,
    withdrawal_queue: Address,
    burner: Address,
    accounting: Address,
    accounting_oracle: Address,
    hash_consensus: Address,
    sanity_checker: Address,
    staking_router: Address,
    staking_modules: Vec<Address>,
    deposit_security_module: Address,
    withdrawal_vault: Address,
    el_rewards_vault: Address,
    vault_hub: Address,
    treasury: Address,
    delegation_manager: Address,
    strategy_manager: Address,
    allocation_manager: Address,
    eigen_pod_manager: Address,
    rewards_coordinator: Address,
    permission_controller: Address,
    strategy_factory: Address,
    avs_directory: Address,
    pauser_registry: Address,
    key_registrar: Address,
    eigen: Address,
    backing_eigen: Address,
    eigen_strategy: Address,
}

/// `aquifer_accounts()`: with their balances now.
pub(crate) fn accounts(api: &Api, args: Args) -> Result<Vec<OwnAccount>, RpcError> {
    args.end()?;
    let world = &api.node.head().world;
    let with_balance = |address: Address| OwnAccount { address, balance: world.balance(&address) };
    Ok(api.config.accounts.iter().map(|signer| with_balance(signer.address())).collect())
}

/// `aquifer_addresses()`: where the contracts live.
pub(crate) fn addresses(api: &Api, args: Args) -> Result<Addresses, RpcError> {
    args.end()?;
    Ok(Addresses::from(api.node.head().world.protocol.addresses.as_ref()))
}

impl From<&AddressBook> for Addresses {
    fn from(book: &AddressBook) -> Self {
        Self {
            deposit_contract: book.deposit_contract,
            lido_locator: book.lido_locator,
            steth: book.steth,
            wsteth: book.wsteth,
            withdrawal_queue: book.withdrawal_queue,
            burner: book.burner,
            accounting: book.accounting,
            accounting_oracle: book.accounting_oracle,
            hash_consensus: book.hash_consensus,
            sanity_checker: book.sanity_checker,
            staking_router: book.staking_router,
            staking_modules: book.staking_modules.clone(),
            deposit_security_module: book.deposit_security_module,
            withdrawal_vault: book.withdrawal_vault,
            el_rewards_vault: book.el_rewards_vault,
            vault_hub: book.vault_hub,
            treasury: book.treasury,
            delegation_manager: book.restaking.delegation_manager,
            strategy_manager: book.restaking.strategy_manager,
            allocation_manager: book.restaking.allocation_manager,
            eigen_pod_manager: book.restaking.eigen_pod_manager,
            rewards_coordinator: book.restaking.rewards_coordinator,
            permission_controller: book.restaking.permission_controller,
            strategy_factory: book.restaking.strategy_factory,
            avs_directory: book.restaking.avs_directory,
            pauser_registry: book.restaking.pauser_registry,
            key_registrar: book.restaking.key_registrar,
            eigen: book.restaking.eigen,
            backing_eigen: book.restaking.backing_eigen,
            eigen_strategy: book.restaking.eigen_strategy,
        }
    }
}

//! The contracts by name, for people.

use super::{Network, NetworkError};
use alloy_primitives::Address;
use std::collections::BTreeMap;

impl Network {
    /// Every contract with the name people know it by.
    ///
    /// # Errors
    /// As [`Network::addresses`].
    pub fn named_addresses(&self) -> Result<Vec<(String, Address)>, NetworkError> {
        let book = self.addresses()?;
        let named = [
            ("stETH", book.steth),
            ("wstETH", book.wsteth),
            ("withdrawal queue", book.withdrawal_queue),
            ("locator", book.lido_locator),
            ("accounting", book.accounting),
            ("accounting oracle", book.accounting_oracle),
            ("hash consensus", book.hash_consensus),
            ("sanity checker", book.sanity_checker),
            ("staking router", book.staking_router),
            ("deposit security", book.deposit_security_module),
            ("burner", book.burner),
            ("withdrawal vault", book.withdrawal_vault),
            ("EL rewards vault", book.el_rewards_vault),
            ("vault hub", book.vault_hub),
            ("treasury", book.treasury),
            ("deposit contract", book.deposit_contract),
            ("delegation manager", book.restaking.delegation_manager),
            ("strategy manager", book.restaking.strategy_manager),
            ("allocation manager", book.restaking.allocation_manager),
            ("eigen pod manager", book.restaking.eigen_pod_manager),
            ("rewards coordinator", book.restaking.rewards_coordinator),
            ("permission controller", book.restaking.permission_controller),
            ("strategy factory", book.restaking.strategy_factory),
            ("AVS directory", book.restaking.avs_directory),
            ("pauser registry", book.restaking.pauser_registry),
            ("key registrar", book.restaking.key_registrar),
            ("EIGEN", book.restaking.eigen),
            ("bEIGEN", book.restaking.backing_eigen),
        ];
        let modules = self.file.lido.modules.iter().zip(&book.staking_modules);
        let modules = modules.map(|(module, address)| (format!("module {}", module.get_ref().id.get_ref()), *address));
        Ok(named.into_iter().map(|(name, address)| (name.to_owned(), address)).chain(modules).collect())
    }

    /// What people call node operators' accounts and services.
    ///
    /// # Errors
    /// As [`Network::crew`].
    pub fn account_names(&self) -> Result<BTreeMap<Address, String>, NetworkError> {
        let operators = self.crew()?.operators.into_iter().map(|operator| operator.account.address());
        let names = self.file.operators.iter().map(|operator| operator.get_ref().name.clone());
        let services = self.file.restaking.services.iter().map(|service| service.get_ref().name.clone());
        Ok(operators.zip(names).chain(self.service_addresses().into_iter().zip(services)).collect())
    }
}

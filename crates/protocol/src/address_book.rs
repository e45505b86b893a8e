//! Where every contract lives: a value, because test vectors and other networks use other addresses than mainnet.

use crate::liquid::lido::staking_router::ModuleId;
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// Addresses of the contracts of one network, under their own names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressBook {
    /// Ethereum's deposit contract.
    pub deposit_contract: Address,
    /// `LidoLocator`, Lido's own address book.
    pub lido_locator: Address,
    /// Lido, which is the stETH token.
    pub steth: Address,
    /// `WstETH`.
    pub wsteth: Address,
    /// `WithdrawalQueueERC721` (unstETH).
    pub withdrawal_queue: Address,
    /// Lido's `Burner`.
    pub burner: Address,
    /// Lido's `Accounting`, which applies a report.
    pub accounting: Address,
    /// `AccountingOracle`, to which the agreed report is submitted.
    pub accounting_oracle: Address,
    /// `HashConsensus` of the accounting oracle.
    pub hash_consensus: Address,
    /// `OracleReportSanityChecker`.
    pub sanity_checker: Address,
    /// `StakingRouter`.
    pub staking_router: Address,
    /// Staking modules in the order of their ids, 1 first (`NodeOperatorsRegistry` and its kin).
    pub staking_modules: Vec<Address>,
    /// `DepositSecurityModule`, the only caller of `Lido.deposit`.
    pub deposit_security_module: Address,
    /// `WithdrawalVault`, where withdrawals of Lido's validators arrive.
    pub withdrawal_vault: Address,
    /// `LidoExecutionLayerRewardsVault`, fee recipient of Lido's validators.
    pub el_rewards_vault: Address,
    /// `VaultHub`, the only caller of the external-share functions.
    pub vault_hub: Address,
    /// Where the treasury's part of the fee goes.
    pub treasury: Address,
    /// EigenLayer's contracts.
    pub restaking: RestakingAddresses,
}

/// Addresses of EigenLayer's contracts. Pods and strategies come into being at run time and are no part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestakingAddresses {
    /// `DelegationManager`.
    pub delegation_manager: Address,
    /// `StrategyManager`.
    pub strategy_manager: Address,
    /// `AllocationManager`.
    pub allocation_manager: Address,
    /// `EigenPodManager`.
    pub eigen_pod_manager: Address,
    /// `RewardsCoordinator`.
    pub rewards_coordinator: Address,
    /// `PermissionController`.
    pub permission_controller: Address,
    /// `StrategyFactory`.
    pub strategy_factory: Address,
    /// `AVSDirectory`.
    pub avs_directory: Address,
    /// `PauserRegistry`.
    pub pauser_registry: Address,
    /// `KeyRegistrar`.
    pub key_registrar: Address,
    /// The EIGEN token.
    pub eigen: Address,
    /// The bEIGEN token, which backs EIGEN.
    pub backing_eigen: Address,
    /// The strategy of EIGEN.
    pub eigen_strategy: Address,
    /// The beacon of pods: named in their creation events, nothing else.
    pub eigen_pod_beacon: Address,
    /// The beacon of the factory's strategies, likewise.
    pub strategy_beacon: Address,
    /// The beacon of duration vaults, likewise.
    pub duration_vault_beacon: Address,
    /// `EmissionsController`: may make the EigenDA submissions; an ordinary account here.
    pub emissions_controller: Address,
}

impl AddressBook {
    /// Contract behind a staking module, zero for one that is not listed.
    #[must_use]
    pub fn staking_module(&self, module: ModuleId) -> Address {
        let position = module.get().checked_sub(1).and_then(|position| usize::try_from(position).ok());
        position.and_then(|position| self.staking_modules.get(position)).copied().unwrap_or_default()
    }
}

//! Which contract a native address answers as.

use alloy_primitives::Address;
use aquifer_protocol::Protocol;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// The contract behind a native address. Which addresses are native is part of the chain's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NativeKind {
    /// Ethereum's deposit contract.
    DepositContract,
    /// `LidoLocator`.
    LidoLocator,
    /// `Lido`, the stETH token.
    Steth,
    /// `WstETH`.
    Wsteth,
    /// `WithdrawalQueueERC721`.
    WithdrawalQueue,
    /// `Burner`.
    Burner,
    /// `Accounting`.
    Accounting,
    /// `AccountingOracle`.
    AccountingOracle,
    /// `HashConsensus` of the accounting oracle.
    HashConsensus,
    /// `OracleReportSanityChecker`.
    SanityChecker,
    /// `StakingRouter`.
    StakingRouter,
    /// `NodeOperatorsRegistry`; which module it is follows from its address.
    NodeOperatorsRegistry,
    /// `DepositSecurityModule`.
    DepositSecurityModule,
    /// `WithdrawalVault`.
    WithdrawalVault,
    /// `LidoExecutionLayerRewardsVault`.
    ElRewardsVault,
    /// One of EigenLayer's contracts.
    Restaking(RestakingKind),
}

/// The contract of EigenLayer behind a native address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestakingKind {
    /// `DelegationManager`.
    DelegationManager,
    /// `StrategyManager`.
    StrategyManager,
    /// `AllocationManager`.
    AllocationManager,
    /// `EigenPodManager`.
    EigenPodManager,
    /// An `EigenPod`; whose it is follows from its address.
    EigenPod,
    /// A strategy; which kind of one follows from its state.
    Strategy,
    /// `StrategyFactory`.
    StrategyFactory,
    /// `RewardsCoordinator`.
    RewardsCoordinator,
    /// `PermissionController`.
    PermissionController,
    /// `PauserRegistry`.
    PauserRegistry,
    /// `AVSDirectory`.
    AvsDirectory,
    /// `KeyRegistrar`.
    KeyRegistrar,
    /// `Eigen`, the token.
    Eigen,
    /// `BackingEigen`, the token behind it.
    BackingEigen,
}

impl NativeKind {
    /// What answers at an address: a contract that is native from genesis on, or one that came into being since.
    ///
    /// Pods and strategies are found in the protocol's own state, so that a failed frame takes them back like everything else.
    #[must_use]
    pub fn at(address: Address, natives: &OrdMap<Address, Self>, protocol: &Protocol) -> Option<Self> {
        natives.get(&address).copied().or_else(|| Self::created(address, protocol))
    }

    fn created(address: Address, protocol: &Protocol) -> Option<Self> {
        let restaking = &protocol.restaking;
        if restaking.is_strategy(address) {
            Some(Self::Restaking(RestakingKind::Strategy))
        } else if restaking.is_pod(address) {
            Some(Self::Restaking(RestakingKind::EigenPod))
        } else {
            None
        }
    }
}

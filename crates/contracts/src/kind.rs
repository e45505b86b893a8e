//! Which contract a native address answers as.

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
}

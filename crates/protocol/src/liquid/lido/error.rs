//! Refusals of calls that touch several of Lido's contracts.

use super::{
    AccountingError, BurnerError, StethError, WstethError, accounting_oracle::AccountingOracleError,
    deposit_security::DepositSecurityError, hash_consensus::HashConsensusError, node_operators::NodeOperatorsError,
    rebase_limiter::LimiterError, sanity::SanityError, staking_router::StakingRouterError, withdrawal_queue::QueueError,
};
use crate::{ethereum::DepositError, governance::GovernanceError, units::ArithError};

/// Why a composed call was refused: the refusal of the contract that would have reverted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LidoError {
    /// Of `Lido`.
    #[error(transparent)]
    Steth(#[from] StethError),
    /// Of `WstETH`.
    #[error(transparent)]
    Wsteth(#[from] WstethError),
    /// Of `WithdrawalQueueERC721`.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// Of `Burner`.
    #[error(transparent)]
    Burner(#[from] BurnerError),
    /// Of `Accounting`.
    #[error(transparent)]
    Accounting(#[from] AccountingError),
    /// Of the rebase limiter, a library of `OracleReportSanityChecker`.
    #[error(transparent)]
    Limiter(#[from] LimiterError),
    /// Of `OracleReportSanityChecker`.
    #[error(transparent)]
    Sanity(#[from] SanityError),
    /// Of `StakingRouter`.
    #[error(transparent)]
    Router(#[from] StakingRouterError),
    /// Of a staking module.
    #[error(transparent)]
    NodeOperators(#[from] NodeOperatorsError),
    /// Of `HashConsensus`.
    #[error(transparent)]
    Consensus(#[from] HashConsensusError),
    /// Of `AccountingOracle`.
    #[error(transparent)]
    Oracle(#[from] AccountingOracleError),
    /// Of `DepositSecurityModule`.
    #[error(transparent)]
    DepositSecurity(#[from] DepositSecurityError),
    /// Of the deposit contract.
    #[error(transparent)]
    Deposit(#[from] DepositError),
    /// A role is missing, in a contract that words it as OpenZeppelin's `AccessControl`.
    #[error(transparent)]
    Governance(#[from] GovernanceError),
    /// A panic of the compiler (0x11 or 0x12) in one of the newer contracts.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

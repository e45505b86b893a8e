//! Refusals of the router, named as the contract names them.

use crate::liquid::lido::node_operators::NodeOperatorsError;
use crate::units::{ArithError, Wei};

/// Why the router refused a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the arguments of the real contract's errors, in order")]
pub enum StakingRouterError {
    /// No module has this id.
    #[error("staking module is not registered")]
    StakingModuleUnregistered,
    /// The module takes no deposits.
    #[error("staking module is not active")]
    StakingModuleNotActive,
    /// The module has this state already.
    #[error("staking module status is the same")]
    StakingModuleStatusTheSame,
    /// No room for another module.
    #[error("no more staking modules")]
    StakingModulesLimitExceeded,
    /// A module lives at this address already.
    #[error("staking module address exists")]
    StakingModuleAddressExists,
    /// A name of no or too many bytes.
    #[error("wrong staking module name")]
    StakingModuleWrongName,
    /// The zero address is no module.
    #[error("staking module address is zero")]
    ZeroAddressStakingModule,
    /// A share limit above 100 %.
    #[error("invalid stake share limit")]
    InvalidStakeShareLimit,
    /// A threshold above 100 % or below the share limit.
    #[error("invalid priority exit share threshold")]
    InvalidPriorityExitShareThreshold,
    /// Fees above 100 %.
    #[error("invalid fee sum")]
    InvalidFeeSum,
    /// A distance of zero or above 2^64 - 1.
    #[error("invalid minimal deposit block distance")]
    InvalidMinDepositBlockDistance,
    /// Above 2^64 - 1.
    #[error("invalid maximal deposits per block")]
    InvalidMaxDepositPerBlockValue,
    /// Credentials were never set.
    #[error("withdrawal credentials are empty")]
    EmptyWithdrawalsCredentials,
    /// Ether does not match the number of deposits.
    #[error("{ether_value} for {deposits_count} deposits")]
    InvalidDepositsValue { ether_value: Wei, deposits_count: u64 },
    /// Arrays differ in length.
    #[error("arrays of {first} and {second}")]
    ArraysLengthMismatch { first: usize, second: usize },
    /// Exits are cumulative.
    #[error("exited validators cannot decrease")]
    ExitedValidatorsCountCannotDecrease,
    /// More exits than deposits.
    #[error("{reported} exited of {deposited} deposited")]
    ReportedExitedValidatorsExceedDeposited { reported: u64, deposited: u64 },
    /// The module refused.
    #[error(transparent)]
    Module(#[from] NodeOperatorsError),
    /// A sum left its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

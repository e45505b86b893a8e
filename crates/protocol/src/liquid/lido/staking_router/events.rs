//! Events of the router, named as the contract names them.

use super::{ModuleId, StakingModuleStatus};
use crate::units::Wei;
use alloy_primitives::{Address, B256};

/// What the router tells the world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum StakingRouterEvent {
    /// A module was added.
    StakingModuleAdded { module: ModuleId, address: Address, name: String, created_by: Address },
    /// Its share of all validators was bounded, in basis points.
    StakingModuleShareLimitSet { module: ModuleId, stake_share_limit: u16, priority_exit_share_threshold: u16, set_by: Address },
    /// Its fees were set, in basis points.
    StakingModuleFeesSet { module: ModuleId, staking_module_fee: u16, treasury_fee: u16, set_by: Address },
    /// Its state changed.
    StakingModuleStatusSet { module: ModuleId, status: StakingModuleStatus, set_by: Address },
    /// Its deposits a block were bounded.
    StakingModuleMaxDepositsPerBlockSet { module: ModuleId, max_deposits_per_block: u64, set_by: Address },
    /// Blocks between its deposits were set.
    StakingModuleMinDepositBlockDistanceSet { module: ModuleId, min_deposit_block_distance: u64, set_by: Address },
    /// The module itself knows of fewer exits than the router.
    StakingModuleExitedValidatorsIncompleteReporting { module: ModuleId, unreported_exited_validators_count: u64 },
    /// Credentials of later deposits changed.
    WithdrawalCredentialsSet { withdrawal_credentials: B256, set_by: Address },
    /// Ether went through a module to validators; also with nothing to deposit.
    StakingRouterETHDeposited { module: ModuleId, amount: Wei },
}

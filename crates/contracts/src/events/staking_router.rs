//! Logs of `StakingRouter`.

use super::uint;
use crate::interfaces::IStakingRouter as Router;
use alloy_primitives::{LogData, U256};
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::staking_router::{ModuleId, StakingRouterEvent};

/// The topics and data of an event.
pub(super) fn encode(event: StakingRouterEvent) -> LogData {
    use StakingRouterEvent as E;
    match event {
        E::StakingModuleAdded { module, address, name, created_by } => {
            Router::StakingModuleAdded { stakingModuleId: id(module), stakingModule: address, name, createdBy: created_by }
                .encode_log_data()
        }
        E::StakingModuleShareLimitSet { module, stake_share_limit, priority_exit_share_threshold, set_by } => {
            Router::StakingModuleShareLimitSet {
                stakingModuleId: id(module),
                stakeShareLimit: U256::from(stake_share_limit),
                priorityExitShareThreshold: U256::from(priority_exit_share_threshold),
                setBy: set_by,
            }
            .encode_log_data()
        }
        E::StakingModuleFeesSet { module, staking_module_fee, treasury_fee, set_by } => Router::StakingModuleFeesSet {
            stakingModuleId: id(module),
            stakingModuleFee: U256::from(staking_module_fee),
            treasuryFee: U256::from(treasury_fee),
            setBy: set_by,
        }
        .encode_log_data(),
        E::StakingModuleStatusSet { module, status, set_by } => {
            Router::StakingModuleStatusSet { stakingModuleId: id(module), status: status.number(), setBy: set_by }
                .encode_log_data()
        }
        E::StakingModuleMaxDepositsPerBlockSet { module, max_deposits_per_block, set_by } => {
            Router::StakingModuleMaxDepositsPerBlockSet {
                stakingModuleId: id(module),
                maxDepositsPerBlock: uint(max_deposits_per_block),
                setBy: set_by,
            }
            .encode_log_data()
        }
        E::StakingModuleMinDepositBlockDistanceSet { module, min_deposit_block_distance, set_by } => {
            Router::StakingModuleMinDepositBlockDistanceSet {
                stakingModuleId: id(module),
                minDepositBlockDistance: uint(min_deposit_block_distance),
                setBy: set_by,
            }
            .encode_log_data()
        }
        E::StakingModuleExitedValidatorsIncompleteReporting { module, unreported_exited_validators_count } => {
            Router::StakingModuleExitedValidatorsIncompleteReporting {
                stakingModuleId: id(module),
                unreportedExitedValidatorsCount: uint(unreported_exited_validators_count),
            }
            .encode_log_data()
        }
        E::WithdrawalCredentialsSet { withdrawal_credentials, set_by } => {
            Router::WithdrawalCredentialsSet { withdrawalCredentials: withdrawal_credentials, setBy: set_by }.encode_log_data()
        }
        E::StakingRouterETHDeposited { module, amount } => {
            Router::StakingRouterETHDeposited { stakingModuleId: id(module), amount: amount.get() }.encode_log_data()
        }
    }
}

fn id(module: ModuleId) -> U256 {
    U256::from(module.get())
}

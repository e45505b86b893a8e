//! `StakingRouter`: splits deposits and fees between the staking modules.

use super::role;
use crate::{
    errors,
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::IStakingRouter::{self as Router, IStakingRouterCalls as Call},
};
use alloy_primitives::U256;
use aquifer_protocol::{
    Protocol,
    liquid::lido::{
        LidoError,
        staking_router::{
            self as router, FEE_PRECISION_POINTS, ModuleId, ModuleSummary, StakingModule, StakingModuleStatus,
            StakingModules as _,
        },
    },
    units::Wei,
};

/// `getContractVersion`.
const CONTRACT_VERSION: U256 = U256::from_limbs([3, 0, 0, 0]);

/// Plain ether is refused by name, anything else without words.
pub(super) fn receive(frame: &Frame<'_>) -> Served {
    if frame.call.input.is_empty() {
        return Err(Stop::Revert(errors::custom(&Router::DirectETHTransfer {})));
    }
    Err(Stop::empty())
}

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let protocol = frame.protocol();
    let router = &protocol.lido.router;
    let modules = &*protocol.lido.node_operators;
    match frame.decode_strict::<Call>()? {
        Call::addStakingModule(call) => {
            let terms = [
                call.stakeShareLimit,
                call.priorityExitShareThreshold,
                call.stakingModuleFee,
                call.treasuryFee,
                call.maxDepositsPerBlock,
                call.minDepositBlockDistance,
            ];
            frame.change(|p, ctx, fx| p.add_staking_module(ctx, call.name, call.stakingModuleAddress, terms, fx))?;
            done()
        }
        Call::updateStakingModule(call) => {
            let terms = [
                call.stakeShareLimit,
                call.priorityExitShareThreshold,
                call.stakingModuleFee,
                call.treasuryFee,
                call.maxDepositsPerBlock,
                call.minDepositBlockDistance,
            ];
            frame.change(|p, ctx, fx| p.update_staking_module(ctx, call.stakingModuleId, terms, fx))?;
            done()
        }
        Call::setStakingModuleStatus(call) => {
            // The compiler refuses a number that is no state without words.
            let status = StakingModuleStatus::from_number(call.status).ok_or_else(Stop::empty)?;
            frame.change(|p, ctx, fx| p.set_staking_module_status(ctx, call.stakingModuleId, status, fx))?;
            done()
        }
        Call::setWithdrawalCredentials(call) => {
            frame.change(|p, ctx, fx| p.set_withdrawal_credentials(ctx, call.withdrawalCredentials, fx))?;
            done()
        }
        Call::getLido(_) => answer::<Router::getLidoCall>(&protocol.addresses.steth),
        Call::getWithdrawalCredentials(_) => answer::<Router::getWithdrawalCredentialsCall>(&router.withdrawal_credentials()),
        Call::getStakingModules(_) => answer::<Router::getStakingModulesCall>(&router.modules().map(described).collect()),
        Call::getStakingModuleIds(_) => {
            answer::<Router::getStakingModuleIdsCall>(&router.module_ids().map(|id| U256::from(id.get())).collect())
        }
        Call::getStakingModule(call) => {
            answer::<Router::getStakingModuleCall>(&described(module(protocol, call.stakingModuleId)?))
        }
        Call::getStakingModulesCount(_) => answer::<Router::getStakingModulesCountCall>(&U256::from(router.module_ids().count())),
        Call::hasStakingModule(call) => answer::<Router::hasStakingModuleCall>(&module(protocol, call.stakingModuleId).is_ok()),
        Call::getStakingModuleStatus(call) => {
            answer::<Router::getStakingModuleStatusCall>(&module(protocol, call.stakingModuleId)?.status.number())
        }
        Call::getStakingModuleIsStopped(call) => {
            let status = module(protocol, call.stakingModuleId)?.status;
            answer::<Router::getStakingModuleIsStoppedCall>(&(status == StakingModuleStatus::Stopped))
        }
        Call::getStakingModuleIsDepositsPaused(call) => {
            let status = module(protocol, call.stakingModuleId)?.status;
            answer::<Router::getStakingModuleIsDepositsPausedCall>(&(status == StakingModuleStatus::DepositsPaused))
        }
        Call::getStakingModuleIsActive(call) => {
            let status = module(protocol, call.stakingModuleId)?.status;
            answer::<Router::getStakingModuleIsActiveCall>(&(status == StakingModuleStatus::Active))
        }
        Call::getStakingModuleNonce(call) => {
            let module = module(protocol, call.stakingModuleId)?;
            answer::<Router::getStakingModuleNonceCall>(&U256::from(modules.nonce(module.id)))
        }
        Call::getStakingModuleLastDepositBlock(call) => {
            let module = module(protocol, call.stakingModuleId)?;
            answer::<Router::getStakingModuleLastDepositBlockCall>(&U256::from(module.last_deposit_block.get()))
        }
        Call::getStakingModuleMinDepositBlockDistance(call) => {
            let terms = &module(protocol, call.stakingModuleId)?.terms;
            answer::<Router::getStakingModuleMinDepositBlockDistanceCall>(&U256::from(terms.min_deposit_block_distance))
        }
        Call::getStakingModuleMaxDepositsPerBlock(call) => {
            let terms = &module(protocol, call.stakingModuleId)?.terms;
            answer::<Router::getStakingModuleMaxDepositsPerBlockCall>(&U256::from(terms.max_deposits_per_block))
        }
        Call::getStakingModuleActiveValidatorsCount(call) => {
            let active = router.active_validators(module(protocol, call.stakingModuleId)?, modules);
            answer::<Router::getStakingModuleActiveValidatorsCountCall>(&U256::from(read(active)?))
        }
        Call::getStakingModuleSummary(call) => {
            let module = module(protocol, call.stakingModuleId)?;
            answer::<Router::getStakingModuleSummaryCall>(&summary(modules.summary(module.id)))
        }
        Call::getStakingModuleMaxDepositsCount(call) => {
            let id = module_id(call.stakingModuleId)?;
            let count = read(router.max_deposits_count(id, Wei::new(call.maxDepositsValue), modules))?;
            answer::<Router::getStakingModuleMaxDepositsCountCall>(&U256::from(count))
        }
        Call::getDepositsAllocation(call) => {
            let (allocated, levels) = read(router.deposits_allocation(call.depositsCount.saturating_to(), modules))?;
            answer::<Router::getDepositsAllocationCall>(&Router::getDepositsAllocationReturn {
                allocated: U256::from(allocated),
                allocations: levels.into_iter().map(|(_, level)| U256::from(level)).collect(),
            })
        }
        Call::getStakingFeeAggregateDistribution(_) => {
            let (modules_fee, treasury_fee) = read(router.fee_aggregate_distribution(modules))?;
            answer::<Router::getStakingFeeAggregateDistributionCall>(&Router::getStakingFeeAggregateDistributionReturn {
                modulesFee: modules_fee.saturating_to(),
                treasuryFee: treasury_fee.saturating_to(),
                basePrecision: FEE_PRECISION_POINTS,
            })
        }
        Call::getStakingFeeAggregateDistributionE4Precision(_) => {
            let (modules_fee, treasury_fee) = read(protocol.aggregate_fee_bips())?;
            answer::<Router::getStakingFeeAggregateDistributionE4PrecisionCall>(
                &Router::getStakingFeeAggregateDistributionE4PrecisionReturn {
                    modulesFee: modules_fee,
                    treasuryFee: treasury_fee,
                },
            )
        }
        Call::getTotalFeeE4Precision(_) => answer::<Router::getTotalFeeE4PrecisionCall>(&read(protocol.total_fee_bips())?),
        Call::getStakingRewardsDistribution(_) => rewards_distribution(protocol),
        Call::getContractVersion(_) => answer::<Router::getContractVersionCall>(&CONTRACT_VERSION),
        Call::FEE_PRECISION_POINTS(_) => answer::<Router::FEE_PRECISION_POINTSCall>(&FEE_PRECISION_POINTS),
        Call::TOTAL_BASIS_POINTS(_) => answer::<Router::TOTAL_BASIS_POINTSCall>(&U256::from(10_000)),
        Call::MAX_STAKING_MODULES_COUNT(_) => {
            answer::<Router::MAX_STAKING_MODULES_COUNTCall>(&U256::from(router::MAX_STAKING_MODULES_COUNT))
        }
        Call::MANAGE_WITHDRAWAL_CREDENTIALS_ROLE(_) => {
            role::<Router::MANAGE_WITHDRAWAL_CREDENTIALS_ROLECall>(router::MANAGE_WITHDRAWAL_CREDENTIALS_ROLE)
        }
        Call::STAKING_MODULE_MANAGE_ROLE(_) => role::<Router::STAKING_MODULE_MANAGE_ROLECall>(router::STAKING_MODULE_MANAGE_ROLE),
        Call::STAKING_MODULE_UNVETTING_ROLE(_) => {
            role::<Router::STAKING_MODULE_UNVETTING_ROLECall>(router::STAKING_MODULE_UNVETTING_ROLE)
        }
        Call::REPORT_EXITED_VALIDATORS_ROLE(_) => {
            role::<Router::REPORT_EXITED_VALIDATORS_ROLECall>(router::REPORT_EXITED_VALIDATORS_ROLE)
        }
        Call::REPORT_REWARDS_MINTED_ROLE(_) => role::<Router::REPORT_REWARDS_MINTED_ROLECall>(router::REPORT_REWARDS_MINTED_ROLE),
    }
}

fn read<T>(result: Result<T, impl Into<LidoError>>) -> Result<T, Stop> {
    result.map_err(|refusal| refused(&refusal.into()))
}

fn module_id(id: U256) -> Result<ModuleId, Stop> {
    ModuleId::from_word(id).map_err(|refusal| refused(&refusal))
}

fn module(protocol: &Protocol, id: U256) -> Result<&StakingModule, Stop> {
    protocol.lido.router.module(module_id(id)?).map_err(|refusal| refused(&refusal))
}

fn summary(summary: ModuleSummary) -> Router::StakingModuleSummary {
    Router::StakingModuleSummary {
        totalExitedValidators: U256::from(summary.exited),
        totalDepositedValidators: U256::from(summary.deposited),
        depositableValidatorsCount: U256::from(summary.depositable),
    }
}

fn described(module: &StakingModule) -> Router::StakingModule {
    Router::StakingModule {
        id: alloy_primitives::Uint::from(module.id.get() & 0x00ff_ffff),
        stakingModuleAddress: module.address,
        stakingModuleFee: module.terms.staking_module_fee,
        treasuryFee: module.terms.treasury_fee,
        stakeShareLimit: module.terms.stake_share_limit,
        status: module.status.number(),
        name: module.name.clone(),
        lastDepositAt: module.last_deposit_at.get(),
        lastDepositBlock: U256::from(module.last_deposit_block.get()),
        exitedValidatorsCount: U256::from(module.exited_validators_count),
        priorityExitShareThreshold: module.terms.priority_exit_share_threshold,
        maxDepositsPerBlock: module.terms.max_deposits_per_block,
        minDepositBlockDistance: module.terms.min_deposit_block_distance,
    }
}

fn rewards_distribution(protocol: &Protocol) -> Served {
    let distribution = read(protocol.lido.router.rewards_distribution(&*protocol.lido.node_operators))?;
    let each = || distribution.modules.iter();
    answer::<Router::getStakingRewardsDistributionCall>(&Router::getStakingRewardsDistributionReturn {
        recipients: each().map(|module| module.recipient).collect(),
        stakingModuleIds: each().map(|module| U256::from(module.module_id.get())).collect(),
        stakingModuleFees: each().map(|module| module.fee.saturating_to()).collect(),
        totalFee: distribution.total_fee.saturating_to(),
        precisionPoints: distribution.precision,
    })
}

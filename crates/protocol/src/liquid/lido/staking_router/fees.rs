//! Who gets which part of the rewards.

use super::{ModuleId, StakingModule, StakingModuleStatus, StakingModules, StakingRouter, StakingRouterError};
use crate::effect::Effects;
use crate::liquid::lido::{ModuleFee, RewardsDistribution};
use crate::units::{ArithError, Shares, mul_div_down};
use alloy_primitives::U256;

/// 10^20: the whole of the rewards (`FEE_PRECISION_POINTS`).
pub const FEE_PRECISION_POINTS: U256 = U256::from_limbs([7_766_279_631_452_241_920, 5, 0, 0]);
/// Basis points of the whole.
const TOTAL_BASIS_POINTS: U256 = U256::from_limbs([10_000, 0, 0, 0]);

/// Part of one module, and with the treasury's.
struct ModulePart {
    module_fee: U256,
    total_fee: U256,
}

impl StakingRouter {
    /// Splits rewards by active validators and each module's fees (`getStakingRewardsDistribution`); every part is
    /// rounded down. Without active validators there is no fee.
    ///
    /// # Errors
    /// [`StakingRouterError::Arith`].
    pub fn rewards_distribution(&self, modules: &impl StakingModules) -> Result<RewardsDistribution, StakingRouterError> {
        let total = self.total_active_validators(modules)?;
        let mut distribution =
            RewardsDistribution { modules: Vec::new(), total_fee: U256::ZERO, precision: FEE_PRECISION_POINTS };
        for module in self.modules() {
            let active = self.active_validators(module, modules)?;
            if active == 0 {
                continue;
            }
            let part = part_of(module, active, total)?;
            let fee = match module.status {
                StakingModuleStatus::Active | StakingModuleStatus::DepositsPaused => part.module_fee,
                StakingModuleStatus::Stopped => U256::ZERO,
            };
            distribution.modules.push(ModuleFee { module_id: module.id, recipient: module.address, fee });
            distribution.total_fee = distribution.total_fee.checked_add(part.total_fee).ok_or(ArithError::Overflow)?;
        }
        Ok(distribution)
    }

    /// Parts of all modules together and of the treasury (`getStakingFeeAggregateDistribution`).
    ///
    /// # Errors
    /// [`StakingRouterError::Arith`].
    pub fn fee_aggregate_distribution(&self, modules: &impl StakingModules) -> Result<(U256, U256), StakingRouterError> {
        let distribution = self.rewards_distribution(modules)?;
        let modules_fee = distribution.modules.iter().try_fold(U256::ZERO, |sum, module| sum.checked_add(module.fee));
        let modules_fee = modules_fee.ok_or(ArithError::Overflow)?;
        let treasury_fee = distribution.total_fee.checked_sub(modules_fee).ok_or(ArithError::Underflow)?;
        Ok((modules_fee, treasury_fee))
    }

    /// Tells the modules which shares were minted for them (`reportRewardsMinted`). The caller's role is checked before.
    ///
    /// # Errors
    /// `ArraysLengthMismatch`, `StakingModuleUnregistered`.
    pub fn report_rewards_minted(
        &self,
        ids: &[ModuleId],
        total_shares: &[Shares],
        modules: &mut impl StakingModules,
        effects: &mut Effects,
    ) -> Result<(), StakingRouterError> {
        if ids.len() != total_shares.len() {
            return Err(StakingRouterError::ArraysLengthMismatch { first: ids.len(), second: total_shares.len() });
        }
        for &id in ids {
            self.module(id)?;
        }

        for (&id, &shares) in ids.iter().zip(total_shares).filter(|(_, shares)| !shares.is_zero()) {
            modules.on_rewards_minted(id, shares, effects);
        }
        Ok(())
    }
}

fn part_of(module: &StakingModule, active: u64, total: u64) -> Result<ModulePart, ArithError> {
    let share = mul_div_down(U256::from(active), FEE_PRECISION_POINTS, U256::from(total))?;
    let module_fee = mul_div_down(share, U256::from(module.terms.staking_module_fee), TOTAL_BASIS_POINTS)?;
    let treasury_fee = mul_div_down(share, U256::from(module.terms.treasury_fee), TOTAL_BASIS_POINTS)?;
    let total_fee = treasury_fee.checked_add(module_fee).ok_or(ArithError::Overflow)?;
    Ok(ModulePart { module_fee, total_fee })
}

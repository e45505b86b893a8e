//! Which module gets the next deposits.

use super::{ModuleId, StakingModule, StakingModuleStatus, StakingModules, StakingRouter, StakingRouterError};
use crate::liquid::lido::DEPOSIT_SIZE;
use crate::liquid::lido::min_first::{Bucket, allocate};
use crate::units::{ArithError, Wei, mul_div_down};
use alloy_primitives::U256;

/// Basis points of the whole.
const TOTAL_BASIS_POINTS: U256 = U256::from_limbs([10_000, 0, 0, 0]);

impl StakingRouter {
    /// Splits `deposits` between the modules, fewest validators first, within share limits and keys
    /// (`getDepositsAllocation`): how many were placed, and the active validators of each module afterwards.
    ///
    /// # Errors
    /// [`StakingRouterError::Arith`].
    pub fn deposits_allocation(
        &self,
        deposits: u64,
        modules: &impl StakingModules,
    ) -> Result<(u64, Vec<(ModuleId, u64)>), StakingRouterError> {
        let (allocated, buckets) = self.allocate(deposits, modules)?;
        Ok((allocated, self.module_ids().zip(buckets).map(|(id, bucket)| (id, bucket.level)).collect()))
    }

    /// Deposits a module would get of `depositable` ether (`getStakingModuleMaxDepositsCount`).
    ///
    /// # Errors
    /// [`StakingRouterError::StakingModuleUnregistered`], [`StakingRouterError::Arith`].
    pub fn max_deposits_count(
        &self,
        id: ModuleId,
        depositable: Wei,
        modules: &impl StakingModules,
    ) -> Result<u64, StakingRouterError> {
        let module = self.module(id)?;
        let whole = depositable.get().checked_div(DEPOSIT_SIZE.get()).ok_or(ArithError::DivisionByZero)?;
        let deposits = u64::try_from(whole).map_err(|_| ArithError::Overflow)?;
        let (_, buckets) = self.allocate(deposits, modules)?;
        let bucket = self.module_ids().zip(buckets).find(|(other, _)| *other == id).map(|(_, bucket)| bucket);
        let after = bucket.ok_or(StakingRouterError::StakingModuleUnregistered)?.level;
        Ok(after.checked_sub(self.active_validators(module, modules)?).ok_or(ArithError::Underflow)?)
    }

    /// Active validators of all modules.
    ///
    /// # Errors
    /// [`ArithError`].
    pub fn total_active_validators(&self, modules: &impl StakingModules) -> Result<u64, ArithError> {
        self.modules()
            .try_fold(0_u64, |sum, module| sum.checked_add(self.active_validators(module, modules)?).ok_or(ArithError::Overflow))
    }

    fn allocate(&self, deposits: u64, modules: &impl StakingModules) -> Result<(u64, Vec<Bucket>), StakingRouterError> {
        let total = self.total_active_validators(modules)?.checked_add(deposits).ok_or(ArithError::Overflow)?;
        let mut buckets =
            self.modules().map(|module| self.bucket(module, total, modules)).collect::<Result<Vec<_>, ArithError>>()?;
        let allocated = allocate(&mut buckets, deposits)?;
        Ok((allocated, buckets))
    }

    /// A module as a bucket: filled by its active validators, bounded by its share of the new total (rounded down) and its keys.
    fn bucket(&self, module: &StakingModule, total: u64, modules: &impl StakingModules) -> Result<Bucket, ArithError> {
        let level = self.active_validators(module, modules)?;
        let available = match module.status {
            StakingModuleStatus::Active => modules.summary(module.id).depositable,
            StakingModuleStatus::DepositsPaused | StakingModuleStatus::Stopped => 0,
        };
        let target = mul_div_down(U256::from(module.terms.stake_share_limit), U256::from(total), TOTAL_BASIS_POINTS)?;
        let target = u64::try_from(target).map_err(|_| ArithError::Overflow)?;
        let capacity = target.min(level.checked_add(available).ok_or(ArithError::Overflow)?);
        Ok(Bucket { level, capacity })
    }
}

//! Taking keys from a module for ether that Lido sends.

use super::{
    DepositKeys, ModuleId, StakingModule, StakingModuleStatus, StakingModules, StakingRouter, StakingRouterError,
    StakingRouterEvent,
};
use crate::Ctx;
use crate::effect::Effects;
use crate::liquid::lido::DEPOSIT_SIZE;
use crate::units::{ArithError, BlockNumber, Wei};
use alloy_primitives::U256;

impl StakingRouter {
    /// Takes keys for `count` deposits of 32 ETH each (`deposit`); the caller sends them to the deposit contract. With a count
    /// of zero only the time of the last deposit moves. That Lido calls is checked before.
    ///
    /// # Errors
    /// In this order: `EmptyWithdrawalsCredentials`, `StakingModuleUnregistered`, `StakingModuleNotActive`,
    /// `InvalidDepositsValue`, the module's refusal.
    pub fn deposit(
        &mut self,
        ctx: &Ctx,
        id: ModuleId,
        count: u64,
        value: Wei,
        modules: &mut impl StakingModules,
        effects: &mut Effects,
    ) -> Result<Vec<DepositKeys>, StakingRouterError> {
        if self.withdrawal_credentials.is_zero() {
            return Err(StakingRouterError::EmptyWithdrawalsCredentials);
        }
        let module = self.module(id)?;
        if module.status != StakingModuleStatus::Active {
            return Err(StakingRouterError::StakingModuleNotActive);
        }
        let deposited = StakingModule { last_deposit_at: ctx.timestamp, last_deposit_block: ctx.block, ..module.clone() };
        let mut module_effects = Effects::new();
        let keys = obtain_keys(id, count, value, modules, &mut module_effects)?;

        self.modules.insert(id, deposited);
        effects.emit(StakingRouterEvent::StakingRouterETHDeposited { module: id, amount: value });
        effects.append(module_effects);
        Ok(keys)
    }

    /// Block of a module's last deposit (`getStakingModuleLastDepositBlock`).
    ///
    /// # Errors
    /// [`StakingRouterError::StakingModuleUnregistered`].
    pub fn last_deposit_block(&self, id: ModuleId) -> Result<BlockNumber, StakingRouterError> {
        self.module(id).map(|module| module.last_deposit_block)
    }
}

fn obtain_keys(
    id: ModuleId,
    count: u64,
    value: Wei,
    modules: &mut impl StakingModules,
    effects: &mut Effects,
) -> Result<Vec<DepositKeys>, StakingRouterError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let expected = DEPOSIT_SIZE.get().checked_mul(U256::from(count)).ok_or(ArithError::Overflow)?;
    if value.get() != expected {
        return Err(StakingRouterError::InvalidDepositsValue { ether_value: value, deposits_count: count });
    }
    Ok(modules.obtain_deposit_data(id, count, effects)?)
}

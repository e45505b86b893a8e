//! What the oracle tells about exits.

use super::{
    ModuleId, NodeOperatorsError, OperatorId, StakingModule, StakingModules, StakingRouter, StakingRouterError,
    StakingRouterEvent,
};
use crate::effect::Effects;
use crate::units::ArithError;

impl StakingRouter {
    /// Takes cumulative exits of modules (`updateExitedValidatorsCountByStakingModule`); returns how many are new. The caller's
    /// role is checked before.
    ///
    /// # Errors
    /// `ArraysLengthMismatch`, `StakingModuleUnregistered`, `ExitedValidatorsCountCannotDecrease`,
    /// `ReportedExitedValidatorsExceedDeposited`.
    pub fn update_exited_validators_count_by_staking_module(
        &mut self,
        ids: &[ModuleId],
        exited: &[u64],
        modules: &impl StakingModules,
        effects: &mut Effects,
    ) -> Result<u64, StakingRouterError> {
        if ids.len() != exited.len() {
            return Err(StakingRouterError::ArraysLengthMismatch { first: ids.len(), second: exited.len() });
        }
        let mut updated = self.modules.clone();
        let (mut newly_exited, mut events) = (0_u64, Vec::new());
        for (&id, &reported) in ids.iter().zip(exited) {
            let module = updated.get(&id).ok_or(StakingRouterError::StakingModuleUnregistered)?;
            let before = module.exited_validators_count;
            let new = reported.checked_sub(before).ok_or(StakingRouterError::ExitedValidatorsCountCannotDecrease)?;
            let summary = modules.summary(id);
            if reported > summary.deposited {
                let deposited = summary.deposited;
                return Err(StakingRouterError::ReportedExitedValidatorsExceedDeposited { reported, deposited });
            }
            if let Some(unreported) = before.checked_sub(summary.exited).filter(|unreported| *unreported > 0) {
                events.push(StakingRouterEvent::StakingModuleExitedValidatorsIncompleteReporting {
                    module: id,
                    unreported_exited_validators_count: unreported,
                });
            }
            newly_exited = newly_exited.checked_add(new).ok_or(ArithError::Overflow)?;
            let module = StakingModule { exited_validators_count: reported, ..module.clone() };
            updated.insert(id, module);
        }

        self.modules = updated;
        for event in events {
            effects.emit(event);
        }
        Ok(newly_exited)
    }

    /// Passes cumulative exits of operators on to their module (`reportStakingModuleExitedValidatorsCountByNodeOperator`). The
    /// caller's role is checked before.
    ///
    /// # Errors
    /// `StakingModuleUnregistered`, the module's refusal.
    pub fn report_exited_validators_by_node_operator(
        &self,
        id: ModuleId,
        counts: &[(OperatorId, u64)],
        modules: &mut impl StakingModules,
        effects: &mut Effects,
    ) -> Result<(), StakingRouterError> {
        self.module(id)?;
        Ok(modules.update_exited_validators_count(id, counts, effects)?)
    }

    /// All extra data is in: modules whose own count of exits agrees with the router's may pay rewards
    /// (`onValidatorsCountsByNodeOperatorReportingFinished`). The caller's role is checked before.
    pub fn on_validators_counts_by_node_operator_reporting_finished(
        &self,
        modules: &mut impl StakingModules,
        effects: &mut Effects,
    ) {
        for module in self.modules() {
            if modules.summary(module.id).exited == module.exited_validators_count {
                modules.on_exited_and_stuck_validators_counts_updated(module.id, effects);
            }
        }
    }

    /// Passes lowered counts of vetted keys on to a module (`decreaseStakingModuleVettedKeysCountByNodeOperator`). The caller's
    /// role is checked before.
    ///
    /// # Errors
    /// `StakingModuleUnregistered`, the module's refusal.
    pub fn decrease_vetted_keys_count_by_node_operator(
        &self,
        id: ModuleId,
        counts: &[(OperatorId, u64)],
        modules: &mut impl StakingModules,
        effects: &mut Effects,
    ) -> Result<(), StakingRouterError> {
        self.module(id)?;
        modules.decrease_vetted_signing_keys_count(id, counts, effects).map_err(|error: NodeOperatorsError| error.into())
    }
}

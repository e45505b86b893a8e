//! Splits deposits and fees between staking modules (`StakingRouter`).
//!
//! The router knows shares, fees and states of the modules; validators and keys are the modules' own, reached through
//! [`StakingModules`].
//!
//! ```text
//! Active <-> DepositsPaused <-> Stopped, any to any:  Active takes deposits;  Stopped gives its fee to the treasury
//! ```
//!
//! Invariants
//! - LIQ-30  module fee + treasury fee <= 100 %, share limit <= priority exit threshold <= 100 %
//! - LIQ-31  ids are given once, ascending from 1; no address is in two modules
//! - LIQ-32  the total fee never passes 100 %

mod allocation;
mod deposits;
mod errors;
mod events;
mod fees;
mod modules;
mod reporting;
#[cfg(test)]
mod tests;

pub use errors::StakingRouterError;
pub use events::StakingRouterEvent;
pub use fees::FEE_PRECISION_POINTS;
pub use modules::{MAX_STAKING_MODULES_COUNT, ModuleTerms, StakingModule, StakingModuleStatus};

use super::node_operators::{DepositKeys, NodeOperatorsError, OperatorId};
use crate::effect::Effects;
use crate::governance::Role;
use crate::invariants::BrokenInvariant;
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};
use crate::units::Shares;
use alloy_primitives::{B256, U256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Who sets withdrawal credentials.
pub const MANAGE_WITHDRAWAL_CREDENTIALS_ROLE: Role = Role::new("MANAGE_WITHDRAWAL_CREDENTIALS_ROLE");
/// Who adds modules and sets their terms and states.
pub const STAKING_MODULE_MANAGE_ROLE: Role = Role::new("STAKING_MODULE_MANAGE_ROLE");
/// Who lowers vetted keys: the deposit security module.
pub const STAKING_MODULE_UNVETTING_ROLE: Role = Role::new("STAKING_MODULE_UNVETTING_ROLE");
/// Who reports exited validators: the accounting oracle.
pub const REPORT_EXITED_VALIDATORS_ROLE: Role = Role::new("REPORT_EXITED_VALIDATORS_ROLE");
/// Who reports minted rewards: accounting.
pub const REPORT_REWARDS_MINTED_ROLE: Role = Role::new("REPORT_REWARDS_MINTED_ROLE");

/// Number of a staking module; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModuleId(u32);

impl ModuleId {
    /// Names a bare number.
    #[must_use]
    pub const fn new(id: u32) -> Self {
        Self(id)
    }

    /// From a word of the ABI.
    ///
    /// # Errors
    /// [`StakingRouterError::StakingModuleUnregistered`]: no module has an id that long.
    pub fn from_word(word: U256) -> Result<Self, StakingRouterError> {
        u32::try_from(word).map(Self).map_err(|_| StakingRouterError::StakingModuleUnregistered)
    }

    /// The bare number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl std::fmt::Display for ModuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a module says of its validators (`getStakingModuleSummary`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ModuleSummary {
    /// Exited ones, cumulative.
    pub exited: u64,
    /// Deposited ones, cumulative.
    pub deposited: u64,
    /// Keys ready for a deposit.
    pub depositable: u64,
}

/// The contracts behind the modules, by module id: the seam between router and registries.
pub trait StakingModules {
    /// Counters of a module, zero for one that does not exist.
    fn summary(&self, module: ModuleId) -> ModuleSummary;

    /// Number of changes of the module's keys (`getNonce`).
    fn nonce(&self, module: ModuleId) -> u64;

    /// Takes `count` keys for deposits and marks them deposited.
    ///
    /// # Errors
    /// When the module has fewer. Nothing is taken then.
    fn obtain_deposit_data(
        &mut self,
        module: ModuleId,
        count: u64,
        effects: &mut Effects,
    ) -> Result<Vec<DepositKeys>, NodeOperatorsError>;

    /// Tells a module that shares arrived as its reward.
    fn on_rewards_minted(&mut self, module: ModuleId, shares: Shares, effects: &mut Effects);

    /// Sets how many validators of each operator have exited.
    ///
    /// # Errors
    /// The module's refusal.
    fn update_exited_validators_count(
        &mut self,
        module: ModuleId,
        counts: &[(OperatorId, u64)],
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError>;

    /// Tells a module that the exited counts of all its operators are in.
    fn on_exited_and_stuck_validators_counts_updated(&mut self, module: ModuleId, effects: &mut Effects);

    /// Tells a module that its unused keys were signed for other credentials.
    fn on_withdrawal_credentials_changed(&mut self, module: ModuleId, effects: &mut Effects);

    /// Lowers how many keys of each operator may be deposited.
    ///
    /// # Errors
    /// The module's refusal.
    fn decrease_vetted_signing_keys_count(
        &mut self,
        module: ModuleId,
        counts: &[(OperatorId, u64)],
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError>;
}

/// The router.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakingRouter {
    modules: OrdMap<ModuleId, StakingModule>,
    withdrawal_credentials: B256,
}

impl StakingRouter {
    /// A router with modules as they stand at genesis.
    #[must_use]
    pub fn new(withdrawal_credentials: B256, modules: impl IntoIterator<Item = StakingModule>) -> Self {
        Self { modules: modules.into_iter().map(|module| (module.id, module)).collect(), withdrawal_credentials }
    }

    /// Ids in order (`getStakingModuleIds`).
    pub fn module_ids(&self) -> impl Iterator<Item = ModuleId> + '_ {
        self.modules.keys().copied()
    }

    /// All modules in order (`getStakingModules`).
    pub fn modules(&self) -> impl Iterator<Item = &StakingModule> {
        self.modules.values()
    }

    /// A module (`getStakingModule`).
    ///
    /// # Errors
    /// [`StakingRouterError::StakingModuleUnregistered`].
    pub fn module(&self, id: ModuleId) -> Result<&StakingModule, StakingRouterError> {
        self.modules.get(&id).ok_or(StakingRouterError::StakingModuleUnregistered)
    }

    /// Withdrawal credentials of all deposits (`getWithdrawalCredentials`).
    #[must_use]
    pub const fn withdrawal_credentials(&self) -> B256 {
        self.withdrawal_credentials
    }

    /// Sets the credentials of later deposits; unused keys, signed for the old ones, become invalid
    /// (`setWithdrawalCredentials`). The caller's role is checked before.
    pub fn set_withdrawal_credentials(
        &mut self,
        ctx: &crate::Ctx,
        credentials: B256,
        modules: &mut impl StakingModules,
        effects: &mut Effects,
    ) {
        self.withdrawal_credentials = credentials;
        effects.emit(StakingRouterEvent::WithdrawalCredentialsSet { withdrawal_credentials: credentials, set_by: ctx.caller });
        for id in self.module_ids() {
            modules.on_withdrawal_credentials_changed(id, effects);
        }
    }

    /// Checks LIQ-30 and LIQ-31.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        let mut addresses = std::collections::BTreeSet::new();
        for (expected, (id, module)) in (1_u32..).zip(&self.modules) {
            let numbered = *id == module.id && id.get() == expected && addresses.insert(module.address);
            BrokenInvariant::unless(numbered, "LIQ-31", || format!("module {id} at place {expected}, {}", module.address))?;
            BrokenInvariant::unless(module.terms.check().is_ok(), "LIQ-30", || format!("terms of module {id}"))?;
        }
        Ok(())
    }
}

impl Tables for StakingRouter {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        map_changes("lido.router.modules", before.map(|b| &b.modules), &self.modules, sink);
        let credentials = before.map(|b| &b.withdrawal_credentials);
        value_changes("lido.router.withdrawal_credentials", credentials, &self.withdrawal_credentials, sink);
    }
}

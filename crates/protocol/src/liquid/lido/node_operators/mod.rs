//! Node operators and their keys: the registries behind the staking modules (`NodeOperatorsRegistry`).
//!
//! One registry a module, all of them in one value. An operator adds keys, somebody vets them, deposits take vetted keys of
//! the operators with the fewest active validators first, the oracle reports exits; rewards that reach the module are split
//! by active validators.
//!
//! ```text
//! keys of an operator by index:  | exited (by number) ... deposited | vetted | added, not vetted |
//! rewards:  Distributed --minted--> TransferredToModule --exits are in--> ReadyForDistribution --distributeReward--> Distributed
//! ```
//!
//! Invariants
//! - LIQ-40  exited <= deposited <= vetted <= added keys of every operator
//! - LIQ-41  an operator's keys are those of index 0 to added, no others
//! - LIQ-42  operators of a module are numbered from 0 without gaps; an inactive one has nothing to deposit
//!
//! Deliberately absent: target limits of operators, stuck and refunded keys, penalties.

mod deposits;
mod errors;
mod events;
mod exits;
mod genesis;
mod keys;
mod operators;
mod rewards;
#[cfg(test)]
mod tests;

pub use errors::NodeOperatorsError;
pub use events::{NodeOperatorsEvent, StakingModuleEvent};
pub use genesis::GenesisOperator;
pub use operators::{MAX_NODE_OPERATOR_NAME_LENGTH, MAX_NODE_OPERATORS_COUNT};
pub use rewards::{OperatorReward, RewardDistributionState};

use super::staking_router::{ModuleId, ModuleSummary};
use crate::effect::Effects;
use crate::governance::Role;
use crate::invariants::BrokenInvariant;
use crate::tables::{ChangeSink, Tables, map_changes};
use crate::units::ArithError;
use alloy_primitives::{Address, FixedBytes};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Who manages the keys of every operator; each operator's reward address manages its own.
pub const MANAGE_SIGNING_KEYS: Role = Role::new("MANAGE_SIGNING_KEYS");
/// Who vets keys.
pub const SET_NODE_OPERATOR_LIMIT_ROLE: Role = Role::new("SET_NODE_OPERATOR_LIMIT_ROLE");
/// Who adds, activates and renames operators.
pub const MANAGE_NODE_OPERATOR_ROLE: Role = Role::new("MANAGE_NODE_OPERATOR_ROLE");
/// The staking router.
pub const STAKING_ROUTER_ROLE: Role = Role::new("STAKING_ROUTER_ROLE");

/// Number of an operator within its module; the first is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperatorId(u64);

impl OperatorId {
    /// Names a bare number.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self(id)
    }

    /// The bare number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// What one deposit needs of an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositKeys {
    /// BLS public key of the validator.
    pub pubkey: FixedBytes<48>,
    /// Its signature over the deposit.
    pub signature: FixedBytes<96>,
}

/// An operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeOperator {
    /// Whether it may take deposits.
    pub is_active: bool,
    /// Its name, 1 to 255 bytes.
    pub name: String,
    /// Where its rewards go; this account also manages its keys.
    pub reward_address: Address,
    /// Keys that may be deposited, deposited ones included (`stakingLimit`).
    pub vetted_keys: u64,
    /// Validators that exited.
    pub exited_validators: u64,
    /// Keys there are.
    pub added_keys: u64,
    /// Keys that were deposited.
    pub deposited_keys: u64,
}

impl NodeOperator {
    /// Validators that still earn.
    ///
    /// # Errors
    /// [`ArithError::Underflow`], which LIQ-40 excludes.
    pub fn active_validators(&self) -> Result<u64, ArithError> {
        self.deposited_keys.checked_sub(self.exited_validators).ok_or(ArithError::Underflow)
    }
}

/// The scalars of a module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ModuleState {
    nonce: u64,
    operators_count: u64,
    reward_distribution_state: RewardDistributionState,
}

/// The registries of all modules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeOperators {
    modules: OrdMap<ModuleId, ModuleState>,
    operators: OrdMap<(ModuleId, OperatorId), NodeOperator>,
    keys: OrdMap<(ModuleId, OperatorId, u64), Arc<DepositKeys>>,
}

impl NodeOperators {
    /// Operators of a module, in order.
    pub fn operators(&self, module: ModuleId) -> impl Iterator<Item = (OperatorId, &NodeOperator)> {
        let all = (module, OperatorId::new(0))..=(module, OperatorId::new(u64::MAX));
        self.operators.range(all).map(|((_, id), operator)| (*id, operator))
    }

    /// How many operators a module has (`getNodeOperatorsCount`).
    #[must_use]
    pub fn operators_count(&self, module: ModuleId) -> u64 {
        self.modules.get(&module).map_or(0, |state| state.operators_count)
    }

    /// How many of them are active (`getActiveNodeOperatorsCount`).
    #[must_use]
    pub fn active_operators_count(&self, module: ModuleId) -> usize {
        self.operators(module).filter(|(_, operator)| operator.is_active).count()
    }

    /// An operator (`getNodeOperator`).
    ///
    /// # Errors
    /// [`NodeOperatorsError::OutOfRange`].
    pub fn operator(&self, module: ModuleId, id: OperatorId) -> Result<&NodeOperator, NodeOperatorsError> {
        self.operators.get(&(module, id)).ok_or(NodeOperatorsError::OutOfRange)
    }

    /// Counters of a module (`getStakingModuleSummary`).
    #[must_use]
    pub fn staking_module_summary(&self, module: ModuleId) -> ModuleSummary {
        let mut sum = ModuleSummary::default();
        for (_, operator) in self.operators(module) {
            // Sums of keys held in memory: far below 2^64.
            sum.exited = sum.exited.saturating_add(operator.exited_validators);
            sum.deposited = sum.deposited.saturating_add(operator.deposited_keys);
            sum.depositable = sum.depositable.saturating_add(operator.vetted_keys.saturating_sub(operator.deposited_keys));
        }
        sum
    }

    /// Number of changes of a module's keys (`getNonce`, `getKeysOpIndex`).
    #[must_use]
    pub fn keys_op_index(&self, module: ModuleId) -> u64 {
        self.modules.get(&module).map_or(0, |state| state.nonce)
    }

    /// Checks LIQ-40 to LIQ-42.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        for ((module, id), operator) in &self.operators {
            let (exited, deposited) = (operator.exited_validators, operator.deposited_keys);
            let (vetted, added) = (operator.vetted_keys, operator.added_keys);
            let ordered = exited <= deposited && deposited <= vetted && vetted <= added;
            BrokenInvariant::unless(ordered, "LIQ-40", || {
                format!(
                    "operator {id:?} of module {module}: {exited} exited, {deposited} deposited, {vetted} vetted, {added} added"
                )
            })?;
            let idle = operator.is_active || deposited == vetted;
            BrokenInvariant::unless(idle, "LIQ-42", || {
                format!("inactive operator {id:?} of module {module} has keys to deposit")
            })?;
        }
        for (module, state) in &self.modules {
            let numbered = self.operators(*module).zip(0_u64..).all(|((id, _), expected)| id.get() == expected);
            let counted = u64::try_from(self.operators(*module).count()) == Ok(state.operators_count);
            BrokenInvariant::unless(numbered && counted, "LIQ-42", || format!("operators of module {module} have gaps"))?;
        }
        self.check_keys()
    }

    fn check_keys(&self) -> Result<(), BrokenInvariant> {
        let mut expected = 0_u64;
        for operator in self.operators.values() {
            expected = expected.saturating_add(operator.added_keys);
        }
        let within = self
            .keys
            .keys()
            .all(|(module, id, index)| self.operators.get(&(*module, *id)).is_some_and(|operator| *index < operator.added_keys));
        let complete = u64::try_from(self.keys.len()) == Ok(expected);
        BrokenInvariant::unless(within && complete, "LIQ-41", || format!("{} keys, {expected} expected", self.keys.len()))
    }

    /// Counts a change of keys, as every such call ends.
    fn increase_nonce(&mut self, module: ModuleId, effects: &mut Effects) {
        let state = self.modules.entry(module).or_default();
        // One a call: 2^64 calls do not happen.
        state.nonce = state.nonce.saturating_add(1);
        let nonce = state.nonce;
        effects.emit(StakingModuleEvent { module, event: NodeOperatorsEvent::KeysOpIndexSet { keys_op_index: nonce } });
        effects.emit(StakingModuleEvent { module, event: NodeOperatorsEvent::NonceChanged { nonce } });
    }
}

impl Tables for NodeOperators {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        map_changes("lido.operators.modules", before.map(|b| &b.modules), &self.modules, sink);
        map_changes("lido.operators.operators", before.map(|b| &b.operators), &self.operators, sink);
        map_changes("lido.operators.keys", before.map(|b| &b.keys), &self.keys, sink);
    }
}

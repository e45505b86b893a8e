//! Restaking: EigenLayer's core. The same stake secures services, earns their rewards and is slashed by them.
//!
//! Each contract is a module behind an `Arc`; a call that needs one of them alone is a method of it, a call that needs
//! several is a method of [`Restaking`], in the folder of the contract that is called. Names are those of the contracts.
//!
//! | folder | contract |
//! |---|---|
//! | `strategies` | `StrategyBase` and its kin, `StrategyFactory` |
//! | `strategy_manager` | `StrategyManager`: deposit shares, what was slashed and waits to leave |
//! | `delegation` | `DelegationManager`: operators, scaling factors, the withdrawal queue, slashing of shares |
//! | `allocation` | `AllocationManager`: services, operator sets, magnitudes, slashing |
//! | `pods` | `EigenPodManager` and every `EigenPod` |
//! | `rewards` | `RewardsCoordinator`, and the calculation behind its roots |
//! | `permissions` | `PermissionController` |
//! | `pausers` | `PauserRegistry` |
//! | `avs_directory` | `AVSDirectory`, the registration before operator sets |
//! | `key_registrar` | `KeyRegistrar` |
//! | `eigen` | `Eigen` and `BackingEigen` |

pub mod allocation;
pub mod avs_directory;
mod config;
mod control;
pub mod delegation;
pub mod eigen;
mod enumerable;
mod error;
mod events;
mod genesis;
mod history;
pub mod key_registrar;
mod operator_set;
pub mod pausers;
pub mod permissions;
pub mod pods;
pub mod rewards;
mod signing;
pub mod strategies;
pub mod strategy_manager;

pub use config::{Delays, EarlyLookup, RestakingConfig};
pub use enumerable::EnumerableSets;
pub use error::RestakingError;
pub use events::RestakingEvent;
pub use genesis::{GenesisPod, GenesisStrategy, RestakingGenesis};
pub use history::{Histories, SnapshotOrdering};
pub use operator_set::{OperatorSet, OperatorSetId, SlashId};
pub use signing::eigenlayer_domain;

use crate::{
    invariants::BrokenInvariant,
    tables::{ChangeSink, Tables, value_changes},
};
use allocation::AllocationManager;
use alloy_primitives::{Address, address};
use avs_directory::AvsDirectory;
use delegation::DelegationManager;
use eigen::EigenTokens;
use key_registrar::KeyRegistrar;
use pausers::PauserRegistry;
use permissions::PermissionController;
use pods::EigenPodManager;
use rewards::RewardsCoordinator;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use strategies::Strategies;
use strategy_manager::StrategyManager;

/// The virtual strategy of native stake; nothing lives at its address.
pub const BEACON_CHAIN_ETH: Address = address!("0xbeaC0eeEeeeeEEeEeEEEEeeEEeEeeeEeeEEBEaC0");

/// Where slashed tokens go that nobody receives.
pub const BURN_ADDRESS: Address = address!("0x00000000000000000000000000000000000E16E4");

/// EigenLayer's core contracts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restaking {
    /// What a deployment fixes for ever: delays and switches of the rules.
    pub config: Arc<RestakingConfig>,
    /// Every strategy, and their factory.
    pub strategies: Arc<Strategies>,
    /// `StrategyManager`.
    pub strategy_manager: Arc<StrategyManager>,
    /// `DelegationManager`.
    pub delegation: Arc<DelegationManager>,
    /// `AllocationManager`.
    pub allocation: Arc<AllocationManager>,
    /// `EigenPodManager` and its pods.
    pub pods: Arc<EigenPodManager>,
    /// `RewardsCoordinator`.
    pub rewards: Arc<RewardsCoordinator>,
    /// `PermissionController`.
    pub permissions: Arc<PermissionController>,
    /// `PauserRegistry`.
    pub pausers: Arc<PauserRegistry>,
    /// `AVSDirectory`.
    pub avs_directory: Arc<AvsDirectory>,
    /// `KeyRegistrar`.
    pub key_registrar: Arc<KeyRegistrar>,
    /// `Eigen` and `BackingEigen`.
    pub eigen: Arc<EigenTokens>,
}

impl Restaking {
    /// Runs a call that touches several contracts: on `Err` everything is as it was.
    ///
    /// # Errors
    /// What `call` returns.
    pub fn attempt<T, E>(&mut self, call: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let before = self.clone();
        let result = call(self);
        if result.is_err() {
            *self = before;
        }
        result
    }

    /// Every rule of the contracts, and those between them.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.permissions.check()?;
        self.allocation.check()?;
        self.key_registrar.check()?;
        self.strategies.check()?;
        self.strategy_manager.check()?;
        self.delegation.check()?;
        self.rewards.check()?;
        self.check_shares()
    }

    /// Contracts of ours that have come into being: every strategy and every pod.
    pub fn created(&self) -> impl Iterator<Item = Address> + '_ {
        let strategies = self.strategies.iter().map(|(address, _)| address);
        strategies.chain(self.pods.pods().map(|(address, _)| address))
    }

    /// Whether a pod lives at the address.
    #[must_use]
    pub fn is_pod(&self, address: Address) -> bool {
        self.pods.contains(address)
    }

    /// Whether a strategy of ours lives at the address; other strategies are contracts of somebody else.
    #[must_use]
    pub fn is_strategy(&self, address: Address) -> bool {
        self.strategies.contains(address)
    }
}

impl Tables for Restaking {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("restaking_config", before.map(|before| &*before.config), &*self.config, sink);
        self.strategies.changes(before.map(|before| &before.strategies), sink);
        self.strategy_manager.changes(before.map(|before| &before.strategy_manager), sink);
        self.delegation.changes(before.map(|before| &before.delegation), sink);
        self.allocation.changes(before.map(|before| &before.allocation), sink);
        self.pods.changes(before.map(|before| &before.pods), sink);
        self.rewards.changes(before.map(|before| &before.rewards), sink);
        self.permissions.changes(before.map(|before| &before.permissions), sink);
        self.pausers.changes(before.map(|before| &before.pausers), sink);
        self.avs_directory.changes(before.map(|before| &before.avs_directory), sink);
        self.key_registrar.changes(before.map(|before| &before.key_registrar), sink);
        self.eigen.changes(before.map(|before| &before.eigen), sink);
    }
}

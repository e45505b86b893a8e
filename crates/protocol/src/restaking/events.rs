//! Events of all the contracts, each with the account that emits it.

use super::{
    allocation::AllocationEvent,
    avs_directory::AvsDirectoryEvent,
    delegation::DelegationEvent,
    eigen::EigenEvent,
    key_registrar::KeyRegistrarEvent,
    pausers::PauserEvent,
    permissions::PermissionEvent,
    pods::{EigenPodEvent, PodEvent},
    rewards::RewardsEvent,
    strategies::{StrategyEvent, factory::FactoryEvent},
    strategy_manager::StrategyManagerEvent,
};
use crate::{
    address_book::RestakingAddresses,
    effect::Event,
    governance::{OwnershipTransferred, PauseBitsEvent},
};
use alloy_primitives::Address;

/// An event of one of the contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestakingEvent {
    /// Of the strategy at an address.
    Strategy(Address, StrategyEvent),
    /// Of `StrategyFactory`.
    StrategyFactory(FactoryEvent),
    /// Of the token at an address.
    Eigen(Address, EigenEvent),
    /// Of `EigenPodManager`.
    Pods(PodEvent),
    /// Of the pod at an address.
    Pod(Address, EigenPodEvent),
    /// Of `StrategyManager`.
    StrategyManager(StrategyManagerEvent),
    /// Of `DelegationManager`.
    Delegation(DelegationEvent),
    /// Of `AllocationManager`.
    Allocation(AllocationEvent),
    /// Of `RewardsCoordinator`.
    Rewards(RewardsEvent),
    /// Of `PermissionController`.
    Permissions(PermissionEvent),
    /// Of `PauserRegistry`.
    Pausers(PauserEvent),
    /// Of `AVSDirectory`.
    AvsDirectory(AvsDirectoryEvent),
    /// Of `KeyRegistrar`.
    KeyRegistrar(KeyRegistrarEvent),
    /// A contract's pause changed.
    Pause(Address, PauseBitsEvent),
    /// A contract has another owner.
    Ownership(Address, OwnershipTransferred),
}

impl RestakingEvent {
    /// The account that emits it.
    #[must_use]
    pub const fn emitter(&self, book: &RestakingAddresses) -> Address {
        match self {
            Self::Strategy(strategy, _) => *strategy,
            Self::StrategyFactory(_) => book.strategy_factory,
            Self::Pause(contract, _) | Self::Ownership(contract, _) => *contract,
            Self::Eigen(token, _) => *token,
            Self::Pod(pod, _) => *pod,
            Self::Pods(_) => book.eigen_pod_manager,
            Self::StrategyManager(_) => book.strategy_manager,
            Self::Delegation(_) => book.delegation_manager,
            Self::Allocation(_) => book.allocation_manager,
            Self::Rewards(_) => book.rewards_coordinator,
            Self::Permissions(_) => book.permission_controller,
            Self::Pausers(_) => book.pauser_registry,
            Self::AvsDirectory(_) => book.avs_directory,
            Self::KeyRegistrar(_) => book.key_registrar,
        }
    }
}

/// Events of contracts there is one of become events of the protocol as they are.
macro_rules! into_event {
    ($($event:ident => $contract:ident),+ $(,)?) => {$(
        impl From<$event> for Event {
            fn from(event: $event) -> Self {
                Self::Restaking(RestakingEvent::$contract(event))
            }
        }
    )+};
}

into_event!(
    StrategyManagerEvent => StrategyManager,
    DelegationEvent => Delegation,
    AllocationEvent => Allocation,
    PodEvent => Pods,
    RewardsEvent => Rewards,
    PermissionEvent => Permissions,
    PauserEvent => Pausers,
    AvsDirectoryEvent => AvsDirectory,
    KeyRegistrarEvent => KeyRegistrar,
);

//! EigenLayer's contracts, one file a contract. Structs that several contracts share are declared in each of them.

mod allocation_manager;
mod avs_directory;
mod delegation_manager;
mod eigen;
mod eigen_pod;
mod eigen_pod_manager;
mod key_registrar;
mod pauser_registry;
mod permission_controller;
mod rewards_coordinator;
mod special_strategies;
mod strategy;
mod strategy_factory;
mod strategy_manager;

pub use allocation_manager::IAllocationManager;
pub use avs_directory::IAVSDirectory;
pub use delegation_manager::IDelegationManager;
pub use eigen::{IBackingEigen, IEigen, IVotesToken};
pub use eigen_pod::IEigenPod;
pub use eigen_pod_manager::IEigenPodManager;
pub use key_registrar::IKeyRegistrar;
pub use pauser_registry::IPauserRegistry;
pub use permission_controller::IPermissionController;
pub use rewards_coordinator::IRewardsCoordinator;
pub use special_strategies::{IDurationVaultStrategy, IEigenStrategy};
pub use strategy::IStrategy;
pub use strategy_factory::IStrategyFactory;
pub use strategy_manager::IStrategyManager;

//! Functions of EigenLayer's contracts, with gas below what the real ones use.

mod allocation_manager;
mod avs_directory;
mod backing_eigen;
mod control;
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
mod votes_token;

pub use control::{OWNERSHIP, PAUSE, has_owner, has_pause};
pub use special_strategies::{DURATION_VAULT, EIGEN_STRATEGY};
pub use votes_token::VOTES_TOKEN;

use super::Function;
use crate::RestakingKind;

/// The functions of one of the contracts.
pub(super) const fn functions(kind: RestakingKind) -> &'static [Function] {
    match kind {
        RestakingKind::DelegationManager => delegation_manager::FUNCTIONS,
        RestakingKind::StrategyManager => strategy_manager::FUNCTIONS,
        RestakingKind::AllocationManager => allocation_manager::FUNCTIONS,
        RestakingKind::EigenPodManager => eigen_pod_manager::FUNCTIONS,
        RestakingKind::EigenPod => eigen_pod::FUNCTIONS,
        RestakingKind::Strategy => strategy::FUNCTIONS,
        RestakingKind::StrategyFactory => strategy_factory::FUNCTIONS,
        RestakingKind::RewardsCoordinator => rewards_coordinator::FUNCTIONS,
        RestakingKind::PermissionController => permission_controller::FUNCTIONS,
        RestakingKind::PauserRegistry => pauser_registry::FUNCTIONS,
        RestakingKind::AvsDirectory => avs_directory::FUNCTIONS,
        RestakingKind::KeyRegistrar => key_registrar::FUNCTIONS,
        RestakingKind::Eigen => eigen::FUNCTIONS,
        RestakingKind::BackingEigen => backing_eigen::FUNCTIONS,
    }
}

/// Whether a contract is a token with votes.
#[must_use]
pub const fn has_votes(kind: RestakingKind) -> bool {
    matches!(kind, RestakingKind::Eigen | RestakingKind::BackingEigen)
}

/// Gas of plain ether to a contract that takes it; none for one that does not.
pub(super) const fn gas_to_receive(kind: RestakingKind) -> Option<u64> {
    match kind {
        RestakingKind::EigenPod => Some(1_500),
        RestakingKind::DelegationManager
        | RestakingKind::StrategyManager
        | RestakingKind::AllocationManager
        | RestakingKind::EigenPodManager
        | RestakingKind::Strategy
        | RestakingKind::StrategyFactory
        | RestakingKind::RewardsCoordinator
        | RestakingKind::PermissionController
        | RestakingKind::PauserRegistry
        | RestakingKind::AvsDirectory
        | RestakingKind::KeyRegistrar
        | RestakingKind::Eigen
        | RestakingKind::BackingEigen => None,
    }
}

//! Refusals of calls that span contracts.

use super::{
    allocation::AllocationError,
    avs_directory::AvsDirectoryError,
    delegation::DelegationError,
    eigen::EigenError,
    key_registrar::KeyRegistrarError,
    pausers::PauserError,
    permissions::PermissionError,
    pods::PodError,
    rewards::RewardsError,
    strategies::{StrategyError, factory::FactoryError},
    strategy_manager::StrategyManagerError,
};
use crate::{
    governance::{OwnableError, PauseBitsError},
    units::ArithError,
};
use alloy_primitives::Address;

/// Why a call was refused: the refusal of whichever contract said no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestakingError {
    /// Of Every strategy, and `StrategyFactory`.
    #[error(transparent)]
    Strategy(#[from] StrategyError),
    /// Of `StrategyFactory`.
    #[error(transparent)]
    Factory(#[from] FactoryError),
    /// Of `StrategyManager`.
    #[error(transparent)]
    StrategyManager(#[from] StrategyManagerError),
    /// Of `DelegationManager`.
    #[error(transparent)]
    Delegation(#[from] DelegationError),
    /// Of `AllocationManager`.
    #[error(transparent)]
    Allocation(#[from] AllocationError),
    /// Of `EigenPodManager` and every `EigenPod`.
    #[error(transparent)]
    Pods(#[from] PodError),
    /// Of `RewardsCoordinator`.
    #[error(transparent)]
    Rewards(#[from] RewardsError),
    /// Of `PermissionController`.
    #[error(transparent)]
    Permissions(#[from] PermissionError),
    /// Of `PauserRegistry`.
    #[error(transparent)]
    Pausers(#[from] PauserError),
    /// Of `AVSDirectory`.
    #[error(transparent)]
    AvsDirectory(#[from] AvsDirectoryError),
    /// Of `KeyRegistrar`.
    #[error(transparent)]
    KeyRegistrar(#[from] KeyRegistrarError),
    /// Of `Eigen` and `BackingEigen`.
    #[error(transparent)]
    Eigen(#[from] EigenError),
    /// A function is paused, or the pause may not be changed so.
    #[error(transparent)]
    Paused(#[from] PauseBitsError),
    /// Only the owner may.
    #[error(transparent)]
    Ownable(#[from] OwnableError),
    /// The contract has no pause, or no owner: it has no such function.
    #[error("{0} has no pause or no owner")]
    NoControl(Address),
    /// An amount does not fit: the panic of the contracts' compiler.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

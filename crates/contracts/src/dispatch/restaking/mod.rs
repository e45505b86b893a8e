//! Calls to EigenLayer's contracts.

mod allocation_manager;
mod avs_directory;
mod backing_eigen;
mod control;
mod delegation_manager;
mod duration_vault;
mod eigen;
mod eigen_pod;
mod eigen_pod_manager;
mod key_registrar;
mod pauser_registry;
mod permission_controller;
mod queue;
mod rewards_coordinator;
mod strategy;
mod strategy_calls;
mod strategy_factory;
mod strategy_manager;
mod votes_token;

pub(super) use control::{serve_ownership, serve_pause};

use crate::{
    RestakingKind, errors,
    frame::{Frame, Served, Stop, answer},
    interfaces::restaking::IEigenStrategy,
    table::{self, Function},
};
use alloy_primitives::U256;
use aquifer_protocol::restaking::{
    SlashId,
    eigen::TokenName,
    strategies::{Strategy, StrategyKind},
};

/// Serves a function of the table.
pub(super) fn serve(frame: &mut Frame<'_>, kind: RestakingKind) -> Served {
    match kind {
        RestakingKind::DelegationManager => delegation_manager::serve(frame),
        RestakingKind::StrategyManager => strategy_manager::serve(frame),
        RestakingKind::AllocationManager => allocation_manager::serve(frame),
        RestakingKind::EigenPodManager => eigen_pod_manager::serve(frame),
        RestakingKind::EigenPod => eigen_pod::serve(frame),
        RestakingKind::Strategy => strategy::serve(frame),
        RestakingKind::StrategyFactory => strategy_factory::serve(frame),
        RestakingKind::RewardsCoordinator => rewards_coordinator::serve(frame),
        RestakingKind::PermissionController => permission_controller::serve(frame),
        RestakingKind::PauserRegistry => pauser_registry::serve(frame),
        RestakingKind::AvsDirectory => avs_directory::serve(frame),
        RestakingKind::KeyRegistrar => key_registrar::serve(frame),
        RestakingKind::Eigen => eigen::serve(frame),
        RestakingKind::BackingEigen => backing_eigen::serve(frame),
    }
}

/// Which functions the strategy called has beside those of every strategy.
pub(super) fn special_functions(frame: &Frame<'_>, kind: RestakingKind) -> &'static [Function] {
    if kind != RestakingKind::Strategy {
        return &[];
    }
    match frame.protocol().restaking.strategies.get(frame.call.this).map(Strategy::kind) {
        Some(StrategyKind::DurationVault(_)) => table::DURATION_VAULT,
        Some(StrategyKind::Eigen { .. }) => table::EIGEN_STRATEGY,
        Some(StrategyKind::Base | StrategyKind::TvlLimited(_)) | None => &[],
    }
}

/// Serves one of them.
pub(super) fn serve_special(frame: &mut Frame<'_>) -> Served {
    match frame.protocol().restaking.strategies.get(frame.call.this).map(Strategy::kind) {
        Some(StrategyKind::DurationVault(_)) => duration_vault::serve(frame),
        Some(StrategyKind::Eigen { eigen }) => answer::<IEigenStrategy::EIGENCall>(eigen),
        Some(StrategyKind::Base | StrategyKind::TvlLimited(_)) | None => Err(Stop::empty()),
    }
}

/// Serves a function that EIGEN and bEIGEN have in common.
pub(super) fn serve_votes(frame: &mut Frame<'_>, kind: RestakingKind) -> Served {
    match kind {
        RestakingKind::BackingEigen => votes_token::serve(frame, TokenName::BackingEigen),
        _ => votes_token::serve(frame, TokenName::Eigen),
    }
}

/// Calldata of no function: only pods take plain ether.
pub(super) fn receive(frame: &mut Frame<'_>, kind: RestakingKind) -> Served {
    match kind {
        RestakingKind::EigenPod => eigen_pod::receive(frame),
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
        | RestakingKind::BackingEigen => Err(Stop::empty()),
    }
}

/// `initialize` of a contract that has been initialised: ours are from genesis on.
fn initialized() -> Served {
    Err(Stop::Revert(errors::string("Initializable: contract is already initialized")))
}

/// `version()`: the deployment's, of which EIP-712 domains carry the first number.
fn version() -> String {
    "1.0.0".into()
}

/// A slash by its number; one beyond 2^64 is as unknown as the largest.
fn slash_id(id: U256) -> SlashId {
    id.saturating_to()
}

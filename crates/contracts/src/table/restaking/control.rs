//! What many contracts have alike: `Pausable`, and OpenZeppelin's `Ownable`.

use crate::{
    RestakingKind,
    interfaces::{IOwnable, IPausable},
    table::{Function, Mutability},
};

/// The functions of EigenLayer's `Pausable`.
pub const PAUSE: &[Function] = functions!(IPausable {
    View 300 + 0: pauserRegistryCall;
    View 2_600 + 0: paused_0Call paused_1Call;
    Change 12_000 + 0: pauseCall pauseAllCall unpauseCall;
});

/// The functions of OpenZeppelin's `Ownable`.
pub const OWNERSHIP: &[Function] = functions!(IOwnable {
    View 2_600 + 0: ownerCall;
    Change 6_000 + 0: transferOwnershipCall renounceOwnershipCall;
});

/// Whether a contract has a pause by bits.
#[must_use]
pub const fn has_pause(kind: RestakingKind) -> bool {
    matches!(
        kind,
        RestakingKind::DelegationManager
            | RestakingKind::StrategyManager
            | RestakingKind::AllocationManager
            | RestakingKind::EigenPodManager
            | RestakingKind::Strategy
            | RestakingKind::StrategyFactory
            | RestakingKind::RewardsCoordinator
            | RestakingKind::AvsDirectory
    )
}

/// Whether a contract has an owner and the functions of `Ownable` alone for it; EIGEN and bEIGEN have theirs among more.
#[must_use]
pub const fn has_owner(kind: RestakingKind) -> bool {
    matches!(
        kind,
        RestakingKind::StrategyManager
            | RestakingKind::EigenPodManager
            | RestakingKind::StrategyFactory
            | RestakingKind::RewardsCoordinator
            | RestakingKind::AvsDirectory
    )
}

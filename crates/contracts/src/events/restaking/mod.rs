//! Logs of EigenLayer's contracts.

mod allocation;
mod avs_directory;
mod control;
mod delegation;
mod eigen;
mod key_registrar;
mod pausers;
mod permissions;
mod pods;
mod rewards;
mod strategies;
mod strategy_manager;

use alloy_primitives::LogData;
use aquifer_protocol::restaking::RestakingEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &RestakingEvent) -> LogData {
    match event {
        RestakingEvent::Strategy(_, event) => strategies::encode(event),
        RestakingEvent::StrategyFactory(event) => strategies::encode_factory(event),
        RestakingEvent::Eigen(_, event) => eigen::encode(event),
        RestakingEvent::StrategyManager(event) => strategy_manager::encode(event),
        RestakingEvent::Delegation(event) => delegation::encode(event),
        RestakingEvent::Allocation(event) => allocation::encode(event),
        RestakingEvent::Pods(event) => pods::encode(event),
        RestakingEvent::Pod(_, event) => pods::encode_pod(event),
        RestakingEvent::Rewards(event) => rewards::encode(event),
        RestakingEvent::Permissions(event) => permissions::encode(event),
        RestakingEvent::Pausers(event) => pausers::encode(event),
        RestakingEvent::AvsDirectory(event) => avs_directory::encode(event),
        RestakingEvent::KeyRegistrar(event) => key_registrar::encode(event),
        RestakingEvent::Pause(_, event) => control::encode_pause(event),
        RestakingEvent::Ownership(_, event) => control::encode_ownership(event),
    }
}

//! Logs of `StrategyManager`.

use crate::{
    events::uint,
    interfaces::restaking::IStrategyManager::{self as Manager, OperatorSet as Set},
};
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::restaking::{OperatorSet, strategy_manager::StrategyManagerEvent};

/// The topics and data of an event.
pub(super) fn encode(event: &StrategyManagerEvent) -> LogData {
    use StrategyManagerEvent as E;
    match *event {
        E::Deposit { staker, strategy, shares } => Manager::Deposit { staker, strategy, shares: shares.get() }.encode_log_data(),
        E::StrategyWhitelisterChanged { previous, new } => {
            Manager::StrategyWhitelisterChanged { previousAddress: previous, newAddress: new }.encode_log_data()
        }
        E::StrategyAddedToDepositWhitelist { strategy } => {
            Manager::StrategyAddedToDepositWhitelist { strategy }.encode_log_data()
        }
        E::StrategyRemovedFromDepositWhitelist { strategy } => {
            Manager::StrategyRemovedFromDepositWhitelist { strategy }.encode_log_data()
        }
        E::BurnOrRedistributableSharesIncreased { set: operator_set, slash, strategy, shares } => {
            let (operatorSet, slashId, shares) = (set(operator_set), uint(slash), shares.get());
            Manager::BurnOrRedistributableSharesIncreased { operatorSet, slashId, strategy, shares }.encode_log_data()
        }
        E::BurnOrRedistributableSharesDecreased { set: operator_set, slash, strategy, shares } => {
            let (operatorSet, slashId, shares) = (set(operator_set), uint(slash), shares.get());
            Manager::BurnOrRedistributableSharesDecreased { operatorSet, slashId, strategy, shares }.encode_log_data()
        }
        E::BurnableSharesDecreased { strategy, shares } => {
            Manager::BurnableSharesDecreased { strategy, shares: shares.get() }.encode_log_data()
        }
        E::SlashResolutionBlockSet { set: operator_set, slash, resolution } => {
            let (operatorSet, slashId, resolutionBlock) = (set(operator_set), uint(slash), resolution.get() as u32);
            Manager::SlashResolutionBlockSet { operatorSet, slashId, resolutionBlock }.encode_log_data()
        }
    }
}

fn set(set: OperatorSet) -> Set {
    Set { avs: set.avs, id: set.id }
}

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
        E::BurnOrRedistributableSharesIncreased { set, slash, strategy, shares } => {
            Manager::BurnOrRedistributableSharesIncreased {
                operatorSet: tuple(set),
                slashId: uint(slash),
                strategy,
                shares: shares.get(),
            }
            .encode_log_data()
        }
        E::BurnOrRedistributableSharesDecreased { set, slash, strategy, shares } => {
            Manager::BurnOrRedistributableSharesDecreased {
                operatorSet: tuple(set),
                slashId: uint(slash),
                strategy,
                shares: shares.get(),
            }
            .encode_log_data()
        }
        E::BurnableSharesDecreased { strategy, shares } => {
            Manager::BurnableSharesDecreased { strategy, shares: shares.get() }.encode_log_data()
        }
        E::SlashResolutionBlockSet { set, slash, resolution } => Manager::SlashResolutionBlockSet {
            operatorSet: tuple(set),
            slashId: uint(slash),
            resolutionBlock: resolution.get() as u32,
        }
        .encode_log_data(),
    }
}

fn tuple(set: OperatorSet) -> Set {
    Set { avs: set.avs, id: set.id }
}

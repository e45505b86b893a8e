//! Logs of strategies.

use crate::interfaces::restaking::IStrategy as Strategy;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::restaking::strategies::StrategyEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &StrategyEvent) -> LogData {
    use StrategyEvent as E;
    match *event {
        E::ExchangeRateEmitted { rate } => Strategy::ExchangeRateEmitted { rate }.encode_log_data(),
        E::StrategyTokenSet { token, decimals } => Strategy::StrategyTokenSet { token, decimals }.encode_log_data(),
        E::MaxPerDepositUpdated { previous, new } => {
            Strategy::MaxPerDepositUpdated { previousValue: previous, newValue: new }.encode_log_data()
        }
        E::MaxTotalDepositsUpdated { previous, new } => {
            Strategy::MaxTotalDepositsUpdated { previousValue: previous, newValue: new }.encode_log_data()
        }
    }
}

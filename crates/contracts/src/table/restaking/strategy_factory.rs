//! `StrategyFactory`.

use crate::{
    interfaces::restaking::IStrategyFactory,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IStrategyFactory {
    View 300 + 0: strategyManagerCall strategyBeaconCall durationVaultBeaconCall;
    View 2_600 + 0: deployedStrategiesCall isBlacklistedCall durationVaultsByTokenCall;
    View 5_000 + 0: getDurationVaultsCall;
    Change 3_000 + 0: initializeCall;
    Change 200_000 + 0: deployNewStrategyCall;
    Change 400_000 + 500: deployDurationVaultStrategyCall;
    Change 15_000 + 25_000: blacklistTokensCall whitelistStrategiesCall removeStrategiesFromWhitelistCall;
});

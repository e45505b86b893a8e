//! `StrategyManager`.

use crate::{
    interfaces::restaking::IStrategyManager,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IStrategyManager {
    View 300 + 0: DEFAULT_BURN_ADDRESSCall DEPOSIT_TYPEHASHCall domainSeparatorCall versionCall allocationManagerCall
        delegationCall;
    View 3_000 + 0: calculateStrategyDepositDigestHashCall;
    View 2_600 + 0: stakerStrategyListCall stakerStrategyListLengthCall stakerDepositSharesCall
        strategyIsWhitelistedForDepositCall strategyWhitelisterCall noncesCall getBurnOrRedistributableShares_1Call
        getBurnOrRedistributableCountCall getSlashResolutionBlockCall getBurnableSharesCall;
    View 80_000 + 0: getDepositsCall getStakerStrategyListCall;
    View 30_000 + 0: getBurnOrRedistributableShares_0Call getPendingOperatorSetsCall getPendingSlashIdsCall
        getStrategiesWithBurnableSharesCall;
    Change 70_000 + 0: depositIntoStrategyCall;
    Change 85_000 + 0: depositIntoStrategyWithSignatureCall;
    Change 45_000 + 0: addSharesCall;
    Change 15_000 + 0: removeDepositSharesCall burnSharesCall setStrategyWhitelisterCall;
    Change 20_000 + 0: withdrawSharesAsTokensCall;
    Change 80_000 + 0: increaseBurnOrRedistributableSharesCall;
    Change 30_000 + 0: clearBurnOrRedistributableSharesCall clearBurnOrRedistributableSharesByStrategyCall;
    Change 10_000 + 22_000: addStrategiesToDepositWhitelistCall;
    Change 10_000 + 5_000: removeStrategiesFromDepositWhitelistCall;
    Change 5_000 + 0: initializeCall;
});

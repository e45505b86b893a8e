//! `Strategy`.

use crate::{
    interfaces::restaking::IStrategy,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IStrategy {
    View 300 + 0: strategyManagerCall explanationCall;
    View 2_600 + 0: underlyingTokenCall totalSharesCall sharesCall getTVLLimitsCall maxPerDepositCall maxTotalDepositsCall;
    View 5_000 + 0: sharesToUnderlyingCall sharesToUnderlyingViewCall underlyingToSharesCall underlyingToSharesViewCall
        userUnderlyingViewCall;
    Change 5_000 + 0: userUnderlyingCall beforeAddSharesCall beforeRemoveSharesCall initializeCall;
    Change 15_000 + 0: depositCall withdrawCall setTVLLimitsCall;
});

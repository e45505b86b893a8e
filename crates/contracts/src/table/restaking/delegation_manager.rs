//! `DelegationManager`.

use crate::{
    interfaces::restaking::IDelegationManager,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IDelegationManager {
    View 300 + 0: beaconChainETHStrategyCall DELEGATION_APPROVAL_TYPEHASHCall domainSeparatorCall versionCall
        allocationManagerCall eigenPodManagerCall permissionControllerCall strategyManagerCall minWithdrawalDelayBlocksCall;
    View 3_000 + 10: calculateWithdrawalRootCall calculateDelegationApprovalDigestHashCall;
    View 2_600 + 0: delegatedToCall isDelegatedCall isOperatorCall delegationApproverCall delegationApproverSaltIsSpentCall
        operatorSharesCall depositScalingFactorCall cumulativeWithdrawalsQueuedCall pendingWithdrawalsCall;
    View 8_000 + 0: getSlashableSharesInQueueCall;
    View 8_000 + 2_600: getOperatorSharesCall;
    View 8_000 + 20_000: getOperatorsSharesCall;
    View 15_000 + 10_000: getWithdrawableSharesCall convertToDepositSharesCall;
    View 80_000 + 0: getDepositedSharesCall;
    View 20_000 + 0: queuedWithdrawalsCall getQueuedWithdrawalCall;
    View 5_000 + 0: getQueuedWithdrawalsCall getQueuedWithdrawalRootsCall;
    Change 90_000 + 100: registerAsOperatorCall;
    Change 25_000 + 0: modifyOperatorDetailsCall;
    Change 10_000 + 100: updateOperatorMetadataURICall;
    Change 60_000 + 0: delegateToCall;
    Change 40_000 + 0: undelegateCall;
    Change 80_000 + 0: redelegateCall;
    Change 50_000 + 12_000: queueWithdrawalsCall;
    Change 40_000 + 3_000: completeQueuedWithdrawalCall;
    Change 20_000 + 4_000: completeQueuedWithdrawalsCall;
    Change 30_000 + 0: increaseDelegatedSharesCall decreaseDelegatedSharesCall;
    Change 60_000 + 0: slashOperatorSharesCall;
    Change 5_000 + 0: initializeCall;
});

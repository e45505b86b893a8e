//! `RewardsCoordinator`.

use crate::{
    interfaces::restaking::IRewardsCoordinator,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IRewardsCoordinator {
    View 300 + 0: CALCULATION_INTERVAL_SECONDSCall GENESIS_REWARDS_TIMESTAMPCall MAX_FUTURE_LENGTHCall MAX_RETROACTIVE_LENGTHCall
        MAX_REWARDS_DURATIONCall allocationManagerCall beaconChainETHStrategyCall delegationManagerCall emissionsControllerCall
        permissionControllerCall strategyManagerCall calculateEarnerLeafHashCall calculateTokenLeafHashCall;
    View 2_600 + 0: activationDelayCall currRewardsCalculationEndTimestampCall defaultOperatorSplitBipsCall feeRecipientCall
        rewardsUpdaterCall submissionNonceCall isAVSRewardsSubmissionHashCall isRewardsSubmissionForAllHashCall
        isRewardsSubmissionForAllEarnersHashCall isOperatorDirectedAVSRewardsSubmissionHashCall
        isOperatorDirectedOperatorSetRewardsSubmissionHashCall isUniqueStakeRewardsSubmissionHashCall
        isTotalStakeRewardsSubmissionHashCall isRewardsForAllSubmitterCall isOptedInForProtocolFeeCall
        getDistributionRootsLengthCall claimerForCall cumulativeClaimedCall;
    View 5_000 + 0: getDistributionRootAtIndexCall getCurrentDistributionRootCall getCurrentClaimableDistributionRootCall
        getRootIndexFromHashCall getOperatorAVSSplitCall getOperatorPISplitCall getOperatorSetSplitCall;
    View 8_000 + 100: checkClaimCall;
    Change 5_000 + 0: initializeCall;
    Change 40_000 + 200: createAVSRewardsSubmissionCall createEigenDARewardsSubmissionCall createRewardsForAllSubmissionCall
        createRewardsForAllEarnersCall createUniqueStakeRewardsSubmissionCall createTotalStakeRewardsSubmissionCall
        createOperatorDirectedAVSRewardsSubmissionCall createOperatorDirectedOperatorSetRewardsSubmissionCall;
    Change 45_000 + 0: submitRootCall;
    Change 10_000 + 0: disableRootCall;
    Change 30_000 + 200: processClaimCall processClaimsCall;
    Change 25_000 + 0: setClaimerFor_0Call setClaimerFor_1Call setOperatorAVSSplitCall setOperatorPISplitCall
        setOperatorSetSplitCall setOptInForProtocolFeeCall setRewardsForAllSubmitterCall;
    Change 10_000 + 0: setActivationDelayCall setDefaultOperatorSplitCall setFeeRecipientCall setRewardsUpdaterCall;
});

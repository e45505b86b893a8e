//! What some strategies have beside the functions of every strategy.

use crate::{
    interfaces::restaking::{IDurationVaultStrategy, IEigenStrategy},
    table::{Function, Mutability},
};

/// The functions of a duration vault.
pub const DURATION_VAULT: &[Function] = functions!(IDurationVaultStrategy {
    View 300 + 0: operatorIntegrationConfiguredCall delegationManagerCall allocationManagerCall rewardsCoordinatorCall;
    View 2_600 + 0: vaultAdminCall arbitratorCall durationCall lockedAtCall unlockTimestampCall unlockAtCall maturedAtCall
        isLockedCall isMaturedCall stateCall stakeCapCall depositsOpenCall withdrawalsOpenCall allocationsActiveCall
        operatorSetRegisteredCall operatorSetInfoCall;
    View 8_000 + 0: metadataURICall;
    Change 120_000 + 0: lockCall;
    Change 100_000 + 0: markMaturedCall advanceToWithdrawalsCall;
    Change 15_000 + 0: updateTVLLimitsCall updateDelegationApproverCall setRewardsClaimerCall;
    Change 15_000 + 500: updateMetadataURICall updateOperatorMetadataURICall;
});

/// The function of the strategy of EIGEN.
pub const EIGEN_STRATEGY: &[Function] = functions!(IEigenStrategy {
    View 2_600 + 0: EIGENCall;
});

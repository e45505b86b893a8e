//! `EigenPod`. A word of calldata of the functions that take proofs is a node to hash.

use crate::{
    interfaces::restaking::IEigenPod,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IEigenPod {
    View 300 + 0: ethPOSCall eigenPodManagerCall;
    View 2_600 + 0: podOwnerCall proofSubmitterCall withdrawableRestakedExecutionLayerGweiCall validatorPubkeyHashToInfoCall
        validatorPubkeyToInfoCall validatorStatus_0Call validatorStatus_1Call activeValidatorCountCall
        lastCheckpointTimestampCall currentCheckpointTimestampCall currentCheckpointCall checkpointBalanceExitedGweiCall
        getParentBlockRootCall getConsolidationRequestFeeCall getWithdrawalRequestFeeCall;
    Change 2_600 + 0: initializeCall;
    Change 15_000 + 0: setProofSubmitterCall withdrawRestakedBeaconChainETHCall;
    Change 15_000 + 1_000: recoverTokensCall;
    Change 45_000 + 0: startCheckpointCall;
    Change 45_000 + 400: verifyCheckpointProofsCall verifyStaleBalanceCall;
    Change 60_000 + 700: verifyWithdrawalCredentialsCall;
    Payable 30_000 + 0: stakeCall;
    Payable 10_000 + 200: requestConsolidationCall requestWithdrawalCall;
});

//! `EigenPodManager`.

use crate::{
    interfaces::restaking::IEigenPodManager,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IEigenPodManager {
    View 300 + 0: ethPOSCall eigenPodBeaconCall delegationManagerCall beaconChainETHStrategyCall;
    View 2_600 + 0: ownerToPodCall hasPodCall numPodsCall podOwnerDepositSharesCall stakerDepositSharesCall
        beaconChainSlashingFactorCall burnableETHSharesCall pectraForkTimestampCall proofTimestampSetterCall;
    View 5_000 + 0: getPodCall;
    Change 2_600 + 0: initializeCall;
    Change 15_000 + 0: setPectraForkTimestampCall setProofTimestampSetterCall;
    Change 30_000 + 0: addSharesCall removeDepositSharesCall withdrawSharesAsTokensCall
        increaseBurnOrRedistributableSharesCall;
    Change 45_000 + 0: recordBeaconChainETHBalanceUpdateCall;
    Change 150_000 + 0: createPodCall;
    Payable 60_000 + 0: stakeCall;
});

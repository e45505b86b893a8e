//! Logs of `EigenPodManager` and of pods.

use crate::interfaces::restaking::{IEigenPod, IEigenPodManager as Manager};
use alloy_primitives::{I256, LogData, U256};
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::restaking::pods::{EigenPodEvent, PodEvent};

/// The topics and data of an event of the manager.
pub(super) fn encode(event: &PodEvent) -> LogData {
    use PodEvent as E;
    match *event {
        E::PodDeployed { pod, owner } => Manager::PodDeployed { eigenPod: pod, podOwner: owner }.encode_log_data(),
        E::PodSharesUpdated { owner, delta } => {
            Manager::PodSharesUpdated { podOwner: owner, sharesDelta: delta }.encode_log_data()
        }
        E::NewTotalShares { owner, total } => {
            Manager::NewTotalShares { podOwner: owner, newTotalShares: I256::from_raw(total.get()) }.encode_log_data()
        }
        E::BeaconChainSlashingFactorDecreased { staker, previous, new } => Manager::BeaconChainSlashingFactorDecreased {
            staker,
            prevBeaconChainSlashingFactor: previous.get(),
            newBeaconChainSlashingFactor: new.get(),
        }
        .encode_log_data(),
        E::BurnableEthSharesIncreased { shares } => {
            Manager::BurnableETHSharesIncreased { shares: shares.get() }.encode_log_data()
        }
        E::PectraForkTimestampSet { timestamp } => {
            Manager::PectraForkTimestampSet { newPectraForkTimestamp: timestamp.get() }.encode_log_data()
        }
        E::ProofTimestampSetterSet { setter } => {
            Manager::ProofTimestampSetterSet { newProofTimestampSetter: setter }.encode_log_data()
        }
    }
}

/// The topics and data of an event of a pod.
pub(super) fn encode_pod(event: &EigenPodEvent) -> LogData {
    use EigenPodEvent as E;
    use IEigenPod as Pod;
    match *event {
        E::BeaconUpgraded { beacon } => Pod::BeaconUpgraded { beacon }.encode_log_data(),
        E::Initialized => Pod::Initialized { version: 1 }.encode_log_data(),
        E::EigenPodStaked { pubkey_hash } => Pod::EigenPodStaked { pubkeyHash: pubkey_hash }.encode_log_data(),
        E::ValidatorRestaked { pubkey_hash } => Pod::ValidatorRestaked { pubkeyHash: pubkey_hash }.encode_log_data(),
        E::ValidatorBalanceUpdated { pubkey_hash, timestamp, balance } => Pod::ValidatorBalanceUpdated {
            pubkeyHash: pubkey_hash,
            balanceTimestamp: timestamp.get(),
            newValidatorBalanceGwei: balance.get(),
        }
        .encode_log_data(),
        E::ValidatorCheckpointed { checkpoint, pubkey_hash } => {
            Pod::ValidatorCheckpointed { checkpointTimestamp: checkpoint.get(), pubkeyHash: pubkey_hash }.encode_log_data()
        }
        E::ValidatorWithdrawn { checkpoint, pubkey_hash } => {
            Pod::ValidatorWithdrawn { checkpointTimestamp: checkpoint.get(), pubkeyHash: pubkey_hash }.encode_log_data()
        }
        E::CheckpointCreated { checkpoint, beacon_block_root, proofs } => Pod::CheckpointCreated {
            checkpointTimestamp: checkpoint.get(),
            beaconBlockRoot: beacon_block_root,
            validatorCount: U256::from(proofs),
        }
        .encode_log_data(),
        E::CheckpointFinalized { checkpoint, delta_wei } => {
            Pod::CheckpointFinalized { checkpointTimestamp: checkpoint.get(), totalShareDeltaWei: delta_wei }.encode_log_data()
        }
        E::RestakedBeaconChainEthWithdrawn { recipient, amount } => {
            Pod::RestakedBeaconChainETHWithdrawn { recipient, amount: amount.get() }.encode_log_data()
        }
        E::NonBeaconChainEthReceived { amount } => {
            Pod::NonBeaconChainETHReceived { amountReceived: amount.get() }.encode_log_data()
        }
        E::ProofSubmitterUpdated { previous, new } => {
            Pod::ProofSubmitterUpdated { prevProofSubmitter: previous, newProofSubmitter: new }.encode_log_data()
        }
        E::ConsolidationRequested { source, target } => {
            Pod::ConsolidationRequested { sourcePubkeyHash: source, targetPubkeyHash: target }.encode_log_data()
        }
        E::SwitchToCompoundingRequested { pubkey_hash } => {
            Pod::SwitchToCompoundingRequested { validatorPubkeyHash: pubkey_hash }.encode_log_data()
        }
        E::ExitRequested { pubkey_hash } => Pod::ExitRequested { validatorPubkeyHash: pubkey_hash }.encode_log_data(),
        E::WithdrawalRequested { pubkey_hash, amount } => {
            Pod::WithdrawalRequested { validatorPubkeyHash: pubkey_hash, withdrawalAmountGwei: amount.get() }.encode_log_data()
        }
    }
}

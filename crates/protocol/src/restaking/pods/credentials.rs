//! Validators enter a pod: their withdrawal credentials are proven to be the pod's (`verifyWithdrawalCredentials`).

use super::{
    BeaconRootAnswer, EigenPodEvent, EigenPodManager, PodError, PodValidatorStatus, ProofVersion, PubkeyHash, StateRootProof,
    ValidatorFields, ValidatorInfo, ValidatorProof,
    beacon_roots::parent_block_root,
    creation::{compounding_pod_credentials, pod_credentials},
};
use crate::{
    Ctx, Effects,
    restaking::{Restaking, RestakingError},
    units::{Epoch, Gwei, Timestamp, ValidatorIndex, Wei},
};
use alloy_primitives::{Address, B256, Bytes, I256};
use std::sync::Arc;

/// Pause bit of this function.
const PAUSED_EIGENPODS_VERIFY_CREDENTIALS: u8 = 2;

/// What `verifyWithdrawalCredentials` takes.
#[derive(Debug, Clone, Copy)]
pub struct CredentialProofs<'a> {
    /// Time of the block whose parent's state it is about.
    pub beacon_timestamp: Timestamp,
    /// That state's root.
    pub state_root: StateRootProof<'a>,
    /// Places of the validators in the registry.
    pub indices: &'a [ValidatorIndex],
    /// Nodes from each validator up to the state's root.
    pub proofs: &'a [Bytes],
    /// Leaves of each validator.
    pub fields: &'a [Vec<B256>],
}

impl Restaking {
    /// `EigenPod.verifyWithdrawalCredentials`: validators count from now on, each with its effective balance.
    ///
    /// # Errors
    /// In this order: who calls, the pause, the lengths, the time (after the running checkpoint, after the last one, within
    /// the ring's reach), the root of the state, then validator by validator: known before, not to be activated, leaving,
    /// somebody else's, not proven. At last those of adding shares.
    pub fn verify_withdrawal_credentials(
        &mut self,
        ctx: &Ctx,
        pod: Address,
        proofs: &CredentialProofs<'_>,
        root: BeaconRootAnswer,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.attempt(|restaking| {
            let pods = Arc::make_mut(&mut restaking.pods);
            pods.check_credential_proofs(ctx, pod, proofs, root)?;
            let added = pods.add_validators(pod, proofs, fx)?;
            let owner = pods.pod(pod)?.owner;
            restaking.update_balance(owner, Wei::ZERO, added, fx)
        })
    }
}

impl EigenPodManager {
    /// Everything that does not look at a single validator.
    fn check_credential_proofs(
        &self,
        ctx: &Ctx,
        address: Address,
        proofs: &CredentialProofs<'_>,
        root: BeaconRootAnswer,
    ) -> Result<(), PodError> {
        let pod = self.pod(address)?;
        pod.check_submitter(ctx)?;
        self.paused.check(PAUSED_EIGENPODS_VERIFY_CREDENTIALS)?;
        if proofs.indices.len() != proofs.proofs.len() || proofs.proofs.len() != proofs.fields.len() {
            return Err(PodError::InputArrayLengthMismatch);
        }
        let asked = proofs.beacon_timestamp;
        // A proof as old as the running checkpoint would let a new validator stand in for one the checkpoint waits for.
        let current = pod.current_checkpoint_or_zero();
        if asked <= current {
            return Err(PodError::BeaconTimestampTooFarInPast { asked, last: current });
        }
        if asked <= pod.last_checkpoint {
            return Err(PodError::BeaconTimestampBeforeLatestCheckpoint { asked, last: pod.last_checkpoint });
        }
        proofs.state_root.check(parent_block_root(ctx.timestamp, asked, root)?)
    }

    /// Takes the validators in, one after the other: a second mention of one finds it known. Returns their sum in wei.
    fn add_validators(&mut self, pod: Address, proofs: &CredentialProofs<'_>, fx: &mut Effects) -> Result<I256, PodError> {
        let mut sum = Gwei::ZERO;
        for ((index, proof), fields) in proofs.indices.iter().zip(proofs.proofs).zip(proofs.fields) {
            let proof = ValidatorProof { fields: ValidatorFields(fields), proof };
            self.check_newcomer(pod, proof.fields)?;
            let version = ProofVersion::at(proofs.beacon_timestamp, self.pectra_fork_timestamp)?;
            let balance = proof.fields.effective_balance()?;
            proof.check(version, proofs.state_root.beacon_state_root, *index)?;
            self.activate(pod, proof.fields.pubkey_hash()?, *index, balance, fx)?;
            sum = sum.try_add(balance)?;
        }
        Ok(I256::from_raw(Wei::from(sum).get()))
    }

    /// What the fields of a validator must say before their proof is looked at.
    fn check_newcomer(&self, pod: Address, fields: ValidatorFields<'_>) -> Result<(), PodError> {
        let pubkey_hash = fields.pubkey_hash()?;
        if self.validator(pod, pubkey_hash).is_some() {
            return Err(PodError::CredentialsAlreadyVerified(pubkey_hash));
        }
        if fields.activation_epoch()? == Epoch::FAR {
            return Err(PodError::ValidatorInactiveOnBeaconChain(pubkey_hash));
        }
        // Who leaves could be gone, ether and all, before anybody sees it.
        if fields.exit_epoch()? != Epoch::FAR {
            return Err(PodError::ValidatorIsExitingBeaconChain(pubkey_hash));
        }
        let credentials = fields.withdrawal_credentials()?;
        if credentials != pod_credentials(pod) && credentials != compounding_pod_credentials(pod) {
            return Err(PodError::WithdrawalCredentialsNotForEigenPod(pubkey_hash));
        }
        Ok(())
    }

    /// A validator counts from now on. A running checkpoint does not wait for it, but shares a loss with its stake.
    pub(super) fn activate(
        &mut self,
        address: Address,
        pubkey_hash: PubkeyHash,
        index: ValidatorIndex,
        balance: Gwei,
        fx: &mut Effects,
    ) -> Result<(), PodError> {
        let pod = self.pod_mut(address)?;
        let timestamp = pod.current_checkpoint.unwrap_or(pod.last_checkpoint);
        pod.active_validators = pod.active_validators.checked_add(1).ok_or(crate::units::ArithError::Overflow)?;
        pod.checkpoint.prev_beacon_balance = pod.checkpoint.prev_beacon_balance.try_add(balance)?;
        let status = PodValidatorStatus::Active;
        let info = ValidatorInfo { index, restaked_balance: balance, last_checkpointed_at: timestamp, status };
        self.validators.insert((address, pubkey_hash), info);
        EigenPodEvent::ValidatorRestaked { pubkey_hash }.emit_from(address, fx);
        EigenPodEvent::ValidatorBalanceUpdated { pubkey_hash, timestamp, balance }.emit_from(address, fx);
        Ok(())
    }
}

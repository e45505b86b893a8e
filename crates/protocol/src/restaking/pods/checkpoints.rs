//! Checkpoints: what a pod's ether and its validators are worth, all as of one beacon block.
//!
//! A checkpoint notes the pod's uncounted ether and the root of the parent's beacon block. Then every active validator's
//! balance is proven against that root, by anybody and in any number of calls. With the last one it ends: what all gained
//! or lost together becomes one change of the owner's stake.

use super::{
    BalanceContainerProof, BalanceProof, BeaconRootAnswer, Checkpoint, EigenPodEvent, EigenPodManager, PodError,
    PodValidatorStatus, ProofVersion, StateRootProof, ValidatorInfo, ValidatorProof, beacon_roots::parent_block_root,
};
use crate::{
    Ctx, Effects,
    restaking::{Restaking, RestakingError},
    units::{ArithError, Gwei, Timestamp, Wei},
};
use alloy_primitives::{Address, B256, I256};
use std::sync::Arc;

/// Pause bit of starting checkpoints.
const PAUSED_START_CHECKPOINT: u8 = 6;
/// Pause bit of proving balances.
const PAUSED_EIGENPODS_VERIFY_CHECKPOINT_PROOFS: u8 = 7;
/// Pause bit of starting a checkpoint by proof of a slashing.
const PAUSED_VERIFY_STALE_BALANCE: u8 = 8;

/// What `verifyStaleBalance` takes.
#[derive(Debug, Clone, Copy)]
pub struct StaleBalanceProof<'a> {
    /// Time of the block whose parent's state it is about.
    pub beacon_timestamp: Timestamp,
    /// That state's root.
    pub state_root: StateRootProof<'a>,
    /// The validator.
    pub validator: ValidatorProof<'a>,
}

/// What a finished checkpoint says of the owner's stake.
struct Finished {
    owner: Address,
    /// Stake before it, in the pod and on the beacon chain.
    previous: Wei,
    /// Gain or loss in wei.
    delta: I256,
}

impl Restaking {
    /// `EigenPod.startCheckpoint`; without an active validator it ends at once. `root` is the answer about the block's own time.
    ///
    /// # Errors
    /// In this order: who calls, the pause, [`PodError::CheckpointAlreadyActive`],
    /// [`PodError::CannotCheckpointTwiceInSingleBlock`], [`PodError::NoBalanceToCheckpoint`] if that is asked for, the root.
    pub fn start_checkpoint(
        &mut self,
        ctx: &Ctx,
        pod: Address,
        revert_if_no_balance: bool,
        root: BeaconRootAnswer,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.pods.pod(pod)?.check_submitter(ctx)?;
        self.pods.paused.check(PAUSED_START_CHECKPOINT)?;
        self.begin_checkpoint(ctx, pod, revert_if_no_balance, root, fx)
    }

    /// `EigenPod.verifyStaleBalance`: anybody starts a checkpoint who proves that one of the pod's validators was slashed,
    /// and newly so. `roots` are the answers about the proof's time and the block's own.
    ///
    /// # Errors
    /// In this order: the pause, [`PodError::BeaconTimestampTooFarInPast`], [`PodError::ValidatorNotActiveInPod`],
    /// [`PodError::ValidatorNotSlashedOnBeaconChain`], the proofs, those of starting.
    pub fn verify_stale_balance(
        &mut self,
        ctx: &Ctx,
        pod: Address,
        proof: &StaleBalanceProof<'_>,
        roots: [BeaconRootAnswer; 2],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let [root, root_now] = roots;
        self.pods.paused.check(PAUSED_START_CHECKPOINT)?;
        self.pods.paused.check(PAUSED_VERIFY_STALE_BALANCE)?;
        self.pods.check_stale(ctx, pod, proof, root)?;
        self.begin_checkpoint(ctx, pod, false, root_now, fx)
    }

    /// `EigenPod.verifyCheckpointProofs`, by anybody. Validators the checkpoint does not wait for are passed over.
    ///
    /// # Errors
    /// In this order: the pause, [`PodError::NoActiveCheckpoint`], the proof of the list, then proof by proof.
    pub fn verify_checkpoint_proofs(
        &mut self,
        pod: Address,
        container: BalanceContainerProof<'_>,
        proofs: &[BalanceProof<'_>],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.attempt(|restaking| {
            Arc::make_mut(&mut restaking.pods).prove_balances(pod, container, proofs, fx)?;
            restaking.finish_checkpoint(pod, fx)
        })
    }

    fn begin_checkpoint(
        &mut self,
        ctx: &Ctx,
        pod: Address,
        revert_if_no_balance: bool,
        root: BeaconRootAnswer,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let checkpoint = self.pods.plan_checkpoint(ctx, pod, revert_if_no_balance, root)?;
        self.attempt(|restaking| {
            let state = Arc::make_mut(&mut restaking.pods).pod_mut(pod)?;
            (state.current_checkpoint, state.checkpoint) = (Some(ctx.timestamp), checkpoint);
            restaking.finish_checkpoint(pod, fx)?;
            let Checkpoint { beacon_block_root, proofs_remaining: proofs, .. } = checkpoint;
            EigenPodEvent::CheckpointCreated { checkpoint: ctx.timestamp, beacon_block_root, proofs }.emit_from(pod, fx);
            Ok(())
        })
    }

    /// Ends the running checkpoint if it waits for nothing more.
    fn finish_checkpoint(&mut self, pod: Address, fx: &mut Effects) -> Result<(), RestakingError> {
        match Arc::make_mut(&mut self.pods).finish_checkpoint(pod, fx)? {
            Some(Finished { owner, previous, delta }) => self.update_balance(owner, previous, delta, fx),
            None => Ok(()),
        }
    }
}

impl EigenPodManager {
    /// The checkpoint that would begin now (`_startCheckpoint`). Ether below a Gwei waits for more.
    fn plan_checkpoint(
        &self,
        ctx: &Ctx,
        address: Address,
        revert_if_no_balance: bool,
        root: BeaconRootAnswer,
    ) -> Result<Checkpoint, PodError> {
        let pod = self.pod(address)?;
        if let Some(running) = pod.current_checkpoint {
            return Err(PodError::CheckpointAlreadyActive(running));
        }
        // Its validators would seem proven for the second one.
        if pod.last_checkpoint == ctx.timestamp {
            return Err(PodError::CannotCheckpointTwiceInSingleBlock(ctx.timestamp));
        }
        let (held, _) = ctx.ether.balance_of(address).to_gwei_floor()?;
        let pod_balance = held.try_sub(pod.restaked_execution_layer)?;
        if revert_if_no_balance && pod_balance.is_zero() {
            return Err(PodError::NoBalanceToCheckpoint);
        }
        let beacon_block_root = parent_block_root(ctx.timestamp, ctx.timestamp, root)?;
        Ok(Checkpoint { beacon_block_root, proofs_remaining: pod.active_validators, pod_balance, ..Checkpoint::default() })
    }

    fn check_stale(
        &self,
        ctx: &Ctx,
        pod: Address,
        proof: &StaleBalanceProof<'_>,
        root: BeaconRootAnswer,
    ) -> Result<(), PodError> {
        let StaleBalanceProof { beacon_timestamp: asked, state_root, validator } = proof;
        let pubkey_hash = validator.fields.pubkey_hash()?;
        let info = self.validator(pod, pubkey_hash);
        let last = info.map(|info| info.last_checkpointed_at).unwrap_or_default();
        if *asked <= last {
            return Err(PodError::BeaconTimestampTooFarInPast { asked: *asked, last });
        }
        let info = info.filter(|info| info.status == PodValidatorStatus::Active);
        let info = info.ok_or(PodError::ValidatorNotActiveInPod(pubkey_hash))?;
        if !validator.fields.is_slashed()? {
            return Err(PodError::ValidatorNotSlashedOnBeaconChain(pubkey_hash));
        }
        state_root.check(parent_block_root(ctx.timestamp, *asked, root)?)?;
        let version = ProofVersion::at(*asked, self.pectra_fork_timestamp)?;
        validator.check(version, state_root.beacon_state_root, info.index)
    }

    fn prove_balances(
        &mut self,
        pod: Address,
        container: BalanceContainerProof<'_>,
        proofs: &[BalanceProof<'_>],
        fx: &mut Effects,
    ) -> Result<(), PodError> {
        self.paused.check(PAUSED_EIGENPODS_VERIFY_CHECKPOINT_PROOFS)?;
        let checkpoint = self.pod(pod)?.current_checkpoint.ok_or(PodError::NoActiveCheckpoint)?;
        let version = ProofVersion::at(checkpoint, self.pectra_fork_timestamp)?;
        container.check(version, self.pod(pod)?.checkpoint.beacon_block_root)?;
        for proof in proofs {
            let awaited = self.validator(pod, proof.pubkey_hash).copied().filter(|info| info.is_awaited_by(checkpoint));
            if let Some(info) = awaited {
                self.prove_balance(pod, checkpoint, container.balance_container_root, info, proof, fx)?;
            }
        }
        Ok(())
    }

    /// `_verifyCheckpointProof`: what one validator has now. With nothing it is gone for ever.
    fn prove_balance(
        &mut self,
        address: Address,
        checkpoint: Timestamp,
        container_root: B256,
        info: ValidatorInfo,
        proof: &BalanceProof<'_>,
        fx: &mut Effects,
    ) -> Result<(), PodError> {
        let (pubkey_hash, before) = (proof.pubkey_hash, info.restaked_balance);
        let balance = proof.balance(container_root, info.index)?;
        self.count_proof(address, before, balance)?;
        if balance != before {
            EigenPodEvent::ValidatorBalanceUpdated { pubkey_hash, timestamp: checkpoint, balance }.emit_from(address, fx);
        }
        let status = if balance.is_zero() { PodValidatorStatus::Withdrawn } else { PodValidatorStatus::Active };
        if balance.is_zero() {
            let exited = self.balance_exited(address, checkpoint).try_add(before)?;
            self.exited.insert((address, checkpoint), exited);
            EigenPodEvent::ValidatorWithdrawn { checkpoint, pubkey_hash }.emit_from(address, fx);
        }
        let info = ValidatorInfo { restaked_balance: balance, last_checkpointed_at: checkpoint, status, ..info };
        self.validators.insert((address, pubkey_hash), info);
        EigenPodEvent::ValidatorCheckpointed { checkpoint, pubkey_hash }.emit_from(address, fx);
        Ok(())
    }

    /// One proof less to wait for.
    fn count_proof(&mut self, address: Address, before: Gwei, balance: Gwei) -> Result<(), PodError> {
        let pod = self.pod_mut(address)?;
        let gone = u64::from(balance.is_zero());
        pod.active_validators = pod.active_validators.checked_sub(gone).ok_or(ArithError::Underflow)?;
        let checkpoint = &mut pod.checkpoint;
        checkpoint.proofs_remaining = checkpoint.proofs_remaining.checked_sub(1).ok_or(ArithError::Underflow)?;
        checkpoint.prev_beacon_balance = checkpoint.prev_beacon_balance.try_add(before)?;
        let delta = signed(balance)?.checked_sub(signed(before)?).ok_or(ArithError::Overflow)?;
        checkpoint.balance_deltas_gwei = checkpoint.balance_deltas_gwei.checked_add(delta).ok_or(ArithError::Overflow)?;
        Ok(())
    }

    /// `_updateCheckpoint`: `None` while proofs are missing.
    fn finish_checkpoint(&mut self, address: Address, fx: &mut Effects) -> Result<Option<Finished>, PodError> {
        let pod = self.pod_mut(address)?;
        let Some(checkpoint) = pod.current_checkpoint.filter(|_| pod.checkpoint.proofs_remaining == 0) else {
            return Ok(None);
        };
        let Checkpoint { pod_balance, balance_deltas_gwei, prev_beacon_balance, .. } = pod.checkpoint;
        let previous = pod.restaked_execution_layer.try_add(prev_beacon_balance)?;
        let delta_gwei = signed(pod_balance)?.checked_add(balance_deltas_gwei).ok_or(ArithError::Overflow)?;
        let restaked = pod.restaked_execution_layer.try_add(pod_balance)?;

        pod.restaked_execution_layer = restaked;
        pod.last_checkpoint = checkpoint;
        pod.current_checkpoint = None;
        let (owner, delta) = (pod.owner, wei_of(delta_gwei));
        EigenPodEvent::CheckpointFinalized { checkpoint, delta_wei: delta }.emit_from(address, fx);
        Ok(Some(Finished { owner, previous: previous.into(), delta }))
    }
}

impl ValidatorInfo {
    /// Whether a running checkpoint waits for the validator: it counts, and was there, unseen, when the checkpoint began.
    pub(super) fn is_awaited_by(&self, checkpoint: Timestamp) -> bool {
        self.status == PodValidatorStatus::Active && self.last_checkpointed_at < checkpoint
    }
}

fn signed(amount: Gwei) -> Result<i64, ArithError> {
    i64::try_from(amount.get()).map_err(|_| ArithError::Overflow)
}

/// A signed number of Gwei in wei: 2^63 Gwei are less than 2^93 wei.
fn wei_of(gwei: i64) -> I256 {
    let wei = I256::from_raw(Wei::from(Gwei::new(gwei.unsigned_abs())).get());
    if gwei.is_negative() { wei.wrapping_neg() } else { wei }
}

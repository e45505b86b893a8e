//! `EigenPod`: whose it is follows from its address.
//!
//! What a rule needs to know of the system contracts (a beacon root, a fee) is asked first and handed in as it was answered.

mod proofs;
mod requests;

use super::initialized;
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IEigenPod::{self as Pod, IEigenPodCalls as Call},
};
use alloy_primitives::{B256, U256, Uint};
use aquifer_protocol::{
    Protocol,
    restaking::pods::{
        EigenPod, EigenPodManager, PodError, PodValidatorStatus, StakeRequest, ValidatorInfo, parent_block_root, pubkey_hash,
    },
    units::{Timestamp, Wei},
};
use std::sync::Arc;

/// Plain ether: taken, and counted by the next checkpoint. There is no fallback for other calldata.
pub(super) fn receive(frame: &mut Frame<'_>) -> Served {
    if !frame.call.input.is_empty() {
        return Err(Stop::empty());
    }
    let this = frame.call.this;
    frame.change(|p, ctx, fx| {
        p.restaking.pods.receive_ether(ctx, this, fx);
        Ok::<_, PodError>(())
    })?;
    done()
}

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let (this, book, pods) = (frame.call.this, frame.addresses(), &frame.protocol().restaking.pods);
    let pod = pods.pod(this).map_err(|refusal| refused(&refusal))?;
    match frame.decode_strict::<Call>()? {
        Call::initialize(_) => initialized(),
        Call::stake(call) => {
            let (pubkey, signature) = (&call.pubkey, &call.signature);
            let request = StakeRequest { pubkey, signature, deposit_data_root: call.depositDataRoot };
            frame.settle(|p, ctx, fx| p.stake_pod(ctx, this, &request, fx))?;
            done()
        }
        Call::startCheckpoint(call) => {
            let root = proofs::beacon_root_now(frame);
            frame.settle(|p, ctx, fx| p.restaking.start_checkpoint(ctx, this, call.revertIfNoBalance, root, fx))?;
            done()
        }
        Call::verifyCheckpointProofs(call) => proofs::verify_checkpoint_proofs(frame, &call),
        Call::verifyWithdrawalCredentials(call) => proofs::verify_withdrawal_credentials(frame, &call),
        Call::verifyStaleBalance(call) => proofs::verify_stale_balance(frame, &call),
        Call::requestConsolidation(call) => requests::consolidate(frame, &call),
        Call::requestWithdrawal(call) => requests::withdraw(frame, &call),
        Call::recoverTokens(call) => {
            let (tokens, amounts) = (&call.tokenList, &call.amountsToWithdraw);
            frame.settle(|p, ctx, fx| p.restaking.pods.recover_tokens(ctx, this, tokens, amounts, call.recipient, fx))?;
            done()
        }
        Call::setProofSubmitter(call) => {
            frame.change(|p, ctx, fx| pods_of(p).set_proof_submitter(ctx, this, call.newProofSubmitter, fx))?;
            done()
        }
        Call::withdrawRestakedBeaconChainETH(call) => {
            frame.settle(|p, ctx, fx| {
                p.restaking.pods.check_manager(&p.addresses.restaking, ctx)?;
                pods_of(p).withdraw_restaked_ether(this, call.recipient, Wei::new(call.amount), fx)
            })?;
            done()
        }
        Call::ethPOS(_) => answer::<Pod::ethPOSCall>(&book.deposit_contract),
        Call::eigenPodManager(_) => answer::<Pod::eigenPodManagerCall>(&book.restaking.eigen_pod_manager),
        Call::podOwner(_) => answer::<Pod::podOwnerCall>(&pod.owner),
        Call::proofSubmitter(_) => answer::<Pod::proofSubmitterCall>(&pod.proof_submitter),
        Call::withdrawableRestakedExecutionLayerGwei(_) => {
            answer::<Pod::withdrawableRestakedExecutionLayerGweiCall>(&pod.restaked_execution_layer.get())
        }
        Call::validatorPubkeyHashToInfo(call) => {
            answer::<Pod::validatorPubkeyHashToInfoCall>(&info(pods.validator(this, call.validatorPubkeyHash)))
        }
        Call::validatorPubkeyToInfo(call) => {
            answer::<Pod::validatorPubkeyToInfoCall>(&info(pods.validator(this, hashed(&call.validatorPubkey)?)))
        }
        Call::validatorStatus_0(call) => {
            answer::<Pod::validatorStatus_0Call>(&info(pods.validator(this, call.pubkeyHash)).status)
        }
        Call::validatorStatus_1(call) => {
            answer::<Pod::validatorStatus_1Call>(&info(pods.validator(this, hashed(&call.validatorPubkey)?)).status)
        }
        Call::activeValidatorCount(_) => answer::<Pod::activeValidatorCountCall>(&U256::from(pod.active_validators)),
        Call::lastCheckpointTimestamp(_) => answer::<Pod::lastCheckpointTimestampCall>(&pod.last_checkpoint.get()),
        Call::currentCheckpointTimestamp(_) => {
            answer::<Pod::currentCheckpointTimestampCall>(&pod.current_checkpoint_or_zero().get())
        }
        Call::currentCheckpoint(_) => answer::<Pod::currentCheckpointCall>(&checkpoint(pod)),
        Call::checkpointBalanceExitedGwei(call) => {
            let exited = pods.balance_exited(this, Timestamp::new(call.checkpointTimestamp));
            answer::<Pod::checkpointBalanceExitedGweiCall>(&exited.get())
        }
        Call::getParentBlockRoot(call) => {
            let root = proofs::beacon_root(frame, call.timestamp);
            let root = parent_block_root(frame.host.timestamp(), Timestamp::new(call.timestamp), root);
            answer::<Pod::getParentBlockRootCall>(&root.map_err(|refusal| refused(&refusal))?)
        }
        Call::getConsolidationRequestFee(_) => {
            answer::<Pod::getConsolidationRequestFeeCall>(&requests::consolidation_fee(frame)?)
        }
        Call::getWithdrawalRequestFee(_) => answer::<Pod::getWithdrawalRequestFeeCall>(&requests::withdrawal_fee(frame)?),
    }
}

fn pods_of(protocol: &mut Protocol) -> &mut EigenPodManager {
    Arc::make_mut(&mut protocol.restaking.pods)
}

fn hashed(pubkey: &[u8]) -> Result<B256, Stop> {
    pubkey_hash(pubkey).map_err(|refusal| refused(&refusal))
}

/// What a pod knows of a validator; zeros of one it never saw.
fn info(known: Option<&ValidatorInfo>) -> Pod::ValidatorInfo {
    let status = match known.map(|info| info.status) {
        None => Pod::VALIDATOR_STATUS::INACTIVE,
        Some(PodValidatorStatus::Active) => Pod::VALIDATOR_STATUS::ACTIVE,
        Some(PodValidatorStatus::Withdrawn) => Pod::VALIDATOR_STATUS::WITHDRAWN,
    };
    let (index, balance, seen) =
        known.map_or((0, 0, 0), |info| (info.index.get(), info.restaked_balance.get(), info.last_checkpointed_at.get()));
    Pod::ValidatorInfo { validatorIndex: index, restakedBalanceGwei: balance, lastCheckpointedAt: seen, status }
}

fn checkpoint(pod: &EigenPod) -> Pod::Checkpoint {
    let checkpoint = pod.checkpoint;
    Pod::Checkpoint {
        beaconBlockRoot: checkpoint.beacon_block_root,
        proofsRemaining: Uint::saturating_from(checkpoint.proofs_remaining),
        podBalanceGwei: checkpoint.pod_balance.get(),
        balanceDeltasGwei: checkpoint.balance_deltas_gwei,
        prevBeaconBalanceGwei: checkpoint.prev_beacon_balance.get(),
    }
}

//! Functions of a pod that take proofs against beacon roots.

use crate::{
    frame::{Frame, Served, done},
    interfaces::restaking::IEigenPod as Pod,
};
use alloy_primitives::{B256, U256};
use aquifer_protocol::{
    restaking::pods::{
        BEACON_ROOTS, BalanceContainerProof, BalanceProof, BeaconRootAnswer, CredentialProofs, StaleBalanceProof, StateRootProof,
        ValidatorFields, ValidatorProof,
    },
    units::{Timestamp, ValidatorIndex},
};

/// What EIP-4788's system contract answers about a time.
pub(super) fn beacon_root(frame: &mut Frame<'_>, timestamp: u64) -> BeaconRootAnswer {
    let answer = frame.ask(BEACON_ROOTS, U256::from(timestamp).to_be_bytes_vec(), true);
    let root = answer.output.first_chunk::<32>().copied().map(B256::new);
    root.filter(|_| answer.success)
}

/// The same, about the time of this block.
pub(super) fn beacon_root_now(frame: &mut Frame<'_>) -> BeaconRootAnswer {
    beacon_root(frame, frame.host.timestamp().get())
}

pub(super) fn verify_withdrawal_credentials(frame: &mut Frame<'_>, call: &Pod::verifyWithdrawalCredentialsCall) -> Served {
    let this = frame.call.this;
    let root = beacon_root(frame, call.beaconTimestamp);
    let indices: Vec<_> = call.validatorIndices.iter().map(|index| ValidatorIndex::new(index.to())).collect();
    let proofs = CredentialProofs {
        beacon_timestamp: Timestamp::new(call.beaconTimestamp),
        state_root: state_root(&call.stateRootProof),
        indices: &indices,
        proofs: &call.validatorFieldsProofs,
        fields: &call.validatorFields,
    };
    frame.change(|p, ctx, fx| p.restaking.verify_withdrawal_credentials(ctx, this, &proofs, root, fx))?;
    done()
}

pub(super) fn verify_checkpoint_proofs(frame: &mut Frame<'_>, call: &Pod::verifyCheckpointProofsCall) -> Served {
    let this = frame.call.this;
    let Pod::BalanceContainerProof { balanceContainerRoot: root, proof } = &call.balanceContainerProof;
    let container = BalanceContainerProof { balance_container_root: *root, proof };
    let proofs: Vec<_> = call.proofs.iter().map(balance).collect();
    frame.change(|p, _, fx| p.restaking.verify_checkpoint_proofs(this, container, &proofs, fx))?;
    done()
}

pub(super) fn verify_stale_balance(frame: &mut Frame<'_>, call: &Pod::verifyStaleBalanceCall) -> Served {
    let this = frame.call.this;
    let roots = [beacon_root(frame, call.beaconTimestamp), beacon_root_now(frame)];
    let Pod::ValidatorProof { validatorFields: fields, proof } = &call.proof;
    let proof = StaleBalanceProof {
        beacon_timestamp: Timestamp::new(call.beaconTimestamp),
        state_root: state_root(&call.stateRootProof),
        validator: ValidatorProof { fields: ValidatorFields(fields), proof },
    };
    frame.settle(|p, ctx, fx| p.restaking.verify_stale_balance(ctx, this, &proof, roots, fx))?;
    done()
}

fn state_root(proof: &Pod::StateRootProof) -> StateRootProof<'_> {
    StateRootProof { beacon_state_root: proof.beaconStateRoot, proof: &proof.proof }
}

fn balance(proof: &Pod::BalanceProof) -> BalanceProof<'_> {
    BalanceProof { pubkey_hash: proof.pubkeyHash, balance_root: proof.balanceRoot, proof: &proof.proof }
}

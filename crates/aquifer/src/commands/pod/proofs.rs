//! Proofs of the node, as the pod's functions take them.

use crate::commands::restaking::Core;
use alloy_primitives::{B256, Bytes, Uint};
use aquifer_beacon::{BalanceContainerProof, BalanceProof, StateRootProof};
use aquifer_contracts::interfaces::restaking::IEigenPod;
use eyre::{OptionExt as _, eyre};
use serde::Deserialize;
use serde_json::json;

/// `aquifer_getValidatorProof`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProvenValidator {
    timestamp: Option<u64>,
    state_root_proof: StateRootProof,
    validator_fields: Vec<B256>,
    validator_fields_proof: Bytes,
}

/// `aquifer_getBalanceProof`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProvenBalance {
    validator_balances_root_proof: BalanceContainerProof,
    balance_proof: BalanceProof,
}

/// A block as `eth_getBlockByNumber` describes it.
#[derive(Debug, Deserialize)]
struct Stamp {
    #[serde(deserialize_with = "aquifer_keepers::chain::quantity")]
    timestamp: u64,
}

/// Proofs of credentials of some validators, from the state after a block that has a child.
pub(super) async fn credentials(
    core: &Core,
    validators: &[u64],
    block: u64,
) -> eyre::Result<IEigenPod::verifyWithdrawalCredentialsCall> {
    let (mut timestamp, mut state_root) = (None, None);
    let (mut indices, mut proofs, mut fields) = (Vec::new(), Vec::new(), Vec::new());
    for index in validators {
        let proven: ProvenValidator = core.client.request("aquifer_getValidatorProof", json!([index, number(block)])).await?;
        (timestamp, state_root) = (proven.timestamp, Some(proven.state_root_proof));
        indices.push(Uint::try_from(*index).map_err(|_| eyre!("validator {index} is beyond what a pod can name"))?);
        proofs.push(proven.validator_fields_proof);
        fields.push(proven.validator_fields);
    }
    let root = state_root.ok_or_eyre("no validator to prove")?;
    Ok(IEigenPod::verifyWithdrawalCredentialsCall {
        beaconTimestamp: timestamp.ok_or_eyre("no block has the root yet that the proof is against: try again after the next")?,
        stateRootProof: IEigenPod::StateRootProof { beaconStateRoot: root.beacon_state_root, proof: root.proof },
        validatorIndices: indices,
        validatorFieldsProofs: proofs,
        validatorFields: fields,
    })
}

/// Proofs of balances of some validators, from the state after a block.
pub(super) async fn balances(core: &Core, validators: &[u64], block: u64) -> eyre::Result<IEigenPod::verifyCheckpointProofsCall> {
    let (mut container, mut proofs) = (None, Vec::new());
    for index in validators {
        let proven: ProvenBalance = core.client.request("aquifer_getBalanceProof", json!([index, number(block)])).await?;
        container = Some(proven.validator_balances_root_proof);
        let BalanceProof { pubkey_hash, balance_root, proof } = proven.balance_proof;
        proofs.push(IEigenPod::BalanceProof { pubkeyHash: pubkey_hash, balanceRoot: balance_root, proof });
    }
    let container = container.ok_or_eyre("no validator to prove")?;
    let BalanceContainerProof { balance_container_root, proof } = container;
    let container = IEigenPod::BalanceContainerProof { balanceContainerRoot: balance_container_root, proof };
    Ok(IEigenPod::verifyCheckpointProofsCall { balanceContainerProof: container, proofs })
}

/// The block of a time, found by halving.
pub(super) async fn block_at(core: &Core, timestamp: u64, head: u64) -> eyre::Result<u64> {
    let (mut low, mut high) = (0, head);
    while low < high {
        let middle = low + (high - low) / 2;
        let block: Option<Stamp> = core.client.request("eth_getBlockByNumber", json!([number(middle), false])).await?;
        let stamp = block.ok_or_else(|| eyre!("the node has no block {middle}"))?.timestamp;
        if stamp < timestamp { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

fn number(block: u64) -> String {
    format!("0x{block:x}")
}

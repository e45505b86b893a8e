//! The validators that withdraw to a pod: what the beacon chain says of them, and what the pod knows.

use super::state::Pod;
use crate::commands::restaking::{Core, Trial};
use crate::commands::validator::{FAR, Record};
use alloy_primitives::{Address, B256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::IEigenPod::{self, VALIDATOR_STATUS, ValidatorInfo};
use serde_json::{Value, json};

/// A validator whose withdrawals go to the pod.
#[derive(Debug, Clone)]
pub(super) struct PodValidator {
    pub(super) record: Record,
    pub(super) info: ValidatorInfo,
}

/// Validators of a pod, by index, at the newest block.
pub(super) async fn validators_of(core: &Core, pod: Address) -> eyre::Result<Vec<PodValidator>> {
    let mut records: Vec<Record> = Vec::new();
    for prefix in [1, 2] {
        let filter = json!([{ "withdrawalCredentials": credentials(prefix, pod) }, "latest"]);
        let found: Vec<Record> = core.client.request("aquifer_validators", filter).await?;
        records.extend(found);
    }
    records.sort_by_key(|record| record.index);
    let mut trial = Trial::default();
    let call = |record: &Record| IEigenPod::validatorPubkeyToInfoCall { validatorPubkey: record.pubkey.to_vec().into() };
    let places: Vec<_> = records.iter().map(|record| trial.call(pod, &call(record))).collect();
    let answers = trial.read(&core.client, BlockId::latest()).await?;
    let known = records.into_iter().zip(&places);
    known.map(|(record, place)| Ok(PodValidator { info: answers.get(place)?, record })).collect()
}

fn credentials(prefix: u8, pod: Address) -> B256 {
    let mut credentials = pod.into_word();
    credentials[0] = prefix;
    credentials
}

impl PodValidator {
    /// Whether it counts in the owner's shares.
    pub(super) const fn is_active(&self) -> bool {
        matches!(self.info.status, VALIDATOR_STATUS::ACTIVE)
    }

    /// Why the pod would not take its proof of credentials, if it would not.
    pub(super) fn obstacle(&self) -> Option<&'static str> {
        match self.info.status {
            VALIDATOR_STATUS::INACTIVE if self.record.activation_epoch == FAR => {
                Some("its activation epoch is not set yet: it waits in the beacon chain's queue")
            }
            VALIDATOR_STATUS::INACTIVE if self.record.exit_epoch != FAR => Some("it is leaving the beacon chain"),
            VALIDATOR_STATUS::INACTIVE => None,
            VALIDATOR_STATUS::ACTIVE => Some("it is proven already"),
            VALIDATOR_STATUS::WITHDRAWN => Some("it was withdrawn, which is for ever"),
            VALIDATOR_STATUS::__Invalid => Some("the pod says nothing of it"),
        }
    }

    /// Whether the running checkpoint waits for its balance.
    pub(super) const fn is_awaited(&self, pod: &Pod) -> bool {
        self.is_active() && self.info.lastCheckpointedAt < pod.current_checkpoint
    }

    /// What the pod says of it, in a word.
    pub(super) const fn status(&self) -> &'static str {
        match self.info.status {
            VALIDATOR_STATUS::INACTIVE => "not proven",
            VALIDATOR_STATUS::ACTIVE => "active",
            VALIDATOR_STATUS::WITHDRAWN => "withdrawn",
            VALIDATOR_STATUS::__Invalid => "unknown",
        }
    }

    /// What it has gained since it was last seen, in Gwei; nothing unless it counts.
    pub(super) fn change(&self) -> i128 {
        if self.is_active() { i128::from(self.record.balance) - i128::from(self.info.restakedBalanceGwei) } else { 0 }
    }

    /// For JSON.
    pub(super) fn as_json(&self) -> Value {
        json!({
            "index": self.record.index,
            "pubkey": self.record.pubkey,
            "status": self.status(),
            "beaconStatus": self.record.status,
            "slashed": self.record.slashed,
            "balanceGwei": self.record.balance.to_string(),
            "effectiveBalanceGwei": self.record.effective_balance.to_string(),
            "restakedGwei": self.info.restakedBalanceGwei.to_string(),
            "lastCheckpointedAt": self.info.lastCheckpointedAt,
        })
    }
}

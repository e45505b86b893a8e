//! One pod: what it holds, which validators withdraw to it, and the checkpoint that is running.
//!
//! ```text
//! validator: unknown --credentials proven--> active --balance proven to be nothing--> withdrawn
//! checkpoint: none --start--> running --last proof (or no validator)--> none
//! ```

use crate::units::{Gwei, Timestamp, ValidatorIndex};
use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};

/// SSZ root of a validator's public key: what a pod knows the validator by.
pub type PubkeyHash = B256;

/// State of one `EigenPod`, its validators aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EigenPod {
    /// Whose pod it is (`podOwner`).
    pub owner: Address,
    /// Who else may submit proofs (`proofSubmitter`); zero for nobody.
    pub proof_submitter: Address,
    /// Ether on the pod's account that counts in its owner's stake (`withdrawableRestakedExecutionLayerGwei`).
    pub restaked_execution_layer: Gwei,
    /// Validators whose balance counts in its owner's stake (`activeValidatorCount`).
    pub active_validators: u64,
    /// When the last finished checkpoint began (`lastCheckpointTimestamp`); zero before the first.
    pub last_checkpoint: Timestamp,
    /// When the running checkpoint began (`currentCheckpointTimestamp`).
    pub current_checkpoint: Option<Timestamp>,
    /// The running checkpoint; what is left of the last one when none is (`currentCheckpoint`).
    pub checkpoint: Checkpoint,
}

/// A checkpoint: the pod's ether at its start, and what proofs have shown of its validators since.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Root of the beacon block its balances are proven against.
    pub beacon_block_root: B256,
    /// Validators yet to be proven.
    pub proofs_remaining: u64,
    /// Ether of the pod that counted nowhere when the checkpoint began.
    pub pod_balance: Gwei,
    /// What the proven validators gained or lost since they were last seen, in Gwei.
    pub balance_deltas_gwei: i64,
    /// What they counted with before. Validators that are verified meanwhile count here too, so that a loss is shared by all.
    pub prev_beacon_balance: Gwei,
}

/// What a pod knows of a validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidatorInfo {
    /// Its place in the registry of the beacon chain.
    pub index: ValidatorIndex,
    /// The balance it counts with.
    pub restaked_balance: Gwei,
    /// When the checkpoint began that saw it last; zero before the pod's first.
    pub last_checkpointed_at: Timestamp,
    /// Whether it counts.
    pub status: PodValidatorStatus,
}

/// Whether a validator counts in the stake of the pod's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PodValidatorStatus {
    /// It does.
    Active,
    /// It did, and its balance is gone. For ever: credentials are proven once.
    Withdrawn,
}

impl EigenPod {
    /// A pod that has seen nothing yet.
    pub(super) fn new(owner: Address) -> Self {
        Self {
            owner,
            proof_submitter: Address::ZERO,
            restaked_execution_layer: Gwei::ZERO,
            active_validators: 0,
            last_checkpoint: Timestamp::default(),
            current_checkpoint: None,
            checkpoint: Checkpoint::default(),
        }
    }

    /// When the running checkpoint began, zero while none runs (`currentCheckpointTimestamp`).
    #[must_use]
    pub fn current_checkpoint_or_zero(&self) -> Timestamp {
        self.current_checkpoint.unwrap_or_default()
    }
}

//! Proofs as EigenLayer pods take them: concatenated nodes from the leaf up, in the structs of `BeaconChainProofs`.
//!
//! Serde writes the JSON of EigenLayer's proof generator.

use super::StateProver;
use crate::error::FormError;
use crate::gindex::HEADER_STATE_ROOT;
use crate::subtree::Proof;
use alloy_primitives::{B256, Bytes};
use aquifer_protocol::units::{Gwei, ValidatorIndex};
use serde::{Deserialize, Serialize};

/// The state's root against the block's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StateRootProof {
    /// Root of the state.
    pub beacon_state_root: B256,
    /// Three nodes.
    #[serde(rename = "stateRootProof")]
    pub proof: Bytes,
}

/// A validator against the state's root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorProof {
    /// Its eight leaves: root of the key, credentials, effective balance, slashed, four epochs.
    pub validator_fields: [B256; 8],
    /// 47 nodes.
    pub proof: Bytes,
}

/// The list of balances against the block's root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BalanceContainerProof {
    /// Root of the list.
    #[serde(rename = "validatorBalanceRoot")]
    pub balance_container_root: B256,
    /// Nine nodes.
    pub proof: Bytes,
}

/// A balance against the root of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BalanceProof {
    /// Root of the validator's key: what the pod knows it by.
    pub pubkey_hash: B256,
    /// The leaf with the balances of four validators.
    pub balance_root: B256,
    /// 39 nodes.
    pub proof: Bytes,
}

/// What `verifyWithdrawalCredentials` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialProofs {
    /// The state's root against the block's.
    pub state_root_proof: StateRootProof,
    /// Which validators.
    pub validator_indices: Vec<u64>,
    /// Their branches.
    pub validator_fields_proofs: Vec<Bytes>,
    /// Their leaves.
    pub validator_fields: Vec<[B256; 8]>,
}

/// What `verifyCheckpointProofs` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckpointProofs {
    /// The list of balances against the block's root.
    pub validator_balances_root_proof: BalanceContainerProof,
    /// Balances against the root of the list.
    pub balance_proofs: Vec<BalanceProof>,
}

impl BalanceProof {
    /// The balance of a validator within the leaf, as pods read it.
    #[must_use]
    pub fn balance_of(&self, index: ValidatorIndex) -> Gwei {
        let place = usize::try_from(index.get() % 4).unwrap_or(0);
        let (words, _) = self.balance_root.as_chunks::<8>();
        words.get(place).map_or(Gwei::ZERO, |bytes| Gwei::new(u64::from_le_bytes(*bytes)))
    }
}

/// Nodes one after the other.
fn concatenated(branch: &[B256]) -> Bytes {
    branch.iter().flatten().copied().collect::<Vec<u8>>().into()
}

impl StateProver<'_> {
    /// The state's root against the block's.
    ///
    /// # Errors
    /// [`FormError::NotAfterBlock`].
    pub fn state_root_proof(&self) -> Result<StateRootProof, FormError> {
        let Proof { leaf, branch } = self.block_proof(HEADER_STATE_ROOT)?;
        Ok(StateRootProof { beacon_state_root: leaf, proof: concatenated(&branch) })
    }

    /// A validator against the state's root.
    ///
    /// # Errors
    /// [`FormError::UnknownValidator`].
    pub fn validator_proof(&self, index: ValidatorIndex) -> Result<ValidatorProof, FormError> {
        let leaves = self.validator_leaves(index)?;
        let Proof { branch, .. } = self.proof(self.gindices().validator(index.get()))?;
        Ok(ValidatorProof { validator_fields: leaves.map(B256::new), proof: concatenated(&branch) })
    }

    /// The list of balances against the block's root.
    ///
    /// # Errors
    /// [`FormError::NotAfterBlock`].
    pub fn balance_container_proof(&self) -> Result<BalanceContainerProof, FormError> {
        let Proof { leaf, branch } = self.state_proof_to_block(self.gindices().balances())?;
        Ok(BalanceContainerProof { balance_container_root: leaf, proof: concatenated(&branch) })
    }

    /// A balance against the root of the list of balances.
    ///
    /// # Errors
    /// [`FormError::UnknownValidator`].
    pub fn balance_proof(&self, index: ValidatorIndex) -> Result<BalanceProof, FormError> {
        let [pubkey_hash, ..] = self.validator_leaves(index)?;
        let Proof { leaf, mut branch } = self.proof(self.gindices().balance_leaf(index.get()))?;
        // From the leaf of four balances up to the list, its length included; what is above belongs to the container.
        branch.truncate(39);
        Ok(BalanceProof { pubkey_hash: B256::new(pubkey_hash), balance_root: leaf, proof: concatenated(&branch) })
    }

    /// Everything that proves the credentials of some validators.
    ///
    /// # Errors
    /// [`FormError::NotAfterBlock`], [`FormError::UnknownValidator`].
    pub fn credential_proofs(&self, indices: &[ValidatorIndex]) -> Result<CredentialProofs, FormError> {
        let proofs: Vec<ValidatorProof> = indices.iter().map(|index| self.validator_proof(*index)).collect::<Result<_, _>>()?;
        Ok(CredentialProofs {
            state_root_proof: self.state_root_proof()?,
            validator_indices: indices.iter().map(|index| index.get()).collect(),
            validator_fields: proofs.iter().map(|proof| proof.validator_fields).collect(),
            validator_fields_proofs: proofs.into_iter().map(|proof| proof.proof).collect(),
        })
    }

    /// Everything that proves the balances of some validators.
    ///
    /// # Errors
    /// [`FormError::NotAfterBlock`], [`FormError::UnknownValidator`].
    pub fn checkpoint_proofs(&self, indices: &[ValidatorIndex]) -> Result<CheckpointProofs, FormError> {
        Ok(CheckpointProofs {
            validator_balances_root_proof: self.balance_container_proof()?,
            balance_proofs: indices.iter().map(|index| self.balance_proof(*index)).collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn validator_leaves(&self, index: ValidatorIndex) -> Result<[[u8; 32]; 8], FormError> {
        let position = usize::try_from(index.get()).ok();
        position.and_then(|position| self.tree().validators.leaves(position)).ok_or(FormError::UnknownValidator { index })
    }
}

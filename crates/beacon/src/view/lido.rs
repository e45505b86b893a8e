//! The witness of Lido's predeposit guarantee: a validator's key and credentials against the root of a block.

use super::StateProver;
use crate::error::FormError;
use crate::gindex::concat;
use crate::subtree::Proof;
use crate::types::{BlsPubkey, json::quoted};
use alloy_primitives::B256;
use aquifer_protocol::units::ValidatorIndex;
use serde::{Deserialize, Serialize};

/// What the verifier takes besides the timestamp under which EIP-4788 holds the block's root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialsWitness {
    /// 52 nodes from the parent of key and credentials up to the block's root.
    pub proof: Vec<B256>,
    /// Key of the validator.
    pub pubkey: BlsPubkey,
    /// Its credentials.
    pub withdrawal_credentials: B256,
    /// Its index.
    #[serde(with = "quoted")]
    pub validator_index: u64,
    /// Slot of the block.
    #[serde(with = "quoted")]
    pub slot: u64,
    /// Who proposed the block.
    #[serde(with = "quoted")]
    pub proposer_index: u64,
}

/// The parent of key and credentials, below a validator.
const PARENT_OF_CREDENTIALS: u64 = 4;

impl StateProver<'_> {
    /// A validator's key and credentials against the root of the state's block.
    ///
    /// # Errors
    /// [`FormError::NotAfterBlock`], [`FormError::UnknownValidator`].
    pub fn credentials_witness(&self, index: ValidatorIndex) -> Result<CredentialsWitness, FormError> {
        let [_, credentials, ..] = self.validator_leaves(index)?;
        let position = usize::try_from(index.get()).ok();
        let pubkey = position.and_then(|position| self.tree().validators.pubkey(position));
        let gindex = concat(self.gindices().validator(index.get()), PARENT_OF_CREDENTIALS);
        let Proof { branch, .. } = self.state_proof_to_block(gindex)?;
        let header = self.header();
        Ok(CredentialsWitness {
            proof: branch,
            pubkey: pubkey.ok_or(FormError::UnknownValidator { index })?,
            withdrawal_credentials: B256::new(credentials),
            validator_index: index.get(),
            slot: header.slot,
            proposer_index: header.proposer_index,
        })
    }
}

//! Canonical bytes of blocks and receipts: one encoding a value, anything else is refused.

use super::{Block, ConsensusInput, DevelopmentChange, Impersonated, Input, Requests, StoredReceipt};
use alloy_consensus::{Header, TxEnvelope, transaction::Recovered};
use alloy_eips::{
    eip2718::{Decodable2718, Encodable2718},
    eip4895::Withdrawal,
};
use alloy_primitives::{Address, Bytes};
use alloy_rlp::{Decodable, Encodable};
use aquifer_beacon::types::BeaconBlockHeader;
use aquifer_protocol::{ethereum::Equivocation, tables::canonical, units::Slot};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Bytes that are not a block of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The frame around header and inputs.
    #[error("not a stored value: {0}")]
    Frame(#[from] postcard::Error),
    /// The header.
    #[error("not a header: {0}")]
    Header(alloy_rlp::Error),
    /// A signed transaction.
    #[error("not a transaction: {0}")]
    Transaction(String),
    /// Bytes that decode, but not to what would be encoded again.
    #[error("not the canonical encoding")]
    NotCanonical,
}

#[derive(Serialize, Deserialize)]
struct StoredBlock {
    rules: u16,
    slot: Slot,
    header: Bytes,
    withdrawals: Vec<(u64, u64, Address, u64)>,
    requests: Requests,
    beacon: BeaconBlockHeader,
    sync_bits: Arc<[u8]>,
    equivocations: Vec<Equivocation>,
    inputs: Vec<StoredInput>,
}

#[derive(Serialize, Deserialize)]
enum StoredInput {
    Transaction { sender: Address, envelope: Bytes },
    Impersonated(Impersonated),
    Development(DevelopmentChange),
    Consensus(ConsensusInput),
}

impl Block {
    /// Canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut header = Vec::with_capacity(700);
        self.header.encode(&mut header);
        let withdrawals = self.withdrawals.iter().map(|w| (w.index, w.validator_index, w.address, w.amount)).collect();
        let inputs = self.inputs.iter().map(StoredInput::from).collect();
        canonical(&StoredBlock {
            rules: self.rules,
            slot: self.slot,
            header: header.into(),
            withdrawals,
            requests: self.requests.clone(),
            beacon: self.beacon,
            sync_bits: self.sync_bits.clone(),
            equivocations: self.equivocations.clone(),
            inputs,
        })
    }

    /// Reads canonical bytes. The hash is computed anew; senders are taken as stored.
    ///
    /// # Errors
    /// Anything but what [`Self::encode`] writes.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let stored: StoredBlock = postcard::from_bytes(bytes)?;
        let header = Header::decode(&mut stored.header.as_ref()).map_err(DecodeError::Header)?;
        let withdrawals = stored.withdrawals.into_iter().map(withdrawal).collect();
        let inputs = stored.inputs.into_iter().map(Input::try_from).collect::<Result<_, _>>()?;
        let hash = header.hash_slow();
        let StoredBlock { rules, slot, requests, beacon, sync_bits, equivocations, .. } = stored;
        let block = Self { header, hash, slot, inputs, withdrawals, requests, beacon, sync_bits, equivocations, rules };
        if block.encode() == bytes { Ok(block) } else { Err(DecodeError::NotCanonical) }
    }

    /// Bytes of all inputs: what the header commits to when there is more than signed transactions.
    pub(super) fn encode_inputs(inputs: &[Input]) -> Vec<u8> {
        canonical(&inputs.iter().map(StoredInput::from).collect::<Vec<_>>())
    }
}

const fn withdrawal((index, validator_index, address, amount): (u64, u64, Address, u64)) -> Withdrawal {
    Withdrawal { index, validator_index, address, amount }
}

impl From<&Input> for StoredInput {
    fn from(input: &Input) -> Self {
        match input {
            Input::Transaction(tx) => Self::Transaction { sender: tx.signer(), envelope: tx.inner().encoded_2718().into() },
            Input::Impersonated(tx) => Self::Impersonated(tx.clone()),
            Input::Development(change) => Self::Development(change.clone()),
            Input::Consensus(input) => Self::Consensus(input.clone()),
        }
    }
}

impl TryFrom<StoredInput> for Input {
    type Error = DecodeError;

    fn try_from(stored: StoredInput) -> Result<Self, DecodeError> {
        Ok(match stored {
            StoredInput::Transaction { sender, envelope } => {
                let tx = TxEnvelope::decode_2718_exact(&envelope).map_err(|error| DecodeError::Transaction(error.to_string()))?;
                Self::Transaction(Recovered::new_unchecked(tx, sender))
            }
            StoredInput::Impersonated(tx) => Self::Impersonated(tx),
            StoredInput::Development(change) => Self::Development(change),
            StoredInput::Consensus(input) => Self::Consensus(input),
        })
    }
}

/// Canonical bytes of a block's receipts.
#[must_use]
pub fn encode_receipts(receipts: &[StoredReceipt]) -> Vec<u8> {
    canonical(receipts)
}

/// Reads what [`encode_receipts`] wrote.
///
/// # Errors
/// [`DecodeError::Frame`].
pub fn decode_receipts(bytes: &[u8]) -> Result<Vec<StoredReceipt>, DecodeError> {
    Ok(postcard::from_bytes(bytes)?)
}

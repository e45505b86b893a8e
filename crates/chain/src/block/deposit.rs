//! A deposit of a block, between the contract's event and the consensus side.

use super::requests::take;
use alloy_primitives::{Address, B256, FixedBytes, Log};
use alloy_sol_types::SolEvent;
use aquifer_contracts::interfaces::IDepositContract::DepositEvent;
use aquifer_protocol::{
    ethereum::{BlsSignature, DepositRequest, PublicKey},
    units::Gwei,
};

/// A deposit, as the event tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deposit {
    pubkey: PublicKey,
    credentials: B256,
    amount: u64,
    signature: BlsSignature,
    index: u64,
}

impl Deposit {
    /// Its length as SSZ.
    pub(super) const BYTES: usize = 48 + 32 + 8 + 96 + 8;

    /// Reads a log of the deposit contract; `None` for any other log.
    pub(crate) fn from_log(log: &Log, deposit_contract: Address) -> Option<Self> {
        if log.address != deposit_contract || log.topics().first() != Some(&DepositEvent::SIGNATURE_HASH) {
            return None;
        }
        let event = DepositEvent::decode_log_data(&log.data).ok()?;
        Some(Self {
            pubkey: PublicKey::try_from(event.pubkey.as_ref()).ok()?,
            credentials: B256::try_from(event.withdrawal_credentials.as_ref()).ok()?,
            amount: u64::from_le_bytes(event.amount.as_ref().try_into().ok()?),
            signature: BlsSignature::try_from(event.signature.as_ref()).ok()?,
            index: u64::from_le_bytes(event.index.as_ref().try_into().ok()?),
        })
    }

    /// Verifies the proof of possession, which the beacon chain only asks for when the key is new to it.
    pub(super) fn into_request(self, genesis_fork_version: FixedBytes<4>) -> DepositRequest {
        let Self { pubkey, credentials, amount, signature, index } = self;
        let amount = Gwei::new(amount);
        let signature_valid = aquifer_bls::verify_deposit(&pubkey, credentials, amount, &signature, genesis_fork_version);
        DepositRequest { pubkey, credentials, amount, signature, signature_valid, index }
    }

    /// SSZ bytes, as EIP-6110 puts them into the request.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.pubkey.as_slice());
        out.extend_from_slice(self.credentials.as_slice());
        out.extend_from_slice(&self.amount.to_le_bytes());
        out.extend_from_slice(self.signature.as_slice());
        out.extend_from_slice(&self.index.to_le_bytes());
    }

    /// What [`Self::encode`] wrote.
    pub(super) fn decode(bytes: &[u8; Self::BYTES]) -> Self {
        let mut rest = bytes.as_slice();
        Self {
            pubkey: PublicKey::new(take(&mut rest)),
            credentials: B256::new(take(&mut rest)),
            amount: u64::from_le_bytes(take(&mut rest)),
            signature: BlsSignature::new(take(&mut rest)),
            index: u64::from_le_bytes(take(&mut rest)),
        }
    }
}

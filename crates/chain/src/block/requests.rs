//! Requests of the execution side to the consensus side (EIP-7685): deposits (EIP-6110).

use alloy_eips::eip7685::Requests;
use alloy_primitives::{Address, B256, FixedBytes, Log};
use alloy_sol_types::SolEvent;
use aquifer_contracts::interfaces::IDepositContract::DepositEvent;
use aquifer_protocol::{
    ethereum::{BlsSignature, DepositRequest, PublicKey},
    units::Gwei,
};

/// Type byte of deposit requests (EIP-6110).
const DEPOSIT_REQUEST_TYPE: u8 = 0;

/// A deposit of the block, as the event tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deposit {
    pubkey: PublicKey,
    credentials: B256,
    amount: u64,
    signature: BlsSignature,
    index: u64,
}

impl Deposit {
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
    pub(crate) fn into_request(self, genesis_fork_version: FixedBytes<4>) -> DepositRequest {
        let signature_valid = aquifer_bls::verify_deposit(
            &self.pubkey,
            self.credentials,
            Gwei::new(self.amount),
            &self.signature,
            genesis_fork_version,
        );
        DepositRequest {
            pubkey: self.pubkey,
            credentials: self.credentials,
            amount: Gwei::new(self.amount),
            signature: self.signature,
            signature_valid,
            index: self.index,
        }
    }

    /// SSZ bytes, as EIP-6110 puts them into the request.
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.pubkey.as_slice());
        out.extend_from_slice(self.credentials.as_slice());
        out.extend_from_slice(&self.amount.to_le_bytes());
        out.extend_from_slice(self.signature.as_slice());
        out.extend_from_slice(&self.index.to_le_bytes());
    }
}

/// The commitment a header carries (EIP-7685). Other kinds of requests arrive with their contracts.
pub(super) fn requests_hash(deposits: &[Deposit]) -> B256 {
    let mut bytes = Vec::new();
    for deposit in deposits {
        deposit.encode(&mut bytes);
    }
    let mut requests = Requests::default();
    requests.push_request_with_type(DEPOSIT_REQUEST_TYPE, bytes);
    requests.requests_hash()
}

//! What a block asks of the consensus side (EIP-7685): deposits (EIP-6110), withdrawals (EIP-7002), consolidations (EIP-7251).
//!
//! Kept as the bytes the header commits to. Requests that break a rule of the consensus side are ignored by it and stay in
//! the block.

use super::{BlockError, Deposit};
use alloy_eips::{
    eip6110::DEPOSIT_REQUEST_TYPE,
    eip7002::WITHDRAWAL_REQUEST_TYPE,
    eip7251::CONSOLIDATION_REQUEST_TYPE,
    eip7685::{EMPTY_REQUESTS_HASH, Requests as RequestBytes},
};
use alloy_primitives::{Address, B256, Bytes, FixedBytes};
use aquifer_protocol::{
    ethereum::{Beacon, ConsolidationRequest, PublicKey, WithdrawalRequest},
    units::Gwei,
};
use serde::{Deserialize, Serialize};

/// Bytes of a public key.
const KEY: usize = 48;

/// The requests of a block, by type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// SSZ bytes of the deposits, one after the other.
    pub deposits: Bytes,
    /// The same of withdrawals: address, key, amount in Gwei (little-endian).
    pub withdrawals: Bytes,
    /// The same of consolidations: address, key of the source, key of the target.
    pub consolidations: Bytes,
}

impl Requests {
    pub(crate) fn new(deposits: &[Deposit], withdrawals: &Bytes, consolidations: &Bytes) -> Self {
        let mut bytes = Vec::new();
        deposits.iter().for_each(|deposit| deposit.encode(&mut bytes));
        Self { deposits: bytes.into(), withdrawals: withdrawals.clone(), consolidations: consolidations.clone() }
    }

    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deposits.is_empty() && self.withdrawals.is_empty() && self.consolidations.is_empty()
    }

    /// The commitment a header carries.
    #[must_use]
    pub fn hash(&self) -> B256 {
        if self.is_empty() {
            return EMPTY_REQUESTS_HASH;
        }
        let mut requests = RequestBytes::default();
        requests.push_request_with_type(DEPOSIT_REQUEST_TYPE, self.deposits.clone());
        requests.push_request_with_type(WITHDRAWAL_REQUEST_TYPE, self.withdrawals.clone());
        requests.push_request_with_type(CONSOLIDATION_REQUEST_TYPE, self.consolidations.clone());
        requests.requests_hash()
    }

    /// Hands everything to the consensus side, in the order of the types. Proofs of possession are verified here.
    pub(crate) fn process(&self, beacon: &mut Beacon, genesis_fork_version: FixedBytes<4>) -> Result<(), BlockError> {
        for deposit in records::<{ Deposit::BYTES }>(&self.deposits)? {
            beacon.process_deposit_request(Deposit::decode(deposit).into_request(genesis_fork_version));
        }
        for request in records(&self.withdrawals)? {
            let request = withdrawal(request);
            if let Err(reason) = beacon.process_withdrawal_request(&request) {
                tracing::debug!(source = %request.source_address, key = %request.pubkey, "withdrawal request ignored: {reason}");
            }
        }
        for request in records(&self.consolidations)? {
            let request = consolidation(request);
            if let Err(reason) = beacon.process_consolidation_request(&request) {
                tracing::debug!(source = %request.source_address, key = %request.source_pubkey, "consolidation request ignored: {reason}");
            }
        }
        Ok(())
    }
}

/// The bytes as records of one length.
fn records<const LENGTH: usize>(bytes: &[u8]) -> Result<&[[u8; LENGTH]], BlockError> {
    let (records, rest) = bytes.as_chunks();
    if rest.is_empty() { Ok(records) } else { Err(BlockError::OddRequests { bytes: bytes.len(), record: LENGTH }) }
}

fn withdrawal(bytes: &[u8; 20 + KEY + 8]) -> WithdrawalRequest {
    let mut rest = bytes.as_slice();
    let (source_address, pubkey) = (Address::new(take(&mut rest)), PublicKey::new(take(&mut rest)));
    WithdrawalRequest { source_address, pubkey, amount: Gwei::new(u64::from_le_bytes(take(&mut rest))) }
}

fn consolidation(bytes: &[u8; 20 + KEY + KEY]) -> ConsolidationRequest {
    let mut rest = bytes.as_slice();
    let (source_address, source_pubkey) = (Address::new(take(&mut rest)), PublicKey::new(take(&mut rest)));
    ConsolidationRequest { source_address, source_pubkey, target_pubkey: PublicKey::new(take(&mut rest)) }
}

/// The next bytes of a record; zeros past its end.
pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (taken, left) = rest.split_first_chunk().map_or(([0; N], &[][..]), |(taken, left)| (*taken, left));
    *rest = left;
    taken
}

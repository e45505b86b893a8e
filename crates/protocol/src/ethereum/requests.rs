//! What contracts ask of the beacon chain: deposits, withdrawals, consolidations (EIP-6110, 7002, 7251).

use super::{Beacon, BlsSignature, PublicKey};
use crate::units::{ArithError, Gwei};
use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};

/// A deposit of the current block (EIP-6110).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositRequest {
    /// Key of the validator.
    pub pubkey: PublicKey,
    /// Its withdrawal credentials; they count only when the key is new.
    pub credentials: B256,
    /// Amount in Gwei.
    pub amount: Gwei,
    /// Proof of possession.
    pub signature: BlsSignature,
    /// Whether the caller found the signature valid; it counts only when the key is new.
    pub signature_valid: bool,
    /// Number of the deposit in the contract.
    pub index: u64,
}

/// A withdrawal asked for by the address of the credentials (EIP-7002). Amount zero asks for a full exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalRequest {
    /// Who asks.
    pub source_address: Address,
    /// Key of the validator.
    pub pubkey: PublicKey,
    /// Amount in Gwei; zero for everything.
    pub amount: Gwei,
}

/// A consolidation asked for by the address of the source's credentials (EIP-7251). Source and target the same: a switch
/// to compounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsolidationRequest {
    /// Who asks.
    pub source_address: Address,
    /// Key of the validator that ends.
    pub source_pubkey: PublicKey,
    /// Key of the validator that receives.
    pub target_pubkey: PublicKey,
}

/// Why a request does nothing. On the chain itself nobody is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IgnoredRequest {
    /// An amount left its range.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

impl Beacon {
    /// Appends a deposit to the queue. Nothing is checked at this point.
    pub fn process_deposit_request(&mut self, request: DepositRequest) {
        todo!("{request:?}")
    }

    /// Exits a validator or queues a partial withdrawal.
    ///
    /// # Errors
    /// Why the request is ignored.
    pub fn process_withdrawal_request(&mut self, request: &WithdrawalRequest) -> Result<(), IgnoredRequest> {
        todo!("{request:?}")
    }

    /// Merges a validator into another, or switches one to compounding.
    ///
    /// # Errors
    /// Why the request is ignored.
    pub fn process_consolidation_request(&mut self, request: &ConsolidationRequest) -> Result<(), IgnoredRequest> {
        todo!("{request:?}")
    }
}

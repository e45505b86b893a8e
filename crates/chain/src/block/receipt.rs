//! Receipts, as kept and as the receipts root sees them.

use alloy_consensus::{Eip658Value, Receipt, ReceiptEnvelope, ReceiptWithBloom, TxType};
use alloy_primitives::{Address, B256, Bloom, Log};
use serde::{Deserialize, Serialize};

/// What a transaction did. Derived from its block, kept for RPC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredReceipt {
    /// Hash of the transaction.
    pub transaction_hash: B256,
    /// Its type, as EIP-2718 numbers them.
    pub transaction_type: u8,
    /// Who sent it.
    pub from: Address,
    /// Whom it called; `None` for a creation.
    pub to: Option<Address>,
    /// Whether it succeeded.
    pub success: bool,
    /// Gas it used.
    pub gas_used: u64,
    /// Gas used in the block up to and with it.
    pub cumulative_gas_used: u64,
    /// What it paid for a unit of gas, in wei.
    pub effective_gas_price: u128,
    /// The contract it created.
    pub contract_address: Option<Address>,
    /// Logs of the block before its own: the index of its first.
    pub first_log_index: u64,
    /// Its logs.
    pub logs: Vec<Log>,
}

impl StoredReceipt {
    /// Bloom filter over its logs.
    #[must_use]
    pub fn bloom(&self) -> Bloom {
        logs_bloom(&self.logs)
    }

    /// The receipt as the receipts root sees it.
    #[must_use]
    pub fn envelope(&self) -> ReceiptEnvelope {
        let receipt = Receipt {
            status: Eip658Value::Eip658(self.success),
            cumulative_gas_used: self.cumulative_gas_used,
            logs: self.logs.clone(),
        };
        let receipt = ReceiptWithBloom { logs_bloom: self.bloom(), receipt };
        match TxType::try_from(self.transaction_type) {
            Ok(TxType::Legacy) => ReceiptEnvelope::Legacy(receipt),
            Ok(TxType::Eip2930) => ReceiptEnvelope::Eip2930(receipt),
            Ok(TxType::Eip4844) => ReceiptEnvelope::Eip4844(receipt),
            Ok(TxType::Eip7702) => ReceiptEnvelope::Eip7702(receipt),
            Ok(TxType::Eip1559) | Err(_) => ReceiptEnvelope::Eip1559(receipt),
        }
    }
}

/// Bloom filter over logs.
#[must_use]
pub fn logs_bloom<'a>(logs: impl IntoIterator<Item = &'a Log>) -> Bloom {
    alloy_primitives::logs_bloom(logs)
}

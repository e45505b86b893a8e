//! Receipts, as kept and as the receipts root sees them.

use alloy_consensus::{Eip658Value, Receipt, ReceiptEnvelope, ReceiptWithBloom, TxType, Typed2718};
use alloy_primitives::{Address, B256, Bloom, Log};
use alloy_rlp::{BufMut, Encodable};
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

    /// The receipt as Ethereum's types have it.
    #[must_use]
    pub fn envelope(&self) -> ReceiptEnvelope {
        let receipt = with_bloom(self, self.bloom(), self.logs.clone());
        match TxType::try_from(self.transaction_type) {
            Ok(TxType::Legacy) => ReceiptEnvelope::Legacy(receipt),
            Ok(TxType::Eip2930) => ReceiptEnvelope::Eip2930(receipt),
            Ok(TxType::Eip4844) => ReceiptEnvelope::Eip4844(receipt),
            Ok(TxType::Eip7702) => ReceiptEnvelope::Eip7702(receipt),
            Ok(TxType::Eip1559) | Err(_) => ReceiptEnvelope::Eip1559(receipt),
        }
    }

    /// EIP-2718 bytes, as the receipts root takes them: those of [`Self::envelope`], without a copy of the logs.
    pub(super) fn encode_2718(&self, bloom: Bloom, out: &mut dyn BufMut) {
        if self.transaction_type != TxType::Legacy.ty() {
            out.put_u8(self.transaction_type);
        }
        with_bloom(self, bloom, self.logs.iter().collect()).encode(out);
    }
}

fn with_bloom<T>(stored: &StoredReceipt, logs_bloom: Bloom, logs: Vec<T>) -> ReceiptWithBloom<Receipt<T>> {
    let status = Eip658Value::Eip658(stored.success);
    ReceiptWithBloom { logs_bloom, receipt: Receipt { status, cumulative_gas_used: stored.cumulative_gas_used, logs } }
}

/// Bloom filter over logs.
#[must_use]
pub fn logs_bloom<'a>(logs: impl IntoIterator<Item = &'a Log>) -> Bloom {
    alloy_primitives::logs_bloom(logs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_eips::eip2718::Encodable2718;
    use alloy_primitives::{Bytes, LogData};

    #[test]
    fn both_encodings_are_the_same() {
        let log = Log {
            address: Address::repeat_byte(1),
            data: LogData::new_unchecked(vec![B256::repeat_byte(2)], Bytes::from_static(b"x")),
        };
        for transaction_type in [0, 1, 2] {
            let receipt = StoredReceipt {
                transaction_hash: B256::ZERO,
                transaction_type,
                from: Address::ZERO,
                to: None,
                success: true,
                gas_used: 21_000,
                cumulative_gas_used: 50_000,
                effective_gas_price: 7,
                contract_address: None,
                first_log_index: 0,
                logs: vec![log.clone()],
            };
            let mut bytes = Vec::new();
            receipt.encode_2718(receipt.bloom(), &mut bytes);
            assert_eq!(bytes, receipt.envelope().encoded_2718());
        }
    }
}

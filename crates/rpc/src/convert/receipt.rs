//! Receipts and logs.

use alloy_consensus::{ReceiptEnvelope, transaction::TransactionMeta};
use alloy_rpc_types_eth::{Log as RpcLog, TransactionReceipt};
use aquifer_chain::block::{Block, StoredReceipt};

/// The receipt of the transaction at `index` of a block.
pub(crate) fn rpc_receipt(block: &Block, index: u64, receipt: &StoredReceipt) -> TransactionReceipt {
    let logs = receipt_logs(block, index, receipt);
    TransactionReceipt {
        inner: with_logs(receipt.envelope(), logs),
        transaction_hash: receipt.transaction_hash,
        transaction_index: Some(index),
        block_hash: Some(block.hash),
        block_number: Some(block.number()),
        gas_used: receipt.gas_used,
        effective_gas_price: receipt.effective_gas_price,
        blob_gas_used: None,
        blob_gas_price: None,
        from: receipt.from,
        to: receipt.to,
        contract_address: receipt.contract_address,
    }
}

/// The logs of the transaction at `index`, with their place in the chain.
pub(crate) fn receipt_logs(block: &Block, index: u64, receipt: &StoredReceipt) -> Vec<RpcLog> {
    let meta = TransactionMeta {
        tx_hash: receipt.transaction_hash,
        index,
        block_hash: block.hash,
        block_number: block.number(),
        base_fee: block.header.base_fee_per_gas,
        excess_blob_gas: block.header.excess_blob_gas,
        timestamp: block.header.timestamp,
    };
    let first = usize::try_from(receipt.first_log_index).unwrap_or(usize::MAX);
    RpcLog::collect_for_receipt(first, meta, receipt.logs.iter().cloned())
}

fn with_logs(envelope: ReceiptEnvelope, logs: Vec<RpcLog>) -> ReceiptEnvelope<RpcLog> {
    // Every log has its place in `logs`, in the order in which the envelope yields them.
    let mut logs = logs.into_iter();
    envelope.map_logs(|log| logs.next().unwrap_or(RpcLog { inner: log, ..RpcLog::default() }))
}

//! Transactions, mined and waiting.

use alloy_consensus::{
    Signed, TxEip1559, TxEnvelope,
    transaction::{Recovered, TransactionInfo},
};
use alloy_primitives::{Signature, U256};
use alloy_rpc_types_eth::Transaction as RpcTransaction;
use aquifer_chain::block::{Block, Impersonated, Transaction};

/// The transaction at `index` of a block.
pub(crate) fn rpc_transaction(block: &Block, index: u64, transaction: Transaction<'_>) -> RpcTransaction {
    let info = TransactionInfo {
        hash: Some(transaction.hash()),
        index: Some(index),
        block_hash: Some(block.hash),
        block_number: Some(block.number()),
        base_fee: block.header.base_fee_per_gas,
        block_timestamp: Some(block.header.timestamp),
    };
    RpcTransaction::from_transaction(recovered(transaction), info)
}

/// A transaction that is in no block yet.
pub(crate) fn waiting_transaction(transaction: Recovered<TxEnvelope>) -> RpcTransaction {
    RpcTransaction::from_transaction(transaction, TransactionInfo::default())
}

fn recovered(transaction: Transaction<'_>) -> Recovered<TxEnvelope> {
    match transaction {
        Transaction::Signed(tx) => tx.clone(),
        Transaction::Impersonated(tx) => Recovered::new_unchecked(unsigned(tx), tx.from),
    }
}

/// An impersonated transaction in the shape of a signed one: its own hash, a signature of zeros.
fn unsigned(tx: &Impersonated) -> TxEnvelope {
    let fields = TxEip1559 {
        chain_id: 0,
        nonce: tx.nonce,
        gas_limit: tx.gas_limit,
        max_fee_per_gas: tx.max_fee_per_gas,
        max_priority_fee_per_gas: tx.max_priority_fee_per_gas,
        to: tx.to.into(),
        value: tx.value,
        access_list: Default::default(),
        input: tx.input.clone(),
    };
    TxEnvelope::Eip1559(Signed::new_unchecked(fields, Signature::new(U256::ZERO, U256::ZERO, false), tx.hash()))
}

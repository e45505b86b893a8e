//! Transactions as revm wants them.

use super::InputError;
use crate::block::{Impersonated, Transaction};
use alloy_consensus::{Transaction as _, TxEnvelope, Typed2718 as _, transaction::Recovered};
use alloy_primitives::TxKind;
use revm::{
    context::TxEnv,
    context_interface::transaction::{AccessList, TransactionType},
};

/// What revm executes.
pub(super) fn tx_env(tx: Transaction<'_>, chain_id: u64) -> Result<TxEnv, InputError> {
    match tx {
        Transaction::Signed(tx) => signed(tx),
        Transaction::Impersonated(tx) => Ok(impersonated(tx, chain_id)),
    }
}

fn signed(recovered: &Recovered<TxEnvelope>) -> Result<TxEnv, InputError> {
    let tx = recovered.inner();
    if !matches!(tx, TxEnvelope::Legacy(_) | TxEnvelope::Eip2930(_) | TxEnvelope::Eip1559(_)) {
        return Err(InputError::UnsupportedType { kind: tx.ty() });
    }
    Ok(TxEnv {
        tx_type: tx.ty(),
        caller: recovered.signer(),
        gas_limit: tx.gas_limit(),
        gas_price: tx.max_fee_per_gas(),
        kind: tx.kind(),
        value: tx.value(),
        data: tx.input().clone(),
        nonce: tx.nonce(),
        chain_id: tx.chain_id(),
        access_list: tx.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: tx.max_priority_fee_per_gas(),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: Vec::new(),
    })
}

fn impersonated(tx: &Impersonated, chain_id: u64) -> TxEnv {
    TxEnv {
        tx_type: TransactionType::Eip1559 as u8,
        caller: tx.from,
        gas_limit: tx.gas_limit,
        gas_price: tx.max_fee_per_gas,
        kind: TxKind::from(tx.to),
        value: tx.value,
        data: tx.input.clone(),
        nonce: tx.nonce,
        chain_id: Some(chain_id),
        access_list: AccessList::default(),
        gas_priority_fee: Some(tx.max_priority_fee_per_gas),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: Vec::new(),
    }
}

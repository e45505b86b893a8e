//! What a transaction must satisfy before the pool looks at its neighbours: shape, gas, fees, chain.

use super::PoolError;
use crate::spec::EVM_SPEC;
use alloy_consensus::{Transaction as _, TxEnvelope};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256};
use revm::context_interface::cfg::gas::calculate_initial_tx_gas;

/// The largest encoded transaction, in bytes (geth's `txMaxSize`).
pub const MAX_TRANSACTION_BYTES: usize = 128 * 1024;
/// The largest code a transaction may deploy from, in bytes (EIP-3860).
pub const MAX_INIT_CODE_BYTES: usize = 2 * 24_576;
/// The most gas one transaction may use (EIP-7825).
pub const TRANSACTION_GAS_CAP: u64 = 1 << 24;

/// What the chain says about a sender now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderState {
    /// The account's nonce.
    pub nonce: u64,
    /// Its balance in wei.
    pub balance: U256,
    /// Keccak of its code.
    pub code_hash: B256,
    /// Whether that code is a delegation (EIP-7702), which may send.
    pub is_delegated: bool,
}

impl Default for SenderState {
    fn default() -> Self {
        Self { nonce: 0, balance: U256::ZERO, code_hash: KECCAK256_EMPTY, is_delegated: false }
    }
}

/// What a transaction may cost its sender at most, in wei.
#[must_use]
pub fn max_cost(transaction: &TxEnvelope) -> U256 {
    let gas = U256::from(transaction.gas_limit()).saturating_mul(U256::from(transaction.max_fee_per_gas()));
    gas.saturating_add(transaction.value())
}

/// Checks everything that needs no other transaction. Returns the encoded size in bytes.
pub(super) fn check_alone(
    transaction: &TxEnvelope,
    sender: Address,
    state: &SenderState,
    chain_id: u64,
    block_gas_limit: u64,
) -> Result<usize, PoolError> {
    let size = check_shape(transaction, chain_id)?;
    check_gas(transaction, block_gas_limit)?;
    if state.code_hash != KECCAK256_EMPTY && !state.is_delegated {
        return Err(PoolError::SenderNoEoa { sender });
    }
    if transaction.nonce() < state.nonce {
        return Err(PoolError::NonceTooLow { next: state.nonce, got: transaction.nonce() });
    }
    if transaction.nonce() == u64::MAX {
        return Err(PoolError::NonceMax);
    }
    Ok(size)
}

fn check_shape(transaction: &TxEnvelope, chain_id: u64) -> Result<usize, PoolError> {
    match transaction {
        TxEnvelope::Legacy(_) | TxEnvelope::Eip2930(_) | TxEnvelope::Eip1559(_) => {}
        TxEnvelope::Eip4844(_) | TxEnvelope::Eip7702(_) => return Err(PoolError::TxTypeNotSupported),
    }
    if let Some(have) = transaction.chain_id()
        && have != chain_id
    {
        return Err(PoolError::InvalidChainId { have, want: chain_id });
    }
    let size = transaction.encode_2718_len();
    if size > MAX_TRANSACTION_BYTES {
        return Err(PoolError::Oversized { size, limit: MAX_TRANSACTION_BYTES });
    }
    if transaction.is_create() && transaction.input().len() > MAX_INIT_CODE_BYTES {
        return Err(PoolError::InitCodeTooLarge { size: transaction.input().len(), limit: MAX_INIT_CODE_BYTES });
    }
    Ok(size)
}

fn check_gas(transaction: &TxEnvelope, block_gas_limit: u64) -> Result<(), PoolError> {
    let gas = transaction.gas_limit();
    if gas > block_gas_limit {
        return Err(PoolError::GasLimit);
    }
    if gas > TRANSACTION_GAS_CAP {
        return Err(PoolError::GasLimitTooHigh { cap: TRANSACTION_GAS_CAP, gas });
    }
    let cap = transaction.max_fee_per_gas();
    if let Some(tip) = transaction.max_priority_fee_per_gas()
        && tip > cap
    {
        return Err(PoolError::TipAboveFeeCap { tip, cap });
    }
    check_intrinsic_gas(transaction)
}

fn check_intrinsic_gas(transaction: &TxEnvelope) -> Result<(), PoolError> {
    let (accounts, storages) = transaction.access_list().map_or((0, 0), |list| (list.len(), list.storage_keys_count()));
    let (accounts, storages) = (u64::try_from(accounts).unwrap_or(u64::MAX), u64::try_from(storages).unwrap_or(u64::MAX));
    let input = transaction.input();
    let needed = calculate_initial_tx_gas(EVM_SPEC, input, transaction.is_create(), accounts, storages, 0, None);
    let (gas, initial) = (transaction.gas_limit(), needed.initial_total_gas());
    if gas < initial {
        return Err(PoolError::IntrinsicGasTooLow { gas, needed: initial });
    }
    if gas < needed.floor_gas {
        return Err(PoolError::FloorDataGas { gas, needed: needed.floor_gas });
    }
    Ok(())
}

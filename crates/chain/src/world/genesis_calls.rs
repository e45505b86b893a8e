//! Calls before the first block: what a network begins with is done to its contracts by their own functions.
//!
//! They run in the EVM at block 0 and genesis time, free of charge; their senders' nonces stay what they are, and no block
//! keeps them. So what they change is what the same calls would change later, and a contract's constructor runs for real.

use super::World;
use crate::{db::WorldDb, evm::AqEvm, spec::ChainSpec};
use alloy_primitives::{Address, Bytes, TxKind, U256};
use alloy_sol_types::decode_revert_reason;
use revm::{
    context::{BlockEnv, CfgEnv, TxEnv, result::ExecutionResult},
    context_interface::block::BlobExcessGasAndPrice,
    inspector::NoOpInspector,
    primitives::eip4844::BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE,
};

/// Gas of one call: far more than any block has.
const CALL_GAS: u64 = 1_000_000_000;

/// A call before the first block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenesisCall {
    /// What it is for, as a message says it when it fails.
    pub purpose: String,
    /// Who calls.
    pub from: Address,
    /// Whom; or the creation of a contract.
    pub to: TxKind,
    /// Ether sent along, in wei.
    pub value: U256,
    /// Calldata or init code.
    pub input: Bytes,
}

/// A call before the first block failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{purpose}: {reason}")]
pub struct GenesisCallError {
    /// What the call was for.
    pub purpose: String,
    /// Why it failed.
    pub reason: GenesisCallFailure,
}

/// How a call before the first block failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GenesisCallFailure {
    /// It reverted.
    #[error("reverted: {}", reason(.0))]
    Reverted(Bytes),
    /// It halted.
    #[error("halted: {0}")]
    Halted(String),
    /// It did not run.
    #[error("{0}")]
    Refused(String),
}

impl World {
    /// Makes the calls, one after the other; the commitment is not brought up to date.
    pub(super) fn make_genesis_calls(&mut self, spec: &ChainSpec, calls: Vec<GenesisCall>) -> Result<(), GenesisCallError> {
        let protocol = self.protocol.clone();
        let mut evm = AqEvm::new(WorldDb::new(self), cfg(spec), block_env(spec), protocol, self.natives.clone(), NoOpInspector);
        for call in calls {
            let GenesisCall { purpose, from, to, value, input } = call;
            let nonce = evm.db_mut().nonce(from);
            let chain_id = Some(spec.chain_id);
            let tx =
                TxEnv { caller: from, kind: to, value, data: input, nonce, chain_id, gas_limit: CALL_GAS, ..TxEnv::default() };
            made(evm.transact(tx).map_err(|error| error.to_string())).map_err(|reason| GenesisCallError { purpose, reason })?;
            let changes = evm.take_changes();
            let db = evm.db_mut();
            db.commit(changes);
            db.change(from, |account| account.nonce = nonce);
        }
        let (db, protocol) = evm.into_parts();
        (self.accounts, self.codes) = db.into_parts();
        self.protocol = protocol;
        Ok(())
    }
}

/// The contract's own words, or its error as it is.
fn reason(data: &Bytes) -> String {
    decode_revert_reason(data).unwrap_or_else(|| data.to_string())
}

fn made(result: Result<ExecutionResult, String>) -> Result<(), GenesisCallFailure> {
    match result {
        Ok(ExecutionResult::Success { .. }) => Ok(()),
        Ok(ExecutionResult::Revert { output, .. }) => Err(GenesisCallFailure::Reverted(output)),
        Ok(ExecutionResult::Halt { reason, .. }) => Err(GenesisCallFailure::Halted(format!("{reason:?}"))),
        Err(error) => Err(GenesisCallFailure::Refused(error)),
    }
}

/// Contracts may call too, and nobody pays for gas.
fn cfg(spec: &ChainSpec) -> CfgEnv {
    let mut cfg = spec.cfg();
    cfg.tx_gas_limit_cap = Some(u64::MAX);
    cfg.disable_block_gas_limit = true;
    cfg.disable_eip3607 = true;
    cfg.disable_base_fee = true;
    cfg.disable_fee_charge = true;
    cfg
}

fn block_env(spec: &ChainSpec) -> BlockEnv {
    BlockEnv {
        number: U256::ZERO,
        timestamp: U256::from(spec.genesis_time.get()),
        gas_limit: CALL_GAS,
        prevrandao: Some(spec.seed),
        blob_excess_gas_and_price: Some(BlobExcessGasAndPrice::new(0, BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE)),
        ..BlockEnv::default()
    }
}

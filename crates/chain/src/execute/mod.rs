//! Executing what blocks are made of, and calls that leave no trace.

mod call;
mod consensus;
mod development;
mod executor;
mod operations;
mod phase;
mod system;
#[cfg(test)]
mod system_vectors;
mod transaction;

pub use call::{CALL_GAS_MAX, CallError, CallOutcome, CallRequest, CallStatus, block_env, call, estimate_gas, trace};
pub(crate) use development::ChangeError;
pub(crate) use executor::credit;
pub use executor::{BlockExecutor, Finished};
pub use operations::{OperationError, check_operation};
pub use phase::Operation;

use alloy_primitives::Address;
use aquifer_protocol::ethereum::BeaconError;
use revm::context::result::InvalidTransaction;

/// Why an input cannot be in a block. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// A rule of transactions: nonce, balance, fee, gas.
    #[error(transparent)]
    Transaction(InvalidTransaction),
    /// The chain takes types 0, 1 and 2.
    #[error("transaction type {kind} is not supported")]
    UnsupportedType {
        /// The type, as EIP-2718 numbers them.
        kind: u8,
    },
    /// The rest of the block cannot hold it; a later one can.
    #[error("needs {gas_limit} gas, the block has {left} left")]
    BlockFull {
        /// What it may use.
        gas_limit: u64,
        /// What is left.
        left: u64,
    },
    /// The body of the block cannot hold it; a later one can.
    #[error("takes {size} bytes, the block has {left} left")]
    TooManyBytes {
        /// What it takes.
        size: usize,
        /// What is left.
        left: usize,
    },
    /// Code, nonce and storage of a native account are its contract's own.
    #[error("{account} is a native contract: only its balance can be set")]
    NativeAccount {
        /// The account.
        account: Address,
    },
    /// Code and nonce of a system contract are those of its EIP.
    #[error("{account} is a system contract: its code and nonce stay as published")]
    SystemContract {
        /// The account.
        account: Address,
    },
    /// Nothing is kept of an empty account, so its storage cannot be set.
    #[error("{account} is empty: give it code, a nonce or a balance before its storage")]
    EmptyAccount {
        /// The account.
        account: Address,
    },
    /// A native contract must keep what it owes.
    #[error("{account} is a native contract and must hold {tracked} wei at least")]
    BelowTracked {
        /// The account.
        account: Address,
        /// What its ledger tracks, in wei.
        tracked: alloy_primitives::U256,
    },
    /// A rule of operations, or a signature.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// Operations of this kind come before those the block already has; a later block can take it.
    #[error("the block is past its operations of kind {operation:?}")]
    OutOfOrder {
        /// The kind.
        operation: Operation,
    },
    /// The block has as many operations of this kind as it may; a later one can take it.
    #[error("the block has its {limit} operations of kind {operation:?}")]
    TooManyOperations {
        /// The kind.
        operation: Operation,
        /// How many a block takes.
        limit: usize,
    },
    /// A rule of the consensus side.
    #[error(transparent)]
    Beacon(#[from] BeaconError),
    /// revm gave up for a reason that is not the transaction's.
    #[error("the EVM failed: {0}")]
    Evm(String),
}

impl InputError {
    /// Whether the block had no room for it.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::BlockFull { .. } | Self::TooManyBytes { .. })
    }

    /// Whether a later block can take it as it is.
    #[must_use]
    pub const fn is_for_later(&self) -> bool {
        self.is_full() || matches!(self, Self::OutOfOrder { .. } | Self::TooManyOperations { .. })
    }
}

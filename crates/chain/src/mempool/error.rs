//! Why a transaction is not taken, in geth's words: clients match on them.

use alloy_primitives::{Address, U256};

/// A transaction the pool refuses. The text is geth's, so that wallets and libraries recognise it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// The same transaction waits already.
    #[error("already known")]
    AlreadyKnown,
    /// Its nonce is used up.
    #[error("nonce too low: next nonce {next}, tx nonce {got}")]
    NonceTooLow {
        /// The account's nonce.
        next: u64,
        /// The transaction's.
        got: u64,
    },
    /// Its nonce is the last there is (EIP-2681).
    #[error("nonce has max value")]
    NonceMax,
    /// A transaction with the same nonce waits, and this one pays less than 10 % more.
    #[error("replacement transaction underpriced")]
    ReplacementUnderpriced,
    /// The sender cannot pay for the gas limit and value of this and its other waiting transactions.
    #[error(transparent)]
    InsufficientFunds(Box<InsufficientFunds>),
    /// The gas limit does not cover what every transaction of its shape costs.
    #[error("intrinsic gas too low: gas {gas}, minimum needed {needed}")]
    IntrinsicGasTooLow {
        /// The transaction's gas limit.
        gas: u64,
        /// The least it may be.
        needed: u64,
    },
    /// The gas limit is below the price of its calldata (EIP-7623).
    #[error("insufficient gas for floor data gas cost: gas {gas}, minimum needed {needed}")]
    FloorDataGas {
        /// The transaction's gas limit.
        gas: u64,
        /// The least it may be.
        needed: u64,
    },
    /// The gas limit is above a block's.
    #[error("exceeds block gas limit")]
    GasLimit,
    /// The gas limit is above what one transaction may use (EIP-7825).
    #[error("transaction gas limit too high (cap: {cap}, tx: {gas})")]
    GasLimitTooHigh {
        /// The most it may be.
        cap: u64,
        /// The transaction's gas limit.
        gas: u64,
    },
    /// The tip is above the fee cap.
    #[error("max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas: {tip}, maxFeePerGas: {cap}")]
    TipAboveFeeCap {
        /// `maxPriorityFeePerGas` in wei.
        tip: u128,
        /// `maxFeePerGas` in wei.
        cap: u128,
    },
    /// Types 0, 1 and 2 are supported.
    #[error("transaction type not supported")]
    TxTypeNotSupported,
    /// Signed for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    InvalidChainId {
        /// The id it is signed for.
        have: u64,
        /// This chain's.
        want: u64,
    },
    /// Larger than 128 KiB.
    #[error("oversized data: transaction size {size}, limit {limit}")]
    Oversized {
        /// Its encoded size in bytes.
        size: usize,
        /// The most it may be.
        limit: usize,
    },
    /// The code it deploys is too large (EIP-3860).
    #[error("max initcode size exceeded: code size {size}, limit {limit}")]
    InitCodeTooLarge {
        /// Size in bytes.
        size: usize,
        /// The most it may be.
        limit: usize,
    },
    /// The sender is a contract (EIP-3607).
    #[error("sender not an eoa: address {sender}")]
    SenderNoEoa {
        /// The sender.
        sender: Address,
    },
    /// The pool is full of transactions that pay more.
    #[error("transaction underpriced: gas tip cap {tip}, minimum needed {needed}")]
    Underpriced {
        /// Its effective tip in wei per gas.
        tip: u128,
        /// The cheapest tip in the pool.
        needed: u128,
    },
    /// The sender has too many transactions waiting.
    #[error("txpool is full")]
    Full,
    /// The node is stopping.
    #[error("the node is stopping")]
    Stopping,
}

/// What a sender lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "insufficient funds for gas * price + value: balance {balance}, queued cost {queued}, tx cost {cost}, overshot {overshot}"
)]
pub struct InsufficientFunds {
    /// Balance in wei.
    pub balance: U256,
    /// What the sender's other waiting transactions may cost, in wei.
    pub queued: U256,
    /// What this one may cost, in wei.
    pub cost: U256,
    /// What is missing, in wei.
    pub overshot: U256,
}

//! Blocks: a header Ethereum tools understand, and a body of typed inputs from which everything else follows.
//!
//! Invariant CHN-6: executing a block's inputs on its parent's state gives its header, field by field.

mod beacon;
mod bloom;
mod build;
mod codec;
mod deposit;
mod empty_run;
mod genesis;
mod header;
mod input;
mod receipt;
mod requests;

pub use beacon::beacon_block;
pub use build::{BlockLimits, Rejected, build_block, execute_block};
pub use codec::{DecodeError, decode_receipts, encode_receipts};
pub use empty_run::build_empty_run;
pub use genesis::genesis_block;
pub use input::{ConsensusInput, DevelopmentChange, Impersonated, Input, Transaction, ValidatorSelection};
pub use receipt::{StoredReceipt, logs_bloom};
pub use requests::Requests;

pub(crate) use beacon::{payload_header, ssz_withdrawals_root};
pub(crate) use deposit::Deposit;
pub(crate) use genesis::genesis_header;

use crate::{execute::InputError, world::World};
use alloy_consensus::Header;
use alloy_eips::eip4895::Withdrawal;
use alloy_primitives::{Address, B256};
use aquifer_beacon::{FormError, types::BeaconBlockHeader};
use aquifer_protocol::invariants::BrokenInvariant;
use aquifer_protocol::{
    ethereum::{BeaconError, Equivocation},
    units::Slot,
};
use std::sync::Arc;
use tree_hash::TreeHash;

/// A block: what is stored, and all that replay needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The Ethereum header.
    pub header: Header,
    /// Keccak-256 of its RLP.
    pub hash: B256,
    /// The slot it was made in; its timestamp says the same.
    pub slot: Slot,
    /// Its body, in order.
    pub inputs: Vec<Input>,
    /// Withdrawals the consensus side paid out in it (EIP-4895).
    pub withdrawals: Vec<Withdrawal>,
    /// What it asks of the consensus side (EIP-7685).
    pub requests: Requests,
    /// The header of its beacon block.
    pub beacon: BeaconBlockHeader,
    /// Which seats of the sync committee signed, as SSZ bytes of a bit vector.
    pub sync_bits: Arc<[u8]>,
    /// Equivocations it holds against validators: evidence that nobody handed in.
    pub equivocations: Vec<Equivocation>,
    /// Revision of the rules it was executed under.
    pub rules: u16,
}

impl Block {
    /// Height.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.header.number
    }

    /// Root of its beacon block.
    #[must_use]
    pub fn beacon_root(&self) -> B256 {
        self.beacon.tree_hash_root()
    }

    /// The transactions among the inputs, signed and impersonated, in the order of their receipts.
    pub fn transactions(&self) -> impl Iterator<Item = Transaction<'_>> {
        self.inputs.iter().filter_map(Input::transaction)
    }
}

/// A block together with what executing it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutedBlock {
    /// The block.
    pub block: Block,
    /// One receipt a transaction, in order.
    pub receipts: Vec<StoredReceipt>,
    /// The state after it.
    pub world: World,
}

/// Why a block cannot be built or does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// Slots only go forward.
    #[error("slot {slot} is not after the parent's slot {parent}")]
    SlotNotAfterParent {
        /// Slot of the block.
        slot: Slot,
        /// Slot of its parent.
        parent: Slot,
    },
    /// It was made under rules this program does not know.
    #[error("the block follows rules revision {found}, this program knows {known}; export it with the version that made it")]
    UnknownRules {
        /// The block's revision.
        found: u16,
        /// Ours.
        known: u16,
    },
    /// An input that cannot have been in the block.
    #[error("input {index}: {error}")]
    Input {
        /// Its place in the body.
        index: usize,
        /// What is wrong with it.
        error: InputError,
    },
    /// A header field is not what execution gives.
    #[error("header field {field}: the block says {found}, execution gives {expected}")]
    Header {
        /// Name of the field.
        field: &'static str,
        /// In the block.
        found: String,
        /// By execution.
        expected: String,
    },
    /// The withdrawals listed are not those of the consensus side.
    #[error("the withdrawals are not those the beacon chain pays in slot {slot}")]
    Withdrawals {
        /// The slot.
        slot: Slot,
    },
    /// The beacon block listed is not that of the consensus side.
    #[error("the beacon block says {found:?}, the state gives {expected:?}")]
    BeaconHeader {
        /// In the block.
        found: Box<BeaconBlockHeader>,
        /// By execution.
        expected: Box<BeaconBlockHeader>,
    },
    /// The bits of the sync committee listed are not those of the consensus side.
    #[error("the sync committee's bits are not those of the profiles")]
    SyncBits,
    /// The equivocations listed are not those the consensus side found.
    #[error("the equivocations are not those of the validators")]
    Equivocations,
    /// Something does not fit into the body of a beacon block.
    #[error("{what} does not fit into the body of a beacon block")]
    Body {
        /// What.
        what: &'static str,
    },
    /// The requests listed are not those the contracts handed out.
    #[error("the requests are not those made in the block")]
    Requests,
    /// A system contract that must answer did not.
    #[error("the system call to {contract} failed: {reason}")]
    SystemCall {
        /// The contract.
        contract: Address,
        /// How it ended.
        reason: String,
    },
    /// A system contract handed out bytes that are no whole requests.
    #[error("{bytes} bytes of requests are no multiple of {record}")]
    OddRequests {
        /// How many bytes.
        bytes: usize,
        /// Length of a request.
        record: usize,
    },
    /// The state of the consensus side has no SSZ form, or no next slot.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The consensus side refused the slot.
    #[error(transparent)]
    Beacon(#[from] BeaconError),
    /// The state broke an invariant: stop.
    #[error(transparent)]
    Broken(#[from] BrokenInvariant),
    /// revm stopped for a reason that is not the transaction's fault.
    #[error("the EVM failed: {0}")]
    Evm(String),
}

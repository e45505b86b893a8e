//! The containers of the beacon chain as SSZ, with mainnet sizes; serde writes and reads the JSON of the Beacon API.
//!
//! Names and order of fields are the specification's: roots, serialization and JSON all follow from them. Stored in a
//! binary format the same types keep numbers as numbers.

mod block;
mod header;
pub(crate) mod json;
mod operations;
mod payload;
mod registry;
mod state;

pub use block::{BeaconBlock, BeaconBlockBody, SignedBeaconBlock, SyncAggregate};
pub use header::{
    BeaconBlockHeader, Checkpoint, Eth1Data, Fork, ForkData, HistoricalSummary, SignedBeaconBlockHeader, SigningData,
};
pub use operations::{
    Attestation, AttestationData, AttesterSlashing, BlsToExecutionChange, Deposit, IndexedAttestation, ProposerSlashing,
    SignedBlsToExecutionChange, SignedVoluntaryExit, VoluntaryExit,
};
pub use payload::{
    ConsolidationRequest, DepositRequest, ExecutionPayload, ExecutionPayloadHeader, ExecutionRequests, Transaction, Withdrawal,
    WithdrawalRequest,
};
pub use registry::{
    DepositData, DepositMessage, PendingConsolidation, PendingDeposit, PendingPartialWithdrawal, SyncCommittee, Validator,
};
pub use state::BeaconState;

use alloy_primitives::FixedBytes;

/// A compressed BLS public key.
pub type BlsPubkey = FixedBytes<48>;
/// A compressed BLS signature.
pub type BlsSignature = FixedBytes<96>;
/// Version of a fork: what signatures of that fork are bound to.
pub type Version = FixedBytes<4>;

/// The signature served where nobody signs: the point at infinity.
pub const INFINITY_SIGNATURE: BlsSignature = {
    let mut bytes = [0; 96];
    bytes[0] = 0xc0;
    FixedBytes(bytes)
};

/// The aggregate key of nobody: the point at infinity.
pub const INFINITY_PUBKEY: BlsPubkey = {
    let mut bytes = [0; 48];
    bytes[0] = 0xc0;
    FixedBytes(bytes)
};

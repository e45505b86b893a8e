//! The form of the beacon chain: SSZ types, hash tree roots, proofs.

mod accounting;
mod container;
mod convert;
mod envelope;
mod error;
mod fields;
mod fork;
pub mod gindex;
mod hash;
mod hashed;
mod subtree;
mod tree;
pub mod types;
mod view;

pub use accounting::{AccountingRoots, StateTree};
pub use envelope::{
    BlockContents, Checkpoints, EMPTY_TRANSACTIONS_ROOT, Envelope, EnvelopeRecord, body_root, empty_body_root, withdrawals_root,
};
pub use error::FormError;
pub use fields::FIELD_NAMES;
pub use fork::{ForkName, ForkSchedule};
pub use subtree::Proof;
pub use view::{
    BalanceContainerProof, BalanceProof, CheckpointProofs, CredentialProofs, CredentialsWitness, SszState, StateProver,
    StateRootProof, StateView, ValidatorProof,
};

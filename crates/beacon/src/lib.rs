//! The form of the beacon chain: SSZ types, hash tree roots, proofs.

pub mod types;

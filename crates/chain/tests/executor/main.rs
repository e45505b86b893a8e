//! The executor through its public surface: blocks in, states and receipts out.
//!
//! Every block a test makes is also encoded, decoded and executed again, and the state after it is checked in full
//! (`fixture::Chain::mine`): determinism and the invariants CHN-1 to CHN-6 hold in every test here.

mod attestation_service;
mod beacon_blocks;
mod blocks;
mod bls_keys;
mod calls;
mod consensus;
mod conservation;
mod development;
mod empty_runs;
mod ether;
mod fixture;
mod genesis_calls;
mod mev;
mod native_frames;
mod operations;
mod pods;
mod properties;
mod recursion;
mod requests;
mod restaking_gas;
mod transactions;

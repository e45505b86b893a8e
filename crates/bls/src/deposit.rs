//! Deposits: the proof that whoever deposits holds the key.

use crate::SecretKey;
use crate::signature::{Domain, ForkVersion, signing_root, verify};
use alloy_primitives::B256;
use aquifer_protocol::ethereum::{BlsSignature, PublicKey, deposit_message_root};
use aquifer_protocol::units::Gwei;

/// What the key of a deposit signs.
#[must_use]
pub fn deposit_signing_root(pubkey: &PublicKey, credentials: B256, amount: Gwei, genesis_version: ForkVersion) -> B256 {
    signing_root(deposit_message_root(pubkey, credentials, amount), Domain::deposit(genesis_version))
}

/// Signs a deposit of `amount` for the key's own validator.
#[must_use]
pub fn sign_deposit(key: &SecretKey, credentials: B256, amount: Gwei, genesis_version: ForkVersion) -> BlsSignature {
    key.sign(deposit_signing_root(&key.public_key(), credentials, amount, genesis_version))
}

/// Whether a deposit's signature proves possession of its key. About 1 ms.
#[must_use]
pub fn verify_deposit(
    pubkey: &PublicKey,
    credentials: B256,
    amount: Gwei,
    signature: &BlsSignature,
    genesis_version: ForkVersion,
) -> bool {
    verify(pubkey, deposit_signing_root(pubkey, credentials, amount, genesis_version), signature)
}

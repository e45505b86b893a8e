//! Block headers, as their proposers sign them: two different ones for one slot are evidence.

use crate::SecretKey;
use crate::signature::{Domain, ForkVersion, signing_root, verify};
use alloy_primitives::B256;
use aquifer_protocol::ethereum::{BlsSignature, PublicKey};

/// Signs a block, given the SSZ root of its header. `version` is that of the fork at the header's epoch.
#[must_use]
pub fn sign_block_header(
    key: &SecretKey,
    header_root: B256,
    version: ForkVersion,
    genesis_validators_root: B256,
) -> BlsSignature {
    key.sign(signing_root(header_root, Domain::beacon_proposer(version, genesis_validators_root)))
}

/// Whether the proposer's key signed the header: the signature check of `process_proposer_slashing`, once a header. About 1 ms.
#[must_use]
pub fn verify_block_header(
    pubkey: &PublicKey,
    header_root: B256,
    signature: &BlsSignature,
    version: ForkVersion,
    genesis_validators_root: B256,
) -> bool {
    verify(pubkey, signing_root(header_root, Domain::beacon_proposer(version, genesis_validators_root)), signature)
}

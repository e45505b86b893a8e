//! Votes: `AttestationData`, signed by one validator or by many at once.

use crate::SecretKey;
use crate::signature::{Domain, ForkVersion, signing_root, verify_all};
use alloy_primitives::B256;
use aquifer_protocol::ethereum::{BlsSignature, PublicKey};

/// Signs a vote, given the SSZ root of its `AttestationData`. `version` is that of the fork at the vote's target epoch.
#[must_use]
pub fn sign_attestation(key: &SecretKey, data_root: B256, version: ForkVersion, genesis_validators_root: B256) -> BlsSignature {
    key.sign(signing_root(data_root, Domain::beacon_attester(version, genesis_validators_root)))
}

/// Whether all these keys signed the vote: the signature check of `is_valid_indexed_attestation`. False for no keys and for
/// keys or signatures that are no valid points. About 1 ms, and 0.1 ms for each further key.
#[must_use]
pub fn verify_attestation(
    pubkeys: &[PublicKey],
    data_root: B256,
    signature: &BlsSignature,
    version: ForkVersion,
    genesis_validators_root: B256,
) -> bool {
    verify_all(pubkeys, signing_root(data_root, Domain::beacon_attester(version, genesis_validators_root)), signature)
}

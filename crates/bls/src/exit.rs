//! Voluntary exits, signed once and good for ever (EIP-7044).

use crate::SecretKey;
use crate::signature::{Domain, ForkVersion, hash_pair, signing_root, verify};
use alloy_primitives::B256;
use aquifer_protocol::ethereum::{BlsSignature, PublicKey};
use aquifer_protocol::units::{Epoch, ValidatorIndex};

/// What the key of an exit signs.
#[must_use]
pub fn exit_signing_root(
    index: ValidatorIndex,
    epoch: Epoch,
    capella_version: ForkVersion,
    genesis_validators_root: B256,
) -> B256 {
    let message_root = hash_pair(&epoch.get().to_le_bytes(), B256::right_padding_from(&index.get().to_le_bytes()));
    signing_root(message_root, Domain::voluntary_exit(capella_version, genesis_validators_root))
}

/// Signs the exit of validator `index`, valid from `epoch` on.
#[must_use]
pub fn sign_voluntary_exit(
    key: &SecretKey,
    index: ValidatorIndex,
    epoch: Epoch,
    capella_version: ForkVersion,
    genesis_validators_root: B256,
) -> BlsSignature {
    key.sign(exit_signing_root(index, epoch, capella_version, genesis_validators_root))
}

/// Whether an exit is signed by the validator's key. About 1 ms.
#[must_use]
pub fn verify_voluntary_exit(
    pubkey: &PublicKey,
    index: ValidatorIndex,
    epoch: Epoch,
    signature: &BlsSignature,
    capella_version: ForkVersion,
    genesis_validators_root: B256,
) -> bool {
    verify(pubkey, exit_signing_root(index, epoch, capella_version, genesis_validators_root), signature)
}

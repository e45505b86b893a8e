//! Changes of BLS credentials (0x00) to an address, signed by the old withdrawal key.

use crate::SecretKey;
use crate::signature::{Domain, ForkVersion, hash_pair, signing_root, verify};
use alloy_primitives::{Address, B256};
use aquifer_protocol::ethereum::{BlsSignature, PublicKey};
use aquifer_protocol::units::ValidatorIndex;
use sha2::{Digest as _, Sha256};

impl SecretKey {
    /// The 0x00 credentials of a withdrawal key: its public key's hash with the first byte zero.
    #[must_use]
    pub fn bls_credentials(&self) -> B256 {
        let mut credentials = B256::new(Sha256::digest(self.public_key()).into());
        credentials[0] = 0;
        credentials
    }
}

/// What the withdrawal key signs: the root of `BLSToExecutionChange` in the domain of the genesis fork, which it stays in for ever.
#[must_use]
pub fn credentials_change_signing_root(
    index: ValidatorIndex,
    withdrawal_key: &PublicKey,
    address: Address,
    genesis_version: ForkVersion,
    genesis_validators_root: B256,
) -> B256 {
    let (first, rest) = withdrawal_key.split_at(32);
    let key_root = hash_pair(first, B256::right_padding_from(rest));
    let left = hash_pair(&index.get().to_le_bytes(), key_root);
    let right = hash_pair(address.as_slice(), B256::ZERO);
    let message_root = hash_pair(left.as_slice(), right);
    signing_root(message_root, Domain::bls_to_execution_change(genesis_version, genesis_validators_root))
}

/// Signs the change of validator `index`'s credentials to `address`, with its withdrawal key.
#[must_use]
pub fn sign_credentials_change(
    withdrawal_key: &SecretKey,
    index: ValidatorIndex,
    address: Address,
    genesis_version: ForkVersion,
    genesis_validators_root: B256,
) -> BlsSignature {
    let pubkey = withdrawal_key.public_key();
    withdrawal_key.sign(credentials_change_signing_root(index, &pubkey, address, genesis_version, genesis_validators_root))
}

/// Whether a change is signed by the key it names, and that key is the one the credentials commit to. About 1 ms.
#[must_use]
pub fn verify_credentials_change(
    credentials: B256,
    index: ValidatorIndex,
    withdrawal_key: &PublicKey,
    address: Address,
    signature: &BlsSignature,
    genesis_version: ForkVersion,
    genesis_validators_root: B256,
) -> bool {
    let hash: [u8; 32] = Sha256::digest(withdrawal_key).into();
    credentials[0] == 0
        && credentials[1..] == hash[1..]
        && verify(
            withdrawal_key,
            credentials_change_signing_root(index, withdrawal_key, address, genesis_version, genesis_validators_root),
            signature,
        )
}

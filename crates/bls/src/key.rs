//! Secret keys: derived by EIP-2333 and EIP-2334 from a seed, or cheaply for development.

use crate::signature::CIPHERSUITE;
use alloy_primitives::B256;
use aquifer_protocol::ethereum::{BlsSignature, PublicKey};
use blst::min_pk;
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// EIP-2333 wants at least 32 bytes of seed.
    #[error("a seed has at least 32 bytes, got {length}")]
    SeedTooShort {
        /// Bytes that came.
        length: usize,
    },
    /// A number that is zero or not below the order of the group.
    #[error("not a BLS secret key: zero, or not below the order of the group")]
    OutOfRange,
}

/// A secret key. Its bytes are wiped when it is dropped and never printed.
#[derive(Clone)]
pub struct SecretKey(min_pk::SecretKey);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SecretKey").field(&self.public_key()).finish()
    }
}

impl SecretKey {
    /// The key that signs for validator `index` of a wallet: `m/12381/3600/index/0/0` (EIP-2334). About 4 ms.
    ///
    /// # Errors
    /// [`KeyError::SeedTooShort`].
    pub fn from_seed(seed: &[u8], index: u32) -> Result<Self, KeyError> {
        let withdrawal = Self::withdrawal_from_seed(seed, index)?;
        Ok(Self(withdrawal.0.derive_child_eip2333(0)))
    }

    /// The old withdrawal key of validator `index`: `m/12381/3600/index/0`.
    ///
    /// # Errors
    /// [`KeyError::SeedTooShort`].
    pub fn withdrawal_from_seed(seed: &[u8], index: u32) -> Result<Self, KeyError> {
        let too_short = KeyError::SeedTooShort { length: seed.len() };
        let master = min_pk::SecretKey::derive_master_eip2333(seed).map_err(|_| too_short)?;
        let path = [12_381, 3_600, index, 0];
        Ok(Self(path.iter().fold(master, |key, step| key.derive_child_eip2333(*step))))
    }

    /// A key for development networks: one hash of seed and index, so that hundreds are made in an instant.
    ///
    /// Whoever knows the seed knows the key. It is in no way the key [`SecretKey::from_seed`] derives.
    #[must_use]
    pub fn development(seed: B256, index: u64) -> Self {
        let material = Sha256::new().chain_update(seed).chain_update(index.to_le_bytes()).finalize();
        Self::of_material(&material)
    }

    /// A key from its 32 big-endian bytes.
    ///
    /// # Errors
    /// [`KeyError::OutOfRange`].
    pub fn from_bytes(bytes: B256) -> Result<Self, KeyError> {
        min_pk::SecretKey::from_bytes(bytes.as_slice()).map(Self).map_err(|_| KeyError::OutOfRange)
    }

    /// The public key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::new(self.0.sk_to_pk().compress())
    }

    /// The 32 big-endian bytes, for a keystore; wiped when dropped.
    pub(crate) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Signs a message root.
    pub(crate) fn sign(&self, message: B256) -> BlsSignature {
        BlsSignature::new(self.0.sign(message.as_slice(), CIPHERSUITE, &[]).compress())
    }

    #[expect(clippy::expect_used, reason = "key_gen fails only on less than 32 bytes, and a hash has 32")]
    fn of_material(material: &[u8]) -> Self {
        Self(min_pk::SecretKey::key_gen(material, &[]).expect("32 bytes of key material"))
    }
}

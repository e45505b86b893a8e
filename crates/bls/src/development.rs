//! Development keys of a whole network: one seed, and each key known by its operator and number.

use crate::SecretKey;
use alloy_primitives::B256;

/// Keys of one operator lie this far from the next one's.
const KEYS_PER_OPERATOR: u64 = 1 << 32;
/// Keys of an operator's own validators begin here, so that Lido's never reach them.
const OWN_KEYS: u64 = 1 << 31;

/// Where the development keys of a network come from.
#[derive(Debug, Clone, Copy)]
pub struct KeySource(B256);

impl KeySource {
    /// Keys of a seed. Whoever knows the seed knows them all.
    #[must_use]
    pub const fn new(seed: B256) -> Self {
        Self(seed)
    }

    /// An operator's `number`-th key for Lido; numbers are those of its registry entry.
    #[must_use]
    pub fn lido(&self, operator: u64, number: u64) -> SecretKey {
        SecretKey::development(self.0, operator * KEYS_PER_OPERATOR + number)
    }

    /// An operator's `number`-th key for itself.
    #[must_use]
    pub fn own(&self, operator: u64, number: u64) -> SecretKey {
        SecretKey::development(self.0, operator * KEYS_PER_OPERATOR + OWN_KEYS + number)
    }
}

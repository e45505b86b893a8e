//! Development keys of a whole network: one seed, and each key known by its operator and number.

use crate::SecretKey;
use alloy_primitives::B256;

/// Keys of one operator lie this far from the next one's, those of one module this many operators apart.
const KEYS_PER_OPERATOR: u64 = 1 << 32;
const OPERATORS_PER_MODULE: u64 = 1 << 16;
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

    /// The `number`-th key of an operator of a staking module; operators and keys have their numbers in its registry.
    #[must_use]
    pub fn lido(&self, module: u64, operator: u64, number: u64) -> SecretKey {
        SecretKey::development(self.0, first_key(module, operator).wrapping_add(number))
    }

    /// The `number`-th key of an operator's own validators.
    #[must_use]
    pub fn own(&self, module: u64, operator: u64, number: u64) -> SecretKey {
        SecretKey::development(self.0, first_key(module, operator).wrapping_add(OWN_KEYS).wrapping_add(number))
    }
}

/// Index of an operator's first key. Wrapping only where no network has that many modules or operators.
const fn first_key(module: u64, operator: u64) -> u64 {
    module.wrapping_mul(OPERATORS_PER_MODULE).wrapping_add(operator).wrapping_mul(KEYS_PER_OPERATOR)
}

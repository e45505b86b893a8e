//! Phrases of words that stand for a wallet's seed (BIP-39, English).

use crate::{KeyError, SecretKey};
use coins_bip39::English;
use std::fmt;
use zeroize::Zeroizing;

/// Why words are no phrase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MnemonicError {
    /// Not 12, 15, 18, 21 or 24 words of the English list, or the last one does not fit the others.
    #[error("not a BIP-39 phrase: expected 12, 15, 18, 21 or 24 words of the English list of which the last is the checksum")]
    NotAPhrase,
}

/// A phrase. It is not printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Mnemonic(coins_bip39::Mnemonic<English>);

impl fmt::Debug for Mnemonic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mnemonic")
    }
}

impl Mnemonic {
    /// Reads a phrase; any white space separates words.
    ///
    /// # Errors
    /// [`MnemonicError::NotAPhrase`].
    pub fn new(phrase: &str) -> Result<Self, MnemonicError> {
        let words = Zeroizing::new(phrase.split_whitespace().collect::<Vec<_>>().join(" "));
        coins_bip39::Mnemonic::new_from_phrase(&words).map(Self).map_err(|_| MnemonicError::NotAPhrase)
    }

    /// The phrase of 24 words that stands for 32 random bytes.
    #[must_use]
    pub fn from_entropy(entropy: [u8; 32]) -> Self {
        Self(coins_bip39::Mnemonic::new_from_entropy(entropy.into()))
    }

    /// The words.
    #[must_use]
    pub fn phrase(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_phrase())
    }

    /// The key that signs for validator `index`, with an empty BIP-39 password: `m/12381/3600/index/0/0`.
    ///
    /// # Errors
    /// Never: a seed has 64 bytes.
    pub fn signing_key(&self, index: u32) -> Result<SecretKey, KeyError> {
        SecretKey::from_seed(&*self.seed()?, index)
    }

    /// The old withdrawal key of validator `index`: `m/12381/3600/index/0`.
    ///
    /// # Errors
    /// As [`Mnemonic::signing_key`].
    pub fn withdrawal_key(&self, index: u32) -> Result<SecretKey, KeyError> {
        SecretKey::withdrawal_from_seed(&*self.seed()?, index)
    }

    fn seed(&self) -> Result<Zeroizing<[u8; 64]>, KeyError> {
        self.0.to_seed(None).map(Zeroizing::new).map_err(|_| KeyError::SeedTooShort { length: 0 })
    }
}

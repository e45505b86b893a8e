//! Accounts of the network's test phrase: the same keys that every Ethereum development tool knows.

use super::PhraseError;
use alloy_primitives::Address;
use alloy_signer_local::{MnemonicBuilder, MnemonicKey, PrivateKeySigner, coins_bip39::English};
use serde::{Deserialize, Deserializer, de};

/// A BIP-39 phrase with the key of `m/44'/60'/0'/0` derived once; accounts are its children.
#[derive(Debug, Clone)]
pub struct Phrase(MnemonicKey);

impl Phrase {
    /// Reads a phrase.
    ///
    /// # Errors
    /// [`PhraseError`] when it is no valid BIP-39 phrase.
    pub fn new(words: &str) -> Result<Self, PhraseError> {
        MnemonicBuilder::<English>::default().phrase(words).build_parent_key().map(Self).map_err(|e| PhraseError(e.to_string()))
    }

    /// The account of an index.
    ///
    /// # Errors
    /// [`PhraseError`] for an index of 2^31 or more.
    pub fn signer(&self, index: u32) -> Result<PrivateKeySigner, PhraseError> {
        self.0.child(index).map(|key| key.signer()).map_err(|e| PhraseError(e.to_string()))
    }
}

/// An account in a network file: an address, or a number for the account of the test phrase with that index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountRef {
    /// Anybody's account.
    Address(Address),
    /// An account whose key the network knows.
    Phrase(u32),
}

impl AccountRef {
    /// The address meant.
    ///
    /// # Errors
    /// As [`Phrase::signer`].
    pub fn address(self, phrase: &Phrase) -> Result<Address, PhraseError> {
        match self {
            Self::Address(address) => Ok(address),
            Self::Phrase(index) => phrase.signer(index).map(|signer| signer.address()),
        }
    }
}

impl<'de> Deserialize<'de> for AccountRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = AccountRef;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an address such as \"0x00…\", or the index of an account of the test phrase")
            }

            fn visit_i64<E: de::Error>(self, index: i64) -> Result<AccountRef, E> {
                let index = u32::try_from(index).map_err(|_| E::invalid_value(de::Unexpected::Signed(index), &self))?;
                Ok(AccountRef::Phrase(index))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<AccountRef, E> {
                text.parse().map(AccountRef::Address).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

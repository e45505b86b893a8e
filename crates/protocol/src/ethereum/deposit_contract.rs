//! Ethereum's deposit contract: an incremental Merkle tree of 2^32 leaves over SHA-256, and checks.
//!
//! The tree keeps one node per level: the root of the last complete left subtree of that size. Ether stays for ever;
//! what a deposit is good for is decided by the beacon chain, which takes every event as a request (EIP-6110).
//!
//! Deliberately absent: any check of the signature or the credentials, and an upper bound on the value.

use super::validator::{BlsSignature, PublicKey};
use crate::units::{Gwei, Wei};
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Levels of the tree.
const DEPTH: usize = 32;
/// Leaves the tree takes: the last one stays empty (`MAX_DEPOSIT_COUNT`).
const CAPACITY: u64 = 4_294_967_295;

/// State of the deposit contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositContract {
    branch: [B256; DEPTH],
    count: u64,
}

/// A deposit was made. The real event carries amount and index as eight little-endian bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositEvent {
    /// Key of the validator.
    pub pubkey: PublicKey,
    /// Withdrawal credentials.
    pub withdrawal_credentials: B256,
    /// Amount in Gwei.
    pub amount: Gwei,
    /// Proof of possession.
    pub signature: BlsSignature,
    /// Number of the deposit, from 0.
    pub index: u64,
}

/// Why the contract refuses, in the order of its checks. [`DepositError`]'s text is the real revert string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DepositError {
    /// The key is not 48 bytes long.
    #[error("DepositContract: invalid pubkey length")]
    PubkeyLength,
    /// The credentials are not 32 bytes long.
    #[error("DepositContract: invalid withdrawal_credentials length")]
    CredentialsLength,
    /// The signature is not 96 bytes long.
    #[error("DepositContract: invalid signature length")]
    SignatureLength,
    /// Less than 1 ETH came with the call.
    #[error("DepositContract: deposit value too low")]
    ValueTooLow,
    /// The value has a fraction of a Gwei.
    #[error("DepositContract: deposit value not multiple of gwei")]
    ValueNotWholeGwei,
    /// The value does not fit 64 bits of Gwei.
    #[error("DepositContract: deposit value too high")]
    ValueTooHigh,
    /// The caller's root is not that of the data.
    #[error("DepositContract: reconstructed DepositData does not match supplied deposit_data_root")]
    RootMismatch,
    /// 2^32 - 1 deposits were made.
    #[error("DepositContract: merkle tree full")]
    TreeFull,
}

impl Default for DepositContract {
    fn default() -> Self {
        Self::new()
    }
}

impl DepositContract {
    /// No deposits yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { branch: [B256::ZERO; DEPTH], count: 0 }
    }

    /// Takes a deposit of `value`, which came with the call.
    ///
    /// # Errors
    /// The first check that fails, in the contract's order.
    pub fn deposit(
        &mut self,
        value: Wei,
        pubkey: &[u8],
        withdrawal_credentials: &[u8],
        signature: &[u8],
        supplied_root: B256,
    ) -> Result<DepositEvent, DepositError> {
        let pubkey = PublicKey::try_from(pubkey).map_err(|_| DepositError::PubkeyLength)?;
        let withdrawal_credentials = B256::try_from(withdrawal_credentials).map_err(|_| DepositError::CredentialsLength)?;
        let signature = BlsSignature::try_from(signature).map_err(|_| DepositError::SignatureLength)?;
        let amount = check_value(value)?;
        let leaf = deposit_data_root(&pubkey, withdrawal_credentials, amount, &signature);
        if leaf != supplied_root {
            return Err(DepositError::RootMismatch);
        }
        if self.count >= CAPACITY {
            return Err(DepositError::TreeFull);
        }
        let index = self.count;
        let count = index.checked_add(1).ok_or(DepositError::TreeFull)?;

        self.insert(leaf, count);
        Ok(DepositEvent { pubkey, withdrawal_credentials, amount, signature, index })
    }

    /// `get_deposit_root`: the root of the tree, mixed with the count.
    #[must_use]
    pub fn root(&self) -> B256 {
        let mut node = B256::ZERO;
        let mut empty = B256::ZERO;
        for (level, left) in self.branch.iter().enumerate() {
            node = if is_odd_at(self.count, level) { hash(left, &node) } else { hash(&node, &empty) };
            empty = hash(&empty, &empty);
        }
        hash(&node, &little_endian(self.count))
    }

    /// `get_deposit_count`: how many deposits were made.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Puts the leaf where the count, which already includes it, has its lowest set bit.
    fn insert(&mut self, leaf: B256, count: u64) {
        let mut node = leaf;
        for (level, left) in self.branch.iter_mut().enumerate() {
            if is_odd_at(count, level) {
                *left = node;
                break;
            }
            node = hash(left, &node);
        }
        self.count = count;
    }
}

/// The value in Gwei, when it is one the contract takes.
fn check_value(value: Wei) -> Result<Gwei, DepositError> {
    if value < Wei::ETHER {
        return Err(DepositError::ValueTooLow);
    }
    if !value.get().wrapping_rem(Wei::from(Gwei::new(1)).get()).is_zero() {
        return Err(DepositError::ValueNotWholeGwei);
    }
    let (amount, _) = value.to_gwei_floor().map_err(|_| DepositError::ValueTooHigh)?;
    Ok(amount)
}

/// SSZ root of `DepositData`: what the contract compares with its last argument, and the leaf of its tree.
#[must_use]
pub fn deposit_data_root(pubkey: &PublicKey, credentials: B256, amount: Gwei, signature: &BlsSignature) -> B256 {
    let (head, tail) = signature.split_at(64);
    let signature_root = hash_bytes(&[hash_bytes(&[head]).as_slice(), hash_bytes(&[tail, &[0; 32]]).as_slice()]);
    let amount_and_signature = hash(&little_endian(amount.get()), &signature_root);
    hash(&hash(&pubkey_root(pubkey), &credentials), &amount_and_signature)
}

/// SSZ root of `DepositMessage`: what the key of the validator signs.
#[must_use]
pub fn deposit_message_root(pubkey: &PublicKey, credentials: B256, amount: Gwei) -> B256 {
    hash(&hash(&pubkey_root(pubkey), &credentials), &hash(&little_endian(amount.get()), &B256::ZERO))
}

/// SSZ root of a public key.
pub(crate) fn pubkey_root(pubkey: &PublicKey) -> B256 {
    hash_bytes(&[pubkey.as_slice(), &[0; 16]])
}

/// A number as an SSZ leaf: eight little-endian bytes, then zeros.
pub(crate) const fn little_endian(value: u64) -> B256 {
    let [a, b, c, d, e, f, g, h] = value.to_le_bytes();
    let mut leaf = [0; 32];
    let [first, second, third, fourth, fifth, sixth, seventh, eighth, ..] = &mut leaf;
    (*first, *second, *third, *fourth) = (a, b, c, d);
    (*fifth, *sixth, *seventh, *eighth) = (e, f, g, h);
    B256::new(leaf)
}

/// SHA-256 of two nodes.
pub(crate) fn hash(left: &B256, right: &B256) -> B256 {
    hash_bytes(&[left.as_slice(), right.as_slice()])
}

fn hash_bytes(parts: &[&[u8]]) -> B256 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    B256::new(hasher.finalize().into())
}

/// Whether bit `level` of `count` is set.
fn is_odd_at(count: u64, level: usize) -> bool {
    u32::try_from(level).ok().and_then(|level| count.checked_shr(level)).is_some_and(|bits| bits & 1 == 1)
}

//! The commitment over the state: a homomorphic hash of its table entries (LtHash).
//!
//! Each entry becomes 1,024 lanes of 16 bits; the digest is their sum. Order does not matter, and a change costs two
//! additions however large the state is. Invariant CHN-5: the digest a block carries equals the one computed in full.

mod recall;

pub(crate) use recall::Recall;

use alloy_primitives::{B256, keccak256};
use aquifer_protocol::tables::{ChangeSink, Tables};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::sync::LazyLock;

/// Lanes of a digest.
const LANES: usize = 1024;
/// Bytes of a digest.
const BYTES: usize = 2 * LANES;
/// Values up to so many bytes go into the entry as they are.
const SHORT: usize = 512;
/// Separates our entries from every other use of BLAKE3.
const CONTEXT: &str = "aquifer 2026 state table entry v1";

/// A sum of entry hashes, lane by lane modulo 2^16.
#[derive(Clone, PartialEq, Eq)]
pub struct LtHash {
    lanes: Box<[u16; LANES]>,
}

impl LtHash {
    /// The digest of a state without entries.
    #[must_use]
    pub fn empty() -> Self {
        Self { lanes: Box::new([0; LANES]) }
    }

    /// The digest of everything a value lists.
    #[must_use]
    pub fn of(tables: &impl Tables) -> Self {
        let mut digest = Self::empty();
        tables.changes(None, &mut digest);
        digest
    }

    /// Puts an entry in.
    pub fn add(&mut self, table: &str, key: &[u8], value: &[u8]) {
        self.add_bytes(&entry_bytes(table, key, value));
    }

    /// Takes an entry out.
    pub fn remove(&mut self, table: &str, key: &[u8], value: &[u8]) {
        self.remove_bytes(&entry_bytes(table, key, value));
    }

    fn add_bytes(&mut self, entry: &[u8; BYTES]) {
        for (lane, bytes) in self.lanes.iter_mut().zip(entry.as_chunks::<2>().0) {
            *lane = lane.wrapping_add(u16::from_le_bytes(*bytes));
        }
    }

    fn remove_bytes(&mut self, entry: &[u8; BYTES]) {
        for (lane, bytes) in self.lanes.iter_mut().zip(entry.as_chunks::<2>().0) {
            *lane = lane.wrapping_sub(u16::from_le_bytes(*bytes));
        }
    }

    /// The digest of the entries of both.
    #[must_use]
    pub fn sum(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for (lane, other) in sum.lanes.iter_mut().zip(other.lanes.iter()) {
            *lane = lane.wrapping_add(*other);
        }
        sum
    }

    /// The 32 bytes a header carries: the keccak of the lanes' checksum (BLAKE3, five times as fast over 2 KiB).
    #[must_use]
    pub fn root(&self) -> B256 {
        keccak256(blake3::hash(&self.to_bytes()).as_bytes())
    }

    fn to_bytes(&self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        for (pair, lane) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(self.lanes.iter()) {
            *pair = lane.to_le_bytes();
        }
        bytes
    }
}

impl Default for LtHash {
    fn default() -> Self {
        Self::empty()
    }
}

impl std::fmt::Debug for LtHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LtHash({})", self.root())
    }
}

impl ChangeSink for LtHash {
    fn change(&mut self, table: &'static str, key: &[u8], before: Option<&[u8]>, after: Option<&[u8]>) {
        if let Some(value) = before {
            self.remove(table, key, value);
        }
        if let Some(value) = after {
            self.add(table, key, value);
        }
    }
}

/// The entry, spread over all lanes. Lengths go in, so that no two entries share an encoding; a long value goes in by
/// its hash, which BLAKE3 computes several blocks at a time.
fn entry_bytes(table: &str, key: &[u8], value: &[u8]) -> [u8; BYTES] {
    static BASE: LazyLock<blake3::Hasher> = LazyLock::new(|| blake3::Hasher::new_derive_key(CONTEXT));
    let mut hasher = BASE.clone();
    for part in [table.as_bytes(), key] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.update(&(value.len() as u64).to_le_bytes());
    if value.len() <= SHORT {
        hasher.update(value);
    } else {
        hasher.update(blake3::hash(value).as_bytes());
    }
    let mut bytes = [0; BYTES];
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}

impl Serialize for LtHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.to_bytes())
    }
}

impl<'de> Deserialize<'de> for LtHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = alloy_primitives::Bytes::deserialize(deserializer)?;
        if bytes.len() != BYTES {
            return Err(D::Error::invalid_length(bytes.len(), &"2048 bytes"));
        }
        let mut digest = Self::empty();
        for (lane, pair) in digest.lanes.iter_mut().zip(bytes.as_chunks::<2>().0) {
            *lane = u16::from_le_bytes(*pair);
        }
        Ok(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_removal_undoes() {
        let mut one = LtHash::empty();
        one.add("accounts", b"a", b"1");
        one.add("accounts", b"b", b"2");
        let mut other = LtHash::empty();
        other.add("accounts", b"b", b"2");
        other.add("accounts", b"c", b"3");
        other.add("accounts", b"a", b"1");
        assert_ne!(one, other);
        other.remove("accounts", b"c", b"3");
        assert_eq!(one, other);
        assert_eq!(one.root(), other.root());
    }

    #[test]
    fn parts_of_an_entry_do_not_run_into_each_other() {
        let of = |table, key: &[u8], value: &[u8]| {
            let mut digest = LtHash::empty();
            digest.add(table, key, value);
            digest.root()
        };
        assert_ne!(of("ab", b"c", b"d"), of("a", b"bc", b"d"));
        assert_ne!(of("a", b"bc", b"d"), of("a", b"b", b"cd"));
    }

    #[test]
    fn a_digest_survives_encoding() {
        let mut digest = LtHash::empty();
        digest.add("t", b"k", b"v");
        let bytes = postcard::to_stdvec(&digest).expect("encodes");
        assert_eq!(postcard::from_bytes::<LtHash>(&bytes).expect("decodes"), digest);
    }
}

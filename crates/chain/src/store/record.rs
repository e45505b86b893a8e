//! Records as they lie in the database: framed with a checksum, so that a flipped byte never passes for data.

use super::StoreError;
use crate::block::Block;
use alloy_primitives::B256;
use aquifer_protocol::units::Slot;
use std::sync::Arc;

/// The most blocks one record of a run holds.
pub const MAX_RUN: usize = 4_096;

const CHECKSUM: usize = 8;
const HASH: usize = 32;

/// Blocks without inputs in slots that follow one another.
///
/// Only their hashes are stored. The rest of each follows from the block before: it is computed again when asked for, and
/// held against the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Number of the first block.
    pub first: u64,
    /// Slot of the first block.
    pub slot: Slot,
    /// Revision of the rules all of them were made under.
    pub rules: u16,
    /// Gas limit of all of them: whoever builds a block chooses it.
    pub gas_limit: u64,
    /// Their hashes, in order; their count is the run's.
    pub hashes: Vec<B256>,
}

impl Run {
    /// Number of blocks.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// Number of the last block.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.first + self.count().saturating_sub(1)
    }

    /// Hash of a block of the run.
    #[must_use]
    pub fn hash_of(&self, number: u64) -> Option<B256> {
        self.hashes.get(usize::try_from(number.checked_sub(self.first)?).ok()?).copied()
    }

    /// Slot of a block of the run.
    #[must_use]
    pub fn slot_of(&self, number: u64) -> Slot {
        Slot::new(self.slot.get() + number.saturating_sub(self.first))
    }

    /// Whether `next` continues this run and both fit one record.
    #[must_use]
    pub fn is_continued_by(&self, next: &Self) -> bool {
        self.last() + 1 == next.first
            && self.slot.get() + self.count() == next.slot.get()
            && (self.gas_limit, self.rules) == (next.gas_limit, next.rules)
            && self.hashes.len() + next.hashes.len() <= MAX_RUN
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(18 + HASH * self.hashes.len());
        payload.extend_from_slice(&self.slot.get().to_be_bytes());
        payload.extend_from_slice(&self.gas_limit.to_be_bytes());
        payload.extend_from_slice(&self.rules.to_be_bytes());
        self.hashes.iter().for_each(|hash| payload.extend_from_slice(hash.as_slice()));
        framed(&payload)
    }

    pub(super) fn decode(first: u64, bytes: &[u8]) -> Result<Self, StoreError> {
        let name = || format!("the run of empty blocks at {first}");
        let payload = unframed(bytes, name)?;
        let too_short = || StoreError::damaged(name(), "too short");
        let (slot, rest) = payload.split_first_chunk().ok_or_else(too_short)?;
        let (gas_limit, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (rules, hashes) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (slot, gas_limit) = (Slot::new(u64::from_be_bytes(*slot)), u64::from_be_bytes(*gas_limit));
        let rules = u16::from_be_bytes(*rules);
        let (hashes, rest) = hashes.as_chunks::<HASH>();
        if hashes.is_empty() || !rest.is_empty() {
            return Err(StoreError::damaged(name(), "odd length"));
        }
        let hashes = hashes.iter().map(|hash| B256::from(*hash)).collect();
        Ok(Self { first, slot, rules, gas_limit, hashes })
    }
}

/// What is stored under a block number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A block with all of its inputs.
    Block(Arc<Block>),
    /// A run of blocks without inputs.
    Run(Run),
}

impl Entry {
    /// Number of its first block.
    #[must_use]
    pub fn first(&self) -> u64 {
        match self {
            Self::Block(block) => block.header.number,
            Self::Run(run) => run.first,
        }
    }

    /// Number of its last block.
    #[must_use]
    pub fn last(&self) -> u64 {
        match self {
            Self::Block(block) => block.header.number,
            Self::Run(run) => run.last(),
        }
    }

    /// Hash of one of its blocks.
    #[must_use]
    pub fn hash_of(&self, number: u64) -> Option<B256> {
        match self {
            Self::Block(block) => (block.header.number == number).then_some(block.hash),
            Self::Run(run) => run.hash_of(number),
        }
    }

    /// Slot of one of its blocks.
    #[must_use]
    pub fn slot_of(&self, number: u64) -> Slot {
        match self {
            Self::Block(block) => block.slot,
            Self::Run(run) => run.slot_of(number),
        }
    }
}

/// Puts a checksum in front.
pub(super) fn framed(payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(CHECKSUM + payload.len());
    bytes.extend_from_slice(&checksum(payload));
    bytes.extend_from_slice(payload);
    bytes
}

/// Checks and takes off the checksum.
pub(super) fn unframed(bytes: &[u8], name: impl Fn() -> String) -> Result<&[u8], StoreError> {
    let Some((stored, payload)) = bytes.split_first_chunk::<CHECKSUM>() else {
        return Err(StoreError::damaged(name(), "too short"));
    };
    if *stored == checksum(payload) { Ok(payload) } else { Err(StoreError::damaged(name(), "its checksum does not match")) }
}

fn checksum(payload: &[u8]) -> [u8; CHECKSUM] {
    let mut short = [0; CHECKSUM];
    blake3::Hasher::new().update(payload).finalize_xof().fill(&mut short);
    short
}

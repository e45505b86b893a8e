//! Hashes of recent blocks, for `BLOCKHASH`.

use alloy_primitives::B256;
use imbl::Vector;
use serde::{Deserialize, Serialize};

/// How many block hashes `BLOCKHASH` reaches.
const REACH: usize = 256;

/// Hashes of consecutive blocks, the newest last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockHashes {
    newest: u64,
    hashes: Vector<B256>,
}

impl BlockHashes {
    /// Hash of a block; zero when it lies too far back or ahead.
    #[must_use]
    pub fn get(&self, number: u64) -> B256 {
        let back = self.newest.checked_sub(number).and_then(|back| usize::try_from(back).ok());
        let index = back.and_then(|back| self.hashes.len().checked_sub(back + 1));
        index.and_then(|index| self.hashes.get(index)).copied().unwrap_or_default()
    }

    /// Appends the hash of the next block.
    pub(crate) fn push(&mut self, number: u64, hash: B256) {
        if self.hashes.len() >= REACH {
            self.hashes.pop_front();
        }
        self.hashes.push_back(hash);
        self.newest = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_256_are_kept() {
        let mut hashes = BlockHashes::default();
        for number in 0..=300 {
            hashes.push(number, B256::with_last_byte(number as u8));
        }
        assert_eq!(hashes.get(300), B256::with_last_byte(44));
        assert_eq!(hashes.get(45), B256::with_last_byte(45));
        assert_eq!([hashes.get(44), hashes.get(301)], [B256::ZERO; 2]);
    }
}

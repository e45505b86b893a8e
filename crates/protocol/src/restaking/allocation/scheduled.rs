//! A value whose change counts from a later block on.

use crate::units::BlockNumber;
use serde::{Deserialize, Serialize};

/// A value and the one that follows it.
///
/// ```text
/// schedule(new, b):  before block b the current value counts, from b on the new one
/// schedule again:    a pending value that counts already becomes the current one, any other is replaced
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled<T> {
    current: Option<T>,
    pending: Option<(T, BlockNumber)>,
}

impl<T> Default for Scheduled<T> {
    fn default() -> Self {
        Self { current: None, pending: None }
    }
}

impl<T: Copy> Scheduled<T> {
    /// A value that counts from `effect_block` on, none before.
    pub const fn from_block(value: T, effect_block: BlockNumber) -> Self {
        Self { current: None, pending: Some((value, effect_block)) }
    }

    /// The value that counts in a block; `None` when none was ever set.
    #[must_use]
    pub fn at(&self, block: BlockNumber) -> Option<T> {
        match self.pending {
            Some((value, effect_block)) if block >= effect_block => Some(value),
            _ => self.current,
        }
    }

    /// The value that does not count yet in a block, and from which block on it will.
    #[must_use]
    pub fn pending_at(&self, block: BlockNumber) -> Option<(T, BlockNumber)> {
        self.pending.filter(|(_, effect_block)| block < *effect_block)
    }

    /// Lets a value count from `effect_block` on; `now` is the present block.
    pub fn schedule(&mut self, value: T, effect_block: BlockNumber, now: BlockNumber) {
        self.current = self.at(now);
        self.pending = Some((value, effect_block));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pending_value_counts_from_its_block_on_and_a_new_one_replaces_it_before() {
        let block = BlockNumber::new;
        let mut value = Scheduled::default();
        assert_eq!(value.at(block(9)), None);
        value.schedule(1, block(10), block(5));
        assert_eq!((value.at(block(9)), value.at(block(10))), (None, Some(1)));
        value.schedule(2, block(20), block(15));
        assert_eq!((value.at(block(19)), value.at(block(20))), (Some(1), Some(2)));
        assert_eq!((value.pending_at(block(19)), value.pending_at(block(20))), (Some((2, block(20))), None));
        value.schedule(3, block(30), block(19));
        assert_eq!((value.at(block(29)), value.at(block(30))), (Some(1), Some(3)));
    }
}

//! Values by block, as EigenLayer's `Snapshots` keeps them: one history for every owner.
//!
//! Of several changes in a block the last one counts. Changes lie in one map by owner and block: a change is one entry of
//! the state, whatever came before it.

use crate::{
    tables::{ChangeSink, map_changes},
    units::BlockNumber,
};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// A history for every owner `K` of a value `V` that changes now and then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(serialize = "K: Serialize, V: Serialize", deserialize = "K: Deserialize<'de>, V: Deserialize<'de>"))]
pub struct Histories<K: Ord + Copy, V: Copy> {
    changes: OrdMap<(K, BlockNumber), V>,
}

/// A change before one that is recorded (`InvalidSnapshotOrdering`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a change in block {got} cannot follow one in block {last}")]
pub struct SnapshotOrdering {
    /// Block of the last change.
    pub last: BlockNumber,
    /// Block of the refused one.
    pub got: BlockNumber,
}

impl<K: Ord + Copy, V: Copy> Default for Histories<K, V> {
    fn default() -> Self {
        Self { changes: OrdMap::new() }
    }
}

impl<K: Ord + Copy, V: Copy> Histories<K, V> {
    /// Records a change.
    ///
    /// # Errors
    /// [`SnapshotOrdering`] when a later change is recorded.
    pub fn push(&mut self, owner: K, block: BlockNumber, value: V) -> Result<(), SnapshotOrdering> {
        let last = self.change_up_to(owner, BlockNumber::new(u64::MAX)).map(|(last, _)| last);
        if let Some(last) = last.filter(|last| *last > block) {
            return Err(SnapshotOrdering { last, got: block });
        }

        self.changes.insert((owner, block), value);
        Ok(())
    }

    /// The value now; `None` before the first change.
    #[must_use]
    pub fn latest(&self, owner: K) -> Option<V> {
        self.at(owner, BlockNumber::new(u64::MAX))
    }

    /// The value at the end of a block: that of the last change up to and including it (`upperLookup`).
    #[must_use]
    pub fn at(&self, owner: K, block: BlockNumber) -> Option<V> {
        self.change_up_to(owner, block).map(|(_, value)| value)
    }

    fn change_up_to(&self, owner: K, block: BlockNumber) -> Option<(BlockNumber, V)> {
        let (&(held_by, change), &value) = self.changes.get_prev(&(owner, block))?;
        (held_by == owner).then_some((change, value))
    }

    /// Every change of every owner, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = (K, BlockNumber, V)> + '_ {
        self.changes.iter().map(|(&(owner, block), &value)| (owner, block, value))
    }
}

impl<K: Ord + Copy + Serialize, V: Copy + PartialEq + Serialize> Histories<K, V> {
    /// Reports changed entries, one an owner and block.
    pub fn changes(&self, before: Option<&Self>, table: &'static str, sink: &mut dyn ChangeSink) {
        map_changes(table, before.map(|before| &before.changes), &self.changes, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_sees_the_last_change_of_its_owner_up_to_it() {
        let block = BlockNumber::new;
        let mut histories = Histories::default();
        histories.push(1, block(6), 60).unwrap();
        assert_eq!((histories.latest(2), histories.at(2, block(9))), (None, None));
        for (at, value) in [(5, 50), (7, 70), (7, 71)] {
            histories.push(2, block(at), value).unwrap();
        }
        let seen = [4, 5, 6, 7, 8].map(|at| histories.at(2, block(at)));
        assert_eq!(seen, [None, Some(50), Some(50), Some(71), Some(71)]);
        assert_eq!(histories.entries().count(), 3);
        assert_eq!(histories.push(2, block(6), 0), Err(SnapshotOrdering { last: block(7), got: block(6) }));
        assert_eq!((histories.latest(2), histories.latest(1)), (Some(71), Some(60)));
    }
}

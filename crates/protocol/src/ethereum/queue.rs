//! A persistent first-in first-out queue: each entry keeps its number for life, so differences between two states are small.

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Entries by their number in the order of arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue<T: Clone> {
    entries: OrdMap<u64, T>,
    next: u64,
}

impl<T: Clone> Default for Queue<T> {
    fn default() -> Self {
        Self { entries: OrdMap::new(), next: 0 }
    }
}

impl<T: Clone> Queue<T> {
    /// Entries from the head to the tail.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.values()
    }

    /// How many wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether `limit` entries or more wait.
    pub(crate) fn is_full(&self, limit: u64) -> bool {
        u64::try_from(self.len()).map_or(true, |len| len >= limit)
    }

    /// The entry at the head.
    pub(crate) fn front(&self) -> Option<&T> {
        self.entries.get_min().map(|(_, entry)| entry)
    }

    /// The number of the entry at the head, or of the next to come: how many have left since the start.
    pub(crate) fn head_number(&self) -> u64 {
        self.entries.get_min().map_or(self.next, |(number, _)| *number)
    }

    /// Appends at the tail. Numbers do not run out: 2^64 deposits take longer than the sun lasts.
    pub(crate) fn push(&mut self, entry: T) {
        self.entries.insert(self.next, entry);
        self.next = self.next.saturating_add(1);
    }

    /// Takes the entry at the head.
    pub(crate) fn pop(&mut self) -> Option<T> {
        let number = self.entries.get_min()?.0;
        self.entries.remove(&number)
    }

    /// Drops `count` entries at the head.
    pub(crate) fn drop_front(&mut self, count: u64) {
        for _ in 0..count {
            self.pop();
        }
    }

    /// Entries by their number, as shared.
    #[must_use]
    pub const fn entries(&self) -> &OrdMap<u64, T> {
        &self.entries
    }

    pub(crate) const fn next_number(&self) -> u64 {
        self.next
    }
}

impl<T: Clone> FromIterator<T> for Queue<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut queue = Self::default();
        for entry in entries {
            queue.push(entry);
        }
        queue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_in_is_the_first_out() {
        let mut queue: Queue<u64> = [7, 8, 9].into_iter().collect();
        assert_eq!(queue.pop(), Some(7));
        queue.push(10);
        queue.drop_front(1);
        assert_eq!(queue.iter().copied().collect::<Vec<_>>(), [9, 10]);
        assert_eq!((queue.front(), queue.head_number()), (Some(&9), 2));
        assert!(queue.is_full(2) && !queue.is_full(3));
    }
}

//! The storage of an account: words by slot. A word that is zero is not there.
//!
//! Low slots, where a contract's own variables and rings lie, are leaves of a tree of fixed shape: a write copies four
//! small arrays, where an ordered map of a ring's 8,191 words copies nodes of several kilobytes, in every block. The
//! rest, hashed places of mappings, is such a map.

use alloy_primitives::U256;
use imbl::{OrdMap, ordmap::DiffItem};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::MapAccess, de::Visitor};
use std::{array, fmt, sync::Arc};

/// Children of a branch, words of a leaf.
const FAN: usize = 16;
/// Bits of a slot that choose among them.
const FAN_BITS: u32 = 4;

/// Words by slot; a clone shares them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Storage {
    /// Slots below 16^4.
    low: Low,
    high: OrdMap<U256, U256>,
}

type Low = Branch<Branch<Branch<Leaf>>>;

/// A slot whose word is not the same in two storages: before and after, zero for a word that is not there.
pub(super) type SlotChange = (U256, U256, U256);

impl Storage {
    /// The word in a slot, zero when it is not there.
    #[must_use]
    pub fn get(&self, slot: &U256) -> U256 {
        match low(slot) {
            Some(place) => self.low.word(place),
            None => self.high.get(slot).copied().unwrap_or_default(),
        }
    }

    /// Sets a slot; a word of zero takes it away.
    pub fn set(&mut self, slot: U256, word: U256) {
        match low(&slot) {
            Some(place) => self.low.set(place, word),
            None if word.is_zero() => drop(self.high.remove(&slot)),
            None => drop(self.high.insert(slot, word)),
        }
    }

    /// Whether no slot holds anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.low.is_empty() && self.high.is_empty()
    }

    /// All slots that hold something, in their order.
    #[must_use]
    pub fn slots(&self) -> Vec<(U256, U256)> {
        let mut slots = Vec::new();
        Self::default().each_change(self, &mut |(slot, _, word)| slots.push((slot, word)));
        slots
    }

    /// Tells every slot in which `after` differs, in their order; what both share is not looked at.
    pub(super) fn each_change(&self, after: &Self, tell: &mut dyn FnMut(SlotChange)) {
        Low::each_change(Some(&self.low), Some(&after.low), 0, tell);
        if self.high.ptr_eq(&after.high) {
            return;
        }
        for item in self.high.diff(&after.high) {
            tell(match item {
                DiffItem::Add(slot, new) => (*slot, U256::ZERO, *new),
                DiffItem::Remove(slot, old) => (*slot, *old, U256::ZERO),
                DiffItem::Update { old: (slot, old), new: (_, new) } => (*slot, *old, *new),
            });
        }
    }
}

/// A slot as a place in the tree.
fn low(slot: &U256) -> Option<usize> {
    usize::try_from(*slot).ok().filter(|place| *place < Low::WIDTH)
}

/// A part of the tree: all words below it lie side by side.
trait Tier: Clone + Default + PartialEq {
    /// Words below it.
    const WIDTH: usize;
    fn word(&self, place: usize) -> U256;
    fn set(&mut self, place: usize, word: U256);
    fn is_empty(&self) -> bool;
    /// `base` is the slot of the first word below it; a part that is not there holds zeros.
    fn each_change(before: Option<&Self>, after: Option<&Self>, base: usize, tell: &mut dyn FnMut(SlotChange));
}

/// The lowest tier. Never empty where a branch points to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Leaf([U256; FAN]);

/// A tier above another. A part without words is not there, so that equal words make equal trees.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Branch<T>([Option<Arc<T>>; FAN]);

impl<T> Default for Branch<T> {
    fn default() -> Self {
        Self(array::from_fn(|_| None))
    }
}

impl Tier for Leaf {
    const WIDTH: usize = FAN;

    fn word(&self, place: usize) -> U256 {
        self.0[place % FAN]
    }

    fn set(&mut self, place: usize, word: U256) {
        self.0[place % FAN] = word;
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(U256::is_zero)
    }

    fn each_change(before: Option<&Self>, after: Option<&Self>, base: usize, tell: &mut dyn FnMut(SlotChange)) {
        let word = |leaf: Option<&Self>, place: usize| leaf.map_or(U256::ZERO, |leaf| leaf.0[place]);
        for place in 0..FAN {
            let (old, new) = (word(before, place), word(after, place));
            if old != new {
                tell((U256::from(base + place), old, new));
            }
        }
    }
}

impl<T: Tier> Tier for Branch<T> {
    const WIDTH: usize = T::WIDTH << FAN_BITS;

    fn word(&self, place: usize) -> U256 {
        self.0[place / T::WIDTH % FAN].as_ref().map_or(U256::ZERO, |child| child.word(place))
    }

    fn set(&mut self, place: usize, word: U256) {
        let entry = &mut self.0[place / T::WIDTH % FAN];
        if entry.is_none() && word.is_zero() {
            return;
        }
        let child = Arc::make_mut(entry.get_or_insert_default());
        child.set(place, word);
        if word.is_zero() && child.is_empty() {
            *entry = None;
        }
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    fn each_change(before: Option<&Self>, after: Option<&Self>, base: usize, tell: &mut dyn FnMut(SlotChange)) {
        for number in 0..FAN {
            let (old, new) = (child(before, number), child(after, number));
            if old.map(Arc::as_ptr) != new.map(Arc::as_ptr) {
                T::each_change(old.map(Arc::as_ref), new.map(Arc::as_ref), base + number * T::WIDTH, tell);
            }
        }
    }
}

fn child<T>(branch: Option<&Branch<T>>, number: usize) -> Option<&Arc<T>> {
    branch.and_then(|branch| branch.0[number].as_ref())
}

impl FromIterator<(U256, U256)> for Storage {
    fn from_iter<I: IntoIterator<Item = (U256, U256)>>(slots: I) -> Self {
        let mut storage = Self::default();
        slots.into_iter().for_each(|(slot, word)| storage.set(slot, word));
        storage
    }
}

impl Serialize for Storage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.slots())
    }
}

impl<'de> Deserialize<'de> for Storage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Slots)
    }
}

/// Reads a map of slots.
struct Slots;

impl<'de> Visitor<'de> for Slots {
    type Value = Storage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of slots to words")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut slots: A) -> Result<Storage, A::Error> {
        let mut storage = Storage::default();
        while let Some((slot, word)) = slots.next_entry()? {
            storage.set(slot, word);
        }
        Ok(storage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aquifer_protocol::tables::canonical;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Slots near each other, at the edge of the tree, and hashed ones.
    fn slot() -> impl Strategy<Value = U256> {
        let edge = U256::from(Low::WIDTH);
        prop_oneof![
            (0_u64..40).prop_map(U256::from),
            (0_u64..20_000).prop_map(U256::from),
            (0_u64..4).prop_map(move |offset| edge + U256::from(offset) - U256::from(2)),
            (0_u64..4).prop_map(|offset| U256::MAX - U256::from(offset)),
        ]
    }

    fn writes() -> impl Strategy<Value = Vec<(U256, U256)>> {
        prop::collection::vec((slot(), (0_u64..3).prop_map(U256::from)), 0..60)
    }

    fn plain(writes: &[(U256, U256)]) -> BTreeMap<U256, U256> {
        let mut slots: BTreeMap<_, _> = writes.iter().copied().collect();
        slots.retain(|_, word| !word.is_zero());
        slots
    }

    proptest! {
        #[test]
        fn a_storage_is_the_map_of_what_was_written_last(first in writes(), later in writes()) {
            let before: Storage = first.iter().copied().collect();
            let all = [first.clone(), later.clone()].concat();
            let mut after = before.clone();
            later.iter().for_each(|(slot, word)| after.set(*slot, *word));
            let (old, new) = (plain(&first), plain(&all));
            prop_assert_eq!(before.slots(), old.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!(after.slots(), new.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!(after.is_empty(), new.is_empty());
            prop_assert_eq!(&after, &new.clone().into_iter().collect::<Storage>());
            for (slot, _) in &all {
                prop_assert_eq!(after.get(slot), new.get(slot).copied().unwrap_or_default());
            }
            let mut seen = old;
            let mut slots = Vec::new();
            before.each_change(&after, &mut |(slot, was, is)| {
                assert_eq!(seen.get(&slot).copied().unwrap_or_default(), was);
                assert_ne!(was, is);
                seen.insert(slot, is);
                slots.push(slot);
            });
            seen.retain(|_, word| !word.is_zero());
            prop_assert_eq!(seen, new);
            prop_assert!(slots.is_sorted());
        }

        #[test]
        fn a_storage_comes_back_from_its_bytes_which_are_those_of_a_map(writes in writes()) {
            let storage: Storage = writes.iter().copied().collect();
            let bytes = canonical(&storage);
            prop_assert_eq!(&bytes, &canonical(&plain(&writes)));
            prop_assert_eq!(postcard::from_bytes::<Storage>(&bytes).unwrap(), storage);
        }
    }
}

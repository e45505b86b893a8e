//! The state as table entries: what the state commitment, proofs and differences are made of.
//!
//! Every module lists its state as `(table, key, value)` entries, each encoded canonically (postcard). The commitment
//! over a state is order-free over its entries, so it is enough to list what changed between two values. Maps are
//! compared by [`OrdMap::diff`], which skips what both share.

use alloy_primitives::B256;
use imbl::OrdMap;
use serde::Serialize;
use std::sync::Arc;

/// Receives the entries that differ between two values, in no particular order.
pub trait ChangeSink {
    /// An entry changed: `None` before means it is new, `None` after that it is gone. Keys and values are canonical bytes.
    fn change(&mut self, table: &'static str, key: &[u8], before: Option<&[u8]>, after: Option<&[u8]>);
}

/// A part of the state that can list its entries.
pub trait Tables {
    /// Reports every entry in which `self` differs from `before`; all of them when there is no `before`.
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink);
}

impl<T: Tables> Tables for Arc<T> {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        match before {
            Some(before) if Self::ptr_eq(self, before) => {}
            before => self.as_ref().changes(before.map(AsRef::as_ref), sink),
        }
    }
}

/// Entries of a map, one a key.
pub fn map_changes<K, V>(table: &'static str, before: Option<&OrdMap<K, V>>, after: &OrdMap<K, V>, sink: &mut dyn ChangeSink)
where
    K: Ord + Clone + Serialize,
    V: Clone + PartialEq + Serialize,
{
    use imbl::ordmap::DiffItem;
    let Some(before) = before else {
        for (key, value) in after {
            sink.change(table, &canonical(key), None, Some(&canonical(value)));
        }
        return;
    };
    if before.ptr_eq(after) {
        return;
    }
    for item in before.diff(after) {
        match item {
            DiffItem::Add(key, value) => sink.change(table, &canonical(key), None, Some(&canonical(value))),
            DiffItem::Remove(key, value) => sink.change(table, &canonical(key), Some(&canonical(value)), None),
            DiffItem::Update { old: (key, old), new: (_, new) } => {
                sink.change(table, &canonical(key), Some(&canonical(old)), Some(&canonical(new)));
            }
        }
    }
}

/// One entry under the empty key: for the scalars of a module, gathered in one struct or tuple.
pub fn value_changes<T>(table: &'static str, before: Option<&T>, after: &T, sink: &mut dyn ChangeSink)
where
    T: PartialEq + Serialize,
{
    match before {
        Some(before) if before == after => {}
        before => {
            let before = before.map(canonical);
            sink.change(table, &[], before.as_deref(), Some(&canonical(after)));
        }
    }
}

/// Canonical bytes of a value of our own types.
///
/// # Panics
/// Never: postcard fails only on unknown lengths and foreign serializers, and every type here derives its own.
#[must_use]
#[expect(clippy::expect_used, reason = "writing to a growing buffer cannot fail and all types derive Serialize")]
pub fn canonical<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("derived types serialize")
}

/// The commitment of one set of bytes, for sinks that want fixed-size values.
#[must_use]
pub fn digest(bytes: &[u8]) -> B256 {
    alloy_primitives::keccak256(bytes)
}

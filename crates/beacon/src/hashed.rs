//! A value with its root, shared.

use crate::container::Container;
use crate::hash::Node;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;

/// A value whose root is computed when it is set. A clone is a reference count.
#[derive(Clone)]
pub(crate) struct Hashed<T>(Arc<(T, Node)>);

/// What can be hashed in one go.
pub(crate) trait Rooted {
    /// `hash_tree_root`.
    fn hash_root(&self) -> Node;
}

impl<T: Container> Rooted for T {
    fn hash_root(&self) -> Node {
        self.root()
    }
}

impl<T: Rooted> Hashed<T> {
    pub(crate) fn new(value: T) -> Self {
        let root = value.hash_root();
        Self(Arc::new((value, root)))
    }
}

impl<T> Hashed<T> {
    pub(crate) fn root(&self) -> Node {
        self.0.1
    }
}

impl<T> Deref for Hashed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.0
    }
}

impl<T: Debug> Debug for Hashed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.0.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Hashed<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.root() == other.root() && **self == **other)
    }
}

impl<T: Eq> Eq for Hashed<T> {}

impl<T: Serialize> Serialize for Hashed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.0.serialize(serializer)
    }
}

impl<'de, T: Rooted + Deserialize<'de>> Deserialize<'de> for Hashed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

impl<T: Rooted + Default> Default for Hashed<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

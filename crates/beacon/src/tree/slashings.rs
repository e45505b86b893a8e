//! The tree of the slashings vector, which the accounting keeps as a map without zeros.

use super::column::pack;
use super::vector::MerkleVector;
use crate::hash::{Node, ZERO, depth_of};
use aquifer_protocol::units::Gwei;
use imbl::OrdMap;

/// The tree of `Vector[Gwei, EPOCHS_PER_SLASHINGS_VECTOR]`.
#[derive(Debug, Clone)]
pub(crate) struct SlashingsTree {
    source: OrdMap<u64, Gwei>,
    len: u64,
    vector: MerkleVector,
}

impl Default for SlashingsTree {
    fn default() -> Self {
        Self::new(8)
    }
}

impl SlashingsTree {
    fn new(len: u64) -> Self {
        let leaves = usize::try_from(len.div_ceil(4)).unwrap_or(usize::MAX);
        Self { source: OrdMap::new(), len, vector: MerkleVector::filled(depth_of(leaves), ZERO) }
    }

    /// Brings the tree up to date; the vector has `len` places.
    pub(crate) fn update(&mut self, slashings: &OrdMap<u64, Gwei>, len: u64) {
        if len != self.len {
            *self = Self::new(len);
        }
        if self.source.ptr_eq(slashings) {
            return;
        }
        for position in self.source.keys().chain(slashings.keys()) {
            if self.source.get(position) != slashings.get(position) {
                let leaf = usize::try_from(position / 4).unwrap_or(usize::MAX);
                self.vector.set(leaf, leaf_of(slashings, position / 4));
            }
        }
        self.source = slashings.clone();
    }

    pub(crate) fn root(&self) -> Node {
        self.vector.root()
    }

    pub(crate) const fn vector(&self) -> &MerkleVector {
        &self.vector
    }
}

/// Four entries as a leaf.
fn leaf_of(slashings: &OrdMap<u64, Gwei>, leaf: u64) -> Node {
    let amounts = [0, 1, 2, 3].map(|place| slashings.get(&(leaf * 4 + place)).copied().unwrap_or_default());
    let mut node = [ZERO];
    pack(&amounts, &mut node);
    let [node] = node;
    node
}

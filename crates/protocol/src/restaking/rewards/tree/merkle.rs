//! A binary tree over leaves, with the layers kept for proofs.

use super::hashing::node;
use alloy_primitives::{B256, Bytes};

/// A tree whose leaves are filled up with zero words to a power of two.
///
/// Only what differs from the filling is kept: a layer ends with the last node above a real leaf, and what would stand
/// after it is the root of an empty subtree of that height.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MerkleTree {
    /// From the leaves to the root, which is alone in the last one.
    layers: Vec<Vec<B256>>,
    /// Root of an empty subtree, by height.
    fillings: Vec<B256>,
}

impl MerkleTree {
    /// The tree over leaves; `None` over none.
    #[must_use]
    pub fn new(leaves: Vec<B256>) -> Option<Self> {
        if leaves.is_empty() {
            return None;
        }
        let (mut layers, mut fillings) = (Vec::new(), Vec::new());
        let (mut layer, mut filling) = (leaves, B256::ZERO);
        while layer.len() > 1 {
            let above = parents(&layer, &filling);
            layers.push(std::mem::replace(&mut layer, above));
            fillings.push(filling);
            filling = node(&filling, &filling);
        }
        layers.push(layer);
        Some(Self { layers, fillings })
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> B256 {
        self.layers.last().and_then(|top| top.first()).copied().unwrap_or_default()
    }

    /// Siblings from the leaf of a place up to the root; `None` for a place without a leaf.
    #[must_use]
    pub fn proof(&self, index: usize) -> Option<Bytes> {
        self.layers.first()?.get(index)?;
        let mut place = index;
        let mut proof = Vec::with_capacity(self.fillings.len().saturating_mul(32));
        for (layer, filling) in self.layers.iter().zip(&self.fillings) {
            let sibling = layer.get(place ^ 1).unwrap_or(filling);
            proof.extend_from_slice(sibling.as_slice());
            place >>= 1;
        }
        Some(proof.into())
    }
}

/// The layer above, from pairs; a last node without a sibling stands beside the filling.
fn parents(layer: &[B256], filling: &B256) -> Vec<B256> {
    layer
        .chunks(2)
        .map(|pair| match pair {
            [left, right] => node(left, right),
            [left] => node(left, filling),
            _ => *filling,
        })
        .collect()
}

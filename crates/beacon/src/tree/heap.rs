//! A complete binary tree of hashes in one piece of memory: the root at 1, the children of `p` at `2p` and `2p + 1`.

use crate::hash::{Node, ZERO, empty, hash_layer};
use std::sync::Arc;

/// The tree. A clone is a reference count; a write copies when it is shared.
#[derive(Debug, Clone)]
pub(crate) struct HashHeap {
    nodes: Arc<[Node]>,
}

impl HashHeap {
    /// A tree over `leaves`, which are roots of subtrees of some height; it is filled up to a power of two.
    pub(crate) fn new(leaves: &[Node], width: usize, height: u32) -> Self {
        let width = width.max(leaves.len()).next_power_of_two();
        let mut nodes = vec![ZERO; width * 2];
        let padding = std::iter::repeat(empty(height));
        for (node, leaf) in nodes.iter_mut().skip(width).zip(leaves.iter().copied().chain(padding)) {
            *node = leaf;
        }
        rehash_above(&mut nodes, (width..width * 2).collect());
        Self { nodes: nodes.into() }
    }

    /// How many leaves there are.
    pub(crate) fn width(&self) -> usize {
        self.nodes.len() / 2
    }

    /// Levels between root and leaves.
    pub(crate) fn depth(&self) -> u32 {
        self.width().trailing_zeros()
    }

    pub(crate) fn root(&self) -> Node {
        self.nodes.get(1).copied().unwrap_or(ZERO)
    }

    /// A node by its depth below the root and its position from the left.
    pub(crate) fn node(&self, depth: u32, index: usize) -> Option<Node> {
        let level = 1usize.checked_shl(depth)?;
        if index >= level {
            return None;
        }
        self.nodes.get(level + index).copied()
    }

    pub(crate) fn leaves(&self) -> &[Node] {
        self.nodes.get(self.width()..).unwrap_or(&[])
    }

    /// Replaces leaves, given in ascending order of their positions.
    pub(crate) fn set(&mut self, changes: &[(usize, Node)]) {
        if changes.is_empty() {
            return;
        }
        let width = self.width();
        let nodes = Arc::make_mut(&mut self.nodes);
        let mut dirty = Vec::with_capacity(changes.len());
        for (position, leaf) in changes {
            if let Some(node) = nodes.get_mut(width + position) {
                *node = *leaf;
                dirty.push(width + position);
            }
        }
        rehash_above(nodes, dirty);
    }
}

/// Hashes all that lies above changed nodes of one level, given in ascending order.
fn rehash_above(nodes: &mut [Node], mut dirty: Vec<usize>) {
    while dirty.first().is_some_and(|position| *position > 1) {
        dirty.iter_mut().for_each(|position| *position /= 2);
        dirty.dedup();
        for run in dirty.chunk_by(|left, right| left + 1 == *right) {
            let Some(first) = run.first() else { continue };
            // Parents of one level end before the children of the first of them begin.
            if let Some((low, children)) = nodes.split_at_mut_checked(first * 2) {
                let parents = low.get_mut(*first..first + run.len()).unwrap_or_default();
                hash_layer(children, parents);
            }
        }
    }
}

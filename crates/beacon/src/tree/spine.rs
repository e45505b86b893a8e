//! The upper part of a list's tree: from the roots of its pieces up to the depth of its limit.

use super::heap::HashHeap;
use crate::hash::{Node, climb, empty, mix_in_length};

/// Roots of pieces, and what lies above them. Beyond the pieces everything is empty.
#[derive(Debug, Clone)]
pub(crate) struct Spine {
    heap: HashHeap,
    /// Height of a piece above the list's own leaves.
    height: u32,
    /// Depth of the list's leaves below the root of its contents.
    depth: u32,
    contents: Node,
}

impl Spine {
    /// The spine of an empty list.
    pub(crate) fn new(height: u32, depth: u32) -> Self {
        let heap = HashHeap::new(&[], 1, height);
        Self { heap, height, depth, contents: empty(depth) }
    }

    /// Replaces roots of pieces, given in ascending order; there is room for `pieces` of them afterwards.
    pub(crate) fn set(&mut self, pieces: usize, changes: &[(usize, Node)]) {
        if pieces > self.heap.width() {
            self.heap = HashHeap::new(self.heap.leaves(), pieces, self.height);
        }
        self.heap.set(changes);
        self.contents = climb(self.heap.root(), self.height + self.heap.depth(), self.depth);
    }

    /// Replaces all pieces.
    pub(crate) fn assign(&mut self, pieces: &[Node]) {
        let padding = std::iter::repeat(empty(self.height));
        let wanted = pieces.iter().copied().chain(padding);
        let old = self.heap.leaves().iter().copied().map(Some).chain(std::iter::repeat(None));
        let width = self.heap.width().max(pieces.len());
        let changed = old.zip(wanted).take(width).enumerate().filter(|(_, (old, new))| *old != Some(*new));
        let changes: Vec<_> = changed.map(|(position, (_, new))| (position, new)).collect();
        self.set(pieces.len(), &changes);
    }

    /// Roots of the pieces, then of empty ones.
    pub(crate) fn pieces(&self) -> &[Node] {
        self.heap.leaves()
    }

    /// Root of the list.
    pub(crate) fn root(&self, len: usize) -> Node {
        mix_in_length(&self.contents, len)
    }

    /// A node by its depth below the root of the contents; `None` below the pieces.
    pub(crate) fn node(&self, depth: u32, index: u64) -> Option<Node> {
        let height = self.depth.checked_sub(depth)?;
        let top = self.height + self.heap.depth();
        if height < self.height {
            return None;
        }
        Some(
            match top.checked_sub(height) {
                Some(depth) => usize::try_from(index).ok().and_then(|index| self.heap.node(depth, index)),
                None => (index == 0).then(|| climb(self.heap.root(), top, height)),
            }
            .unwrap_or_else(|| empty(height)),
        )
    }

    /// Depth of the pieces below the root of the contents.
    pub(crate) const fn depth_of_pieces(&self) -> u32 {
        self.depth - self.height
    }
}

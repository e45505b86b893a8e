//! The tree of a list of numbers that is kept as a column.
//!
//! A chunk of the column is a piece of the list. Which chunks may have changed is told by their identity, what has changed
//! in them by their values: only groups of eight leaves with a change are hashed, and what lies above them.

use super::heap::HashHeap;
use super::spine::Spine;
use crate::hash::{Node, ZERO, empty, hash_layer};
use aquifer_protocol::ethereum::{CHUNK, Column};
use aquifer_protocol::units::Gwei;
use imbl::Vector;
use std::sync::Arc;

/// Leaves hashed together: nothing is remembered within a group.
const GROUP_LEAVES: usize = 8;
/// Height of a group.
const GROUP_HEIGHT: u32 = 3;

/// A number of a fixed size.
pub(crate) trait Packed: Copy + PartialEq {
    /// Its bytes.
    const SIZE: usize;
    /// Numbers of a leaf.
    const PER_LEAF: usize = 32 / Self::SIZE;

    /// Writes it little-endian.
    fn put(self, bytes: &mut [u8]);
}

impl Packed for u8 {
    const SIZE: usize = 1;

    fn put(self, bytes: &mut [u8]) {
        bytes.fill(self);
    }
}

impl Packed for u64 {
    const SIZE: usize = 8;

    fn put(self, bytes: &mut [u8]) {
        bytes.copy_from_slice(&self.to_le_bytes());
    }
}

impl Packed for Gwei {
    const SIZE: usize = 8;

    fn put(self, bytes: &mut [u8]) {
        self.get().put(bytes);
    }
}

/// Numbers as leaves.
pub(crate) fn pack<T: Packed>(values: &[T], leaves: &mut [Node]) {
    for (bytes, value) in leaves.as_flattened_mut().chunks_exact_mut(T::SIZE).zip(values) {
        value.put(bytes);
    }
}

/// The tree of `List[T, 2^40]`.
#[derive(Debug, Clone)]
pub(crate) struct ColumnTree<T> {
    source: Column<T>,
    chunks: Vector<HashHeap>,
    spine: Spine,
}

impl<T: Packed> Default for ColumnTree<T> {
    fn default() -> Self {
        let chunk_height = GROUP_HEIGHT + Self::GROUPS.trailing_zeros();
        let spine = Spine::new(chunk_height, Self::DEPTH);
        Self { source: Column::default(), chunks: Vector::new(), spine }
    }
}

impl<T: Packed> ColumnTree<T> {
    const GROUP: usize = GROUP_LEAVES * T::PER_LEAF;
    const GROUPS: usize = CHUNK / Self::GROUP;
    /// Depth of the leaves below the root of the contents.
    pub(crate) const DEPTH: u32 = 40 - T::PER_LEAF.trailing_zeros();

    /// Brings the tree up to date.
    pub(crate) fn update(&mut self, column: &Column<T>) {
        if self.source.is_same(column) {
            return;
        }
        if column.len() < self.source.len() {
            *self = Self::default();
        }
        let changes = self.update_chunks(column);
        self.spine.set(column.shared_chunks().len(), &changes);
        self.source = column.clone();
    }

    fn update_chunks(&mut self, column: &Column<T>) -> Vec<(usize, Node)> {
        let heaps = &mut self.chunks;
        let mut changes = Vec::new();
        let mut before: Option<&Arc<[T]>> = None;
        for (number, chunk) in column.shared_chunks().iter().enumerate() {
            let old = self.source.shared_chunks().get(number);
            let is_repeated = before.replace(chunk).is_some_and(|before| Arc::ptr_eq(before, chunk));
            if old.is_some_and(|old| Arc::ptr_eq(old, chunk)) {
                continue;
            }
            let repeated = if is_repeated { number.checked_sub(1).and_then(|before| heaps.get(before).cloned()) } else { None };
            match (repeated, heaps.get_mut(number), old) {
                (Some(heap), Some(place), _) => *place = heap,
                (Some(heap), None, _) => heaps.push_back(heap),
                (None, Some(heap), Some(old)) => heap.set(&changed_groups(old, chunk, Self::GROUP)),
                (None, _, _) => heaps.push_back(HashHeap::new(&group_roots(chunk, Self::GROUP), Self::GROUPS, GROUP_HEIGHT)),
            }
            changes.extend(heaps.get(number).map(|heap| (number, heap.root())));
        }
        changes
    }

    pub(crate) fn root(&self) -> Node {
        self.spine.root(self.source.len())
    }

    pub(crate) const fn len(&self) -> usize {
        self.source.len()
    }

    /// A node by its depth below the root of the contents, at most [`Self::DEPTH`].
    pub(crate) fn node(&self, depth: u32, index: u64) -> Node {
        self.spine
            .node(depth, index)
            .or_else(|| self.node_of_chunk(depth, index))
            .unwrap_or_else(|| empty(Self::DEPTH.saturating_sub(depth)))
    }

    fn node_of_chunk(&self, depth: u32, index: u64) -> Option<Node> {
        let below = depth.checked_sub(self.spine.depth_of_pieces())?;
        let chunk = usize::try_from(index >> below).ok()?;
        let within = usize::try_from(index & ((1 << below) - 1)).ok()?;
        let groups = Self::GROUPS.trailing_zeros();
        if below <= groups {
            return self.chunks.get(chunk)?.node(below, within);
        }
        let deeper = below - groups;
        let group = self.source.shared_chunks().get(chunk)?.chunks(Self::GROUP).nth(within >> deeper)?;
        let (_, nodes) = group_tree(group);
        nodes.get((1 << deeper) + (within & ((1 << deeper) - 1))).copied()
    }
}

/// The tree of a group, root first at 1, and its root.
fn group_tree<T: Packed>(values: &[T]) -> (Node, [Node; 2 * GROUP_LEAVES]) {
    let mut nodes = [ZERO; 2 * GROUP_LEAVES];
    let (upper, leaves) = nodes.split_at_mut(GROUP_LEAVES);
    pack(values, leaves);
    let (top, fours) = upper.split_at_mut(4);
    hash_layer(leaves, fours);
    let (root, twos) = top.split_at_mut(2);
    hash_layer(fours, twos);
    hash_layer(twos, root.get_mut(1..).unwrap_or_default());
    let [_, root, ..] = nodes;
    (root, nodes)
}

fn group_roots<T: Packed>(chunk: &[T], group: usize) -> Vec<Node> {
    chunk.chunks(group).map(|values| group_tree(values).0).collect()
}

fn changed_groups<T: Packed>(old: &[T], new: &[T], group: usize) -> Vec<(usize, Node)> {
    let before = old.chunks(group).map(Some).chain(std::iter::repeat(None));
    let groups = new.chunks(group).zip(before).enumerate();
    groups.filter(|(_, (now, before))| *before != Some(*now)).map(|(number, (now, _))| (number, group_tree(now).0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash_pair;
    use ssz_types::VariableList;
    use ssz_types::typenum::U1099511627776;
    use tree_hash::TreeHash;

    /// Lengths around every border: of leaves, groups and chunks, growing and then starting again.
    const LENGTHS: [usize; 17] = [0, 1, 4, 5, 31, 32, 33, 255, 256, 511, 512, 513, 1023, 1024, 1025, 1600, 3];

    fn check<T: Packed + TreeHash + From<u8> + std::fmt::Debug>() {
        let mut tree = ColumnTree::<T>::default();
        for (round, len) in LENGTHS.into_iter().enumerate() {
            // Some values stay, some change, some are new.
            let value =
                |index: usize| T::from(u8::try_from(if index % 97 < 3 { (index + round) % 251 } else { index % 7 }).unwrap());
            let values: Vec<T> = (0..len).map(value).collect();
            tree.update(&values.iter().copied().collect());
            let list = VariableList::<T, U1099511627776>::new(values).unwrap();
            assert_eq!(tree.root(), list.tree_hash_root().0, "{len} values");
            check_nodes(&tree);
        }
    }

    /// Every node asked for is the parent of the two below it.
    fn check_nodes<T: Packed>(tree: &ColumnTree<T>) {
        for depth in 0..ColumnTree::<T>::DEPTH {
            for index in [0, 1, 2, 5, 9].into_iter().filter(|index| index >> depth == 0) {
                let below = [2 * index, 2 * index + 1].map(|child| tree.node(depth + 1, child));
                assert_eq!(tree.node(depth, index), hash_pair(&below[0], &below[1]), "{depth}, {index}");
            }
        }
    }

    #[test]
    fn a_column_has_the_root_of_the_list_it_is() {
        check::<u8>();
        check::<u64>();
    }
}

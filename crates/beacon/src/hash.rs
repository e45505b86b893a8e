//! SHA-256 over pairs of nodes, and the few ways SSZ puts them together.
//!
//! `hashtree-rs` hashes runs of 64-byte pairs and picks its code by the processor at hand.

use alloy_primitives::FixedBytes;
use std::sync::LazyLock;

/// A node of a Merkle tree. Slices of it are contiguous bytes, which is what the hash function takes.
pub(crate) type Node = [u8; 32];

/// The empty leaf.
pub(crate) const ZERO: Node = [0; 32];

/// No list of the beacon chain is deeper.
const LEVELS: usize = 65;

/// Roots of subtrees in which all leaves are zero, by height.
static EMPTY: LazyLock<[Node; LEVELS]> = LazyLock::new(|| {
    let mut node = ZERO;
    std::array::from_fn(|_| {
        let above = hash_pair(&node, &node);
        std::mem::replace(&mut node, above)
    })
});

/// Chooses the implementation for this processor, once.
static ENGINE: LazyLock<i32> = LazyLock::new(hashtree_rs::init);

/// Hashes neighbours: parent number i from children 2 i and 2 i + 1, as many as both slices hold.
pub(crate) fn hash_layer(children: &[Node], parents: &mut [Node]) {
    let count = parents.len().min(children.len() / 2);
    LazyLock::force(&ENGINE);
    hashtree_rs::hash(parents.as_flattened_mut(), children.as_flattened(), count);
}

/// The parent of two nodes.
pub(crate) fn hash_pair(left: &Node, right: &Node) -> Node {
    let mut parent = [ZERO];
    hash_layer(&[*left, *right], &mut parent);
    let [parent] = parent;
    parent
}

/// Root of an empty subtree of some height.
pub(crate) fn empty(height: u32) -> Node {
    EMPTY.get(height as usize).copied().unwrap_or(ZERO)
}

/// The root of a subtree that is continued to a greater height by empty ones on its right.
pub(crate) fn climb(root: Node, from: u32, to: u32) -> Node {
    (from..to).fold(root, |node, height| hash_pair(&node, &empty(height)))
}

/// Root over at most 2^depth leaves; those that are missing are zero.
pub(crate) fn merkleize(leaves: &[Node], depth: u32) -> Node {
    let mut level = leaves.to_vec();
    let mut parents = Vec::with_capacity(leaves.len().div_ceil(2));
    for height in 0..depth {
        if level.len() <= 1 {
            return climb(level.first().copied().unwrap_or_else(|| empty(height)), height, depth);
        }
        if !level.len().is_multiple_of(2) {
            level.push(empty(height));
        }
        parents.clear();
        parents.resize(level.len() / 2, ZERO);
        hash_layer(&level, &mut parents);
        std::mem::swap(&mut level, &mut parents);
    }
    level.first().copied().unwrap_or_else(|| empty(depth))
}

/// The root of a list from that of its contents.
pub(crate) fn mix_in_length(contents: &Node, len: usize) -> Node {
    hash_pair(contents, &number(len as u64))
}

/// A number as a leaf: little-endian, then zeros.
pub(crate) fn number(value: u64) -> Node {
    let mut leaf = ZERO;
    if let Some((head, _)) = leaf.split_first_chunk_mut() {
        *head = value.to_le_bytes();
    }
    leaf
}

/// Bytes as leaves, the last one filled up with zeros.
pub(crate) fn pack_bytes(bytes: &[u8]) -> Vec<Node> {
    let mut leaves = vec![ZERO; bytes.len().div_ceil(32)];
    leaves.as_flattened_mut().iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    leaves
}

/// The longest byte vector of the beacon chain has so many leaves: a bloom filter.
const BYTES_LEAVES: usize = 8;

/// The root of a byte vector.
pub(crate) fn bytes_root<const N: usize>(bytes: &FixedBytes<N>) -> Node {
    const { assert!(N <= BYTES_LEAVES * 32) }
    let depth = depth_of(N.div_ceil(32));
    // The filter of a block without logs, the key of a seat without a holder.
    if bytes.is_zero() {
        return empty(depth);
    }
    let mut level = [ZERO; BYTES_LEAVES];
    level.as_flattened_mut().iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    for height in (0..depth).rev() {
        let children = level;
        let (parents, _) = level.split_at_mut(1 << height);
        hash_layer(&children, parents);
    }
    let [root, ..] = level;
    root
}

/// Depth of the smallest tree with room for so many leaves.
pub(crate) const fn depth_of(leaves: usize) -> u32 {
    leaves.next_power_of_two().trailing_zeros()
}

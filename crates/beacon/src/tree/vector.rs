//! A persistent vector of roots with its hashes: a write copies one path, everything else is shared.
//!
//! For the rings of the state, of which every slot writes a place or two and every version of the chain keeps one.

use crate::hash::{Node, ZERO, hash_pair};
use alloy_primitives::B256;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// `Vector[Bytes32, 2^depth]`. A clone is a reference count.
#[derive(Debug, Clone)]
pub(crate) struct MerkleVector {
    depth: u32,
    top: Tree,
}

#[derive(Debug, Clone)]
enum Tree {
    Pair(Arc<Pair>),
    Branch(Arc<Branch>),
}

/// Two leaves.
#[derive(Debug, Clone)]
struct Pair {
    hash: Node,
    leaves: [Node; 2],
}

#[derive(Debug, Clone)]
struct Branch {
    hash: Node,
    children: [Tree; 2],
}

impl Tree {
    fn pair(leaves: [Node; 2]) -> Self {
        let [left, right] = &leaves;
        Self::Pair(Arc::new(Pair { hash: hash_pair(left, right), leaves }))
    }

    fn branch(children: [Self; 2]) -> Self {
        let [left, right] = &children;
        Self::Branch(Arc::new(Branch { hash: hash_pair(&left.hash(), &right.hash()), children }))
    }

    fn hash(&self) -> Node {
        match self {
            Self::Pair(pair) => pair.hash,
            Self::Branch(branch) => branch.hash,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pair(one), Self::Pair(two)) => Arc::ptr_eq(one, two),
            (Self::Branch(one), Self::Branch(two)) => Arc::ptr_eq(one, two),
            _ => false,
        }
    }

    /// Writes the leaf at the end of a path of `depth` bits.
    fn set(&mut self, depth: u32, index: usize, leaf: Node) {
        let side = (index >> (depth - 1)) & 1;
        match self {
            Self::Pair(pair) => {
                let pair = Arc::make_mut(pair);
                if let Some(place) = pair.leaves.get_mut(side) {
                    *place = leaf;
                }
                let [left, right] = &pair.leaves;
                pair.hash = hash_pair(left, right);
            }
            Self::Branch(branch) => {
                let branch = Arc::make_mut(branch);
                if let Some(child) = branch.children.get_mut(side) {
                    child.set(depth - 1, index, leaf);
                }
                let [left, right] = &branch.children;
                branch.hash = hash_pair(&left.hash(), &right.hash());
            }
        }
    }

    /// The node at the end of a path of `depth` bits.
    fn node(&self, depth: u32, index: usize) -> Option<Node> {
        let Some(rest) = depth.checked_sub(1) else { return Some(self.hash()) };
        let side = (index >> rest) & 1;
        match self {
            Self::Pair(pair) => pair.leaves.get(side).filter(|_| rest == 0).copied(),
            Self::Branch(branch) => branch.children.get(side)?.node(rest, index),
        }
    }
}

impl MerkleVector {
    /// The same value at all 2^depth places.
    pub(crate) fn filled(depth: u32, value: Node) -> Self {
        let pair = Tree::pair([value; 2]);
        let top = (1..depth).fold(pair, |child, _| Tree::branch([child.clone(), child]));
        Self { depth, top }
    }

    /// Values from the first place on, zeros behind them. Equal stretches share their memory.
    pub(crate) fn from_values(depth: u32, values: impl IntoIterator<Item = Node>) -> Self {
        let mut values = values.into_iter().take(1 << depth).peekable();
        let mut level: Vec<Tree> = Vec::new();
        let mut last: Option<[Node; 2]> = None;
        while let Some(left) = values.next() {
            let leaves = [left, values.next().unwrap_or(ZERO)];
            let repeated = level.last().filter(|_| last == Some(leaves)).cloned();
            level.push(repeated.unwrap_or_else(|| Tree::pair(leaves)));
            last = Some(leaves);
        }
        let mut padding = Tree::pair([ZERO; 2]);
        for _ in 1..depth {
            level = parents(&level, &padding);
            padding = Tree::branch([padding.clone(), padding]);
        }
        Self { depth, top: level.into_iter().next().unwrap_or(padding) }
    }

    pub(crate) const fn depth(&self) -> u32 {
        self.depth
    }

    /// How many places there are.
    pub(crate) const fn len(&self) -> usize {
        1 << self.depth
    }

    pub(crate) fn root(&self) -> Node {
        if self.depth == 0 { self.get(0) } else { self.top.hash() }
    }

    /// Bits of a path; a vector of one place has a pair too, of which it is the left one.
    fn path(&self) -> u32 {
        self.depth.max(1)
    }

    /// Writes a place, counted modulo the length.
    pub(crate) fn set(&mut self, index: usize, value: Node) {
        self.top.set(self.path(), index % self.len(), value);
    }

    /// A place, counted modulo the length.
    pub(crate) fn get(&self, index: usize) -> Node {
        self.top.node(self.path(), index % self.len()).unwrap_or(ZERO)
    }

    /// A node by its depth, at most that of the leaves, and its position.
    pub(crate) fn node(&self, depth: u32, index: u64) -> Option<Node> {
        if depth == 0 {
            return Some(self.root());
        }
        self.top.node(depth, usize::try_from(index).ok()?)
    }

    /// All places in order.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = B256> + Clone {
        (0..self.len()).map(|index| B256::new(self.get(index)))
    }
}

/// The level above; what repeats its left neighbour is not made again.
fn parents(level: &[Tree], padding: &Tree) -> Vec<Tree> {
    let mut parents: Vec<Tree> = Vec::with_capacity(level.len().div_ceil(2));
    let mut last: Option<[&Tree; 2]> = None;
    for pair in level.chunks(2) {
        let children = match pair {
            [left, right] => [left, right],
            [left] => [left, padding],
            _ => continue,
        };
        let is_repeated = last.is_some_and(|[left, right]| left.is_same(children[0]) && right.is_same(children[1]));
        let parent = match parents.last().filter(|_| is_repeated) {
            Some(parent) => parent.clone(),
            None => Tree::branch(children.map(Tree::clone)),
        };
        parents.push(parent);
        last = Some(children);
    }
    parents
}

impl PartialEq for MerkleVector {
    /// By their roots: equal roots are equal values.
    fn eq(&self, other: &Self) -> bool {
        self.depth == other.depth && self.root() == other.root()
    }
}

impl Eq for MerkleVector {}

/// Stored as its depth and runs of equal values.
impl Serialize for MerkleVector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut runs: Vec<(B256, u32)> = Vec::new();
        for value in self.iter() {
            match runs.last_mut().filter(|(last, _)| *last == value) {
                Some((_, count)) => *count += 1,
                None => runs.push((value, 1)),
            }
        }
        (self.depth, runs).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for MerkleVector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (depth, runs) = <(u32, Vec<(B256, u32)>)>::deserialize(deserializer)?;
        if !(1..=32).contains(&depth) {
            return Err(serde::de::Error::custom(format!("a vector of roots is not {depth} levels deep")));
        }
        let values = runs.into_iter().flat_map(|(value, count)| std::iter::repeat_n(value.0, count as usize));
        Ok(Self::from_values(depth, values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::merkleize;

    fn node(value: usize) -> Node {
        crate::hash::number(value as u64)
    }

    #[test]
    fn a_write_changes_the_root_as_if_all_were_hashed_again() {
        let mut values: Vec<Node> = (0..16).map(node).collect();
        let mut vector = MerkleVector::from_values(4, values.iter().copied());
        for (index, value) in [(0, 99), (15, 98), (7, 97), (7, 96)] {
            values[index] = node(value);
            vector.set(index, node(value));
            assert_eq!(vector.root(), merkleize(&values, 4));
        }
        assert_eq!((vector.get(7), vector.get(16 + 15)), (node(96), node(98)));
    }

    #[test]
    fn a_write_leaves_the_version_before_alone() {
        let before = MerkleVector::filled(13, node(1));
        let mut after = before.clone();
        after.set(5, node(2));
        assert_eq!((before.get(5), after.get(5)), (node(1), node(2)));
        assert_ne!(before, after);
        after.set(5, node(1));
        assert_eq!(before, after);
    }

    #[test]
    fn missing_values_are_zero() {
        for len in [0, 1, 2, 3, 5, 8] {
            let values: Vec<Node> = (1..=len).map(node).collect();
            assert_eq!(MerkleVector::from_values(3, values.iter().copied()).root(), merkleize(&values, 3), "{len}");
        }
    }
}

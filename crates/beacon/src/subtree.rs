//! A tree one can walk into: what proofs are read from, whatever keeps the nodes.
//!
//! A generalized index is the path from the root: behind its highest bit, 0 goes left and 1 goes right.

use crate::container::{Container, roots};
use crate::error::FormError;
use crate::hash::{Node, depth_of, empty, hash_pair, merkleize, mix_in_length, number, pack_bytes};
use alloy_primitives::B256;

type NodeAt<'a> = Box<dyn Fn(u32, u64) -> Option<Node> + 'a>;
type Below<'a> = Box<dyn Fn(u64) -> Option<Subtree<'a>> + 'a>;

/// Part of a state's tree.
pub(crate) struct Subtree<'a> {
    /// Depth of its leaves.
    depth: u32,
    /// A node by depth and position, where there is one.
    node: NodeAt<'a>,
    /// What lies below a leaf.
    below: Below<'a>,
}

/// A node and its siblings from the leaf up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The node itself.
    pub leaf: B256,
    /// Siblings, the node's own first.
    pub branch: Vec<B256>,
}

impl Proof {
    /// The root that the leaf and its branch lead to, the leaf standing at this generalized index.
    #[must_use]
    pub fn root_from(&self, gindex: u64) -> B256 {
        let path = std::iter::successors(Some(gindex), |node| Some(node / 2));
        let climb = |node: Node, (position, sibling): (u64, &B256)| match position % 2 {
            0 => hash_pair(&node, &sibling.0),
            _ => hash_pair(&sibling.0, &node),
        };
        B256::new(path.zip(&self.branch).fold(self.leaf.0, climb))
    }

    /// Whether this proves the leaf at a generalized index against a root: the branch has the right length and leads there.
    #[must_use]
    pub fn is_valid(&self, gindex: u64, root: B256) -> bool {
        gindex.checked_ilog2().is_some_and(|depth| self.branch.len() == depth as usize) && self.root_from(gindex) == root
    }
}

impl<'a> Subtree<'a> {
    /// A tree of given depth whose nodes are asked for.
    pub(crate) fn new(
        depth: u32,
        node: impl Fn(u32, u64) -> Option<Node> + 'a,
        below: impl Fn(u64) -> Option<Subtree<'a>> + 'a,
    ) -> Self {
        Self { depth, node: Box::new(node), below: Box::new(below) }
    }

    /// A tree over leaves, filled up with empty ones.
    pub(crate) fn leaves(leaves: Vec<Node>, depth: u32, below: impl Fn(u64) -> Option<Subtree<'a>> + 'a) -> Self {
        Self::new(depth, move |at, index| Some(node_over(&leaves, depth - at, index)), below)
    }

    /// A container.
    pub(crate) fn container(leaves: Vec<Node>, below: impl Fn(usize) -> Option<Subtree<'a>> + 'a) -> Self {
        let depth = depth_of(leaves.len());
        Self::leaves(leaves, depth, move |field| below(usize::try_from(field).ok()?))
    }

    /// A container that is made for the occasion.
    pub(crate) fn owned<C: Container + 'a>(container: C) -> Self {
        Self::container(container.leaves().as_ref().to_vec(), move |field| container.below(field))
    }

    /// A list of containers.
    pub(crate) fn entries<C: Container>(entries: &'a [C], depth: u32) -> Self {
        let leaves = roots(entries);
        let below = |index: u64| {
            let entry = entries.get(usize::try_from(index).ok()?)?;
            Some(Self::container(entry.leaves().as_ref().to_vec(), |field| entry.below(field)))
        };
        Self::list(leaves, depth, entries.len(), below)
    }

    /// A byte vector.
    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        let leaves = pack_bytes(bytes);
        let depth = depth_of(leaves.len());
        Self::leaves(leaves, depth, |_| None)
    }

    /// A list over leaves, its contents `depth` deep.
    pub(crate) fn list(leaves: Vec<Node>, depth: u32, len: usize, below: impl Fn(u64) -> Option<Subtree<'a>> + 'a) -> Self {
        Self::with_length(depth, len, move |at, index| node_over(&leaves, depth - at, index), below)
    }

    /// A list whose contents are asked for: the contents are the left child of its root, the length the right one.
    pub(crate) fn with_length(
        depth: u32,
        len: usize,
        contents: impl Fn(u32, u64) -> Node + 'a,
        below: impl Fn(u64) -> Option<Subtree<'a>> + 'a,
    ) -> Self {
        let node = move |at: u32, index: u64| match at.checked_sub(1) {
            None => Some(mix_in_length(&contents(0, 0), len)),
            Some(0) if index == 1 => Some(number(len as u64)),
            // Nothing lies below the length.
            Some(at) => (index >> at == 0).then(|| contents(at, index)),
        };
        Self::new(depth + 1, node, below)
    }

    /// The node a generalized index names.
    pub(crate) fn at(&self, gindex: u64) -> Result<Node, FormError> {
        let unknown = FormError::NoSuchNode { gindex };
        let depth = gindex.checked_ilog2().ok_or_else(|| unknown.clone())?;
        self.walk(depth, gindex ^ (1 << depth)).ok_or(unknown)
    }

    /// Path of `depth` bits.
    fn walk(&self, depth: u32, path: u64) -> Option<Node> {
        if depth <= self.depth {
            return (self.node)(depth, path);
        }
        let rest = depth - self.depth;
        (self.below)(path >> rest)?.walk(rest, path & ((1 << rest) - 1))
    }

    /// The node with its siblings.
    pub(crate) fn prove(&self, gindex: u64) -> Result<Proof, FormError> {
        let leaf = B256::new(self.at(gindex)?);
        let path = std::iter::successors(Some(gindex), |node| Some(node / 2)).take_while(|node| *node > 1);
        let branch = path.map(|node| self.at(node ^ 1).map(B256::new)).collect::<Result<_, _>>()?;
        Ok(Proof { leaf, branch })
    }
}

/// A node over leaves that are filled up with empty ones, by its height above them and its position.
fn node_over(leaves: &[Node], height: u32, index: u64) -> Node {
    let first = usize::try_from(index).ok().and_then(|index| index.checked_shl(height)).unwrap_or(usize::MAX);
    match leaves.get(first..) {
        Some(rest) if !rest.is_empty() => {
            let width = 1usize.checked_shl(height).unwrap_or(usize::MAX);
            merkleize(rest.get(..width).unwrap_or(rest), height)
        }
        _ => empty(height),
    }
}

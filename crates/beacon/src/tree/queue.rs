//! The tree of a queue of the state.
//!
//! Every entry that leaves at the head moves all others: then one hash an entry is due, since the roots of the entries are
//! remembered by the numbers they keep for life.

use super::spine::Spine;
use crate::container::Container;
use crate::hash::Node;
use crate::subtree::Subtree;
use aquifer_protocol::ethereum::Queue;

/// The tree of `List[C, 2^depth]` over entries of the accounting.
#[derive(Debug, Clone)]
pub(crate) struct QueueTree<T: Clone> {
    source: Queue<T>,
    spine: Spine,
    depth: u32,
}

impl<T: Clone + PartialEq> QueueTree<T> {
    /// The tree of an empty queue.
    pub(crate) fn new(depth: u32) -> Self {
        Self { source: Queue::default(), spine: Spine::new(0, depth), depth }
    }

    /// Brings the tree up to date; `C` is the container an entry becomes.
    pub(crate) fn update<C: Container + for<'a> From<&'a T>>(&mut self, queue: &Queue<T>, depth: u32) {
        if depth != self.depth {
            *self = Self::new(depth);
        }
        if self.source.entries().ptr_eq(queue.entries()) {
            return;
        }
        let leaves = self.leaves_of::<C>(queue);
        self.spine.assign(&leaves);
        self.source = queue.clone();
    }

    fn leaves_of<C: Container + for<'a> From<&'a T>>(&self, queue: &Queue<T>) -> Vec<Node> {
        let mut known = self.source.entries().iter().zip(self.spine.pieces()).peekable();
        let mut root_of = |number: &u64, entry: &T| {
            while known.next_if(|((before, _), _)| *before < number).is_some() {}
            let remembered = known.next_if(|((same, old), _)| *same == number && *old == entry);
            remembered.map_or_else(|| C::from(entry).root(), |(_, root)| *root)
        };
        queue.entries().iter().map(|(number, entry)| root_of(number, entry)).collect()
    }

    pub(crate) fn root(&self) -> Node {
        self.spine.root(self.source.len())
    }

    /// The tree to walk into; `C` is the container an entry becomes.
    pub(crate) fn subtree<C: Container + for<'a> From<&'a T> + 'static>(&self) -> Subtree<'_> {
        let below = |index: u64| {
            let entry = self.source.iter().nth(usize::try_from(index).ok()?)?;
            Some(Subtree::owned(C::from(entry)))
        };
        Subtree::with_length(self.depth, self.source.len(), |at, index| self.spine.node(at, index).unwrap_or_default(), below)
    }
}

//! The lists of duties as trees: keys of a sync committee, and the proposers known ahead.

use super::column::pack;
use crate::hash::{Node, ZERO, bytes_root, depth_of, merkleize};
use aquifer_protocol::ethereum::{Column, PublicKey};
use aquifer_protocol::units::ValidatorIndex;
use std::sync::Arc;

/// Root of the keys of a committee: a key never changes, so it is known by the seats.
#[derive(Debug, Clone, Default)]
pub(crate) struct CommitteeRoot {
    seats: Option<Arc<[ValidatorIndex]>>,
    root: Node,
}

impl CommitteeRoot {
    /// Brings the root up to date.
    pub(crate) fn update(&mut self, seats: &Arc<[ValidatorIndex]>, size: usize, pubkeys: &Column<PublicKey>) {
        if !self.is_of(seats) {
            let keys = keys_of(seats, size, pubkeys);
            let roots: Vec<Node> = keys.iter().map(bytes_root).collect();
            self.root = merkleize(&roots, depth_of(size));
            self.seats = Some(Arc::clone(seats));
        }
    }

    /// Whether this is the root of these seats.
    pub(crate) fn is_of(&self, seats: &Arc<[ValidatorIndex]>) -> bool {
        self.seats.as_ref().is_some_and(|known| Arc::ptr_eq(known, seats))
    }

    pub(crate) const fn root(&self) -> Node {
        self.root
    }
}

/// Keys of all seats; seats that nobody could be drawn for have the empty key.
pub(crate) fn keys_of(seats: &[ValidatorIndex], size: usize, pubkeys: &Column<PublicKey>) -> Vec<PublicKey> {
    let chunk_len = aquifer_protocol::ethereum::CHUNK;
    let key_of = |index: &ValidatorIndex| {
        let index = usize::try_from(index.get()).ok()?;
        pubkeys.shared_chunks().get(index / chunk_len)?.get(index % chunk_len).copied()
    };
    let keys = seats.iter().map(|index| key_of(index).unwrap_or_default());
    keys.chain(std::iter::repeat(PublicKey::ZERO)).take(size).collect()
}

/// Root of the proposers known ahead.
#[derive(Debug, Clone, Default)]
pub(crate) struct LookaheadRoot {
    proposers: Option<Arc<[ValidatorIndex]>>,
    root: Node,
}

impl LookaheadRoot {
    /// Brings the root up to date.
    pub(crate) fn update(&mut self, proposers: &Arc<[ValidatorIndex]>, slots: usize) {
        if !self.proposers.as_ref().is_some_and(|known| Arc::ptr_eq(known, proposers)) {
            let leaves = lookahead_leaves(proposers, slots);
            self.root = merkleize(&leaves, depth_of(leaves.len()));
            self.proposers = Some(Arc::clone(proposers));
        }
    }

    pub(crate) const fn root(&self) -> Node {
        self.root
    }
}

/// One proposer a slot; slots nobody could be drawn for name validator 0.
pub(crate) fn lookahead(proposers: &[ValidatorIndex], slots: usize) -> impl ExactSizeIterator<Item = u64> + Clone {
    (0..slots).map(|slot| proposers.get(slot).map_or(0, |index| index.get()))
}

/// The proposers as leaves.
pub(crate) fn lookahead_leaves(proposers: &[ValidatorIndex], slots: usize) -> Vec<Node> {
    let mut leaves = vec![ZERO; slots.div_ceil(4)];
    pack(&lookahead(proposers, slots).collect::<Vec<u64>>(), &mut leaves);
    leaves
}

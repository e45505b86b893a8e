//! The tree of the validators: eight columns, one leaf a validator.
//!
//! A validator costs eight hashes, so its root is remembered; balances are not part of it.

use super::heap::HashHeap;
use super::spine::Spine;
use crate::hash::{Node, ZERO, bytes_root, empty, hash_layer, number};
use alloy_primitives::B256;
use aquifer_protocol::ethereum::{CHUNK, Column, Columns, PublicKey};
use aquifer_protocol::units::{Epoch, Gwei};
use imbl::Vector;
use std::sync::Arc;

/// Depth of `List[Validator, 2^40]`.
pub(crate) const DEPTH: u32 = 40;
/// Height of a chunk.
const CHUNK_HEIGHT: u32 = CHUNK.trailing_zeros();

/// The columns a validator is made of.
#[derive(Debug, Clone, Default)]
struct Source {
    pubkeys: Column<PublicKey>,
    credentials: Column<B256>,
    effective_balances: Column<Gwei>,
    slashed: Column<bool>,
    activation_eligibility_epochs: Column<Epoch>,
    activation_epochs: Column<Epoch>,
    exit_epochs: Column<Epoch>,
    withdrawable_epochs: Column<Epoch>,
}

impl From<&Columns<'_>> for Source {
    fn from(columns: &Columns<'_>) -> Self {
        Self {
            pubkeys: columns.pubkeys.clone(),
            credentials: columns.credentials.clone(),
            effective_balances: columns.effective_balances.clone(),
            slashed: columns.slashed.clone(),
            activation_eligibility_epochs: columns.activation_eligibility_epochs.clone(),
            activation_epochs: columns.activation_epochs.clone(),
            exit_epochs: columns.exit_epochs.clone(),
            withdrawable_epochs: columns.withdrawable_epochs.clone(),
        }
    }
}

/// Which validators of a chunk have changed.
struct Marks([bool; CHUNK]);

impl Marks {
    /// Marks where a column's chunk differs.
    fn compare<T: Copy + PartialEq>(&mut self, old: &Column<T>, new: &Column<T>, chunk: usize) {
        let Some(new) = new.shared_chunks().get(chunk) else { return };
        let old = old.shared_chunks().get(chunk);
        if old.is_some_and(|old| Arc::ptr_eq(old, new)) {
            return;
        }
        let old = old.map_or(&[][..], AsRef::as_ref).iter().map(Some).chain(std::iter::repeat(None));
        for (mark, (new, old)) in self.0.iter_mut().zip(new.iter().zip(old)) {
            *mark |= old != Some(new);
        }
    }
}

impl Source {
    fn len(&self) -> usize {
        self.pubkeys.len()
    }

    /// Whether these are the same columns.
    fn is_of(&self, columns: &Columns<'_>) -> bool {
        self.pubkeys.is_same(columns.pubkeys)
            && self.credentials.is_same(columns.credentials)
            && self.effective_balances.is_same(columns.effective_balances)
            && self.slashed.is_same(columns.slashed)
            && self.activation_eligibility_epochs.is_same(columns.activation_eligibility_epochs)
            && self.activation_epochs.is_same(columns.activation_epochs)
            && self.exit_epochs.is_same(columns.exit_epochs)
            && self.withdrawable_epochs.is_same(columns.withdrawable_epochs)
    }

    /// Whether both share a chunk of every column.
    fn shares_chunk(&self, other: &Self, chunk: usize) -> bool {
        fn shared<T: Copy + PartialEq>(one: &Column<T>, other: &Column<T>, chunk: usize) -> bool {
            let chunks = one.shared_chunks().get(chunk).zip(other.shared_chunks().get(chunk));
            chunks.is_some_and(|(one, other)| Arc::ptr_eq(one, other))
        }
        shared(&self.pubkeys, &other.pubkeys, chunk)
            && shared(&self.credentials, &other.credentials, chunk)
            && shared(&self.effective_balances, &other.effective_balances, chunk)
            && shared(&self.slashed, &other.slashed, chunk)
            && shared(&self.activation_eligibility_epochs, &other.activation_eligibility_epochs, chunk)
            && shared(&self.activation_epochs, &other.activation_epochs, chunk)
            && shared(&self.exit_epochs, &other.exit_epochs, chunk)
            && shared(&self.withdrawable_epochs, &other.withdrawable_epochs, chunk)
    }

    /// Positions within a chunk at which `new` differs.
    fn changed_in(&self, new: &Self, chunk: usize) -> impl Iterator<Item = usize> + use<> {
        let mut marks = Marks([false; CHUNK]);
        marks.compare(&self.pubkeys, &new.pubkeys, chunk);
        marks.compare(&self.credentials, &new.credentials, chunk);
        marks.compare(&self.effective_balances, &new.effective_balances, chunk);
        marks.compare(&self.slashed, &new.slashed, chunk);
        marks.compare(&self.activation_eligibility_epochs, &new.activation_eligibility_epochs, chunk);
        marks.compare(&self.activation_epochs, &new.activation_epochs, chunk);
        marks.compare(&self.exit_epochs, &new.exit_epochs, chunk);
        marks.compare(&self.withdrawable_epochs, &new.withdrawable_epochs, chunk);
        marks.0.into_iter().enumerate().filter(|(_, is_changed)| *is_changed).map(|(position, _)| position)
    }

    /// The eight leaves of a validator.
    fn leaves(&self, chunk: usize, offset: usize) -> Option<[Node; 8]> {
        fn cell<T: Copy + PartialEq>(column: &Column<T>, chunk: usize, offset: usize) -> Option<T> {
            column.shared_chunks().get(chunk)?.get(offset).copied()
        }
        Some([
            bytes_root(&cell(&self.pubkeys, chunk, offset)?),
            cell(&self.credentials, chunk, offset)?.0,
            number(cell(&self.effective_balances, chunk, offset)?.get()),
            number(u64::from(cell(&self.slashed, chunk, offset)?)),
            number(cell(&self.activation_eligibility_epochs, chunk, offset)?.get()),
            number(cell(&self.activation_epochs, chunk, offset)?.get()),
            number(cell(&self.exit_epochs, chunk, offset)?.get()),
            number(cell(&self.withdrawable_epochs, chunk, offset)?.get()),
        ])
    }

    fn root(&self, chunk: usize, offset: usize) -> Node {
        let mut fours = [ZERO; 4];
        let mut twos = [ZERO; 2];
        let mut root = [ZERO; 1];
        hash_layer(&self.leaves(chunk, offset).unwrap_or_default(), &mut fours);
        hash_layer(&fours, &mut twos);
        hash_layer(&twos, &mut root);
        let [root] = root;
        root
    }
}

/// The tree of all validators.
#[derive(Debug, Clone)]
pub(crate) struct RegistryTree {
    source: Source,
    chunks: Vector<HashHeap>,
    spine: Spine,
}

impl Default for RegistryTree {
    fn default() -> Self {
        Self { source: Source::default(), chunks: Vector::new(), spine: Spine::new(CHUNK_HEIGHT, DEPTH) }
    }
}

impl RegistryTree {
    /// Brings the tree up to date.
    pub(crate) fn update(&mut self, columns: &Columns<'_>) {
        if self.source.is_of(columns) {
            return;
        }
        let new = Source::from(columns);
        if new.len() < self.source.len() {
            *self = Self::default();
        }
        let heaps = &mut self.chunks;
        let mut changes = Vec::new();
        let chunks = 0..new.len().div_ceil(CHUNK);
        for number in chunks.filter(|number| !self.source.shares_chunk(&new, *number)) {
            let roots: Vec<_> = self.source.changed_in(&new, number).map(|offset| (offset, new.root(number, offset))).collect();
            match heaps.get_mut(number) {
                Some(_) if roots.is_empty() => continue,
                Some(heap) => heap.set(&roots),
                None => heaps.push_back(HashHeap::new(&roots.iter().map(|(_, root)| *root).collect::<Vec<_>>(), CHUNK, 0)),
            }
            changes.extend(heaps.get(number).map(|heap| (number, heap.root())));
        }
        self.spine.set(new.len().div_ceil(CHUNK), &changes);
        self.source = new;
    }

    pub(crate) fn root(&self) -> Node {
        self.spine.root(self.source.len())
    }

    pub(crate) fn len(&self) -> usize {
        self.source.len()
    }

    /// The eight leaves of a validator.
    pub(crate) fn leaves(&self, index: usize) -> Option<[Node; 8]> {
        self.source.leaves(index / CHUNK, index % CHUNK)
    }

    /// The key of a validator.
    pub(crate) fn pubkey(&self, index: usize) -> Option<PublicKey> {
        self.source.pubkeys.shared_chunks().get(index / CHUNK)?.get(index % CHUNK).copied()
    }

    /// A node by its depth below the root of the contents, at most [`DEPTH`].
    pub(crate) fn node(&self, depth: u32, index: u64) -> Node {
        self.spine
            .node(depth, index)
            .or_else(|| self.node_of_chunk(depth, index))
            .unwrap_or_else(|| empty(DEPTH.saturating_sub(depth)))
    }

    fn node_of_chunk(&self, depth: u32, index: u64) -> Option<Node> {
        let below = depth.checked_sub(self.spine.depth_of_pieces())?;
        let chunk = usize::try_from(index >> below).ok()?;
        let within = usize::try_from(index & ((1 << below) - 1)).ok()?;
        self.chunks.get(chunk)?.node(below, within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Validator;
    use alloy_primitives::FixedBytes;
    use ssz_types::VariableList;
    use ssz_types::typenum::U1099511627776;
    use tree_hash::TreeHash as _;

    fn validator(index: usize, round: usize) -> Validator {
        let number = index as u64;
        let changed = if index % 83 == round % 83 { number + 1000 * round as u64 } else { number };
        Validator {
            pubkey: FixedBytes::left_padding_from(&number.to_be_bytes()),
            withdrawal_credentials: FixedBytes::left_padding_from(&(changed * u64::from(round % 5 == 1)).to_be_bytes()),
            effective_balance: changed * u64::from(round % 5 == 2),
            slashed: changed > number && round % 5 == 3,
            activation_eligibility_epoch: number,
            activation_epoch: changed * u64::from(round % 5 == 4),
            exit_epoch: changed,
            withdrawable_epoch: u64::MAX,
        }
    }

    /// The columns of validators; those of balances are not looked at.
    fn update(tree: &mut RegistryTree, validators: &[Validator]) {
        let epochs = |epoch: fn(&Validator) -> u64| validators.iter().map(|entry| Epoch::new(epoch(entry))).collect();
        let (pubkeys, credentials) =
            validators.iter().map(|entry| (entry.pubkey, entry.withdrawal_credentials)).unzip::<_, _, Vec<_>, Vec<_>>();
        let (gwei, flags) = (Column::default(), Column::default());
        tree.update(&Columns {
            pubkeys: &pubkeys.into_iter().collect(),
            credentials: &credentials.into_iter().collect(),
            effective_balances: &validators.iter().map(|entry| Gwei::new(entry.effective_balance)).collect(),
            slashed: &validators.iter().map(|entry| entry.slashed).collect(),
            activation_eligibility_epochs: &epochs(|entry| entry.activation_eligibility_epoch),
            activation_epochs: &epochs(|entry| entry.activation_epoch),
            exit_epochs: &epochs(|entry| entry.exit_epoch),
            withdrawable_epochs: &epochs(|entry| entry.withdrawable_epoch),
            balances: &gwei,
            inactivity_scores: &Column::default(),
            previous_participation: &flags,
            current_participation: &flags,
        });
    }

    #[test]
    fn the_registry_has_the_root_of_the_list_it_is() {
        let mut tree = RegistryTree::default();
        for (round, len) in [0, 1, 2, 511, 512, 513, 514, 700, 1024, 1025, 1600, 1600, 1600, 7].into_iter().enumerate() {
            let validators: Vec<Validator> = (0..len).map(|index| validator(index, round)).collect();
            update(&mut tree, &validators);
            let list = VariableList::<Validator, U1099511627776>::new(validators).unwrap();
            assert_eq!(tree.root(), list.tree_hash_root().0, "{len} validators");
        }
    }
}

//! Proofs against the root of a state, or of its block.

use super::StateView;
use crate::accounting::StateTree;
use crate::container::Container as _;
use crate::error::FormError;
use crate::fields::{FIELD_NAMES, FIELDS, STATE_DEPTH, depth, field};
use crate::gindex::{Gindices, HEADER_STATE_ROOT, concat};
use crate::hash::{Node, ZERO, bytes_root, depth_of, merkleize};
use crate::subtree::{Proof, Subtree};
use crate::tree::column::{ColumnTree, Packed};
use crate::tree::committee::lookahead_leaves;
use crate::tree::registry;
use crate::tree::vector::MerkleVector;
use crate::types::{BeaconBlockHeader, BlsPubkey, PendingConsolidation, PendingDeposit, PendingPartialWithdrawal};
use alloy_primitives::B256;

/// A state with its trees up to date.
pub struct StateProver<'a> {
    view: StateView<'a>,
    tree: &'a StateTree,
    fields: [Node; FIELDS],
    root: Node,
}

impl std::fmt::Debug for StateProver<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateProver").field("root", &self.root()).finish_non_exhaustive()
    }
}

impl<'a> StateProver<'a> {
    /// Brings the tree up to date with the state.
    ///
    /// # Errors
    /// [`FormError::Cohorts`].
    pub fn new(view: StateView<'a>, tree: &'a mut StateTree) -> Result<Self, FormError> {
        let accounting = tree.update(view.beacon)?;
        let mut fields = view.envelope.field_nodes(&accounting);
        if !view.has_lookahead() {
            fields[field::PROPOSER_LOOKAHEAD] = ZERO;
        }
        Ok(Self { view, tree, fields, root: merkleize(&fields, STATE_DEPTH) })
    }

    /// `hash_tree_root` of the state.
    #[must_use]
    pub const fn root(&self) -> B256 {
        B256::new(self.root)
    }

    /// Every field with its root, in order.
    pub fn field_roots(&self) -> impl Iterator<Item = (&'static str, B256)> + '_ {
        let count = if self.view.has_lookahead() { FIELDS } else { FIELDS - 1 };
        FIELD_NAMES.into_iter().zip(self.fields.iter().map(|root| B256::new(*root))).take(count)
    }

    /// The header of the state's last block, with its state root.
    #[must_use]
    pub fn header(&self) -> BeaconBlockHeader {
        self.view.envelope.sealed_header(self.root())
    }

    /// Root of the state's last block.
    #[must_use]
    pub fn block_root(&self) -> B256 {
        B256::new(self.header().root())
    }

    /// The node a generalized index names in the state, with its branch up to [`StateProver::root`].
    ///
    /// # Errors
    /// [`FormError::NoSuchNode`].
    pub fn proof(&self, gindex: u64) -> Result<Proof, FormError> {
        self.state().prove(gindex)
    }

    /// The node a generalized index names in the block, with its branch up to [`StateProver::block_root`]. Below
    /// `state_root` is the state.
    ///
    /// # Errors
    /// [`FormError::NotAfterBlock`], [`FormError::NoSuchNode`].
    pub fn block_proof(&self, gindex: u64) -> Result<Proof, FormError> {
        let header = self.header();
        if header.state_root != self.root() {
            return Err(FormError::NotAfterBlock { slot: self.view.beacon.slot() });
        }
        Subtree::container(header.leaves().to_vec(), |field| (field == 3).then(|| self.state())).prove(gindex)
    }

    /// As [`StateProver::block_proof`] of an index within the state.
    pub(super) fn state_proof_to_block(&self, gindex: u64) -> Result<Proof, FormError> {
        self.block_proof(concat(HEADER_STATE_ROOT, gindex))
    }

    pub(super) const fn tree(&self) -> &StateTree {
        self.tree
    }

    /// Where things are in this state. A view has the form of Electra or of Fulu, which both have a table.
    pub(super) fn gindices(&self) -> Gindices {
        Gindices::of(self.view.fork()).unwrap_or(Gindices::ELECTRA)
    }

    fn state(&self) -> Subtree<'_> {
        Subtree::container(self.fields.to_vec(), |number| self.field(number))
    }

    /// The tree of a field that has one.
    fn field(&self, number: usize) -> Option<Subtree<'_>> {
        let envelope = self.view.envelope;
        let checkpoints = envelope.checkpoints();
        Some(match number {
            field::FORK => Subtree::owned(envelope.fork()),
            field::LATEST_BLOCK_HEADER => Subtree::owned(envelope.latest_block_header()),
            field::BLOCK_ROOTS => ring(&envelope.block_roots),
            field::STATE_ROOTS => ring(&envelope.state_roots),
            field::HISTORICAL_ROOTS => {
                let roots: Vec<Node> = envelope.historical_roots.0.iter().map(|root| root.0).collect();
                let len = roots.len();
                Subtree::list(roots, depth::HISTORICAL, len, |_| None)
            }
            field::ETH1_DATA => Subtree::owned(envelope.eth1_data()),
            field::ETH1_DATA_VOTES => Subtree::entries(&envelope.eth1_data_votes.0, depth::ETH1_VOTES),
            field::RANDAO_MIXES => ring(&envelope.randao_mixes),
            field::PREVIOUS_JUSTIFIED_CHECKPOINT => Subtree::owned(checkpoints.previous_justified),
            field::CURRENT_JUSTIFIED_CHECKPOINT => Subtree::owned(checkpoints.current_justified),
            field::FINALIZED_CHECKPOINT => Subtree::owned(checkpoints.finalized),
            field::LATEST_EXECUTION_PAYLOAD_HEADER => Subtree::owned(envelope.latest_execution_payload_header().clone()),
            field::HISTORICAL_SUMMARIES => Subtree::entries(envelope.historical_summaries(), depth::HISTORICAL),
            _ => return self.accounting_field(number),
        })
    }

    fn accounting_field(&self, number: usize) -> Option<Subtree<'_>> {
        let tree = self.tree;
        Some(match number {
            field::VALIDATORS => self.registry(),
            field::BALANCES => column(&tree.balances),
            field::SLASHINGS => ring(tree.slashings.vector()),
            field::PREVIOUS_EPOCH_PARTICIPATION => column(&tree.previous_participation),
            field::CURRENT_EPOCH_PARTICIPATION => column(&tree.current_participation),
            field::INACTIVITY_SCORES => column(&tree.inactivity_scores),
            field::CURRENT_SYNC_COMMITTEE => self.committee(0)?,
            field::NEXT_SYNC_COMMITTEE => self.committee(1)?,
            field::PENDING_DEPOSITS => tree.queues.deposits.subtree::<PendingDeposit>(),
            field::PENDING_PARTIAL_WITHDRAWALS => tree.queues.partial_withdrawals.subtree::<PendingPartialWithdrawal>(),
            field::PENDING_CONSOLIDATIONS => tree.queues.consolidations.subtree::<PendingConsolidation>(),
            field::PROPOSER_LOOKAHEAD if self.view.has_lookahead() => {
                let proposers = self.view.proposer_lookahead();
                let leaves = lookahead_leaves(self.view.beacon.duty_lists().proposers, proposers.len());
                let depth = depth_of(leaves.len());
                Subtree::leaves(leaves, depth, |_| None)
            }
            _ => return None,
        })
    }

    fn registry(&self) -> Subtree<'_> {
        let validators = &self.tree.validators;
        let below = |index: u64| {
            let index = usize::try_from(index).ok()?;
            let pubkey = validators.pubkey(index)?;
            let leaves = validators.leaves(index)?;
            Some(Subtree::container(leaves.to_vec(), move |field| (field == 0).then(|| Subtree::bytes(pubkey.as_slice()))))
        };
        Subtree::with_length(registry::DEPTH, validators.len(), |at, index| validators.node(at, index), below)
    }

    fn committee(&self, number: usize) -> Option<Subtree<'_>> {
        let keys = self.view.sync_committee_keys().into_iter().nth(number)?;
        let aggregate: BlsPubkey = self.view.envelope.aggregate_keys().into_iter().nth(number)?;
        let roots: Vec<Node> = keys.iter().map(bytes_root).collect();
        let depth = depth_of(roots.len());
        let leaves = vec![merkleize(&roots, depth), bytes_root(&aggregate)];
        Some(Subtree::container(leaves, move |field| {
            if field == 1 {
                return Some(Subtree::bytes(aggregate.as_slice()));
            }
            let keys = keys.clone();
            let below = move |seat: u64| keys.get(usize::try_from(seat).ok()?).map(|key| Subtree::bytes(key.as_slice()));
            Some(Subtree::leaves(roots.clone(), depth, below))
        }))
    }
}

fn ring(vector: &MerkleVector) -> Subtree<'_> {
    Subtree::new(vector.depth(), |at, index| vector.node(at, index), |_| None)
}

fn column<T: Packed>(tree: &ColumnTree<T>) -> Subtree<'_> {
    Subtree::with_length(ColumnTree::<T>::DEPTH, tree.len(), |at, index| tree.node(at, index), |_| None)
}

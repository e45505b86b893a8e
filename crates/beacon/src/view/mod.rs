//! A whole `BeaconState`, seen through its two halves: the accounting and the envelope.
//!
//! Nothing is copied: bytes and JSON are written from where the values lie, roots and proofs from cached trees.

mod json;
mod lido;
mod pod;
mod prover;
mod ssz;

pub use lido::CredentialsWitness;
pub use pod::{BalanceContainerProof, BalanceProof, CheckpointProofs, CredentialProofs, StateRootProof, ValidatorProof};
pub use prover::StateProver;
pub use ssz::SszState;

use crate::accounting::{StateTree, committee_size, lookahead_slots};
use crate::envelope::Envelope;
use crate::error::FormError;
use crate::fork::ForkName;
use crate::tree::committee::{keys_of, lookahead};
use crate::types::{BlsPubkey, Validator};
use alloy_primitives::B256;
use aquifer_protocol::ethereum::{Beacon, CHUNK, Column, Columns};

/// The state of a slot.
#[derive(Debug, Clone, Copy)]
pub struct StateView<'a> {
    pub(crate) beacon: &'a Beacon,
    pub(crate) envelope: &'a Envelope,
    pub(crate) columns: Columns<'a>,
    fork: ForkName,
}

impl<'a> StateView<'a> {
    /// The state two halves make, in the form of Fulu.
    ///
    /// # Errors
    /// [`FormError::Cohorts`].
    pub fn new(beacon: &'a Beacon, envelope: &'a Envelope) -> Result<Self, FormError> {
        let columns = beacon.columns().ok_or(FormError::Cohorts)?;
        Ok(Self { beacon, envelope, columns, fork: ForkName::Fulu })
    }

    /// The same values in the form of Electra, which does not know the proposers ahead.
    #[must_use]
    pub const fn in_electra(mut self) -> Self {
        self.fork = ForkName::Electra;
        self
    }

    /// Whose form the state has.
    #[must_use]
    pub const fn fork(&self) -> ForkName {
        self.fork
    }

    fn has_lookahead(&self) -> bool {
        self.fork >= ForkName::Fulu
    }

    /// `hash_tree_root` of the state; the tree is brought up to date.
    ///
    /// # Errors
    /// [`FormError::Cohorts`].
    pub fn root(&self, tree: &mut StateTree) -> Result<B256, FormError> {
        Ok(StateProver::new(*self, tree)?.root())
    }

    /// All validators in order.
    pub(crate) fn validators(&self) -> impl Iterator<Item = Validator> + Clone + use<'a> {
        let columns = self.columns;
        (0..columns.pubkeys.len()).filter_map(move |index| validator(&columns, index))
    }

    /// Proposers of every slot of this epoch and the next.
    pub(crate) fn proposer_lookahead(&self) -> impl ExactSizeIterator<Item = u64> + Clone + use<'a> {
        lookahead(self.beacon.duty_lists().proposers, lookahead_slots(&self.beacon.constants))
    }

    /// Keys of the sync committee that sits, and of the next.
    pub(crate) fn sync_committee_keys(&self) -> [Vec<BlsPubkey>; 2] {
        let (duties, size) = (self.beacon.duty_lists(), committee_size(&self.beacon.constants));
        [duties.sync_committee, duties.next_sync_committee].map(|seats| keys_of(seats, size, self.columns.pubkeys))
    }

    /// Effective balance slashed, place by place.
    pub(crate) fn slashings(&self) -> impl Iterator<Item = u64> + Clone + use<'a> {
        let slashings = self.beacon.slashings();
        (0..self.beacon.constants.epochs_per_slashings_vector).map(|place| slashings.get(&place).map_or(0, |gwei| gwei.get()))
    }
}

fn cell<T: Copy + PartialEq>(column: &Column<T>, index: usize) -> Option<T> {
    column.shared_chunks().get(index / CHUNK)?.get(index % CHUNK).copied()
}

fn validator(columns: &Columns<'_>, index: usize) -> Option<Validator> {
    Some(Validator {
        pubkey: cell(columns.pubkeys, index)?,
        withdrawal_credentials: cell(columns.credentials, index)?,
        effective_balance: cell(columns.effective_balances, index)?.get(),
        slashed: cell(columns.slashed, index)?,
        activation_eligibility_epoch: cell(columns.activation_eligibility_epochs, index)?.get(),
        activation_epoch: cell(columns.activation_epochs, index)?.get(),
        exit_epoch: cell(columns.exit_epochs, index)?.get(),
        withdrawable_epoch: cell(columns.withdrawable_epochs, index)?.get(),
    })
}

//! What the serialized form of the state is made of, to be read: columns, queues and duties as they are shared, so that
//! whoever hashes them can tell by identity what has not changed.

use super::columns::Column;
use super::validator::PublicKey;
use super::{Beacon, ChurnQueue};
use crate::units::{Epoch, Gwei, ValidatorIndex};
use alloy_primitives::B256;
use imbl::OrdMap;
use std::sync::Arc;

/// The fields of all validators, by index.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// Keys.
    pub pubkeys: &'a Column<PublicKey>,
    /// Withdrawal credentials.
    pub credentials: &'a Column<B256>,
    /// Effective balances, Gwei.
    pub effective_balances: &'a Column<Gwei>,
    /// Who was slashed.
    pub slashed: &'a Column<bool>,
    /// When each may enter the activation queue.
    pub activation_eligibility_epochs: &'a Column<Epoch>,
    /// First epochs of duty.
    pub activation_epochs: &'a Column<Epoch>,
    /// First epochs without duty.
    pub exit_epochs: &'a Column<Epoch>,
    /// First epochs in which balances may be withdrawn.
    pub withdrawable_epochs: &'a Column<Epoch>,
    /// Balances, Gwei.
    pub balances: &'a Column<Gwei>,
    /// Scores of absence.
    pub inactivity_scores: &'a Column<u64>,
    /// Flags of the previous epoch.
    pub previous_participation: &'a Column<u8>,
    /// Flags of the current epoch.
    pub current_participation: &'a Column<u8>,
}

/// Who has which duty, as shared.
#[derive(Debug, Clone, Copy)]
pub struct DutyLists<'a> {
    /// Proposers of every slot of this epoch, then of the next; empty on a chain that never had a validator.
    pub proposers: &'a Arc<[ValidatorIndex]>,
    /// Seats of the sync committee that sits; empty when nobody was active to be drawn.
    pub sync_committee: &'a Arc<[ValidatorIndex]>,
    /// Seats of the one that follows.
    pub next_sync_committee: &'a Arc<[ValidatorIndex]>,
}

impl Beacon {
    /// The fields of all validators; `None` while a row stands for several validators.
    #[must_use]
    pub fn columns(&self) -> Option<Columns<'_>> {
        let all = &self.validators;
        let is_by_index = u64::try_from(all.len()).is_ok_and(|rows| rows == all.count());
        is_by_index.then_some(Columns {
            pubkeys: &all.pubkeys,
            credentials: &all.credentials,
            effective_balances: &all.effective_balances,
            slashed: &all.slashed,
            activation_eligibility_epochs: &all.activation_eligibility_epochs,
            activation_epochs: &all.activation_epochs,
            exit_epochs: &all.exit_epochs,
            withdrawable_epochs: &all.withdrawable_epochs,
            balances: &all.balances,
            inactivity_scores: &all.inactivity_scores,
            previous_participation: &all.previous_participation,
            current_participation: &all.current_participation,
        })
    }

    /// Effective balance slashed, by epoch modulo the length of the vector; zeros are left out.
    #[must_use]
    pub const fn slashings(&self) -> &OrdMap<u64, Gwei> {
        &self.slashings
    }

    /// Who has which duty.
    #[must_use]
    pub const fn duty_lists(&self) -> DutyLists<'_> {
        DutyLists {
            proposers: &self.duties.proposers,
            sync_committee: &self.duties.sync_committee,
            next_sync_committee: &self.duties.next_sync_committee,
        }
    }

    /// The same state with duties that were drawn elsewhere.
    #[must_use]
    pub fn with_duties(
        mut self,
        proposers: Arc<[ValidatorIndex]>,
        sync_committee: Arc<[ValidatorIndex]>,
        next_sync_committee: Arc<[ValidatorIndex]>,
    ) -> Self {
        self.duties = super::duties::Duties { proposers, sync_committee, next_sync_committee };
        self.derived.forget();
        self
    }

    /// Deposit churn carried over, Gwei.
    #[must_use]
    pub const fn deposit_balance_to_consume(&self) -> Gwei {
        self.deposit_balance_to_consume
    }

    /// Tail of the exit queue.
    #[must_use]
    pub const fn exit_queue(&self) -> ChurnQueue {
        self.exit_queue
    }

    /// Tail of the consolidation queue.
    #[must_use]
    pub const fn consolidation_queue(&self) -> ChurnQueue {
        self.consolidation_queue
    }

    /// Number of the next withdrawal.
    #[must_use]
    pub const fn next_withdrawal_index(&self) -> u64 {
        self.next_withdrawal_index
    }

    /// Where the sweep goes on.
    #[must_use]
    pub const fn next_withdrawal_validator(&self) -> ValidatorIndex {
        self.next_withdrawal_validator
    }
}

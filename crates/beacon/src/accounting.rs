//! The part of the state's tree that follows from the accounting alone.
//!
//! [`StateTree`] is a memory: empty or right. [`StateTree::update`] brings it up to date with a [`Beacon`] and gives the
//! roots of its fields; the rest of the state, which is chained from slot to slot, is the [`crate::Envelope`]'s. So one
//! thread may play the accounting and another chain what it gave.

use crate::error::FormError;
use crate::fields::{FIELDS, depth, field};
use crate::hash::{Node, ZERO, depth_of, number};
use crate::tree::column::ColumnTree;
use crate::tree::committee::{CommitteeRoot, LookaheadRoot};
use crate::tree::queue::QueueTree;
use crate::tree::registry::RegistryTree;
use crate::tree::slashings::SlashingsTree;
use crate::types::{PendingConsolidation, PendingDeposit, PendingPartialWithdrawal};
use aquifer_protocol::ethereum::{self, Beacon, BeaconConstants, Columns, Finality};
use aquifer_protocol::units::{Gwei, Slot};

/// The cached trees of the accounting. A clone shares all of them.
#[derive(Debug, Clone, Default)]
pub struct StateTree {
    pub(crate) validators: RegistryTree,
    pub(crate) balances: ColumnTree<Gwei>,
    pub(crate) previous_participation: ColumnTree<u8>,
    pub(crate) current_participation: ColumnTree<u8>,
    pub(crate) inactivity_scores: ColumnTree<u64>,
    pub(crate) slashings: SlashingsTree,
    pub(crate) queues: Queues,
    pub(crate) sync_committee: CommitteeRoot,
    pub(crate) next_sync_committee: CommitteeRoot,
    lookahead: LookaheadRoot,
}

/// Two memories of the same state are as good as each other.
impl PartialEq for StateTree {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for StateTree {}

/// The queues of the state.
#[derive(Debug, Clone)]
pub(crate) struct Queues {
    pub(crate) deposits: QueueTree<ethereum::PendingDeposit>,
    pub(crate) partial_withdrawals: QueueTree<ethereum::PendingPartialWithdrawal>,
    pub(crate) consolidations: QueueTree<ethereum::PendingConsolidation>,
}

impl Default for Queues {
    fn default() -> Self {
        Self {
            deposits: QueueTree::new(depth::PENDING_DEPOSITS),
            partial_withdrawals: QueueTree::new(depth::PENDING_DEPOSITS),
            consolidations: QueueTree::new(depth::PENDING_DEPOSITS),
        }
    }
}

impl Queues {
    fn update(&mut self, beacon: &Beacon) {
        let constants = &beacon.constants;
        self.deposits.update::<PendingDeposit>(beacon.pending_deposits(), depth::PENDING_DEPOSITS);
        let partials = limit_depth(constants.pending_partial_withdrawals_limit);
        self.partial_withdrawals.update::<PendingPartialWithdrawal>(beacon.pending_partial_withdrawals(), partials);
        let consolidations = limit_depth(constants.pending_consolidations_limit);
        self.consolidations.update::<PendingConsolidation>(beacon.pending_consolidations(), consolidations);
    }
}

/// Depth of a list of composites with a limit.
fn limit_depth(limit: u64) -> u32 {
    usize::try_from(limit).map_or(depth::PENDING_DEPOSITS, depth_of)
}

/// Slots whose proposers are known: two epochs.
pub(crate) fn lookahead_slots(constants: &BeaconConstants) -> usize {
    usize::try_from(constants.slots_per_epoch.saturating_mul(2)).unwrap_or(usize::MAX)
}

/// Seats of a sync committee.
pub(crate) fn committee_size(constants: &BeaconConstants) -> usize {
    usize::try_from(constants.sync_committee_size).unwrap_or(usize::MAX)
}

/// What chaining a slot needs of the accounting: the slot, what is final, and the roots of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountingRoots {
    /// The slot the accounting stands at.
    pub slot: Slot,
    /// What is justified and finalized.
    pub finality: Finality,
    /// Roots of the fields; zero where the envelope knows the field, and of the sync committees only the keys.
    pub(crate) fields: [Node; FIELDS],
}

impl StateTree {
    /// Brings the trees up to date.
    ///
    /// # Errors
    /// [`FormError::Cohorts`]; nothing has changed then.
    pub fn update(&mut self, beacon: &Beacon) -> Result<AccountingRoots, FormError> {
        let columns = beacon.columns().ok_or(FormError::Cohorts)?;
        self.update_columns(&columns);
        self.queues.update(beacon);
        self.slashings.update(beacon.slashings(), beacon.constants.epochs_per_slashings_vector);
        self.update_duties(beacon, &columns);
        Ok(AccountingRoots { slot: beacon.slot(), finality: beacon.finality(), fields: self.fields(beacon) })
    }

    fn update_columns(&mut self, columns: &Columns<'_>) {
        self.validators.update(columns);
        self.balances.update(columns.balances);
        self.previous_participation.update(columns.previous_participation);
        self.current_participation.update(columns.current_participation);
        self.inactivity_scores.update(columns.inactivity_scores);
    }

    fn update_duties(&mut self, beacon: &Beacon, columns: &Columns<'_>) {
        let (duties, size) = (beacon.duty_lists(), committee_size(&beacon.constants));
        if self.next_sync_committee.is_of(duties.sync_committee) {
            self.sync_committee = self.next_sync_committee.clone();
        }
        self.sync_committee.update(duties.sync_committee, size, columns.pubkeys);
        self.next_sync_committee.update(duties.next_sync_committee, size, columns.pubkeys);
        self.lookahead.update(duties.proposers, lookahead_slots(&beacon.constants));
    }

    fn fields(&self, beacon: &Beacon) -> [Node; FIELDS] {
        let mut fields = [ZERO; FIELDS];
        fields[field::GENESIS_TIME] = number(beacon.genesis_time.get());
        fields[field::GENESIS_VALIDATORS_ROOT] = beacon.genesis_validators_root.0;
        fields[field::SLOT] = number(beacon.slot().get());
        fields[field::VALIDATORS] = self.validators.root();
        fields[field::BALANCES] = self.balances.root();
        fields[field::SLASHINGS] = self.slashings.root();
        fields[field::PREVIOUS_EPOCH_PARTICIPATION] = self.previous_participation.root();
        fields[field::CURRENT_EPOCH_PARTICIPATION] = self.current_participation.root();
        fields[field::JUSTIFICATION_BITS] = number(u64::from(justification_bits(&beacon.finality())));
        fields[field::INACTIVITY_SCORES] = self.inactivity_scores.root();
        fields[field::CURRENT_SYNC_COMMITTEE] = self.sync_committee.root();
        fields[field::NEXT_SYNC_COMMITTEE] = self.next_sync_committee.root();
        fields[field::NEXT_WITHDRAWAL_INDEX] = number(beacon.next_withdrawal_index());
        fields[field::NEXT_WITHDRAWAL_VALIDATOR_INDEX] = number(beacon.next_withdrawal_validator().get());
        fields[field::DEPOSIT_BALANCE_TO_CONSUME] = number(beacon.deposit_balance_to_consume().get());
        fields[field::EXIT_BALANCE_TO_CONSUME] = number(beacon.exit_queue().balance_to_consume.get());
        fields[field::EARLIEST_EXIT_EPOCH] = number(beacon.exit_queue().earliest_epoch.get());
        fields[field::CONSOLIDATION_BALANCE_TO_CONSUME] = number(beacon.consolidation_queue().balance_to_consume.get());
        fields[field::EARLIEST_CONSOLIDATION_EPOCH] = number(beacon.consolidation_queue().earliest_epoch.get());
        fields[field::PENDING_DEPOSITS] = self.queues.deposits.root();
        fields[field::PENDING_PARTIAL_WITHDRAWALS] = self.queues.partial_withdrawals.root();
        fields[field::PENDING_CONSOLIDATIONS] = self.queues.consolidations.root();
        fields[field::PROPOSER_LOOKAHEAD] = self.lookahead.root();
        fields
    }
}

/// The bits as SSZ: the most recent epoch lowest.
pub(crate) fn justification_bits(finality: &Finality) -> u8 {
    let bits = finality.justification_bits.iter().enumerate();
    bits.fold(0, |byte, (position, is_justified)| byte | (u8::from(*is_justified) << position))
}

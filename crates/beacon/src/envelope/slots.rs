//! From slot to slot: `process_slot`, and what the end of an epoch does to chained fields.

use super::{Checkpoints, Envelope, ring_position};
use crate::accounting::StateTree;
use crate::error::FormError;
use crate::fields::SLOTS_PER_HISTORICAL_ROOT;
use crate::hashed::Hashed;
use crate::types::{BeaconBlockHeader, Checkpoint, HistoricalSummary};
use alloy_primitives::B256;
use aquifer_protocol::ethereum::{Beacon, Finality};
use aquifer_protocol::units::{Epoch, Slot, Slots};

/// Epochs after which votes on the deposit contract start anew (`EPOCHS_PER_ETH1_VOTING_PERIOD`).
const EPOCHS_PER_ETH1_VOTING_PERIOD: u64 = 64;

impl Envelope {
    /// Plays every slot up to `slot`, epochs by the accounting's transition, and gives the root of the last block: the
    /// `parent_beacon_block_root` of a block in `slot`.
    ///
    /// # Errors
    /// [`FormError::SlotNotAfter`], [`FormError::Cohorts`], [`FormError::Accounting`]; nothing has changed then.
    pub fn advance(&mut self, beacon: &mut Beacon, tree: &mut StateTree, slot: Slot) -> Result<B256, FormError> {
        if slot <= beacon.slot() {
            return Err(FormError::SlotNotAfter { slot: beacon.slot(), to: slot });
        }
        let (mut envelope, mut accounting) = (self.clone(), beacon.clone());
        while accounting.slot() < slot {
            envelope.next_slot(&mut accounting, tree)?;
        }

        *beacon = accounting;
        *self = envelope;
        Ok(self.latest_block_root())
    }

    fn next_slot(&mut self, beacon: &mut Beacon, tree: &mut StateTree) -> Result<(), FormError> {
        let accounting = tree.update(beacon)?;
        let next = accounting.slot.after(Slots::new(1)).map_err(|error| FormError::Accounting(error.into()))?;
        beacon.advance_to_slot(next)?;
        self.close_slot(accounting.slot, self.state_root(&accounting));
        self.enter_slot(next, &beacon.finality());
        Ok(())
    }

    /// `process_slot`: what a slot leaves behind when it ends with a state of this root.
    pub fn close_slot(&mut self, slot: Slot, state_root: B256) {
        let position = ring_position(slot);
        self.state_roots.set(position, state_root.0);
        if self.latest_block_header.state_root.is_zero() {
            self.latest_block_header = Hashed::new(BeaconBlockHeader { state_root, ..*self.latest_block_header });
        }
        self.block_roots.set(position, self.latest_block_header.root());
    }

    /// Begins the slot after a closed one; `finality` is what the accounting holds in it.
    pub fn enter_slot(&mut self, slot: Slot, finality: &Finality) {
        if slot.get().is_multiple_of(self.slots_per_epoch) {
            self.begin_epoch(self.epoch_of(slot), finality);
        }
    }

    /// Root of the last block, once its slot is closed.
    #[must_use]
    pub fn latest_block_root(&self) -> B256 {
        B256::new(self.latest_block_header.root())
    }

    /// The chained parts of `process_epoch`, seen from the epoch that follows.
    fn begin_epoch(&mut self, epoch: Epoch, finality: &Finality) {
        self.checkpoints = Checkpoints {
            previous_justified: self.checkpoint(finality.previous_justified),
            current_justified: self.checkpoint(finality.current_justified),
            finalized: self.checkpoint(finality.finalized),
        };
        if epoch.get().is_multiple_of(EPOCHS_PER_ETH1_VOTING_PERIOD) && !self.eth1_data_votes.0.is_empty() {
            self.eth1_data_votes = Hashed::default();
        }
        self.carry_mix_into(epoch);
        if epoch.get().is_multiple_of((SLOTS_PER_HISTORICAL_ROOT / self.slots_per_epoch).max(1)) {
            self.push_summary();
        }
    }

    /// A checkpoint already known, or the one of an epoch that has just been justified.
    fn checkpoint(&self, epoch: Epoch) -> Checkpoint {
        let Checkpoints { previous_justified, current_justified, finalized } = self.checkpoints;
        let known = [current_justified, previous_justified, finalized].into_iter().find(|known| known.epoch == epoch.get());
        known.unwrap_or_else(|| {
            let first = Slot::new(epoch.get().saturating_mul(self.slots_per_epoch));
            Checkpoint::new(epoch, self.block_root_at(first))
        })
    }

    fn push_summary(&mut self) {
        let mut summaries = (*self.historical_summaries).clone();
        summaries.0.push(HistoricalSummary {
            block_summary_root: B256::new(self.block_roots.root()),
            state_summary_root: B256::new(self.state_roots.root()),
        });
        self.historical_summaries = Hashed::new(summaries);
    }
}

//! Time goes on: slots, the epochs that end between them, and what the beacon side does for a block.
//!
//! Attesters vote by profile as if included in the next slot: the flags of an epoch are filled in when it ends. The block
//! of a slot pays its proposer for the attestations of the slot before, one floor a slot, and pays the sync committee. A
//! slot without a block pays neither and takes no withdrawals. A validator that misses its proposal earns nothing, but the
//! block exists: a block is a slot. Withdrawals see the state before the block's operations; so, other than on mainnet,
//! does the sync aggregate, which is paid at the start of the block.

use super::derived::{Attendance, EpochView};
use super::{Beacon, BeaconError, Withdrawal};
use crate::units::{ArithError, Epoch, Seconds, Slot, Slots, Timestamp, ValidatorIndex};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// What the beacon side gives a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockStart {
    /// Ether that arrives on the execution side, in order.
    pub withdrawals: Vec<Withdrawal>,
    /// Who proposes.
    pub proposer: ValidatorIndex,
    /// Who receives the tips (COINBASE).
    pub fee_recipient: Address,
}

impl Beacon {
    /// Advances to a later slot. Every epoch that ends in between gets its transition, its participation from the
    /// profiles; slots in between have no block.
    ///
    /// # Errors
    /// [`BeaconError::SlotNotAfter`], [`BeaconError::Arith`].
    pub fn advance_to_slot(&mut self, slot: Slot) -> Result<(), BeaconError> {
        if slot <= self.slot {
            return Err(BeaconError::SlotNotAfter { slot: self.slot, to: slot });
        }
        let epoch = self.epoch_of(slot);
        if epoch > self.epoch() {
            self.attempt(|beacon| beacon.end_epochs_before(epoch))?;
        }
        self.slot = slot;
        Ok(())
    }

    fn end_epochs_before(&mut self, epoch: Epoch) -> Result<(), BeaconError> {
        while self.epoch() < epoch {
            self.fill_participation();
            self.end_epoch()?;
        }
        Ok(())
    }

    /// The flags the validators earn in this epoch by their profiles, on top of those set by attestations.
    fn fill_participation(&mut self) {
        let view = self.view();
        for (number, expected) in view.expected_flags.chunks(super::columns::CHUNK).enumerate() {
            for (flags, expected) in self.validators.current_participation.chunk_mut(number).iter_mut().zip(expected) {
                *flags |= expected;
            }
        }
    }

    /// Begins the block of the current slot: takes withdrawals, pays proposer and sync committee.
    ///
    /// # Errors
    /// [`BeaconError::BlockAlreadyBegun`]; [`BeaconError::ProposerNotDrawn`] on a chain that never had a validator.
    pub fn begin_block(&mut self) -> Result<BlockStart, BeaconError> {
        if self.latest_block == Some(self.slot) {
            return Err(BeaconError::BlockAlreadyBegun { slot: self.slot });
        }
        let proposer = self.proposer_at(self.slot)?;
        let fee_recipient = self.validators.fee_recipients.at(proposer)?;
        let view = self.view();
        let plan = self.plan_withdrawals(&view.sweep_floors)?;
        let slot_in_epoch = self.slot.since(self.constants.start_of(self.epoch()))?.get();
        let earns = self.proposer_earns(proposer, view.attendance, slot_in_epoch)?;

        let withdrawals = self.apply_withdrawals(plan);
        self.latest_block = Some(self.slot);
        self.pay_block(&view, earns.then_some(proposer), slot_in_epoch)?;
        Ok(BlockStart { withdrawals, proposer, fee_recipient })
    }

    /// A proposer that is there, not slashed, and does not miss.
    fn proposer_earns(&self, proposer: ValidatorIndex, attendance: Attendance, slot_in_epoch: u64) -> Result<bool, BeaconError> {
        let life = self.validators.life(proposer)?;
        let profile = self.validators.profiles.at(proposer)?;
        let proposes = attendance.of_proposals(slot_in_epoch).happens(profile.proposals, proposer.get());
        Ok(!life.slashed && life.is_active(self.epoch()) && proposes && attendance.is_online(&profile, proposer))
    }

    /// Cannot fail: balances stay below 2^63 plus rewards, and all indices were looked up before.
    fn pay_block(&mut self, view: &EpochView, proposer: Option<ValidatorIndex>, slot_in_epoch: u64) -> Result<(), BeaconError> {
        if let Some(proposer) = proposer {
            let position = usize::try_from(slot_in_epoch).map_err(|_| ArithError::Overflow)?;
            self.reward(proposer, view.attestation_rewards.get(position).copied().unwrap_or_default())?;
        }
        self.pay_sync_committee(&view.sync, proposer, slot_in_epoch)
    }

    /// The current slot.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        self.slot
    }

    /// The current epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.epoch_of(self.slot)
    }

    /// The epoch a slot lies in.
    #[must_use]
    pub fn epoch_of(&self, slot: Slot) -> Epoch {
        Epoch::new(slot.get().checked_div(self.constants.slots_per_epoch).unwrap_or(0))
    }

    /// When a slot begins.
    ///
    /// # Errors
    /// [`BeaconError::Arith`].
    pub fn time_of(&self, slot: Slot) -> Result<Timestamp, BeaconError> {
        let seconds = slot.get().checked_mul(self.constants.seconds_per_slot.get()).ok_or(ArithError::Overflow)?;
        Ok(self.genesis_time.after(Seconds::new(seconds))?)
    }

    /// The slot a moment lies in, and how far into it.
    ///
    /// # Errors
    /// [`BeaconError::Arith`] before genesis.
    pub fn slot_at(&self, time: Timestamp) -> Result<(Slot, Seconds), BeaconError> {
        let since = time.since(self.genesis_time)?.get();
        let length = self.constants.seconds_per_slot.get();
        let slots = since.checked_div(length).ok_or(ArithError::DivisionByZero)?;
        let rest = since.checked_rem(length).ok_or(ArithError::DivisionByZero)?;
        Ok((Slot::new(0).after(Slots::new(slots))?, Seconds::new(rest)))
    }
}

//! What the beacon side does for a block, phase by phase in the order of the specification.
//!
//! [`Beacon::begin_block`] takes the withdrawals and slashes for the equivocations found; then come slashings on other
//! evidence, [`Beacon::include_attestations`],
//! voluntary exits, credential changes, deposit, withdrawal and consolidation requests; [`Beacon::end_block`] pays the sync
//! aggregate. Withdrawals see the state before the block's operations, the sync aggregate the one after them.
//!
//! The attestations of a block are those of the slot before, one floor for all of them; the sync aggregate signs the block
//! before. Both were made before anything in this block happened, so [`BlockStart`] fixes them. A slot without a block has
//! none of it. A validator that misses its proposal earns nothing for attestations and sync aggregate, but the block exists: a
//! block is a slot. What transactions tip and evidence is worth it gets all the same.

use super::attendance::Attendance;
use super::withdrawals::WithdrawalPlan;
use super::{Beacon, BeaconError, Equivocation, Withdrawal};
use crate::units::{ArithError, Gwei, Slot, ValidatorIndex};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the beacon side gives a block, and what its later phases need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockStart {
    /// The slot of the block.
    pub slot: Slot,
    /// Ether that arrives on the execution side, in order.
    pub withdrawals: Vec<Withdrawal>,
    /// Whose turn it is to propose.
    pub proposer: ValidatorIndex,
    /// Whether it does: online, not slashed, not missing its proposal. Otherwise it earns neither for attestations nor for the
    /// sync aggregate, nor MEV.
    pub is_proposed: bool,
    /// Who receives the tips (COINBASE).
    pub fee_recipient: Address,
    /// Which seats of the sync committee signed, as SSZ bytes of a `Bitvector[SYNC_COMMITTEE_SIZE]`.
    pub sync_bits: Arc<[u8]>,
    /// What including the attestations of the slot before is worth.
    pub attestation_reward: Gwei,
    /// Whom the block slashes for what earlier slots saw: proposers first.
    pub equivocations: Vec<Equivocation>,
}

impl BlockStart {
    /// The proposer, when it earns.
    fn earner(&self) -> Option<ValidatorIndex> {
        self.is_proposed.then_some(self.proposer)
    }
}

impl Beacon {
    /// Begins the block of the current slot: takes its withdrawals, and slashes for what earlier slots saw.
    ///
    /// # Errors
    /// [`BeaconError::BlockAlreadyBegun`]; [`BeaconError::ProposerNotDrawn`] on a chain that never had a validator.
    pub fn begin_block(&mut self) -> Result<BlockStart, BeaconError> {
        if self.latest_block == Some(self.slot) {
            return Err(BeaconError::BlockAlreadyBegun { slot: self.slot });
        }
        let proposer = self.proposer_at(self.slot)?;
        let fee_recipient = self.validators.fee_recipients.at(self.validators.row_of(proposer)?)?;
        let view = self.view();
        let plan = self.plan_withdrawals(&view.sweep_floors)?;
        let slot_in_epoch = self.slot.since(self.constants.start_of(self.epoch()))?.get();
        let is_proposed = self.proposes(proposer, &view.attendance, slot_in_epoch)?;
        let position = usize::try_from(slot_in_epoch).map_err(|_| ArithError::Overflow)?;
        let attestation_reward = view.attestation_rewards.get(position).copied().unwrap_or_default();
        let sync_bits = view.sync.bits(slot_in_epoch);

        let (withdrawals, equivocations) = self.withdraw_and_punish(plan, proposer)?;
        self.latest_block = Some(self.slot);
        Ok(BlockStart {
            slot: self.slot,
            withdrawals,
            proposer,
            is_proposed,
            fee_recipient,
            sync_bits,
            attestation_reward,
            equivocations,
        })
    }

    /// The evidence in a block follows its withdrawals. Nothing has changed on `Err`.
    fn withdraw_and_punish(
        &mut self,
        plan: WithdrawalPlan,
        proposer: ValidatorIndex,
    ) -> Result<(Vec<Withdrawal>, Vec<Equivocation>), BeaconError> {
        let found = self.found_equivocations();
        if found.is_empty() {
            return Ok((self.apply_withdrawals(plan), found));
        }
        self.attempt(|beacon| {
            let withdrawals = beacon.apply_withdrawals(plan);
            Ok((withdrawals, beacon.punish_equivocations(found, proposer)?))
        })
    }

    /// Pays the proposer for the attestations of the slot before; comes after the slashings. Returns what it got.
    ///
    /// # Errors
    /// [`BeaconError::BlockNotBegun`], [`BeaconError::Arith`]; nothing has changed then.
    pub fn include_attestations(&mut self, start: &BlockStart) -> Result<Gwei, BeaconError> {
        self.check_begun(start)?;
        let Some(proposer) = start.earner() else { return Ok(Gwei::ZERO) };
        self.reward(proposer, start.attestation_reward)?;
        Ok(start.attestation_reward)
    }

    /// Ends the block: the sync aggregate pays who signed and the proposer, and fines who did not. The last phase. Returns
    /// what the proposer got for its part.
    ///
    /// # Errors
    /// [`BeaconError::BlockNotBegun`]; [`BeaconError::Arith`], after which the value is not to be used.
    pub fn end_block(&mut self, start: &BlockStart) -> Result<Gwei, BeaconError> {
        self.check_begun(start)?;
        // Each member is paid apart.
        self.isolate_all(&Arc::clone(&self.duties.sync_committee));
        let view = self.view();
        self.pay_sync_committee(&view.sync, start.earner(), &start.sync_bits)?;
        let signed: u64 = start.sync_bits.iter().map(|byte| u64::from(byte.count_ones())).sum();
        // The sum the aggregate has just issued.
        let part = Gwei::new(signed.saturating_mul(view.sync.reward.proposer.get()));
        Ok(if start.is_proposed { part } else { Gwei::ZERO })
    }

    /// A whole block without operations.
    ///
    /// # Errors
    /// As [`Beacon::begin_block`] and [`Beacon::end_block`].
    pub fn process_empty_block(&mut self) -> Result<BlockStart, BeaconError> {
        let start = self.begin_block()?;
        self.include_attestations(&start)?;
        self.end_block(&start)?;
        Ok(start)
    }

    fn check_begun(&self, start: &BlockStart) -> Result<(), BeaconError> {
        let begun = start.slot == self.slot && self.latest_block == Some(self.slot);
        if begun { Ok(()) } else { Err(BeaconError::BlockNotBegun { slot: start.slot }) }
    }

    /// A proposer that is there, not slashed, and does not miss.
    fn proposes(&self, proposer: ValidatorIndex, attendance: &Attendance, slot_in_epoch: u64) -> Result<bool, BeaconError> {
        let row = self.validators.row_of(proposer)?;
        let (life, profile) = (self.validators.life_at(row)?, self.validators.profiles.at(row)?);
        let proposes = attendance.of_proposals(slot_in_epoch).happens(profile.proposals, proposer.get());
        Ok(!life.slashed && life.is_active(self.epoch()) && proposes && attendance.is_online(&profile, proposer))
    }
}

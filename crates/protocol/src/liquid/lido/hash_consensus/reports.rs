//! Reporting a hash, and what it does to the consensus.

use super::{ConsensusFrame, HashConsensus, HashConsensusError, HashConsensusEvent, ProcessorCall, ProcessorView, ReportVariant};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::{ArithError, Slot};
use alloy_primitives::{B256, U256};

impl HashConsensus {
    /// A member reports the hash of its data for the frame's reference slot (`submitReport`). A member may change its
    /// mind until processing starts; support moves with it.
    ///
    /// # Errors
    /// In this order: `InvalidSlot` for zero, `EmptyReport`, `NonMember`, `UnexpectedConsensusVersion`, `InvalidSlot`,
    /// `StaleReport`, `NonFastLaneMemberCannotReportWithinFastLaneInterval`, `ConsensusReportAlreadyProcessing`,
    /// `DuplicateReport`.
    pub fn submit_report(
        &mut self,
        ctx: &Ctx,
        slot: Slot,
        report: B256,
        consensus_version: U256,
        processor: &ProcessorView,
        effects: &mut Effects,
    ) -> Result<Option<ProcessorCall>, HashConsensusError> {
        if slot == Slot::new(0) {
            return Err(HashConsensusError::InvalidSlot);
        }
        if report.is_zero() {
            return Err(HashConsensusError::EmptyReport);
        }
        let place = self.place_of(ctx.caller).ok_or(HashConsensusError::NonMember)?;
        let expected = processor.consensus_version;
        if consensus_version != U256::from(expected) {
            return Err(HashConsensusError::UnexpectedConsensusVersion { expected, received: consensus_version });
        }
        let frame = self.current_frame(ctx)?;
        self.check_may_report(ctx, slot, place, &frame)?;
        if slot <= processor.last_processing_ref_slot {
            return self.check_late_report(slot, place);
        }

        // Votes move on a copy that is kept only as a whole.
        let mut after = self.clone();
        let vote = after.vote(place, slot, report)?;
        *self = after;
        effects.emit(HashConsensusEvent::ReportReceived { ref_slot: slot, member: ctx.caller, report });
        if U256::from(vote.support) >= self.quorum {
            return self.consensus_reached(&frame, vote.variant, effects);
        }
        Ok(if vote.lost_previous { self.consensus_not_reached(&frame, effects) } else { None })
    }

    /// The report that has a quorum, and its place among the variants.
    pub(super) fn consensus_variant(&self, ref_slot: Slot) -> Option<(usize, &ReportVariant)> {
        if self.last_report_ref_slot != ref_slot {
            return None;
        }
        self.variants.iter().enumerate().find(|(_, variant)| U256::from(variant.support) >= self.quorum)
    }

    /// Looks again whether there is a consensus, after members or quorum changed.
    pub(super) fn check_consensus(
        &mut self,
        ctx: &Ctx,
        processor: &ProcessorView,
        effects: &mut Effects,
    ) -> Result<Option<ProcessorCall>, HashConsensusError> {
        if !self.has_begun(ctx)? {
            return Ok(None);
        }
        let frame = self.current_frame(ctx)?;
        if frame.ref_slot <= processor.last_processing_ref_slot {
            return Ok(None);
        }
        match self.consensus_variant(frame.ref_slot).map(|(variant, _)| variant) {
            Some(variant) => self.consensus_reached(&frame, variant, effects),
            None => Ok(self.consensus_not_reached(&frame, effects)),
        }
    }

    fn check_may_report(&self, ctx: &Ctx, slot: Slot, place: usize, frame: &ConsensusFrame) -> Result<(), HashConsensusError> {
        let current_slot = self.chain.slot_at(ctx.timestamp)?;
        if slot != frame.ref_slot {
            return Err(HashConsensusError::InvalidSlot);
        }
        if current_slot > frame.report_processing_deadline_slot {
            return Err(HashConsensusError::StaleReport);
        }
        if current_slot <= self.fast_lane_end(frame)? && !self.is_in_fast_lane(place, frame.index) {
            return Err(HashConsensusError::NonFastLaneMemberCannotReportWithinFastLaneInterval);
        }
        Ok(())
    }

    /// A report for a slot that is processing: an error to who reported before, silence to who is merely late.
    fn check_late_report(&self, slot: Slot, place: usize) -> Result<Option<ProcessorCall>, HashConsensusError> {
        if self.members.get(place).is_some_and(|member| member.last_report_ref_slot == slot) {
            return Err(HashConsensusError::ConsensusReportAlreadyProcessing);
        }
        Ok(None)
    }

    /// Counts a member's report; its earlier one of the same frame no longer counts.
    fn vote(&mut self, place: usize, slot: Slot, report: B256) -> Result<Vote, HashConsensusError> {
        if self.last_report_ref_slot != slot {
            self.last_report_ref_slot = slot;
            self.variants.clear();
        }
        let variant = self.variants.iter().position(|variant| variant.hash == report).unwrap_or(self.variants.len());
        let lost_previous = self.withdraw_vote(place, slot, variant)?;
        if variant == self.variants.len() {
            self.variants.push(ReportVariant { hash: report, support: 0 });
        }
        let mut support = 0;
        if let Some(counted) = self.variants.get_mut(variant) {
            counted.support = counted.support.checked_add(1).ok_or(ArithError::Overflow)?;
            support = counted.support;
        }
        if let Some(member) = self.members.get_mut(place) {
            member.last_report_ref_slot = slot;
            member.last_report_variant = variant;
        }
        Ok(Vote { variant, support, lost_previous })
    }

    /// Takes a member's earlier report of this frame back; whether that one thereby falls below the quorum.
    fn withdraw_vote(&mut self, place: usize, slot: Slot, new_variant: usize) -> Result<bool, HashConsensusError> {
        let member = self.members.get(place).filter(|member| member.last_report_ref_slot == slot);
        let Some(previous) = member.map(|member| member.last_report_variant) else { return Ok(false) };
        if previous == new_variant {
            return Err(HashConsensusError::DuplicateReport);
        }
        let Some(variant) = self.variants.get_mut(previous) else { return Ok(false) };
        variant.support = variant.support.checked_sub(1).ok_or(ArithError::Underflow)?;
        Ok(U256::from(variant.support).checked_add(U256::ONE) == Some(self.quorum))
    }

    fn consensus_reached(
        &mut self,
        frame: &ConsensusFrame,
        variant: usize,
        effects: &mut Effects,
    ) -> Result<Option<ProcessorCall>, HashConsensusError> {
        let Some(agreed) = self.variants.get(variant) else { return Ok(None) };
        if self.last_consensus_ref_slot == frame.ref_slot && self.last_consensus_variant == variant {
            return Ok(None);
        }
        let (ref_slot, report, support) = (frame.ref_slot, agreed.hash, agreed.support);
        let deadline = self.chain.timestamp_of(frame.report_processing_deadline_slot)?;

        self.last_consensus_ref_slot = ref_slot;
        self.last_consensus_variant = variant;
        effects.emit(HashConsensusEvent::ConsensusReached { ref_slot, report, support });
        Ok(Some(ProcessorCall::Submit { report, ref_slot, deadline }))
    }

    fn consensus_not_reached(&mut self, frame: &ConsensusFrame, effects: &mut Effects) -> Option<ProcessorCall> {
        let ref_slot = frame.ref_slot;
        if self.last_consensus_ref_slot != ref_slot {
            return None;
        }
        self.last_consensus_ref_slot = Slot::new(0);
        effects.emit(HashConsensusEvent::ConsensusLost { ref_slot });
        Some(ProcessorCall::Discard { ref_slot })
    }
}

/// A counted report.
struct Vote {
    variant: usize,
    support: u64,
    lost_previous: bool,
}

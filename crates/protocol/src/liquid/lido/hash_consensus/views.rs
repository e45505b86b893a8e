//! What members and watchers ask.

use super::{HashConsensus, HashConsensusError, Member, ProcessorView, ReportVariant};
use crate::Ctx;
use crate::units::Slot;
use alloy_primitives::{Address, B256};

/// State of the current frame (`getConsensusState`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsensusState {
    /// Its reference slot.
    pub ref_slot: Slot,
    /// The agreed hash, zero for none.
    pub consensus_report: B256,
    /// Whether the processor works on this slot or has finished it.
    pub is_report_processing: bool,
}

/// State of the current frame for one account (`getConsensusStateForMember`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberConsensusState {
    /// Reference slot of the frame.
    pub current_frame_ref_slot: Slot,
    /// The agreed hash, zero for none.
    pub current_frame_consensus_report: B256,
    /// Whether the account is a member.
    pub is_member: bool,
    /// Whether it may report within the fast lane of this frame.
    pub is_fast_lane_member: bool,
    /// Whether it may report now.
    pub can_report: bool,
    /// Reference slot of its last report, zero for none.
    pub last_member_report_ref_slot: Slot,
    /// What it reported in this frame, zero for nothing.
    pub current_frame_member_report: B256,
}

impl HashConsensus {
    /// State of the current frame (`getConsensusState`).
    ///
    /// # Errors
    /// `InitialEpochIsYetToArrive`.
    pub fn consensus_state(&self, ctx: &Ctx, processor: &ProcessorView) -> Result<ConsensusState, HashConsensusError> {
        let ref_slot = self.current_frame(ctx)?.ref_slot;
        let is_report_processing = processor.last_processing_ref_slot == ref_slot;
        Ok(ConsensusState { ref_slot, consensus_report: self.consensus_report(ref_slot), is_report_processing })
    }

    /// Hashes reported in the current frame (`getReportVariants`).
    ///
    /// # Errors
    /// `InitialEpochIsYetToArrive`.
    pub fn report_variants(&self, ctx: &Ctx) -> Result<&[ReportVariant], HashConsensusError> {
        let is_current = self.last_report_ref_slot == self.current_frame(ctx)?.ref_slot;
        Ok(if is_current { &self.variants } else { &[] })
    }

    /// Members that may report within the fast lane of the current frame (`getFastLaneMembers`).
    ///
    /// # Errors
    /// `InitialEpochIsYetToArrive`.
    pub fn fast_lane_members(&self, ctx: &Ctx) -> Result<Vec<&Member>, HashConsensusError> {
        let index = self.current_frame(ctx)?.index;
        let members = self.members.iter().enumerate();
        Ok(members.filter(|(place, _)| self.is_in_fast_lane(*place, index)).map(|(_, member)| member).collect())
    }

    /// Whether an account may report within the fast lane of the current frame (`getIsFastLaneMember`).
    ///
    /// # Errors
    /// `InitialEpochIsYetToArrive`.
    pub fn is_fast_lane_member(&self, ctx: &Ctx, account: Address) -> Result<bool, HashConsensusError> {
        let Some(place) = self.place_of(account) else { return Ok(false) };
        Ok(self.is_in_fast_lane(place, self.current_frame(ctx)?.index))
    }

    /// State of the current frame for one account (`getConsensusStateForMember`).
    ///
    /// # Errors
    /// `InitialEpochIsYetToArrive`.
    pub fn consensus_state_for_member(
        &self,
        ctx: &Ctx,
        account: Address,
        processor: &ProcessorView,
    ) -> Result<MemberConsensusState, HashConsensusError> {
        let frame = self.current_frame(ctx)?;
        let mut state = MemberConsensusState {
            current_frame_ref_slot: frame.ref_slot,
            current_frame_consensus_report: self.consensus_report(frame.ref_slot),
            is_member: false,
            is_fast_lane_member: false,
            can_report: false,
            last_member_report_ref_slot: Slot::new(0),
            current_frame_member_report: B256::ZERO,
        };
        let Some(place) = self.place_of(account) else { return Ok(state) };
        let slot = self.chain.slot_at(ctx.timestamp)?;
        let is_open = slot <= frame.report_processing_deadline_slot && frame.ref_slot > processor.last_processing_ref_slot;
        state.is_member = true;
        state.is_fast_lane_member = self.is_in_fast_lane(place, frame.index);
        state.can_report = is_open && (state.is_fast_lane_member || slot > self.fast_lane_end(&frame)?);
        if let Some(member) = self.members.get(place) {
            state.last_member_report_ref_slot = member.last_report_ref_slot;
            state.current_frame_member_report = self.report_in(member, frame.ref_slot);
        }
        Ok(state)
    }

    fn consensus_report(&self, ref_slot: Slot) -> B256 {
        self.consensus_variant(ref_slot).map_or(B256::ZERO, |(_, variant)| variant.hash)
    }

    fn report_in(&self, member: &Member, ref_slot: Slot) -> B256 {
        if member.last_report_ref_slot != ref_slot {
            return B256::ZERO;
        }
        self.variants.get(member.last_report_variant).map_or(B256::ZERO, |variant| variant.hash)
    }
}

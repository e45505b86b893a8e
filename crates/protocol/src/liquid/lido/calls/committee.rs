//! The committee and the accounting oracle it feeds: `HashConsensus` passes what changed on to `AccountingOracle`.

use crate::{
    Ctx, Effects, Protocol,
    governance::Role,
    liquid::lido::{
        LidoError,
        hash_consensus::{
            DISABLE_CONSENSUS_ROLE, HashConsensus, HashConsensusError, MANAGE_FAST_LANE_CONFIG_ROLE, MANAGE_FRAME_CONFIG_ROLE,
            MANAGE_MEMBERS_AND_QUORUM_ROLE, ProcessorCall,
        },
    },
    units::{Epoch, Slot},
};
use alloy_primitives::{Address, B256, U256};
use std::sync::Arc;

impl Protocol {
    /// `HashConsensus.submitReport`: a member reports the hash of its data for a slot.
    ///
    /// # Errors
    /// [`HashConsensusError`], in the order of [`HashConsensus::submit_report`]; `NumericOverflow` for a slot above 2^64 - 1.
    pub fn submit_report(
        &mut self,
        ctx: &Ctx,
        slot: U256,
        report: B256,
        consensus_version: U256,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let slot = u64::try_from(slot).map(Slot::new).map_err(|_| HashConsensusError::NumericOverflow)?;
        let processor = self.lido.oracle.processor_view();
        self.change_committee(ctx, effects, |committee, effects| {
            committee.submit_report(ctx, slot, report, consensus_version, &processor, effects)
        })
    }

    /// `HashConsensus.addMember`.
    ///
    /// # Errors
    /// A missing `MANAGE_MEMBERS_AND_QUORUM_ROLE`; those of [`HashConsensus::add_member`].
    pub fn add_consensus_member(
        &mut self,
        ctx: &Ctx,
        member: Address,
        quorum: U256,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_committee_role(ctx, MANAGE_MEMBERS_AND_QUORUM_ROLE)?;
        let processor = self.lido.oracle.processor_view();
        self.change_committee(ctx, effects, |committee, effects| committee.add_member(ctx, member, quorum, &processor, effects))
    }

    /// `HashConsensus.removeMember`.
    ///
    /// # Errors
    /// A missing `MANAGE_MEMBERS_AND_QUORUM_ROLE`; those of [`HashConsensus::remove_member`].
    pub fn remove_consensus_member(
        &mut self,
        ctx: &Ctx,
        member: Address,
        quorum: U256,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_committee_role(ctx, MANAGE_MEMBERS_AND_QUORUM_ROLE)?;
        let processor = self.lido.oracle.processor_view();
        self.change_committee(ctx, effects, |committee, effects| {
            committee.remove_member(ctx, member, quorum, &processor, effects)
        })
    }

    /// `HashConsensus.setQuorum`.
    ///
    /// # Errors
    /// A missing `MANAGE_MEMBERS_AND_QUORUM_ROLE`; those of [`HashConsensus::set_quorum`].
    pub fn set_consensus_quorum(&mut self, ctx: &Ctx, quorum: U256, effects: &mut Effects) -> Result<(), LidoError> {
        self.check_committee_role(ctx, MANAGE_MEMBERS_AND_QUORUM_ROLE)?;
        let processor = self.lido.oracle.processor_view();
        self.change_committee(ctx, effects, |committee, effects| committee.set_quorum(ctx, quorum, &processor, effects))
    }

    /// `HashConsensus.disableConsensus`: puts the quorum out of reach.
    ///
    /// # Errors
    /// A missing `DISABLE_CONSENSUS_ROLE`.
    pub fn disable_consensus(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), LidoError> {
        self.check_committee_role(ctx, DISABLE_CONSENSUS_ROLE)?;
        let processor = self.lido.oracle.processor_view();
        self.change_committee(ctx, effects, |committee, effects| committee.disable_consensus(ctx, &processor, effects))
    }

    /// `HashConsensus.setFrameConfig`.
    ///
    /// # Errors
    /// A missing `MANAGE_FRAME_CONFIG_ROLE`; those of [`HashConsensus::set_frame_config`].
    pub fn set_frame_config(
        &mut self,
        ctx: &Ctx,
        epochs_per_frame: u64,
        fast_lane_length_slots: u64,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_committee_role(ctx, MANAGE_FRAME_CONFIG_ROLE)?;
        Ok(self.committee_mut().set_frame_config(ctx, epochs_per_frame, fast_lane_length_slots, effects)?)
    }

    /// `HashConsensus.setFastLaneLengthSlots`.
    ///
    /// # Errors
    /// A missing `MANAGE_FAST_LANE_CONFIG_ROLE`; those of [`HashConsensus::set_fast_lane_length_slots`].
    pub fn set_fast_lane_length_slots(
        &mut self,
        ctx: &Ctx,
        fast_lane_length_slots: u64,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_committee_role(ctx, MANAGE_FAST_LANE_CONFIG_ROLE)?;
        Ok(self.committee_mut().set_fast_lane_length_slots(fast_lane_length_slots, effects)?)
    }

    /// `HashConsensus.updateInitialEpoch`.
    ///
    /// # Errors
    /// A missing `DEFAULT_ADMIN_ROLE`; those of [`HashConsensus::update_initial_epoch`].
    pub fn update_initial_epoch(&mut self, ctx: &Ctx, initial_epoch: Epoch, effects: &mut Effects) -> Result<(), LidoError> {
        let admin = crate::governance::Governance::DEFAULT_ADMIN;
        self.governance.check_role(self.addresses.hash_consensus, admin, ctx.caller)?;
        let processor = self.lido.oracle.processor_view();
        Ok(self.committee_mut().update_initial_epoch(ctx, initial_epoch, &processor, effects)?)
    }

    /// Changes the committee and passes on what the oracle must know; all or nothing.
    fn change_committee(
        &mut self,
        ctx: &Ctx,
        effects: &mut Effects,
        change: impl FnOnce(&mut HashConsensus, &mut Effects) -> Result<Option<ProcessorCall>, HashConsensusError>,
    ) -> Result<(), LidoError> {
        self.attempt(|protocol| {
            let Some(call) = change(protocol.committee_mut(), effects)? else { return Ok(()) };
            Ok(protocol.oracle_mut().on_consensus(ctx, call, effects)?)
        })
    }

    fn committee_mut(&mut self) -> &mut HashConsensus {
        Arc::make_mut(&mut self.lido.consensus)
    }

    fn check_committee_role(&self, ctx: &Ctx, role: Role) -> Result<(), LidoError> {
        Ok(self.governance.check_role(self.addresses.hash_consensus, role.id(), ctx.caller)?)
    }
}

//! Members and the quorum.

use super::{HashConsensus, HashConsensusError, HashConsensusEvent, Member, ProcessorCall, ProcessorView, UNREACHABLE_QUORUM};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::{ArithError, Slot};
use alloy_primitives::{Address, U256};

impl HashConsensus {
    /// Members in order (`getMembers`).
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Whether an account is a member (`getIsMember`).
    #[must_use]
    pub fn is_member(&self, account: Address) -> bool {
        self.place_of(account).is_some()
    }

    /// How many must agree (`getQuorum`).
    #[must_use]
    pub const fn quorum(&self) -> U256 {
        self.quorum
    }

    /// Who processes agreed reports (`getReportProcessor`).
    #[must_use]
    pub const fn report_processor(&self) -> Address {
        self.processor
    }

    /// Adds a member and sets the quorum (`addMember`). The caller's role is checked before.
    ///
    /// # Errors
    /// `DuplicateMember`, `AddressCannotBeZero`, `QuorumTooSmall`.
    pub fn add_member(
        &mut self,
        ctx: &Ctx,
        address: Address,
        quorum: U256,
        processor: &ProcessorView,
        effects: &mut Effects,
    ) -> Result<Option<ProcessorCall>, HashConsensusError> {
        let mut after = self.clone();
        after.push_member(address)?;
        let new_total_members = after.members.len();
        effects.emit(HashConsensusEvent::MemberAdded { address, new_total_members, new_quorum: quorum });
        let call = after.replace_quorum(ctx, quorum, processor, effects)?;

        *self = after;
        Ok(call)
    }

    /// Removes a member, with its report while that is not processing, and sets the quorum (`removeMember`). The last member takes
    /// its place. The caller's role is checked before.
    ///
    /// # Errors
    /// `NonMember`, `QuorumTooSmall`.
    pub fn remove_member(
        &mut self,
        ctx: &Ctx,
        address: Address,
        quorum: U256,
        processor: &ProcessorView,
        effects: &mut Effects,
    ) -> Result<Option<ProcessorCall>, HashConsensusError> {
        let place = self.place_of(address).ok_or(HashConsensusError::NonMember)?;
        let mut after = self.clone();
        let removed = after.members.swap_remove(place);
        let new_total_members = after.members.len();
        effects.emit(HashConsensusEvent::MemberRemoved { address, new_total_members, new_quorum: quorum });
        after.forget_report(ctx, &removed, processor)?;
        let call = after.replace_quorum(ctx, quorum, processor, effects)?;

        *self = after;
        Ok(call)
    }

    /// Sets the quorum (`setQuorum`). The caller's role is checked before.
    ///
    /// # Errors
    /// `QuorumTooSmall`.
    pub fn set_quorum(
        &mut self,
        ctx: &Ctx,
        quorum: U256,
        processor: &ProcessorView,
        effects: &mut Effects,
    ) -> Result<Option<ProcessorCall>, HashConsensusError> {
        let mut after = self.clone();
        let call = after.replace_quorum(ctx, quorum, processor, effects)?;

        *self = after;
        Ok(call)
    }

    /// Puts the quorum out of reach (`disableConsensus`). The caller's role is checked before.
    ///
    /// # Errors
    /// As [`Self::set_quorum`].
    pub fn disable_consensus(
        &mut self,
        ctx: &Ctx,
        processor: &ProcessorView,
        effects: &mut Effects,
    ) -> Result<Option<ProcessorCall>, HashConsensusError> {
        self.set_quorum(ctx, UNREACHABLE_QUORUM, processor, effects)
    }

    /// Place of a member in the list.
    pub(super) fn place_of(&self, account: Address) -> Option<usize> {
        self.members.iter().position(|member| member.address == account)
    }

    pub(super) fn push_member(&mut self, address: Address) -> Result<(), HashConsensusError> {
        if self.is_member(address) {
            return Err(HashConsensusError::DuplicateMember);
        }
        if address.is_zero() {
            return Err(HashConsensusError::AddressCannotBeZero);
        }
        self.members.push(Member { address, last_report_ref_slot: Slot::new(0), last_report_variant: 0 });
        Ok(())
    }

    /// Refuses a quorum of half the members or fewer.
    pub(super) fn check_quorum(&self, quorum: U256) -> Result<(), HashConsensusError> {
        let half = U256::from(self.members.len()).checked_div(U256::from(2_u8)).ok_or(ArithError::DivisionByZero)?;
        if quorum > half {
            return Ok(());
        }
        let min = half.checked_add(U256::ONE).ok_or(ArithError::Overflow)?;
        Err(HashConsensusError::QuorumTooSmall { min, received: quorum })
    }

    fn replace_quorum(
        &mut self,
        ctx: &Ctx,
        quorum: U256,
        processor: &ProcessorView,
        effects: &mut Effects,
    ) -> Result<Option<ProcessorCall>, HashConsensusError> {
        self.check_quorum(quorum)?;
        let prev_quorum = std::mem::replace(&mut self.quorum, quorum);
        if quorum != prev_quorum {
            let total_members = self.members.len();
            effects.emit(HashConsensusEvent::QuorumSet { new_quorum: quorum, total_members, prev_quorum });
        }
        self.check_consensus(ctx, processor, effects)
    }

    /// Takes the report of a member that left out of the count, while the frame's report is not processing.
    fn forget_report(&mut self, ctx: &Ctx, removed: &Member, processor: &ProcessorView) -> Result<(), HashConsensusError> {
        let slot = removed.last_report_ref_slot;
        if slot == Slot::new(0) || slot != self.current_frame(ctx)?.ref_slot || processor.last_processing_ref_slot >= slot {
            return Ok(());
        }
        if let Some(variant) = self.variants.get_mut(removed.last_report_variant) {
            variant.support = variant.support.checked_sub(1).ok_or(ArithError::Underflow)?;
        }
        Ok(())
    }
}

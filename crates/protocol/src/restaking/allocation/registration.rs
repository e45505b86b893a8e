//! Operators join sets and leave them; for a while after leaving they can still be slashed.

use super::{
    AllocationError, AllocationEvent, AllocationManager, PAUSED_OPERATOR_SET_REGISTRATION_AND_DEREGISTRATION, block_after,
};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{OperatorSet, OperatorSetId, Restaking, RestakingError},
    units::BlockNumber,
};
use alloy_primitives::Address;
use std::sync::Arc;

impl AllocationManager {
    /// Whether an operator is registered for a set (`isMemberOfOperatorSet`).
    #[must_use]
    pub fn is_member(&self, operator: Address, set: OperatorSet) -> bool {
        self.members.contains(set, operator)
    }

    /// Operators registered for a set, in the order of its list (`getMembers`).
    #[must_use]
    pub fn members(&self, set: OperatorSet) -> Vec<Address> {
        self.members.iter(set).collect()
    }

    /// How many operators are registered for a set (`getMemberCount`).
    #[must_use]
    pub fn member_count(&self, set: OperatorSet) -> u64 {
        self.members.len(set)
    }

    /// Sets an operator is registered for, in the order of its list (`getRegisteredSets`).
    #[must_use]
    pub fn registered_sets(&self, operator: Address) -> Vec<OperatorSet> {
        self.registered_sets.iter(operator).collect()
    }

    /// Last block in which a set that the operator has left can slash it; `None` when it never left.
    #[must_use]
    pub fn slashable_until(&self, operator: Address, set: OperatorSet) -> Option<BlockNumber> {
        self.slashable_until.get(&(operator, set)).copied()
    }

    /// Whether a set can slash an operator in a block: it is registered, or left not long ago (`isOperatorSlashable`).
    #[must_use]
    pub fn is_operator_slashable(&self, operator: Address, set: OperatorSet, block: BlockNumber) -> bool {
        self.is_member(operator, set) || self.slashable_until(operator, set).is_some_and(|last| block <= last)
    }

    fn register(
        &mut self,
        operator: Address,
        set: OperatorSet,
        now: BlockNumber,
        fx: &mut Effects,
    ) -> Result<(), AllocationError> {
        self.check_operator_set(set)?;
        if self.is_operator_slashable(operator, set, now) {
            return Err(AllocationError::AlreadyMemberOfSet { set, operator });
        }
        self.registered_sets.insert(operator, set);
        self.members.insert(set, operator);
        self.slashable_until.remove(&(operator, set));
        fx.emit(AllocationEvent::OperatorAddedToOperatorSet { operator, set });
        Ok(())
    }

    fn deregister(
        &mut self,
        operator: Address,
        set: OperatorSet,
        slashable_until: BlockNumber,
        fx: &mut Effects,
    ) -> Result<(), AllocationError> {
        self.check_operator_set(set)?;
        if !self.is_member(operator, set) {
            return Err(AllocationError::NotMemberOfSet { set, operator });
        }
        self.registered_sets.remove(operator, set);
        self.members.remove(set, operator);
        self.slashable_until.insert((operator, set), slashable_until);
        fx.emit(AllocationEvent::OperatorRemovedFromOperatorSet { operator, set });
        Ok(())
    }
}

impl Restaking {
    /// Registers an operator for sets of a service (`registerForOperatorSets`).
    ///
    /// Returns the registrar, which the caller must ask next: a refusal of it is a refusal of the call.
    ///
    /// # Errors
    /// Paused, `InvalidPermissions`, and [`AllocationError`]: `InvalidOperator`, `InvalidOperatorSet`, `AlreadyMemberOfSet`.
    pub fn register_for_operator_sets(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        operator: Address,
        (avs, ids): (Address, &[OperatorSetId]),
        fx: &mut Effects,
    ) -> Result<Address, RestakingError> {
        self.allocation.paused.check(PAUSED_OPERATOR_SET_REGISTRATION_AND_DEREGISTRATION)?;
        self.permissions.check_can_call(operator, ctx, book.allocation_manager)?;
        if !self.delegation.is_operator(operator) {
            return Err(AllocationError::InvalidOperator(operator).into());
        }
        let mut next = (*self.allocation).clone();
        for id in ids {
            next.register(operator, OperatorSet { avs, id: *id }, ctx.block, fx)?;
        }
        self.allocation = Arc::new(next);
        Ok(self.allocation.avs_registrar(avs))
    }

    /// Takes an operator out of sets of a service, at the wish of either (`deregisterFromOperatorSets`). Its allocations stay,
    /// and the sets can slash them for `DEALLOCATION_DELAY` blocks more.
    ///
    /// Returns the registrar, which the caller must tell next: a refusal of it is a refusal of the call.
    ///
    /// # Errors
    /// Paused, and [`AllocationError`]: `InvalidCaller`, `InvalidOperatorSet`, `NotMemberOfSet`.
    pub fn deregister_from_operator_sets(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        operator: Address,
        (avs, ids): (Address, &[OperatorSetId]),
        fx: &mut Effects,
    ) -> Result<Address, RestakingError> {
        self.allocation.paused.check(PAUSED_OPERATOR_SET_REGISTRATION_AND_DEREGISTRATION)?;
        let may = |account| self.permissions.can_call(account, ctx.caller, book.allocation_manager, ctx.selector);
        if !may(operator) && !may(avs) {
            return Err(AllocationError::InvalidCaller(ctx.caller).into());
        }
        let slashable_until = block_after(ctx.block, self.config.delays.deallocation)?;
        let mut next = (*self.allocation).clone();
        for id in ids {
            next.deregister(operator, OperatorSet { avs, id: *id }, slashable_until, fx)?;
        }
        self.allocation = Arc::new(next);
        Ok(self.allocation.avs_registrar(avs))
    }
}

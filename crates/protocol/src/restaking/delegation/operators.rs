//! Operators: registration is for ever, an operator is its own staker.

use super::{DelegationError, DelegationEvent, DelegationManager};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{Restaking, RestakingError},
    units::Blocks,
};
use alloy_primitives::Address;
use std::sync::Arc;

impl DelegationManager {
    /// Refuses an account that is no operator.
    pub(super) fn check_operator(&self, account: Address) -> Result<(), DelegationError> {
        if self.is_operator(account) { Ok(()) } else { Err(DelegationError::OperatorNotRegistered(account)) }
    }

    fn set_approver(&mut self, operator: Address, approver: Address, fx: &mut Effects) {
        if approver.is_zero() {
            self.approvers.remove(&operator);
        } else {
            self.approvers.insert(operator, approver);
        }
        fx.emit(DelegationEvent::DelegationApproverUpdated { operator, approver });
    }
}

impl Restaking {
    /// `registerAsOperator(address,uint32,string)`: the caller is an operator for ever; what it has is delegated to itself.
    ///
    /// # Errors
    /// [`DelegationError::ActivelyDelegated`], [`DelegationError::Paused`].
    pub fn register_as_operator(
        &mut self,
        ctx: &Ctx,
        approver: Address,
        allocation_delay: Blocks,
        uri: String,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.delegation.check_not_entered()?;
        let operator = ctx.caller;
        if let Some(delegated) = self.delegation.delegated_to(operator) {
            return Err(DelegationError::ActivelyDelegated { staker: operator, operator: delegated }.into());
        }
        self.attempt(|restaking| {
            restaking.set_allocation_delay_at_registration(operator, allocation_delay, ctx, fx);
            Arc::make_mut(&mut restaking.delegation).set_approver(operator, approver, fx);
            restaking.delegate(operator, operator, fx)?;
            fx.emit(DelegationEvent::OperatorRegistered { operator, approver });
            fx.emit(DelegationEvent::OperatorMetadataURIUpdated { operator, uri });
            Ok(())
        })
    }

    /// `modifyOperatorDetails(address,address)`: another approver, or none, by whoever may act for the operator.
    ///
    /// # Errors
    /// [`PermissionError::InvalidPermissions`](crate::restaking::permissions::PermissionError::InvalidPermissions),
    /// [`DelegationError::OperatorNotRegistered`].
    pub fn modify_operator_details(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        operator: Address,
        approver: Address,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(operator, ctx, book.delegation_manager)?;
        self.delegation.check_not_entered()?;
        self.delegation.check_operator(operator)?;

        Arc::make_mut(&mut self.delegation).set_approver(operator, approver, fx);
        Ok(())
    }

    /// `updateOperatorMetadataURI(address,string)`: an event, nothing else.
    ///
    /// # Errors
    /// As [`Self::modify_operator_details`].
    pub fn update_operator_metadata_uri(
        &self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        operator: Address,
        uri: String,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(operator, ctx, book.delegation_manager)?;
        self.delegation.check_operator(operator)?;

        fx.emit(DelegationEvent::OperatorMetadataURIUpdated { operator, uri });
        Ok(())
    }

    /// Whether the caller may make this call for the account (`PermissionController.canCall`).
    pub(super) fn may_act_for(&self, book: &RestakingAddresses, ctx: &Ctx, account: Address) -> bool {
        self.permissions.can_call(account, ctx.caller, book.delegation_manager, ctx.selector)
    }
}

//! A staker joins an operator, leaves it, or changes to another.

use super::{DelegationError, DelegationEvent, PAUSED_ENTER_WITHDRAWAL_QUEUE, PAUSED_NEW_DELEGATION, scaling, shares::Addition};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{BEACON_CHAIN_ETH, Restaking, RestakingError},
    units::StrategyShares,
};
use alloy_primitives::{Address, B256};
use std::sync::Arc;

impl Restaking {
    /// `delegateTo(address,(bytes,uint256),bytes32)` by the caller, once the signature that
    /// [`approval_needed`](super::DelegationManager::approval_needed) asks for was found to be good.
    ///
    /// # Errors
    /// [`DelegationError::ActivelyDelegated`], [`DelegationError::OperatorNotRegistered`], [`DelegationError::SaltSpent`],
    /// [`DelegationError::Paused`], [`DelegationError::FullySlashed`] when one of the staker's strategies is.
    pub fn delegate_to(&mut self, ctx: &Ctx, operator: Address, salt: B256, fx: &mut Effects) -> Result<(), RestakingError> {
        let staker = ctx.caller;
        self.delegation.check_not_entered()?;
        self.delegation.check_can_delegate(staker, operator)?;
        self.attempt(|restaking| {
            Arc::make_mut(&mut restaking.delegation).spend_salt(operator, salt)?;
            restaking.delegate(staker, operator, fx)
        })
    }

    /// Everything the staker has counts for the operator from now on; what the operator was slashed before is forgiven by
    /// the scaling factors. Several steps: the caller undoes them together.
    pub(super) fn delegate(&mut self, staker: Address, operator: Address, fx: &mut Effects) -> Result<(), RestakingError> {
        self.delegation.pause_bits().check(PAUSED_NEW_DELEGATION).map_err(DelegationError::from)?;
        let deposits = self.deposited_shares(staker);
        let delegation = Arc::make_mut(&mut self.delegation);
        delegation.delegated_to.insert(staker, operator);
        fx.emit(DelegationEvent::StakerDelegated { staker, operator });
        for (strategy, deposited) in deposits {
            let addition = Addition {
                staker,
                operator: Some(operator),
                strategy,
                previous: StrategyShares::ZERO,
                added: self.delegatable(staker, strategy, deposited)?,
                slashing: self.allocation.max_magnitude(operator, strategy),
            };
            Arc::make_mut(&mut self.delegation).increase_delegation(addition, fx)?;
        }
        Ok(())
    }

    /// What an undelegated staker brings along: its deposit shares; of native stake what the beacon chain has left.
    fn delegatable(
        &self,
        staker: Address,
        strategy: Address,
        deposited: StrategyShares,
    ) -> Result<StrategyShares, RestakingError> {
        if strategy != BEACON_CHAIN_ETH {
            return Ok(deposited);
        }
        let factor = self.delegation.scaling_factor(staker, strategy);
        Ok(scaling::withdrawable(deposited, factor, self.pods.slashing_factor(staker))?)
    }

    /// `undelegate(address)`: by the staker, by whoever may act for its operator, or by the operator's approver. Everything
    /// is queued with the old operator, one withdrawal a strategy. Returns their roots.
    ///
    /// # Errors
    /// [`DelegationError::NotActivelyDelegated`], [`DelegationError::OperatorsCannotUndelegate`],
    /// [`DelegationError::CallerCannotUndelegate`], [`DelegationError::Paused`].
    pub fn undelegate(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        staker: Address,
        fx: &mut Effects,
    ) -> Result<Vec<B256>, RestakingError> {
        self.delegation.check_not_entered()?;
        let operator = self.delegation.delegated_to(staker).ok_or(DelegationError::NotActivelyDelegated(staker))?;
        if operator == staker {
            return Err(DelegationError::OperatorsCannotUndelegate(staker).into());
        }
        if ctx.caller != staker {
            self.check_may_undelegate(book, ctx, staker, operator)?;
            fx.emit(DelegationEvent::StakerForceUndelegated { staker, operator });
        }
        self.delegation.pause_bits().check(PAUSED_ENTER_WITHDRAWAL_QUEUE).map_err(DelegationError::from)?;
        self.attempt(|restaking| {
            Arc::make_mut(&mut restaking.delegation).delegated_to.remove(&staker);
            fx.emit(DelegationEvent::StakerUndelegated { staker, operator });
            restaking.queue_everything(ctx, staker, operator, fx)
        })
    }

    /// One withdrawal a strategy, so that each can be completed as its staker likes.
    fn queue_everything(
        &mut self,
        ctx: &Ctx,
        staker: Address,
        operator: Address,
        fx: &mut Effects,
    ) -> Result<Vec<B256>, RestakingError> {
        let deposits = self.deposited_shares(staker);
        deposits.into_iter().map(|deposit| self.queue_withdrawal(ctx, staker, Some(operator), &[deposit], fx)).collect()
    }

    fn check_may_undelegate(
        &self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        staker: Address,
        operator: Address,
    ) -> Result<(), DelegationError> {
        if self.may_act_for(book, ctx, operator) || self.delegation.approver(operator) == Some(ctx.caller) {
            Ok(())
        } else {
            Err(DelegationError::CallerCannotUndelegate { caller: ctx.caller, staker })
        }
    }
}

//! A deposit: the token is moved outside, between the check and the credit.

use super::{PAUSED_DEPOSITS, StrategyManager, StrategyManagerError};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{Restaking, RestakingError, strategies::vault::VaultBalances},
    units::StrategyShares,
};
use alloy_primitives::{Address, U256};
use std::sync::Arc;

impl StrategyManager {
    /// Refuses while deposits are paused.
    ///
    /// # Errors
    /// [`StrategyManagerError::Paused`].
    pub fn check_deposits_open(&self) -> Result<(), StrategyManagerError> {
        Ok(self.paused.check(PAUSED_DEPOSITS)?)
    }

    /// Refuses a strategy that takes no deposits: what is asked before the token moves.
    ///
    /// # Errors
    /// [`StrategyManagerError::StrategyNotWhitelisted`].
    pub fn check_whitelisted(&self, strategy: Address) -> Result<(), StrategyManagerError> {
        if self.is_whitelisted(strategy) { Ok(()) } else { Err(StrategyManagerError::StrategyNotWhitelisted(strategy)) }
    }

    /// Refuses everybody but `DelegationManager`.
    ///
    /// # Errors
    /// [`StrategyManagerError::OnlyDelegationManager`].
    pub fn check_delegation_manager(&self, ctx: &Ctx, book: &RestakingAddresses) -> Result<(), StrategyManagerError> {
        if ctx.caller == book.delegation_manager { Ok(()) } else { Err(StrategyManagerError::OnlyDelegationManager(ctx.caller)) }
    }
}

impl Restaking {
    /// `depositIntoStrategy(address,address,uint256)` as one call, once `amount` of the token has moved to the strategy's
    /// account, which holds `balance` now.
    ///
    /// # Errors
    /// Refusals of [`StrategyManager::check_deposits_open`], [`StrategyManager::check_whitelisted`],
    /// [`Restaking::deposit_to_strategy`] and [`Restaking::credit_deposit`].
    pub fn deposit_into_strategy(
        &mut self,
        ctx: &Ctx,
        (staker, strategy): (Address, Address),
        (token, amount): (Address, U256),
        balance: U256,
        fx: &mut Effects,
    ) -> Result<StrategyShares, RestakingError> {
        self.strategy_manager.check_deposits_open()?;
        self.strategy_manager.check_whitelisted(strategy)?;
        self.attempt(|restaking| {
            let shares = restaking.deposit_to_strategy(ctx, strategy, (token, amount), balance, fx)?;
            restaking.credit_deposit(staker, strategy, shares, &VaultBalances::of(strategy, balance), fx)?;
            Ok(shares)
        })
    }

    /// Gives a staker the shares of a deposit, and its operator too. A duration vault has its say, for which it needs to know
    /// what it holds.
    ///
    /// # Errors
    /// [`VaultError`](crate::restaking::strategies::vault::VaultError); those of [`StrategyManager::add_shares`] and of [`Restaking::increase_delegated_shares`]: above all `FullySlashed`.
    pub fn credit_deposit(
        &mut self,
        staker: Address,
        strategy: Address,
        shares: StrategyShares,
        balances: &VaultBalances,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.check_addition(staker, strategy, shares, balances)?;
        self.attempt(|restaking| {
            let before = Arc::make_mut(&mut restaking.strategy_manager).add_shares(staker, strategy, shares, fx)?;
            restaking.increase_delegated_shares(staker, strategy, before, shares, fx)
        })
    }
}

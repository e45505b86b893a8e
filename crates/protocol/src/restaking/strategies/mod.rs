//! Strategies: what a token is worth in shares, and who made them.
//!
//! Shares never move inside a strategy; whose they are is known by `StrategyManager`, and by `DelegationManager` once they
//! are queued or slashed. A strategy only knows how many there are.

mod eigen;
mod error;
mod events;
pub mod factory;
mod limits;
mod rate;
mod strategy;
mod tables;
pub mod vault;

pub use error::StrategyError;
pub use events::StrategyEvent;
pub use strategy::{DepositLimits, MAX_TOTAL_SHARES, PAUSED_DEPOSITS, PAUSED_WITHDRAWALS, Strategy, StrategyKind, check_manager};

use super::{Restaking, RestakingError, RestakingEvent};
use crate::{Ctx, Effects, units::StrategyShares};
use alloy_primitives::{Address, U256};
use factory::StrategyFactory;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Every strategy, and `StrategyFactory`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategies {
    by_address: OrdMap<Address, Strategy>,
    /// `StrategyFactory`.
    pub factory: StrategyFactory,
}

impl Strategies {
    /// Whether a strategy lives at the address.
    #[must_use]
    pub fn contains(&self, address: Address) -> bool {
        self.by_address.contains_key(&address)
    }

    /// The strategy at an address.
    #[must_use]
    pub fn get(&self, address: Address) -> Option<&Strategy> {
        self.by_address.get(&address)
    }

    /// The strategy at an address, to change it.
    #[must_use]
    pub fn get_mut(&mut self, address: Address) -> Option<&mut Strategy> {
        self.by_address.get_mut(&address)
    }

    /// Puts a strategy at an address where none is: at genesis, or by the factory. `false` when one is there already.
    pub fn create(&mut self, address: Address, strategy: Strategy) -> bool {
        if self.contains(address) {
            return false;
        }
        self.by_address.insert(address, strategy);
        true
    }

    /// Strategies in the order of their addresses.
    pub fn iter(&self) -> impl Iterator<Item = (Address, &Strategy)> {
        self.by_address.iter().map(|(address, strategy)| (*address, strategy))
    }

    /// The strategy at an address, or the refusal of an account without code.
    fn expect(&mut self, address: Address) -> Result<&mut Strategy, StrategyError> {
        self.by_address.get_mut(&address).ok_or(StrategyError::NoStrategy(address))
    }
}

impl Restaking {
    /// Puts a strategy that takes deposits at an address, at genesis. `false` when one is there already.
    pub fn genesis_strategy(&mut self, address: Address, strategy: Strategy) -> bool {
        let is_new = Arc::make_mut(&mut self.strategies).create(address, strategy);
        if is_new {
            Arc::make_mut(&mut self.strategy_manager).whitelist_at_genesis(address);
        }
        is_new
    }

    /// `Strategy.deposit`: new shares for `amount` of the token that has arrived; the account holds `balance` now. Whose
    /// they are is written by [`Restaking::credit_deposit`].
    ///
    /// # Errors
    /// [`StrategyError::NoStrategy`], then as [`Strategy::deposit`].
    pub fn deposit_to_strategy(
        &mut self,
        ctx: &Ctx,
        strategy: Address,
        (token, amount): (Address, U256),
        balance: U256,
        fx: &mut Effects,
    ) -> Result<StrategyShares, RestakingError> {
        self.attempt(|restaking| {
            let balance = restaking.unwrap_deposit(ctx, strategy, (token, amount), balance, fx)?;
            let (shares, event) = Arc::make_mut(&mut restaking.strategies).expect(strategy)?.deposit(token, amount, balance)?;
            fx.emit(RestakingEvent::Strategy(strategy, event));
            Ok(shares)
        })
    }

    /// `Strategy.withdraw`: sends what shares are worth to `recipient`; the account holds `balance` now. Returns base units.
    ///
    /// # Errors
    /// [`StrategyError::NoStrategy`], then as [`Strategy::withdraw`].
    pub fn withdraw_from_strategy(
        &mut self,
        ctx: &Ctx,
        strategy: Address,
        recipient: Address,
        (token, shares): (Address, StrategyShares),
        balance: U256,
        fx: &mut Effects,
    ) -> Result<U256, RestakingError> {
        self.attempt(|restaking| {
            let (amount, event) = Arc::make_mut(&mut restaking.strategies).expect(strategy)?.withdraw(token, shares, balance)?;
            fx.emit(RestakingEvent::Strategy(strategy, event));
            restaking.wrap_withdrawal(ctx, strategy, (token, amount), fx)?;
            fx.send_token(token, strategy, recipient, amount);
            Ok(amount)
        })
    }
}

//! `StrategyManager`: whose deposit shares are whose, and what was slashed and waits to leave.
//!
//! Deposit shares say what somebody put in, not what is left of it: slashing is in the factors that `DelegationManager`
//! and `AllocationManager` keep, so a slash touches no staker.
//!
//! Invariants
//! - RST-4  a staker's list holds exactly the strategies it has shares of, at most 32
//! - RST-5  a slash is pending exactly while shares of it, though it be none, wait for a strategy

mod deposits;
mod error;
mod events;
mod release;
mod shares;
mod signed;
mod slashed;
mod tables;
mod whitelist;

pub use error::StrategyManagerError;
pub use events::StrategyManagerEvent;
pub use release::Release;
pub use signed::DepositApproval;

use crate::{
    governance::{Owner, PauseBits, ReentrancyGuard, ReentrantCall},
    invariants::BrokenInvariant,
    restaking::EnumerableSets,
    token::Nonces,
    units::StrategyShares,
};
use alloy_primitives::{Address, U256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use slashed::SlashedShares;

/// Bit of the pause: deposits (`PAUSED_DEPOSITS`).
pub const PAUSED_DEPOSITS: u8 = 0;
/// Bit of the pause: sending off what was slashed (`PAUSED_BURNING_AND_REDISTRIBUTION`), where there is a resolution delay.
pub const PAUSED_BURNING_AND_REDISTRIBUTION: u8 = 1;

/// Most strategies of one staker, so that all can be walked over in one call (`MAX_STAKER_STRATEGY_LIST_LENGTH`).
pub const MAX_STAKER_STRATEGY_LIST_LENGTH: u64 = 32;

/// `StrategyManager`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyManager {
    owner: Owner,
    whitelister: Address,
    paused: PauseBits,
    guard: ReentrancyGuard,
    whitelist: OrdMap<Address, ()>,
    shares: OrdMap<(Address, Address), StrategyShares>,
    strategies_of: EnumerableSets<Address, Address>,
    nonces: Nonces,
    slashed: SlashedShares,
}

impl StrategyManager {
    /// A manager without deposits; `whitelister` says which strategies take some.
    #[must_use]
    pub fn new(owner: Address, whitelister: Address) -> Self {
        Self { owner: Owner::new(owner), whitelister, ..Self::default() }
    }

    /// `stakerDepositShares(address,address)`: what was put in, before any slash.
    #[must_use]
    pub fn deposit_shares(&self, staker: Address, strategy: Address) -> StrategyShares {
        self.shares.get(&(staker, strategy)).copied().unwrap_or(StrategyShares::ZERO)
    }

    /// `getDeposits(address)`: strategies with deposit shares, in the order of the staker's list.
    pub fn deposits(&self, staker: Address) -> impl Iterator<Item = (Address, StrategyShares)> + '_ {
        self.strategies_of.iter(staker).map(move |strategy| (strategy, self.deposit_shares(staker, strategy)))
    }

    /// `stakerStrategyListLength(address)`
    #[must_use]
    pub fn strategy_count(&self, staker: Address) -> u64 {
        self.strategies_of.len(staker)
    }

    /// `stakerStrategyList(address,uint256)`
    #[must_use]
    pub fn strategy_at(&self, staker: Address, place: u64) -> Option<Address> {
        self.strategies_of.at(staker, place)
    }

    /// Every staker with every strategy and the deposit shares of it, in the order of addresses.
    pub fn all_deposits(&self) -> impl Iterator<Item = (Address, Address, StrategyShares)> + '_ {
        self.shares.iter().map(|((staker, strategy), shares)| (*staker, *strategy, *shares))
    }

    /// `nonces(address)`: deposits by signature so far.
    #[must_use]
    pub fn nonce_of(&self, staker: Address) -> U256 {
        self.nonces.next_of(staker)
    }

    /// Who may change the whitelister.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// The same, to change it.
    pub const fn owner_mut(&mut self) -> &mut Owner {
        &mut self.owner
    }

    /// What is paused.
    #[must_use]
    pub const fn pause_bits(&self) -> PauseBits {
        self.paused
    }

    /// What is paused, to change it.
    pub const fn pause_bits_mut(&mut self) -> &mut PauseBits {
        &mut self.paused
    }

    /// A guarded function begins to call code of others: no other may run until it ends.
    ///
    /// # Errors
    /// [`StrategyManagerError::Reentrant`].
    pub fn enter(&mut self) -> Result<(), StrategyManagerError> {
        Ok(self.guard.enter()?)
    }

    /// The guarded function ends.
    pub const fn leave(&mut self) {
        self.guard.leave();
    }

    /// Refuses a guarded function while another one calls code of others.
    ///
    /// # Errors
    /// [`StrategyManagerError::Reentrant`].
    pub fn check_not_entered(&self) -> Result<(), StrategyManagerError> {
        if self.guard.is_entered() { Err(ReentrantCall.into()) } else { Ok(()) }
    }

    /// Checks RST-4 and RST-5.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.strategies_of.check("strategies of stakers")?;
        for ((staker, strategy), shares) in &self.shares {
            let listed = self.strategies_of.contains(*staker, *strategy) && !shares.is_zero();
            let count = self.strategy_count(*staker);
            BrokenInvariant::unless(listed && count <= MAX_STAKER_STRATEGY_LIST_LENGTH, "RST-4", || {
                format!("{staker} has {shares} of {strategy}, listed: {listed}, in {count} strategies")
            })?;
        }
        let (listed, held) = (self.strategies_of.entries().count(), self.shares.len());
        BrokenInvariant::unless(listed == held, "RST-4", || format!("{listed} strategies are listed, {held} held"))?;
        self.slashed.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restaking::OperatorSet;

    const STAKER: Address = Address::repeat_byte(1);
    const STRATEGY: Address = Address::repeat_byte(2);

    #[test]
    fn shares_of_a_strategy_that_is_not_in_the_list_break_the_rule_by_its_id() {
        let mut manager = StrategyManager::default();
        manager.shares.insert((STAKER, STRATEGY), StrategyShares::new(U256::ONE));
        assert_eq!(manager.check().unwrap_err().id, "RST-4");
        let mut manager = StrategyManager::default();
        manager.strategies_of.insert(STAKER, STRATEGY);
        assert_eq!(manager.check().unwrap_err().id, "RST-4");
    }

    #[test]
    fn a_slash_without_shares_breaks_the_rule_by_its_id() {
        let mut manager = StrategyManager::default();
        manager.slashed.leave_empty(OperatorSet { avs: STAKER, id: 1 }, 1);
        assert_eq!(manager.check().unwrap_err().id, "RST-5");
    }
}

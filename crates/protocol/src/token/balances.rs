//! Who holds how much of one thing.
//!
//! Invariant
//! - TOK-2  no account is listed with nothing

use crate::{
    tables::{ChangeSink, map_changes},
    token::TokenUnit,
    units::ArithError,
};
use alloy_primitives::Address;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Balances by account; what they add up to is kept by whoever owns them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balances<A: TokenUnit> {
    held: OrdMap<Address, A>,
}

/// Why balances refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BalanceError<A: TokenUnit> {
    /// The account holds less than it is to give.
    #[error("account {account} holds {held}, needs {needed}")]
    Insufficient {
        /// Who was to give.
        account: Address,
        /// What it holds.
        held: A,
        /// What it was to give.
        needed: A,
    },
    /// An amount would not fit its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

impl<A: TokenUnit> Balances<A> {
    /// What an account holds.
    #[must_use]
    pub fn of(&self, account: Address) -> A {
        self.held.get(&account).copied().unwrap_or_default()
    }

    /// All holders in the order of their addresses.
    pub fn iter(&self) -> impl Iterator<Item = (Address, A)> + '_ {
        self.held.iter().map(|(account, balance)| (*account, *balance))
    }

    /// The sum of all balances.
    ///
    /// # Errors
    /// [`ArithError::Overflow`], which the owner's total excludes.
    pub fn sum(&self) -> Result<A, ArithError> {
        self.held.values().try_fold(A::default(), |sum, balance| sum.plus(*balance))
    }

    /// Moves `amount`; an account may pay itself.
    ///
    /// # Errors
    /// [`BalanceError::Insufficient`].
    pub fn transfer(&mut self, from: Address, to: Address, amount: A) -> Result<(), BalanceError<A>> {
        let left = self.without(from, amount)?;
        if from == to {
            return Ok(());
        }
        let received = self.of(to).plus(amount)?;

        self.set(from, left);
        self.set(to, received);
        Ok(())
    }

    /// Adds `amount` to an account.
    ///
    /// # Errors
    /// [`BalanceError::Arith`] when the balance would not fit.
    pub fn credit(&mut self, to: Address, amount: A) -> Result<(), BalanceError<A>> {
        let received = self.of(to).plus(amount)?;

        self.set(to, received);
        Ok(())
    }

    /// Takes `amount` from an account.
    ///
    /// # Errors
    /// [`BalanceError::Insufficient`].
    pub fn debit(&mut self, from: Address, amount: A) -> Result<(), BalanceError<A>> {
        let left = self.without(from, amount)?;

        self.set(from, left);
        Ok(())
    }

    /// Reports changed entries, one per holder.
    pub fn changes(&self, before: Option<&Self>, table: &'static str, sink: &mut dyn ChangeSink)
    where
        A: Serialize,
    {
        map_changes(table, before.map(|before| &before.held), &self.held, sink);
    }

    fn without(&self, account: Address, amount: A) -> Result<A, BalanceError<A>> {
        let held = self.of(account);
        held.minus(amount).map_err(|_| BalanceError::Insufficient { account, held, needed: amount })
    }

    fn set(&mut self, account: Address, balance: A) {
        if balance.is_nothing() {
            self.held.remove(&account);
        } else {
            self.held.insert(account, balance);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Shares;
    use alloy_primitives::U256;

    const ALICE: Address = Address::repeat_byte(0xa1);
    const BOB: Address = Address::repeat_byte(0xb0);

    fn shares(amount: u64) -> Shares {
        Shares::new(U256::from(amount))
    }

    fn held_by_alice(amount: u64) -> Balances<Shares> {
        let mut balances = Balances::default();
        balances.credit(ALICE, shares(amount)).unwrap();
        balances
    }

    #[test]
    fn a_transfer_moves_and_keeps_the_sum() {
        let mut balances = held_by_alice(10);
        balances.transfer(ALICE, BOB, shares(4)).unwrap();
        assert_eq!((balances.of(ALICE), balances.of(BOB)), (shares(6), shares(4)));
        assert_eq!(balances.sum(), Ok(shares(10)));
    }

    #[test]
    fn who_pays_himself_must_have_it_and_keeps_it() {
        let mut balances = held_by_alice(10);
        balances.transfer(ALICE, ALICE, shares(10)).unwrap();
        assert_eq!(balances.of(ALICE), shares(10));
        assert!(balances.transfer(ALICE, ALICE, shares(11)).is_err());
    }

    #[test]
    fn more_than_held_is_refused_and_changes_nothing() {
        let mut balances = held_by_alice(10);
        let before = balances.clone();
        let refused = BalanceError::Insufficient { account: ALICE, held: shares(10), needed: shares(11) };
        assert_eq!(balances.transfer(ALICE, BOB, shares(11)), Err(refused));
        assert_eq!(balances.debit(ALICE, shares(11)), Err(refused));
        assert_eq!(balances.credit(ALICE, Shares::MAX), Err(ArithError::Overflow.into()));
        assert_eq!(balances, before);
    }

    #[test]
    fn who_gives_everything_is_no_longer_listed() {
        let mut balances = held_by_alice(10);
        balances.transfer(ALICE, BOB, shares(10)).unwrap();
        assert_eq!(balances.iter().collect::<Vec<_>>(), [(BOB, shares(10))]);
        balances.debit(BOB, shares(10)).unwrap();
        assert_eq!(balances, Balances::default());
    }
}

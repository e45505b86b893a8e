//! A plain ERC-20 ledger: who holds how much, and how much there is.
//!
//! Invariant
//! - TOK-1  the sum of all balances is the supply

use crate::{
    tables::{ChangeSink, value_changes},
    token::{BalanceError, Balances, TokenUnit},
    units::ArithError,
};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// Balances and supply of one token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger<A: TokenUnit> {
    balances: Balances<A>,
    supply: A,
}

impl<A: TokenUnit> Ledger<A> {
    /// What an account holds.
    #[must_use]
    pub fn balance_of(&self, account: Address) -> A {
        self.balances.of(account)
    }

    /// How much there is.
    #[must_use]
    pub const fn supply(&self) -> A {
        self.supply
    }

    /// All holders in the order of their addresses.
    pub fn holders(&self) -> impl Iterator<Item = (Address, A)> + '_ {
        self.balances.iter()
    }

    /// Moves `amount`; an account may pay itself.
    ///
    /// # Errors
    /// [`BalanceError::Insufficient`].
    pub fn transfer(&mut self, from: Address, to: Address, amount: A) -> Result<(), BalanceError<A>> {
        self.balances.transfer(from, to, amount)
    }

    /// Creates `amount` for an account.
    ///
    /// # Errors
    /// [`BalanceError::Arith`] when the supply would not fit.
    pub fn mint(&mut self, to: Address, amount: A) -> Result<(), BalanceError<A>> {
        let supply = self.supply.plus(amount)?;
        self.balances.credit(to, amount)?;

        self.supply = supply;
        Ok(())
    }

    /// Destroys `amount` of an account.
    ///
    /// # Errors
    /// [`BalanceError::Insufficient`].
    pub fn burn(&mut self, from: Address, amount: A) -> Result<(), BalanceError<A>> {
        let supply = self.supply.minus(amount);
        self.balances.debit(from, amount)?;

        // By TOK-1 the supply covers every balance, so this is never the error.
        self.supply = supply?;
        Ok(())
    }

    /// The sum of all balances, for the check of TOK-1.
    ///
    /// # Errors
    /// [`ArithError::Overflow`], which TOK-1 excludes.
    pub fn sum_of_balances(&self) -> Result<A, ArithError> {
        self.balances.sum()
    }

    /// Reports changed entries: one per holder under `balances`, the supply under `supply`.
    pub fn changes(&self, before: Option<&Self>, (balances, supply): (&'static str, &'static str), sink: &mut dyn ChangeSink)
    where
        A: serde::Serialize,
    {
        self.balances.changes(before.map(|before| &before.balances), balances, sink);
        value_changes(supply, before.map(|before| &before.supply), &self.supply, sink);
    }
}

#[cfg(test)]
impl<A: TokenUnit> Ledger<A> {
    /// Breaks TOK-1, to see it noticed.
    pub(crate) const fn forge_supply(&mut self, supply: A) {
        self.supply = supply;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Shares;
    use alloy_primitives::U256;

    const ALICE: Address = Address::repeat_byte(0xa1);

    #[test]
    fn the_supply_follows_mint_and_burn_and_nothing_else() {
        let amount = |amount: u64| Shares::new(U256::from(amount));
        let mut ledger = Ledger::default();
        ledger.mint(ALICE, amount(10)).unwrap();
        ledger.transfer(ALICE, Address::ZERO, amount(4)).unwrap();
        assert_eq!(ledger.supply(), amount(10));
        ledger.burn(ALICE, amount(6)).unwrap();
        assert_eq!((ledger.supply(), ledger.sum_of_balances().unwrap()), (amount(4), amount(4)));
        assert!(ledger.burn(ALICE, amount(1)).is_err());
        assert!(ledger.mint(ALICE, Shares::MAX).is_err());
        assert_eq!((ledger.supply(), ledger.sum_of_balances().unwrap()), (amount(4), amount(4)));
    }
}

//! What owners let others spend.
//!
//! Invariant
//! - TOK-3  no allowance is listed with nothing

use crate::{
    tables::{ChangeSink, map_changes},
    token::TokenUnit,
};
use alloy_primitives::Address;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Allowances of one token, by owner and spender. Whether the largest means "without end" is the token's rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowances<A: TokenUnit> {
    allowed: OrdMap<(Address, Address), A>,
}

impl<A: TokenUnit> Allowances<A> {
    /// What `spender` may still take from `owner`.
    #[must_use]
    pub fn get(&self, owner: Address, spender: Address) -> A {
        self.allowed.get(&(owner, spender)).copied().unwrap_or_default()
    }

    /// Replaces what `spender` may take from `owner`.
    pub fn set(&mut self, owner: Address, spender: Address, amount: A) {
        if amount.is_nothing() {
            self.allowed.remove(&(owner, spender));
        } else {
            self.allowed.insert((owner, spender), amount);
        }
    }

    /// Reports changed entries, one per owner and spender.
    pub fn changes(&self, before: Option<&Self>, table: &'static str, sink: &mut dyn ChangeSink)
    where
        A: Serialize,
    {
        map_changes(table, before.map(|before| &before.allowed), &self.allowed, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Wei;

    #[test]
    fn a_later_word_replaces_the_earlier_and_nothing_is_not_listed() {
        let (owner, spender) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let mut allowances = Allowances::default();
        allowances.set(owner, spender, Wei::MAX);
        allowances.set(owner, spender, Wei::ETHER);
        assert_eq!(allowances.get(owner, spender), Wei::ETHER);
        assert_eq!(allowances.get(spender, owner), Wei::ZERO);
        allowances.set(owner, spender, Wei::ZERO);
        assert_eq!(allowances, Allowances::default());
    }
}

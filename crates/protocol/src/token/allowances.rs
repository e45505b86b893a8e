//! What owners let others spend.
//!
//! Invariant
//! - TOK-3  no allowance is listed with nothing

use crate::{
    tables::{ChangeSink, map_changes},
    token::TokenUnit,
    units::ArithError,
};
use alloy_primitives::Address;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Allowances of one token, by owner and spender. Whether the largest means "without end" is the token's rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowances<A: TokenUnit> {
    allowed: OrdMap<(Address, Address), A>,
}

/// Why an allowance stays as it is; every token has its own words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AllowanceError<A: TokenUnit> {
    /// The owner is the zero address.
    #[error("the zero address cannot allow anything")]
    FromNobody,
    /// The spender is the zero address.
    #[error("the zero address cannot be allowed anything")]
    ToNobody,
    /// More was to be spent than is allowed.
    #[error("{owner} allows {spender} {allowed}, not {needed}")]
    Exceeded {
        /// Who allows.
        owner: Address,
        /// Who was to spend.
        spender: Address,
        /// The allowance.
        allowed: A,
        /// What was to be spent.
        needed: A,
    },
    /// It was to be lowered by more than it is.
    #[error("an allowance of {allowed} cannot be lowered by {by}")]
    BelowZero {
        /// The allowance.
        allowed: A,
        /// By how much it was to be lowered.
        by: A,
    },
    /// The sum would not fit its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

impl<A: TokenUnit> Allowances<A> {
    /// `approve`: sets what `spender` may take, and returns it.
    ///
    /// # Errors
    /// [`AllowanceError::FromNobody`], [`AllowanceError::ToNobody`].
    pub fn approve(&mut self, owner: Address, spender: Address, amount: A) -> Result<A, AllowanceError<A>> {
        check_parties(owner, spender)?;

        self.set(owner, spender, amount);
        Ok(amount)
    }

    /// `increaseAllowance`: raises what `spender` may take, and returns it.
    ///
    /// # Errors
    /// [`AllowanceError::Arith`], then those of [`Self::approve`].
    pub fn increase(&mut self, owner: Address, spender: Address, by: A) -> Result<A, AllowanceError<A>> {
        let raised = self.get(owner, spender).plus(by)?;
        self.approve(owner, spender, raised)
    }

    /// `decreaseAllowance`: lowers what `spender` may take, and returns it.
    ///
    /// # Errors
    /// [`AllowanceError::BelowZero`], then those of [`Self::approve`].
    pub fn decrease(&mut self, owner: Address, spender: Address, by: A) -> Result<A, AllowanceError<A>> {
        let allowed = self.get(owner, spender);
        let lowered = allowed.minus(by).map_err(|_| AllowanceError::BelowZero { allowed, by })?;
        self.approve(owner, spender, lowered)
    }

    /// What spending `needed` would leave; it is written later, once everything else is decided.
    ///
    /// # Errors
    /// [`AllowanceError::Exceeded`], then those of [`Self::approve`].
    pub fn left_after(&self, owner: Address, spender: Address, needed: A) -> Result<A, AllowanceError<A>> {
        let allowed = self.get(owner, spender);
        let left = allowed.minus(needed).map_err(|_| AllowanceError::Exceeded { owner, spender, allowed, needed })?;
        check_parties(owner, spender)?;
        Ok(left)
    }

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

fn check_parties<A: TokenUnit>(owner: Address, spender: Address) -> Result<(), AllowanceError<A>> {
    if owner.is_zero() {
        return Err(AllowanceError::FromNobody);
    }
    if spender.is_zero() {
        return Err(AllowanceError::ToNobody);
    }
    Ok(())
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

    #[test]
    fn refusals_in_order_change_nothing() {
        let (owner, spender, nobody) = (Address::repeat_byte(1), Address::repeat_byte(2), Address::ZERO);
        let one = Wei::new(alloy_primitives::U256::ONE);
        let mut allowances = Allowances::default();
        assert_eq!(allowances.approve(owner, spender, Wei::ETHER), Ok(Wei::ETHER));
        let before = allowances.clone();
        let (allowed, by) = (Wei::ETHER, Wei::MAX);
        assert_eq!(allowances.increase(owner, spender, by), Err(ArithError::Overflow.into()));
        assert_eq!(allowances.decrease(owner, spender, by), Err(AllowanceError::BelowZero { allowed, by }));
        let exceeded = AllowanceError::Exceeded { owner, spender, allowed, needed: by };
        assert_eq!(allowances.left_after(owner, spender, by), Err(exceeded));
        // What the amount refuses comes before who takes part.
        assert_eq!(allowances.decrease(owner, nobody, one), Err(AllowanceError::BelowZero { allowed: Wei::ZERO, by: one }));
        assert_eq!(allowances.left_after(nobody, spender, Wei::ZERO), Err(AllowanceError::FromNobody));
        assert_eq!(allowances.approve(nobody, nobody, one), Err(AllowanceError::FromNobody));
        assert_eq!(allowances.increase(owner, nobody, one), Err(AllowanceError::ToNobody));
        assert_eq!(allowances, before);
    }
}

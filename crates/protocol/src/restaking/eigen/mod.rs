//! `Eigen` and `BackingEigen`: EIGEN wraps bEIGEN, one for one.
//!
//! Stakers hold EIGEN, the EIGEN strategy holds bEIGEN; a slash or a fork of bEIGEN is what EIGEN would be settled in.
//! `Eigen` reports the supply of bEIGEN as its own.
//!
//! Invariants
//! - RST-80  the bEIGEN that `Eigen` holds covers all EIGEN
//! - RST-81  wrapping and unwrapping moves no other balance than the caller's and `Eigen`'s

mod error;
mod events;
mod tables;
#[cfg(test)]
mod tests;
mod token;
mod votes;

pub use error::EigenError;
pub use events::EigenEvent;
pub use token::{TokenName, VotesToken};
pub use votes::{Checkpoint, Votes};

use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    units::{EigenAmount, Timestamp},
};
use alloy_primitives::Address;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use token::emit;

/// `Eigen` and `BackingEigen`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EigenTokens {
    eigen: VotesToken,
    backing: VotesToken,
    minters: OrdMap<Address, bool>,
}

impl EigenTokens {
    /// The tokens as a chain starts with them: `holders` have EIGEN, and `Eigen` holds as much bEIGEN.
    ///
    /// # Errors
    /// [`EigenError::MintToZero`], [`EigenError::SupplyOverflowsVotes`].
    pub fn genesis(
        book: &RestakingAddresses,
        owner: Address,
        holders: &[(Address, EigenAmount)],
        now: Timestamp,
    ) -> Result<Self, EigenError> {
        let mut tokens = Self {
            eigen: VotesToken::new(book.eigen, TokenName::Eigen, owner),
            backing: VotesToken::new(book.backing_eigen, TokenName::BackingEigen, owner),
            minters: OrdMap::new(),
        };
        let mut fx = Effects::new();
        for (holder, amount) in holders {
            tokens.backing.mint(book.eigen, *amount, now, &mut fx)?;
            tokens.eigen.mint(*holder, *amount, now, &mut fx)?;
        }
        Ok(tokens)
    }

    /// EIGEN.
    #[must_use]
    pub const fn eigen(&self) -> &VotesToken {
        &self.eigen
    }

    /// bEIGEN.
    #[must_use]
    pub const fn backing(&self) -> &VotesToken {
        &self.backing
    }

    /// One of the two.
    #[must_use]
    pub const fn token(&self, name: TokenName) -> &VotesToken {
        match name {
            TokenName::Eigen => &self.eigen,
            TokenName::BackingEigen => &self.backing,
        }
    }

    /// One of the two, for the calls of an ordinary token.
    pub const fn token_mut(&mut self, name: TokenName) -> &mut VotesToken {
        match name {
            TokenName::Eigen => &mut self.eigen,
            TokenName::BackingEigen => &mut self.backing,
        }
    }

    /// `totalSupply()` of either: there is as much EIGEN as bEIGEN, wrapped or not.
    #[must_use]
    pub const fn total_supply(&self) -> EigenAmount {
        self.backing.issued()
    }

    /// `isMinter(address)` of bEIGEN.
    #[must_use]
    pub fn is_minter(&self, account: Address) -> bool {
        self.minters.contains_key(&account)
    }

    /// `Eigen.wrap`: takes bEIGEN by the caller's allowance, gives as much EIGEN.
    ///
    /// # Errors
    /// Those of [`VotesToken::transfer_from`] of bEIGEN, then those of creating EIGEN.
    pub fn wrap(&mut self, ctx: &Ctx, amount: EigenAmount, fx: &mut Effects) -> Result<(), EigenError> {
        let mut next = self.clone();
        let as_eigen = ctx.called_by(self.eigen.address());
        let mut events = Effects::new();
        next.backing.transfer_from(&as_eigen, ctx.caller, self.eigen.address(), amount, &mut events)?;
        next.eigen.mint(ctx.caller, amount, ctx.timestamp, &mut events)?;

        *self = next;
        fx.append(events);
        Ok(())
    }

    /// `Eigen.unwrap`: destroys EIGEN of the caller, gives as much bEIGEN.
    ///
    /// # Errors
    /// [`EigenError::BurnExceedsBalance`], then those of [`VotesToken::transfer`] of bEIGEN.
    pub fn unwrap(&mut self, ctx: &Ctx, amount: EigenAmount, fx: &mut Effects) -> Result<(), EigenError> {
        let mut next = self.clone();
        let as_eigen = ctx.called_by(self.eigen.address());
        let mut events = Effects::new();
        next.eigen.burn(ctx.caller, amount, ctx.timestamp, &mut events)?;
        next.backing.transfer(&as_eigen, ctx.caller, amount, &mut events)?;

        *self = next;
        fx.append(events);
        Ok(())
    }

    /// `Eigen.multisend`: one transfer a receiver, all or none.
    ///
    /// # Errors
    /// [`EigenError::MultisendLengths`], then those of [`VotesToken::transfer`].
    pub fn multisend(
        &mut self,
        ctx: &Ctx,
        receivers: &[Address],
        amounts: &[EigenAmount],
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        if receivers.len() != amounts.len() {
            return Err(EigenError::MultisendLengths { receivers: receivers.len(), amounts: amounts.len() });
        }
        let mut next = self.eigen.clone();
        let mut events = Effects::new();
        for (to, amount) in receivers.iter().zip(amounts) {
            next.transfer(ctx, *to, *amount, &mut events)?;
        }

        self.eigen = next;
        fx.append(events);
        Ok(())
    }

    /// `approve` of bEIGEN, as a contract does it before it wraps.
    ///
    /// # Errors
    /// Those of [`VotesToken::approve`].
    pub fn approve_backing(
        &mut self,
        ctx: &Ctx,
        spender: Address,
        amount: EigenAmount,
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        self.backing.approve(ctx, spender, amount, fx)
    }

    /// `BackingEigen.mint`: new bEIGEN, by those whom the owner lets.
    ///
    /// # Errors
    /// [`EigenError::NotMinter`], [`EigenError::MintToZero`], [`EigenError::SupplyOverflowsVotes`].
    pub fn mint_backing(&mut self, ctx: &Ctx, to: Address, amount: EigenAmount, fx: &mut Effects) -> Result<(), EigenError> {
        if !self.is_minter(ctx.caller) {
            return Err(EigenError::NotMinter(ctx.caller));
        }
        self.backing.mint(to, amount, ctx.timestamp, fx)
    }

    /// `BackingEigen.burn`: destroys bEIGEN of the caller.
    ///
    /// # Errors
    /// [`EigenError::BurnExceedsBalance`].
    pub fn burn_backing(&mut self, ctx: &Ctx, amount: EigenAmount, fx: &mut Effects) -> Result<(), EigenError> {
        self.backing.burn(ctx.caller, amount, ctx.timestamp, fx)
    }

    /// `BackingEigen.setIsMinter`, by the owner.
    ///
    /// # Errors
    /// [`EigenError::Owner`].
    pub fn set_is_minter(&mut self, ctx: &Ctx, minter: Address, new_status: bool, fx: &mut Effects) -> Result<(), EigenError> {
        self.backing.owner.check(ctx.caller)?;
        if new_status {
            self.minters.insert(minter, true);
        } else {
            self.minters.remove(&minter);
        }
        emit(self.backing.address(), fx, EigenEvent::IsMinterModified { minter, new_status });
        Ok(())
    }

    /// `transferOwnership` of one of the two.
    ///
    /// # Errors
    /// [`EigenError::Owner`].
    pub fn transfer_ownership(&mut self, ctx: &Ctx, of: TokenName, to: Address, fx: &mut Effects) -> Result<(), EigenError> {
        let token = self.token_mut(of);
        let event = token.owner.transfer(ctx.caller, to)?;
        emit(token.address(), fx, EigenEvent::OwnershipTransferred(event));
        Ok(())
    }

    /// `renounceOwnership` of one of the two.
    ///
    /// # Errors
    /// [`EigenError::Owner`].
    pub fn renounce_ownership(&mut self, ctx: &Ctx, of: TokenName, fx: &mut Effects) -> Result<(), EigenError> {
        let token = self.token_mut(of);
        let event = token.owner.renounce(ctx.caller)?;
        emit(token.address(), fx, EigenEvent::OwnershipTransferred(event));
        Ok(())
    }
}

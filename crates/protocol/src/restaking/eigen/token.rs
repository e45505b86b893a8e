//! What EIGEN and bEIGEN have in common: `ERC20Votes` with permits and an owner (OpenZeppelin 4.9).
//!
//! Absent: transfer restrictions and minting allowances; both are over on mainnet.
//!
//! Invariant
//! - TOK-1  the sum of all balances is the supply

use super::{EigenError, EigenEvent, error::burn_error, error::transfer_error, votes::Votes};
use crate::{
    Ctx, Effects,
    effect::Event,
    governance::Owner,
    restaking::RestakingEvent,
    token::{Allowances, Eip712Domain, Ledger, Nonces, Permit, hash_words},
    units::{EigenAmount, Timestamp},
};
use alloy_primitives::{Address, B256, U256, keccak256};
use serde::{Deserialize, Serialize};

/// The type of a delegation of votes by signature.
const DELEGATION_TYPE: &[u8] = b"Delegation(address delegatee,uint256 nonce,uint256 expiry)";

/// The most votes that can be counted: 2^224 - 1.
const VOTES_MAX: EigenAmount = EigenAmount::new(U256::from_limbs([u64::MAX, u64::MAX, u64::MAX, 0xffff_ffff]));

/// The state of one of the two tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VotesToken {
    address: Address,
    name: TokenName,
    pub(super) owner: Owner,
    pub(super) ledger: Ledger<EigenAmount>,
    pub(super) allowances: Allowances<EigenAmount>,
    pub(super) nonces: Nonces,
    pub(super) votes: Votes,
}

/// Which of the two it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenName {
    /// EIGEN.
    #[default]
    Eigen,
    /// bEIGEN.
    BackingEigen,
}

impl VotesToken {
    pub(super) fn new(address: Address, name: TokenName, owner: Address) -> Self {
        Self { address, name, owner: Owner::new(owner), ..Self::default() }
    }

    /// What never changes, and the owner: one table entry.
    pub(super) const fn about(&self) -> (Address, TokenName, Owner) {
        (self.address, self.name, self.owner)
    }

    /// Where the token lives.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Who owns the contract.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// What an account holds.
    #[must_use]
    pub fn balance_of(&self, account: Address) -> EigenAmount {
        self.ledger.balance_of(account)
    }

    /// What all accounts hold together.
    #[must_use]
    pub const fn issued(&self) -> EigenAmount {
        self.ledger.supply()
    }

    /// What `spender` may take from `owner`.
    #[must_use]
    pub fn allowance(&self, owner: Address, spender: Address) -> EigenAmount {
        self.allowances.get(owner, spender)
    }

    /// Number of signatures an account has used.
    #[must_use]
    pub fn nonce_of(&self, owner: Address) -> U256 {
        self.nonces.next_of(owner)
    }

    /// Votes and delegates.
    #[must_use]
    pub const fn votes(&self) -> &Votes {
        &self.votes
    }

    /// The domain that permits and delegations are signed for.
    #[must_use]
    pub const fn eip712_domain(&self, chain_id: u64) -> Eip712Domain {
        let name = match self.name {
            TokenName::Eigen => "EIGEN",
            TokenName::BackingEigen => "bEIGEN",
        };
        Eip712Domain { name, version: "1", chain_id, verifying_contract: self.address }
    }

    /// `transfer`.
    ///
    /// # Errors
    /// [`EigenError::TransferFromZero`], [`EigenError::TransferToZero`], [`EigenError::TransferExceedsBalance`].
    pub fn transfer(&mut self, ctx: &Ctx, to: Address, amount: EigenAmount, fx: &mut Effects) -> Result<(), EigenError> {
        self.move_tokens(ctx.caller, to, amount, ctx.timestamp, fx)
    }

    /// `transferFrom`: the allowance is spent first; one of 2^256 - 1 is without end.
    ///
    /// # Errors
    /// [`EigenError::InsufficientAllowance`], then those of [`Self::transfer`].
    pub fn transfer_from(
        &mut self,
        ctx: &Ctx,
        from: Address,
        to: Address,
        amount: EigenAmount,
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        let left = self.left_after(from, ctx.caller, amount)?;
        let mut spent = Effects::new();
        if let Some(left) = left {
            emit(self.address, &mut spent, EigenEvent::Approval { owner: from, spender: ctx.caller, value: left });
        }
        self.move_tokens(from, to, amount, ctx.timestamp, &mut spent)?;

        if let Some(left) = left {
            self.allowances.set(from, ctx.caller, left);
        }
        fx.append(spent);
        Ok(())
    }

    /// `approve`.
    ///
    /// # Errors
    /// [`EigenError::ApproveFromZero`], [`EigenError::ApproveToZero`].
    pub fn approve(&mut self, ctx: &Ctx, spender: Address, amount: EigenAmount, fx: &mut Effects) -> Result<(), EigenError> {
        let value = self.allowances.approve(ctx.caller, spender, amount)?;
        emit(self.address, fx, EigenEvent::Approval { owner: ctx.caller, spender, value });
        Ok(())
    }

    /// `increaseAllowance`.
    ///
    /// # Errors
    /// [`EigenError::Arith`] above 2^256 - 1, then those of [`Self::approve`].
    pub fn increase_allowance(
        &mut self,
        ctx: &Ctx,
        spender: Address,
        by: EigenAmount,
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        let value = self.allowances.increase(ctx.caller, spender, by)?;
        emit(self.address, fx, EigenEvent::Approval { owner: ctx.caller, spender, value });
        Ok(())
    }

    /// `decreaseAllowance`.
    ///
    /// # Errors
    /// [`EigenError::DecreasedBelowZero`], then those of [`Self::approve`].
    pub fn decrease_allowance(
        &mut self,
        ctx: &Ctx,
        spender: Address,
        by: EigenAmount,
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        let value = self.allowances.decrease(ctx.caller, spender, by)?;
        emit(self.address, fx, EigenEvent::Approval { owner: ctx.caller, spender, value });
        Ok(())
    }

    /// What the owner of a permit must have signed, at its next nonce.
    ///
    /// # Errors
    /// [`EigenError::ExpiredDeadline`].
    pub fn permit_digest(
        &self,
        ctx: &Ctx,
        owner: Address,
        spender: Address,
        value: EigenAmount,
        deadline: U256,
    ) -> Result<B256, EigenError> {
        let permit = Permit { owner, spender, value: value.get(), nonce: self.nonce_of(owner), deadline };
        if permit.is_expired_at(ctx.timestamp) {
            return Err(EigenError::ExpiredDeadline { deadline });
        }
        Ok(self.eip712_domain(ctx.chain_id).digest(&permit))
    }

    /// `permit`, once the signature under [`Self::permit_digest`] was found to be the owner's.
    ///
    /// # Errors
    /// Those of [`Self::approve`].
    pub fn permit(&mut self, owner: Address, spender: Address, value: EigenAmount, fx: &mut Effects) -> Result<(), EigenError> {
        let value = self.allowances.approve(owner, spender, value)?;

        self.nonces.advance(owner);
        emit(self.address, fx, EigenEvent::Approval { owner, spender, value });
        Ok(())
    }

    /// `delegate`: the caller's tokens vote with `delegatee`.
    ///
    /// # Errors
    /// [`EigenError::Arith`] is excluded by RST-82.
    pub fn delegate(&mut self, ctx: &Ctx, delegatee: Address, fx: &mut Effects) -> Result<(), EigenError> {
        self.delegate_for(ctx.caller, delegatee, ctx.timestamp, fx)
    }

    /// What somebody must have signed to delegate its votes by signature.
    ///
    /// # Errors
    /// [`EigenError::SignatureExpired`].
    pub fn delegation_digest(&self, ctx: &Ctx, delegatee: Address, nonce: U256, expiry: U256) -> Result<B256, EigenError> {
        if U256::from(ctx.timestamp.get()) > expiry {
            return Err(EigenError::SignatureExpired { expiry });
        }
        let message = [keccak256(DELEGATION_TYPE), delegatee.into_word(), B256::from(nonce), B256::from(expiry)];
        Ok(self.eip712_domain(ctx.chain_id).signable(hash_words(&message)))
    }

    /// `delegateBySig`, once the signer under [`Self::delegation_digest`] was found.
    ///
    /// # Errors
    /// [`EigenError::InvalidNonce`].
    pub fn delegate_by_signature(
        &mut self,
        ctx: &Ctx,
        signer: Address,
        delegatee: Address,
        nonce: U256,
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        let expected = self.nonce_of(signer);
        if nonce != expected {
            return Err(EigenError::InvalidNonce { expected, got: nonce });
        }
        self.delegate_for(signer, delegatee, ctx.timestamp, fx)?;
        self.nonces.advance(signer);
        Ok(())
    }

    /// Creates tokens.
    pub(super) fn mint(&mut self, to: Address, amount: EigenAmount, now: Timestamp, fx: &mut Effects) -> Result<(), EigenError> {
        if to.is_zero() {
            return Err(EigenError::MintToZero);
        }
        let mut next = self.clone();
        next.ledger.mint(to, amount).map_err(transfer_error)?;
        let supply = next.ledger.supply();
        if supply > VOTES_MAX {
            return Err(EigenError::SupplyOverflowsVotes { supply });
        }
        next.settle(Address::ZERO, to, amount, now, fx)?;
        next.votes.supply_became(supply, now);

        *self = next;
        Ok(())
    }

    /// Destroys tokens.
    pub(super) fn burn(
        &mut self,
        from: Address,
        amount: EigenAmount,
        now: Timestamp,
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        if from.is_zero() {
            return Err(EigenError::BurnFromZero);
        }
        let mut next = self.clone();
        next.ledger.burn(from, amount).map_err(burn_error)?;
        next.settle(from, Address::ZERO, amount, now, fx)?;
        next.votes.supply_became(next.ledger.supply(), now);

        *self = next;
        Ok(())
    }

    fn move_tokens(
        &mut self,
        from: Address,
        to: Address,
        amount: EigenAmount,
        now: Timestamp,
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        if from.is_zero() {
            return Err(EigenError::TransferFromZero);
        }
        if to.is_zero() {
            return Err(EigenError::TransferToZero);
        }
        let mut next = self.clone();
        next.ledger.transfer(from, to, amount).map_err(transfer_error)?;
        next.settle(from, to, amount, now, fx)?;

        *self = next;
        Ok(())
    }

    /// The event of a move, and the votes that follow it.
    fn settle(
        &mut self,
        from: Address,
        to: Address,
        value: EigenAmount,
        now: Timestamp,
        fx: &mut Effects,
    ) -> Result<(), EigenError> {
        let events = self.votes.moved(from, to, value, now)?;
        emit(self.address, fx, EigenEvent::Transfer { from, to, value });
        events.into_iter().for_each(|event| emit(self.address, fx, event));
        Ok(())
    }

    fn delegate_for(&mut self, delegator: Address, to: Address, now: Timestamp, fx: &mut Effects) -> Result<(), EigenError> {
        let balance = self.balance_of(delegator);
        let events = self.votes.delegate((delegator, balance), to, now)?;
        events.into_iter().for_each(|event| emit(self.address, fx, event));
        Ok(())
    }

    /// What spending leaves of an allowance; nothing to write for one without end.
    fn left_after(&self, owner: Address, spender: Address, needed: EigenAmount) -> Result<Option<EigenAmount>, EigenError> {
        if self.allowance(owner, spender) == EigenAmount::MAX {
            return Ok(None);
        }
        Ok(Some(self.allowances.left_after(owner, spender, needed)?))
    }
}

/// Appends an event of the token at an address.
pub(super) fn emit(token: Address, fx: &mut Effects, event: EigenEvent) {
    fx.emit(Event::Restaking(RestakingEvent::Eigen(token, event)));
}

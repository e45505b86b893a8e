//! wstETH: stETH that does not rebase. One wstETH is one share.
//!
//! This module is the plain token. Wrapping and unwrapping moves stETH too and is a call of `Protocol`.
//!
//! Invariants
//! - TOK-1  the sum of all balances is the supply
//! - LIQ-4  the supply is at most the shares that the wrapper holds
//!
//! As in the real contract an allowance of 2^256 - 1 is used up like any other.

use super::events::WstethEvent;
use crate::{
    Ctx, Effects,
    tables::{ChangeSink, Tables, value_changes},
    token::{AllowanceError, Allowances, BalanceError, Eip712Domain, Ledger, Nonces, Permit},
    units::{ArithError, Shares},
};
use alloy_primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};

/// The state of `WstETH`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wsteth {
    address: Address,
    pub(super) ledger: Ledger<Shares>,
    allowances: Allowances<Shares>,
    nonces: Nonces,
}

/// Refusals of `WstETH`; the word of the real contract stands first in each line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WstethError {
    /// `wstETH: can't wrap zero stETH`
    #[error("nothing to wrap")]
    WrapZero,
    /// `wstETH: zero amount unwrap not allowed`
    #[error("nothing to unwrap")]
    UnwrapZero,
    /// `ERC20: transfer from the zero address`
    #[error("transfer from the zero address")]
    TransferFromZero,
    /// `ERC20: transfer to the zero address`
    #[error("transfer to the zero address")]
    TransferToZero,
    /// `ERC20: mint to the zero address`
    #[error("mint to the zero address")]
    MintToZero,
    /// `ERC20: burn from the zero address`
    #[error("burn from the zero address")]
    BurnFromZero,
    /// `ERC20: approve from the zero address`
    #[error("the zero address cannot allow anything")]
    ApproveFromZero,
    /// `ERC20: approve to the zero address`
    #[error("the zero address cannot be allowed anything")]
    ApproveToZero,
    /// `ERC20: transfer amount exceeds balance`
    #[error("account {account} holds {held}, cannot give {needed}")]
    TransferExceedsBalance {
        /// Who was to give.
        account: Address,
        /// What it holds.
        held: Shares,
        /// What it was to give.
        needed: Shares,
    },
    /// `ERC20: burn amount exceeds balance`
    #[error("account {account} holds {held}, cannot burn {needed}")]
    BurnExceedsBalance {
        /// Whose wstETH.
        account: Address,
        /// What it holds.
        held: Shares,
        /// What was to be burnt.
        needed: Shares,
    },
    /// `ERC20: transfer amount exceeds allowance`
    #[error("only {allowed} are allowed, not {needed}")]
    TransferExceedsAllowance {
        /// The allowance.
        allowed: Shares,
        /// What was to be spent.
        needed: Shares,
    },
    /// `ERC20: decreased allowance below zero`
    #[error("an allowance of {allowed} cannot be lowered by {by}")]
    DecreasedBelowZero {
        /// The allowance.
        allowed: Shares,
        /// By how much it was to be lowered.
        by: Shares,
    },
    /// `ERC20Permit: expired deadline`
    #[error("the permit was good until {deadline}")]
    ExpiredDeadline {
        /// Last second of the permit.
        deadline: U256,
    },
    /// `SafeMath: addition overflow`
    #[error(transparent)]
    Arith(#[from] ArithError),
}

impl Wsteth {
    /// A token at `address` of which nobody holds any.
    #[must_use]
    pub fn new(address: Address) -> Self {
        Self { address, ledger: Ledger::default(), allowances: Allowances::default(), nonces: Nonces::default() }
    }

    /// What an account holds.
    #[must_use]
    pub fn balance_of(&self, account: Address) -> Shares {
        self.ledger.balance_of(account)
    }

    /// How much there is.
    #[must_use]
    pub const fn total_supply(&self) -> Shares {
        self.ledger.supply()
    }

    /// The balances and their sum.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger<Shares> {
        &self.ledger
    }

    /// What `spender` may take from `owner`.
    #[must_use]
    pub fn allowance(&self, owner: Address, spender: Address) -> Shares {
        self.allowances.get(owner, spender)
    }

    /// Number of permits an owner has used.
    #[must_use]
    pub fn nonce_of(&self, owner: Address) -> U256 {
        self.nonces.next_of(owner)
    }

    /// The domain that permits are signed for.
    #[must_use]
    pub const fn eip712_domain(&self, chain_id: u64) -> Eip712Domain {
        let name = "Wrapped liquid staked Ether 2.0";
        Eip712Domain { name, version: "1", chain_id, verifying_contract: self.address }
    }

    /// `transfer`.
    ///
    /// # Errors
    /// [`WstethError::TransferFromZero`], [`WstethError::TransferToZero`], [`WstethError::TransferExceedsBalance`].
    pub fn transfer(&mut self, ctx: &Ctx, to: Address, amount: Shares, effects: &mut Effects) -> Result<(), WstethError> {
        self.move_tokens(ctx.caller, to, amount, effects)
    }

    /// `transferFrom`: the tokens move first, then the allowance is spent.
    ///
    /// # Errors
    /// Those of [`Self::transfer`], then [`WstethError::TransferExceedsAllowance`].
    pub fn transfer_from(
        &mut self,
        ctx: &Ctx,
        from: Address,
        to: Address,
        amount: Shares,
        effects: &mut Effects,
    ) -> Result<(), WstethError> {
        self.check_move(from, to, amount)?;
        let left = self.allowances.left_after(from, ctx.caller, amount)?;

        self.move_tokens(from, to, amount, effects)?;
        self.allowances.set(from, ctx.caller, left);
        emit_approval(effects, from, ctx.caller, left);
        Ok(())
    }

    /// `approve`.
    ///
    /// # Errors
    /// [`WstethError::ApproveFromZero`], [`WstethError::ApproveToZero`].
    pub fn approve(&mut self, ctx: &Ctx, spender: Address, amount: Shares, effects: &mut Effects) -> Result<(), WstethError> {
        let value = self.allowances.approve(ctx.caller, spender, amount)?;
        emit_approval(effects, ctx.caller, spender, value);
        Ok(())
    }

    /// `increaseAllowance`.
    ///
    /// # Errors
    /// Those of [`Self::approve`]; [`WstethError::Arith`] above 2^256 - 1.
    pub fn increase_allowance(
        &mut self,
        ctx: &Ctx,
        spender: Address,
        by: Shares,
        effects: &mut Effects,
    ) -> Result<(), WstethError> {
        let value = self.allowances.increase(ctx.caller, spender, by)?;
        emit_approval(effects, ctx.caller, spender, value);
        Ok(())
    }

    /// `decreaseAllowance`.
    ///
    /// # Errors
    /// [`WstethError::DecreasedBelowZero`], then those of [`Self::approve`].
    pub fn decrease_allowance(
        &mut self,
        ctx: &Ctx,
        spender: Address,
        by: Shares,
        effects: &mut Effects,
    ) -> Result<(), WstethError> {
        let value = self.allowances.decrease(ctx.caller, spender, by)?;
        emit_approval(effects, ctx.caller, spender, value);
        Ok(())
    }

    /// What the owner of a permit must have signed, at its next nonce.
    ///
    /// # Errors
    /// [`WstethError::ExpiredDeadline`].
    pub fn permit_digest(
        &self,
        ctx: &Ctx,
        owner: Address,
        spender: Address,
        value: Shares,
        deadline: U256,
    ) -> Result<B256, WstethError> {
        let permit = Permit { owner, spender, value: value.get(), nonce: self.nonce_of(owner), deadline };
        if permit.is_expired_at(ctx.timestamp) {
            return Err(WstethError::ExpiredDeadline { deadline });
        }
        Ok(self.eip712_domain(ctx.chain_id).digest(&permit))
    }

    /// `permit`, once the signature under [`Self::permit_digest`] was found to be the owner's.
    ///
    /// # Errors
    /// Those of [`Self::approve`].
    pub fn permit(&mut self, owner: Address, spender: Address, value: Shares, effects: &mut Effects) -> Result<(), WstethError> {
        let value = self.allowances.approve(owner, spender, value)?;
        emit_approval(effects, owner, spender, value);
        self.nonces.advance(owner);
        Ok(())
    }

    /// Creates tokens for shares that the wrapper gets.
    pub(super) fn mint(&mut self, to: Address, amount: Shares, effects: &mut Effects) -> Result<(), WstethError> {
        if to.is_zero() {
            return Err(WstethError::MintToZero);
        }
        self.ledger.mint(to, amount).map_err(transfer_error)?;
        effects.emit(WstethEvent::Transfer { from: Address::ZERO, to, value: amount });
        Ok(())
    }

    /// Destroys tokens whose shares the wrapper gives back.
    pub(super) fn burn(&mut self, from: Address, amount: Shares, effects: &mut Effects) -> Result<(), WstethError> {
        if from.is_zero() {
            return Err(WstethError::BurnFromZero);
        }
        self.ledger.burn(from, amount).map_err(burn_error)?;
        effects.emit(WstethEvent::Transfer { from, to: Address::ZERO, value: amount });
        Ok(())
    }

    fn move_tokens(&mut self, from: Address, to: Address, amount: Shares, effects: &mut Effects) -> Result<(), WstethError> {
        self.check_move(from, to, amount)?;
        self.ledger.transfer(from, to, amount).map_err(transfer_error)?;
        effects.emit(WstethEvent::Transfer { from, to, value: amount });
        Ok(())
    }

    fn check_move(&self, from: Address, to: Address, needed: Shares) -> Result<(), WstethError> {
        if from.is_zero() {
            return Err(WstethError::TransferFromZero);
        }
        if to.is_zero() {
            return Err(WstethError::TransferToZero);
        }
        let held = self.balance_of(from);
        if held < needed {
            return Err(WstethError::TransferExceedsBalance { account: from, held, needed });
        }
        Ok(())
    }
}

fn emit_approval(effects: &mut Effects, owner: Address, spender: Address, value: Shares) {
    effects.emit(WstethEvent::Approval { owner, spender, value });
}

impl From<AllowanceError<Shares>> for WstethError {
    fn from(error: AllowanceError<Shares>) -> Self {
        match error {
            AllowanceError::FromNobody => Self::ApproveFromZero,
            AllowanceError::ToNobody => Self::ApproveToZero,
            AllowanceError::Exceeded { allowed, needed, .. } => Self::TransferExceedsAllowance { allowed, needed },
            AllowanceError::BelowZero { allowed, by } => Self::DecreasedBelowZero { allowed, by },
            AllowanceError::Arith(error) => error.into(),
        }
    }
}

fn transfer_error(error: BalanceError<Shares>) -> WstethError {
    match error {
        BalanceError::Insufficient { account, held, needed } => WstethError::TransferExceedsBalance { account, held, needed },
        BalanceError::Arith(error) => error.into(),
    }
}

fn burn_error(error: BalanceError<Shares>) -> WstethError {
    match error {
        BalanceError::Insufficient { account, held, needed } => WstethError::BurnExceedsBalance { account, held, needed },
        BalanceError::Arith(error) => error.into(),
    }
}

impl Tables for Wsteth {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        self.ledger.changes(before.map(|before| &before.ledger), ("wsteth/balances", "wsteth/supply"), sink);
        self.allowances.changes(before.map(|before| &before.allowances), "wsteth/allowances", sink);
        self.nonces.changes(before.map(|before| &before.nonces), "wsteth/nonces", sink);
        value_changes("wsteth/address", before.map(|before| &before.address), &self.address, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::NoEther,
        units::{BlockNumber, Timestamp, Wei},
    };

    const ALICE: Address = Address::repeat_byte(0xa1);
    const BOB: Address = Address::repeat_byte(0xb0);

    fn shares(amount: u64) -> Shares {
        Shares::new(U256::from(amount))
    }

    fn by(caller: Address) -> Ctx<'static> {
        let (block, timestamp) = (BlockNumber::new(1), Timestamp::new(1_000));
        Ctx {
            caller,
            value: Wei::ZERO,
            block,
            timestamp,
            chain_id: 1,
            selector: alloy_primitives::Selector::ZERO,
            ether: &NoEther,
        }
    }

    fn held_by_alice(amount: u64) -> Wsteth {
        let mut wsteth = Wsteth::new(Address::repeat_byte(0x35));
        wsteth.mint(ALICE, shares(amount), &mut Effects::new()).unwrap();
        wsteth
    }

    #[test]
    fn a_transfer_from_looks_at_the_balance_before_the_allowance() {
        #[track_caller]
        fn check(allowed: u64, amount: u64, outcome: Result<(), WstethError>) {
            let mut wsteth = held_by_alice(10);
            wsteth.approve(&by(ALICE), BOB, shares(allowed), &mut Effects::new()).unwrap();
            let before = wsteth.clone();
            assert_eq!(wsteth.transfer_from(&by(BOB), ALICE, BOB, shares(amount), &mut Effects::new()), outcome);
            if outcome.is_err() {
                assert_eq!(wsteth, before);
            } else {
                assert_eq!(wsteth.allowance(ALICE, BOB), shares(allowed - amount));
            }
        }
        let balance = WstethError::TransferExceedsBalance { account: ALICE, held: shares(10), needed: shares(11) };
        let allowance = WstethError::TransferExceedsAllowance { allowed: shares(3), needed: shares(4) };
        //    allowed amount
        check(3, 11, Err(balance));
        check(3, 4, Err(allowance));
        check(3, 3, Ok(()));
        check(20, 11, Err(balance));
    }

    #[test]
    fn the_largest_allowance_is_used_up_like_any_other() {
        let mut wsteth = held_by_alice(10);
        let mut effects = Effects::new();
        wsteth.approve(&by(ALICE), BOB, Shares::MAX, &mut effects).unwrap();
        wsteth.transfer_from(&by(BOB), ALICE, BOB, shares(4), &mut effects).unwrap();
        assert_eq!(wsteth.allowance(ALICE, BOB), Shares::MAX.try_sub(shares(4)).unwrap());
    }

    #[test]
    fn nobody_is_neither_giver_nor_taker() {
        let mut wsteth = held_by_alice(10);
        let mut fx = Effects::new();
        let nobody = Address::ZERO;
        assert_eq!(wsteth.transfer(&by(nobody), BOB, Shares::ZERO, &mut fx), Err(WstethError::TransferFromZero));
        assert_eq!(wsteth.transfer(&by(ALICE), nobody, shares(1), &mut fx), Err(WstethError::TransferToZero));
        assert_eq!(wsteth.mint(nobody, shares(1), &mut fx), Err(WstethError::MintToZero));
        assert_eq!(wsteth.burn(nobody, shares(1), &mut fx), Err(WstethError::BurnFromZero));
        assert_eq!(wsteth.approve(&by(nobody), BOB, shares(1), &mut fx), Err(WstethError::ApproveFromZero));
        assert_eq!(wsteth.approve(&by(ALICE), nobody, shares(1), &mut fx), Err(WstethError::ApproveToZero));
        assert_eq!(wsteth, held_by_alice(10));
    }

    #[test]
    fn more_than_is_held_cannot_be_burnt() {
        let mut wsteth = held_by_alice(10);
        let mut effects = Effects::new();
        let exceeds = WstethError::BurnExceedsBalance { account: ALICE, held: shares(10), needed: shares(11) };
        assert_eq!(wsteth.burn(ALICE, shares(11), &mut effects), Err(exceeds));
        wsteth.burn(ALICE, shares(10), &mut effects).unwrap();
        assert_eq!(wsteth.total_supply(), Shares::ZERO);
    }

    #[test]
    fn an_allowance_moves_up_and_down_but_not_below_zero() {
        let mut wsteth = held_by_alice(10);
        let mut fx = Effects::new();
        wsteth.increase_allowance(&by(ALICE), BOB, shares(5), &mut fx).unwrap();
        wsteth.decrease_allowance(&by(ALICE), BOB, shares(2), &mut fx).unwrap();
        assert_eq!(wsteth.allowance(ALICE, BOB), shares(3));
        let below = WstethError::DecreasedBelowZero { allowed: shares(3), by: shares(4) };
        assert_eq!(wsteth.decrease_allowance(&by(ALICE), BOB, shares(4), &mut fx), Err(below));
    }

    #[test]
    fn a_permit_is_good_until_its_deadline() {
        let mut wsteth = held_by_alice(10);
        let digest = |deadline: u64| wsteth.permit_digest(&by(BOB), ALICE, BOB, shares(1), U256::from(deadline));
        let expired = WstethError::ExpiredDeadline { deadline: U256::from(999) };
        assert_eq!(digest(999), Err(expired));
        assert!(digest(1_000).is_ok());
        wsteth.permit(ALICE, BOB, shares(1), &mut Effects::new()).unwrap();
        assert_eq!((wsteth.nonce_of(ALICE), wsteth.allowance(ALICE, BOB)), (U256::ONE, shares(1)));
    }
}

//! Votes of a token (`ERC20Votes`, OpenZeppelin 4.9): who votes with whose tokens, and how many votes there were when.
//!
//! The clock is the timestamp (EIP-6372). Tokens count as votes only once their holder has named a delegate, be it itself.
//!
//! Invariants
//! - RST-82  the votes of all delegates are the balances of those who have named one
//! - RST-83  no checkpoint is later than the last change; one of the same second replaces the one before

use super::{EigenError, EigenEvent};
use crate::{
    tables::{ChangeSink, map_changes},
    units::{EigenAmount, Timestamp},
};
use alloy_primitives::{Address, U256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Delegates and checkpoints of one token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes {
    delegates: OrdMap<Address, Address>,
    votes: OrdMap<(Address, Timestamp), EigenAmount>,
    supply: OrdMap<Timestamp, EigenAmount>,
}

/// One checkpoint: from when on, and how many votes.
pub type Checkpoint = (Timestamp, EigenAmount);

/// Table names of one token's votes: delegates, votes, supply.
pub(super) type VotesTables = (&'static str, &'static str, &'static str);

impl Votes {
    /// Who votes with an account's tokens (`delegates`); zero for nobody.
    #[must_use]
    pub fn delegate_of(&self, account: Address) -> Address {
        self.delegates.get(&account).copied().unwrap_or_default()
    }

    /// Votes of a delegate now (`getVotes`).
    #[must_use]
    pub fn of(&self, delegate: Address) -> EigenAmount {
        self.at(delegate, Timestamp::new(u64::MAX))
    }

    /// Votes of a delegate at a time that is over (`getPastVotes`).
    ///
    /// # Errors
    /// [`EigenError::FutureLookup`] unless the time, in seconds since 1970, lies before `now`.
    pub fn past(&self, delegate: Address, asked: U256, now: Timestamp) -> Result<EigenAmount, EigenError> {
        Ok(self.at(delegate, settled(asked, now)?))
    }

    /// Supply at a time that is over (`getPastTotalSupply`).
    ///
    /// # Errors
    /// As [`Self::past`].
    pub fn past_supply(&self, asked: U256, now: Timestamp) -> Result<EigenAmount, EigenError> {
        let at = settled(asked, now)?;
        Ok(self.supply.range(..=at).next_back().map(|(_, supply)| *supply).unwrap_or_default())
    }

    /// Checkpoints of a delegate, first to last (`checkpoints`, `numCheckpoints`).
    pub fn checkpoints(&self, delegate: Address) -> impl Iterator<Item = Checkpoint> + '_ {
        let all = (delegate, Timestamp::new(0))..=(delegate, Timestamp::new(u64::MAX));
        self.votes.range(all).map(|((_, at), votes)| (*at, *votes))
    }

    /// `delegate`: the delegator's balance votes with `to` from now on.
    pub(super) fn delegate(
        &mut self,
        (delegator, balance): (Address, EigenAmount),
        to: Address,
        now: Timestamp,
    ) -> Result<Vec<EigenEvent>, EigenError> {
        let from_delegate = self.delegate_of(delegator);
        let mut next = self.clone();
        next.delegates.insert(delegator, to);
        let mut events = vec![EigenEvent::DelegateChanged { delegator, from_delegate, to_delegate: to }];
        events.extend(next.move_between(from_delegate, to, balance, now)?);

        *self = next;
        Ok(events)
    }

    /// Tokens moved: their votes follow. The zero address stands for new and burnt tokens.
    pub(super) fn moved(
        &mut self,
        from: Address,
        to: Address,
        amount: EigenAmount,
        now: Timestamp,
    ) -> Result<Vec<EigenEvent>, EigenError> {
        self.move_between(self.delegate_of(from), self.delegate_of(to), amount, now)
    }

    /// The supply is another from now on.
    pub(super) fn supply_became(&mut self, supply: EigenAmount, now: Timestamp) {
        self.supply.insert(now, supply);
    }

    /// `_moveVotingPower`: the giver loses first, then the receiver gains; nothing between one and the same.
    fn move_between(
        &mut self,
        from: Address,
        to: Address,
        amount: EigenAmount,
        now: Timestamp,
    ) -> Result<Vec<EigenEvent>, EigenError> {
        if from == to || amount.is_zero() {
            return Ok(Vec::new());
        }
        let mut changed = Vec::new();
        if !from.is_zero() {
            changed.push((from, self.of(from), self.of(from).try_sub(amount)?));
        }
        if !to.is_zero() {
            changed.push((to, self.of(to), self.of(to).try_add(amount)?));
        }

        let written = changed.into_iter().map(|(delegate, previous_balance, new_balance)| {
            self.votes.insert((delegate, now), new_balance);
            EigenEvent::DelegateVotesChanged { delegate, previous_balance, new_balance }
        });
        Ok(written.collect())
    }

    fn at(&self, delegate: Address, at: Timestamp) -> EigenAmount {
        let until = (delegate, Timestamp::new(0))..=(delegate, at);
        self.votes.range(until).next_back().map(|(_, votes)| *votes).unwrap_or_default()
    }

    pub(super) fn changes(&self, before: Option<&Self>, (delegates, votes, supply): VotesTables, sink: &mut dyn ChangeSink) {
        map_changes(delegates, before.map(|before| &before.delegates), &self.delegates, sink);
        map_changes(votes, before.map(|before| &before.votes), &self.votes, sink);
        map_changes(supply, before.map(|before| &before.supply), &self.supply, sink);
    }
}

/// A time that is over at `now`.
fn settled(asked: U256, now: Timestamp) -> Result<Timestamp, EigenError> {
    match u64::try_from(asked) {
        Ok(at) if at < now.get() => Ok(Timestamp::new(at)),
        _ => Err(EigenError::FutureLookup { asked, now }),
    }
}

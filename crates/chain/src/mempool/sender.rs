//! The waiting transactions of one sender, in nonce order.

use super::{
    InsufficientFunds, PRICE_BUMP_PERCENT, PoolError, PoolLimits, SenderState, SignedTransaction, checks::max_cost,
    cost_of_others,
};
use alloy_consensus::Transaction as _;
use alloy_primitives::U256;
use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

/// A transaction that waits.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) transaction: Arc<SignedTransaction>,
    pub(super) size: usize,
    /// What it may cost its sender at most, in wei.
    pub(super) cost: U256,
    arrival: u64,
}

impl Waiting {
    pub(super) fn new(transaction: SignedTransaction, size: usize, arrival: u64) -> Self {
        let cost = max_cost(transaction.inner());
        Self { transaction: Arc::new(transaction), size, cost, arrival }
    }

    pub(super) fn nonce(&self) -> u64 {
        self.transaction.nonce()
    }

    /// Wei per gas the proposer gets, `None` when the fee cap is below the base fee.
    pub(super) fn tip(&self, base_fee: u64) -> Option<u128> {
        effective_tip(&self.transaction, base_fee)
    }
}

/// Wei per gas the proposer gets at a base fee; `None` when the fee cap is below it.
pub(super) fn effective_tip(transaction: &SignedTransaction, base_fee: u64) -> Option<u128> {
    let left = transaction.max_fee_per_gas().checked_sub(u128::from(base_fee))?;
    Some(transaction.max_priority_fee_per_gas().map_or(left, |tip| tip.min(left)))
}

/// One sender's transactions. Those from the account's nonce on without a gap are ready.
#[derive(Debug, Default)]
pub(super) struct Sender {
    account_nonce: u64,
    waiting: BTreeMap<u64, Waiting>,
}

impl Sender {
    /// Whether a newcomer fits beside the others: its price against the one it replaces, the balance, the limits.
    pub(super) fn check_beside(&self, newcomer: &Waiting, state: &SenderState, limits: &PoolLimits) -> Result<(), PoolError> {
        let replaced = self.waiting.get(&newcomer.nonce());
        if replaced.is_some_and(|old| !outbids(&newcomer.transaction, &old.transaction)) {
            return Err(PoolError::ReplacementUnderpriced);
        }
        let queued = cost_of_others(self.waiting.values(), newcomer.nonce());
        let needed = queued.saturating_add(newcomer.cost);
        if needed > state.balance {
            let overshot = needed - state.balance;
            let lacking = InsufficientFunds { balance: state.balance, queued, cost: newcomer.cost, overshot };
            return Err(PoolError::InsufficientFunds(Box::new(lacking)));
        }
        if replaced.is_none() && !self.has_place(newcomer.nonce(), state.nonce, limits) {
            return Err(PoolError::Full);
        }
        Ok(())
    }

    fn has_place(&self, nonce: u64, account_nonce: u64, limits: &PoolLimits) -> bool {
        let next = self.next_nonce(account_nonce);
        let is_queued = nonce > next;
        let queued = self.waiting.range(next..).count();
        self.waiting.len() < limits.per_sender && !(is_queued && queued >= limits.queued_per_sender)
    }

    /// Takes a transaction; returns the one it replaces.
    pub(super) fn insert(&mut self, waiting: Waiting, account_nonce: u64) -> Option<Waiting> {
        self.account_nonce = account_nonce;
        self.waiting.insert(waiting.nonce(), waiting)
    }

    pub(super) fn remove(&mut self, nonce: u64) -> Option<Waiting> {
        self.waiting.remove(&nonce)
    }

    /// Takes the account's new nonce; returns what it made stale.
    pub(super) fn advance_to(&mut self, account_nonce: u64) -> Vec<Waiting> {
        self.account_nonce = account_nonce;
        let live = self.waiting.split_off(&account_nonce);
        std::mem::replace(&mut self.waiting, live).into_values().collect()
    }

    pub(super) fn get(&self, nonce: u64) -> Option<&Waiting> {
        self.waiting.get(&nonce)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Waiting> {
        self.waiting.values()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The one with the highest nonce.
    pub(super) fn last(&self) -> Option<&Waiting> {
        self.waiting.last_key_value().map(|(_, waiting)| waiting)
    }

    /// The first nonce without a transaction, from the account's on.
    pub(super) fn next_nonce(&self, account_nonce: u64) -> u64 {
        let in_a_row = self.waiting.range(account_nonce..).zip(account_nonce..).take_while(|((nonce, _), want)| **nonce == *want);
        account_nonce + in_a_row.map(|_| 1).sum::<u64>()
    }

    /// How many a block could take by nonce.
    pub(super) fn ready_count(&self) -> usize {
        let next = self.next_nonce(self.account_nonce);
        self.waiting.range(self.account_nonce..next).count()
    }

    /// The first a block could take by nonce.
    pub(super) fn first_ready(&self) -> Option<&Waiting> {
        self.waiting.get(&self.account_nonce)
    }

    /// The first a block could take, if it pays the base fee.
    pub(super) fn candidate(&self, base_fee: u64) -> Option<Candidate<'_>> {
        Candidate::of(self, self.account_nonce, base_fee)
    }
}

/// Whether a replacement raises both fees by [`PRICE_BUMP_PERCENT`] (rounded up, as geth does).
fn outbids(new: &SignedTransaction, old: &SignedTransaction) -> bool {
    let raised = |fee: u128| fee.saturating_mul(100 + PRICE_BUMP_PERCENT).div_ceil(100);
    let tip =
        |transaction: &SignedTransaction| transaction.max_priority_fee_per_gas().unwrap_or_else(|| transaction.max_fee_per_gas());
    let (new_fee, old_fee) = (new.max_fee_per_gas(), old.max_fee_per_gas());
    new_fee > old_fee && new_fee >= raised(old_fee) && tip(new) >= raised(tip(old)) && (tip(new) > tip(old) || tip(old) == 0)
}

/// A sender's next transaction in the race for a block.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    sender: &'a Sender,
    pub(super) waiting: &'a Waiting,
    tip: u128,
}

impl<'a> Candidate<'a> {
    fn of(sender: &'a Sender, nonce: u64, base_fee: u64) -> Option<Self> {
        let waiting = sender.waiting.get(&nonce)?;
        Some(Self { sender, waiting, tip: waiting.tip(base_fee)? })
    }

    /// The same sender's next one.
    pub(super) fn following(&self, base_fee: u64) -> Option<Self> {
        Self::of(self.sender, self.waiting.nonce() + 1, base_fee)
    }
}

impl Ord for Candidate<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.tip.cmp(&other.tip).then_with(|| other.waiting.arrival.cmp(&self.waiting.arrival))
    }
}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate<'_> {}

//! Transactions that wait for a block: by sender in nonce order, taken by effective tip.
//!
//! Invariants
//! - POOL-1  no two waiting transactions share sender and nonce
//! - POOL-2  none has a nonce below its sender's account nonce
//! - POOL-3  a sender's waiting transactions together cost no more than its balance when they were taken
//! - POOL-4  count, bytes and transactions per sender stay within the limits
//!
//! A fee cap below the base fee is accepted and waits. Absent on purpose: a price floor, a journal (the pool does not
//! survive a restart; a transaction's hash is not an acknowledgement) and expiry by age.

mod checks;
mod error;
mod sender;
#[cfg(test)]
mod tests;

pub use checks::{MAX_INIT_CODE_BYTES, MAX_TRANSACTION_BYTES, SenderState, TRANSACTION_GAS_CAP, max_cost};
pub use error::{InsufficientFunds, PoolError};

use alloy_consensus::{Transaction as _, TxEnvelope, transaction::Recovered};
use alloy_primitives::{Address, B256, U256};
use sender::{Sender, Waiting, effective_tip};
use std::{
    collections::{BTreeMap, BinaryHeap, HashMap},
    sync::Arc,
};

/// A signed transaction with its sender.
pub type SignedTransaction = Recovered<TxEnvelope>;

/// How much a replacement must raise both fees, in percent (geth's `PriceBump`).
pub const PRICE_BUMP_PERCENT: u128 = 10;

/// How much may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolLimits {
    /// Transactions in all.
    pub count: usize,
    /// Encoded bytes in all.
    pub bytes: usize,
    /// Transactions of one sender.
    pub per_sender: usize,
    /// Transactions of one sender behind a nonce gap.
    pub queued_per_sender: usize,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self { count: 50_000, bytes: 256 << 20, per_sender: 4_096, queued_per_sender: 64 }
    }
}

/// What the pool needs to know of the chain to take a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolRules {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Gas limit of the next block.
    pub block_gas_limit: u64,
    /// Base fee of the next block, in wei.
    pub base_fee: u64,
}

/// How many wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolStatus {
    /// Could go into a block by nonce.
    pub pending: usize,
    /// Wait behind a nonce gap.
    pub queued: usize,
}

/// The pool.
#[derive(Debug)]
pub struct Mempool {
    limits: PoolLimits,
    rules: PoolRules,
    senders: BTreeMap<Address, Sender>,
    by_hash: HashMap<B256, (Address, u64)>,
    bytes: usize,
    arrivals: u64,
}

impl Mempool {
    /// An empty pool.
    #[must_use]
    pub fn new(limits: PoolLimits, rules: PoolRules) -> Self {
        Self { limits, rules, senders: BTreeMap::new(), by_hash: HashMap::new(), bytes: 0, arrivals: 0 }
    }

    /// Takes a transaction, given what the chain says about its sender.
    ///
    /// # Errors
    /// [`PoolError`]: the pool is as it was.
    pub fn add(&mut self, transaction: SignedTransaction, state: &SenderState) -> Result<B256, PoolError> {
        let (hash, sender) = (*transaction.tx_hash(), transaction.signer());
        if self.by_hash.contains_key(&hash) {
            return Err(PoolError::AlreadyKnown);
        }
        let size = checks::check_alone(transaction.inner(), sender, state, self.rules.chain_id, self.rules.block_gas_limit)?;
        let waiting = Waiting::new(transaction, size, self.arrivals);
        let none = Sender::default();
        self.senders.get(&sender).unwrap_or(&none).check_beside(&waiting, state, &self.limits)?;
        self.make_room(&waiting)?;

        self.arrivals += 1;
        self.bytes += size;
        self.by_hash.insert(hash, (sender, waiting.nonce()));
        if let Some(replaced) = self.senders.entry(sender).or_default().insert(waiting, state.nonce) {
            self.forget(&replaced);
        }
        Ok(hash)
    }

    /// The next nonce a sender may use: behind its waiting transactions without a gap.
    #[must_use]
    pub fn pending_nonce(&self, sender: &Address, account_nonce: u64) -> u64 {
        self.senders.get(sender).map_or(account_nonce, |waiting| waiting.next_nonce(account_nonce))
    }

    /// A waiting transaction.
    #[must_use]
    pub fn get(&self, hash: &B256) -> Option<Arc<SignedTransaction>> {
        let (sender, nonce) = self.by_hash.get(hash)?;
        self.senders.get(sender)?.get(*nonce).map(|waiting| waiting.transaction.clone())
    }

    /// Every waiting transaction, by sender and nonce.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<SignedTransaction>> {
        self.senders.values().flat_map(|sender| sender.iter().map(|waiting| &waiting.transaction))
    }

    /// How many wait, by whether a block could take them now.
    #[must_use]
    pub fn status(&self) -> PoolStatus {
        let pending = self.senders.values().map(Sender::ready_count).sum();
        PoolStatus { pending, queued: self.by_hash.len() - pending }
    }

    /// Whether some transaction could go into the next block.
    #[must_use]
    pub fn has_ready(&self) -> bool {
        self.senders.values().any(|sender| sender.first_ready().is_some_and(|waiting| self.pays(waiting)))
    }

    /// The best transactions for the next block: by effective tip, then by arrival; each sender's in nonce order. Stops once
    /// their gas limits add up to `gas_target`.
    #[must_use]
    pub fn best(&self, gas_target: u64) -> Vec<Arc<SignedTransaction>> {
        let mut heads: BinaryHeap<sender::Candidate<'_>> =
            self.senders.values().filter_map(|sender| sender.candidate(self.rules.base_fee)).collect();
        let (mut best, mut gas) = (Vec::new(), 0_u64);
        while gas < gas_target
            && let Some(candidate) = heads.pop()
        {
            gas = gas.saturating_add(candidate.waiting.transaction.gas_limit());
            best.push(candidate.waiting.transaction.clone());
            heads.extend(candidate.following(self.rules.base_fee));
        }
        best
    }

    /// Drops what a new head made stale and takes its rules. `account_nonce` tells the nonces after it.
    pub fn on_head(
        &mut self,
        rules: PoolRules,
        touched: impl IntoIterator<Item = Address>,
        account_nonce: impl Fn(&Address) -> u64,
    ) {
        self.rules = rules;
        for address in touched {
            let Some(sender) = self.senders.get_mut(&address) else { continue };
            let stale = sender.advance_to(account_nonce(&address));
            let is_empty = sender.is_empty();
            stale.iter().for_each(|waiting| self.forget(waiting));
            if is_empty {
                self.senders.remove(&address);
            }
        }
    }

    /// Every sender with something waiting.
    #[must_use]
    pub fn senders(&self) -> Vec<Address> {
        self.senders.keys().copied().collect()
    }

    /// Drops one transaction, such as one the executor refused for good. Those behind it wait for its nonce again.
    pub fn remove(&mut self, hash: &B256) -> Option<Arc<SignedTransaction>> {
        let (address, nonce) = *self.by_hash.get(hash)?;
        let removed = self.senders.get_mut(&address)?.remove(nonce)?;
        if self.senders.get(&address).is_some_and(Sender::is_empty) {
            self.senders.remove(&address);
        }
        self.forget(&removed);
        Some(removed.transaction)
    }

    /// Drops everything and starts anew under the rules of another head (a revert).
    pub fn restart(&mut self, rules: PoolRules) {
        self.rules = rules;
        self.senders.clear();
        self.by_hash.clear();
        self.bytes = 0;
    }

    /// Frees a place for a newcomer when the pool is full: the last transaction of the sender who pays least goes, if the
    /// newcomer pays more.
    fn make_room(&mut self, newcomer: &Waiting) -> Result<(), PoolError> {
        while self.by_hash.len() >= self.limits.count || self.bytes + newcomer.size > self.limits.bytes {
            let tip = effective_tip(&newcomer.transaction, self.rules.base_fee).unwrap_or(0);
            let base_fee = self.rules.base_fee;
            let cheapest = self.senders.values().filter_map(Sender::last).min_by_key(|last| last.tip(base_fee).unwrap_or(0));
            let Some(cheapest) = cheapest else { return Err(PoolError::Full) };
            let needed = cheapest.tip(base_fee).unwrap_or(0);
            if tip <= needed || cheapest.transaction.signer() == newcomer.transaction.signer() {
                return Err(PoolError::Underpriced { tip, needed: needed + 1 });
            }
            let hash = *cheapest.transaction.tx_hash();
            self.remove(&hash);
        }
        Ok(())
    }

    fn pays(&self, waiting: &Waiting) -> bool {
        waiting.tip(self.rules.base_fee).is_some()
    }

    fn forget(&mut self, gone: &Waiting) {
        self.by_hash.remove(gone.transaction.tx_hash());
        self.bytes -= gone.size;
    }
}

/// What all waiting transactions of a sender but the one at `nonce` may cost.
fn cost_of_others<'a>(waiting: impl Iterator<Item = &'a Waiting>, nonce: u64) -> U256 {
    waiting.filter(|other| other.nonce() != nonce).fold(U256::ZERO, |sum, other| sum.saturating_add(other.cost))
}

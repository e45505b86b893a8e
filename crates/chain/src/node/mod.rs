//! The node: one builder thread owns the head, any number of readers ask without waiting for it.
//!
//! A [`Node`] is a handle; clones share one node. Reads may touch the disk and replay: call them where blocking is allowed.
//! Commands return when what they did is durable.
//!
//! Invariants
//! - NOD-1  a head is published only after it is durable: what a client was shown survives `kill -9`
//! - NOD-3  no command is answered before what it did is durable

mod builder;
mod chain;
mod command;
mod config;
mod error;
mod open;
mod queue;
mod reads;
mod shared;
mod snapshotter;
#[cfg(test)]
mod tests;

pub use command::Submitted;
pub use config::{Genesis, Mining, NodeConfig};
pub use error::{CommandError, OpenError};
pub(crate) use open::{identity, open_store};

use crate::{
    block::{ConsensusInput, Input},
    execute::{InputError, check_operation},
    history::Recorded,
    mempool::{PoolError, PoolStatus, SignedTransaction},
    published::Published,
    store::DataDir,
};
use alloy_primitives::{Address, B256};
use aquifer_protocol::units::{Slot, Timestamp};
use command::{Command, Reply, Target};
use shared::{Shared, sender_state};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::Ordering,
        mpsc::{Sender, sync_channel},
    },
    thread::JoinHandle,
};
use tokio::sync::{broadcast, watch};

/// The last durable block and the state after it.
pub type Head = Recorded;

/// News: durable blocks, or a revert.
#[derive(Debug, Clone)]
pub struct Update {
    /// Number of the first new block; the others follow up to the head.
    pub first: u64,
    /// The block gone back to, when this is a revert.
    pub reverted_to: Option<u64>,
    /// The head now.
    pub head: Arc<Head>,
}

/// A handle on a running node.
#[derive(Debug, Clone)]
pub struct Node {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    shared: Arc<Shared>,
    commands: Mutex<Sender<Command>>,
    builder: Mutex<Option<JoinHandle<()>>>,
    /// Unlocked when the last handle is gone and the builder has ended.
    dir: DataDir,
}

impl Node {
    /// Starts a node on a data directory, which it locks.
    ///
    /// # Errors
    /// [`OpenError`]: nothing was changed.
    pub fn open(config: NodeConfig) -> Result<Self, OpenError> {
        open::open(config)
    }

    fn new(shared: Arc<Shared>, commands: Sender<Command>, builder: JoinHandle<()>, dir: DataDir) -> Self {
        let (commands, builder) = (Mutex::new(commands), Mutex::new(Some(builder)));
        Self { inner: Arc::new(Inner { shared, commands, builder, dir }) }
    }

    fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    /// Puts a signed transaction into the pool. Its block follows in its own time.
    ///
    /// # Errors
    /// [`PoolError`], in geth's words.
    pub fn submit_transaction(&self, transaction: SignedTransaction) -> Result<B256, PoolError> {
        let shared = self.shared();
        if shared.is_stopping() || shared.stopped.borrow().is_some() {
            return Err(PoolError::Stopping);
        }
        let sender = transaction.signer();
        let hash = {
            let mut pool = shared.pool();
            // Under the pool's lock: a head published meanwhile refreshes the pool after this.
            let state = sender_state(&shared.head.load().world, &sender);
            pool.add(transaction, &state)?
        };
        if !shared.waking.swap(true, Ordering::AcqRel) {
            self.send(Command::Wake);
        }
        Ok(hash)
    }

    /// A transaction that waits.
    #[must_use]
    pub fn pending_transaction(&self, hash: &B256) -> Option<Arc<SignedTransaction>> {
        self.shared().pool().get(hash)
    }

    /// The next nonce an account may use, its waiting transactions counted.
    #[must_use]
    pub fn pending_nonce(&self, account: Address) -> u64 {
        let shared = self.shared();
        let pool = shared.pool();
        let nonce = shared.head.load().world.nonce(&account);
        pool.pending_nonce(&account, nonce)
    }

    /// How many transactions wait.
    #[must_use]
    pub fn pool_status(&self) -> PoolStatus {
        self.shared().pool().status()
    }

    /// Every waiting transaction, by sender and nonce.
    #[must_use]
    pub fn pool_transactions(&self) -> Vec<Arc<SignedTransaction>> {
        self.shared().pool().iter().cloned().collect()
    }

    /// Puts an input into the next block: a development change, an impersonated transaction, a consensus input. When blocks are
    /// made on demand this returns once it is in one, otherwise at once.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn submit_input(&self, input: Input) -> Result<Submitted, CommandError> {
        self.ask(|reply| Command::Submit(Box::new(input), reply))
    }

    /// Whether an operation could be in a block on the head: its rules, then its signatures.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check_operation(&self, operation: &ConsensusInput) -> Result<(), InputError> {
        check_operation(self.spec(), &self.head().world.protocol.beacon, operation)
    }

    /// Operations and other inputs that wait for a block, in the order it will take them.
    #[must_use]
    pub fn waiting_inputs(&self) -> Vec<Input> {
        self.shared().queue().inputs()
    }

    /// Makes `count` blocks; the first ones take what waits.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn mine(&self, count: u64) -> Result<(), CommandError> {
        self.ask(|reply| Command::Mine(count, reply))
    }

    /// Moves time ahead and mines nothing (`evm_increaseTime`). Returns the total offset in seconds.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn increase_time(&self, seconds: u64) -> Result<u64, CommandError> {
        self.ask(|reply| Command::IncreaseTime(seconds, reply))
    }

    /// Whether blocks are made without being asked for.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn set_automine(&self, is_on: bool) -> Result<(), CommandError> {
        self.ask(|reply| Command::SetAutomine(is_on, reply))
    }

    /// Whether blocks are made without being asked for.
    #[must_use]
    pub fn automine(&self) -> bool {
        self.shared().mining() != Mining::ByHand
    }

    /// Remembers the head, to come back to it (`evm_snapshot`). The id is forgotten when the node ends.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn snapshot(&self) -> Result<u64, CommandError> {
        self.ask(Command::Snapshot)
    }

    /// Goes back to a remembered head, durably (`evm_revert`); `false` when the id is not known. Uses up the id and all later ones.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn revert(&self, id: u64) -> Result<bool, CommandError> {
        self.ask(|reply| Command::Revert(id, reply))
    }

    /// Plays so many slots from the head on, each with a block. Returns the head's number. `progress` hears of slots done and
    /// in all.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn advance_slots(&self, count: u64, progress: impl FnMut(u64, u64) + Send + 'static) -> Result<u64, CommandError> {
        self.ask(|reply| Command::Advance(Target::Slots(count), Box::new(progress), reply))
    }

    /// Plays every slot up to this one, each with a block. Returns the head's number.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn advance_to_slot(&self, slot: Slot, progress: impl FnMut(u64, u64) + Send + 'static) -> Result<u64, CommandError> {
        self.ask(|reply| Command::Advance(Target::Slot(slot), Box::new(progress), reply))
    }

    /// Slot and time the next block would have.
    #[must_use]
    pub fn next_slot(&self) -> (Slot, Timestamp) {
        let shared = self.shared();
        let head = shared.head.load().block.slot;
        let clock = shared.clock();
        let slot = match shared.mining() {
            Mining::ByHand => clock.next_slot_by_hand(head),
            Mining::OnDemand | Mining::EverySlot => clock.next_slot_on_demand(head),
        };
        (slot, clock.grid().time_of(slot))
    }

    /// What `evm_increaseTime` added in all, in seconds.
    #[must_use]
    pub fn time_offset(&self) -> u64 {
        self.shared().clock().stored().increased_seconds
    }

    /// What others have published here under its hash.
    #[must_use]
    pub fn published(&self) -> Published {
        Published::new(self.inner.dir.published())
    }

    /// Hears of new heads, one message a durable write.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Update>> {
        self.shared().updates.subscribe()
    }

    /// Becomes `Some` with the reason when the node ends by itself: a failed disk, a broken invariant.
    #[must_use]
    pub fn stopped(&self) -> watch::Receiver<Option<String>> {
        self.shared().stopped.subscribe()
    }

    /// Ends the node: finishes the block in work, writes the index and a snapshot. Later calls return at once.
    pub fn shutdown(&self) {
        self.shared().stopping.store(true, Ordering::Release);
        self.send(Command::Stop);
        let builder = self.inner.builder.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(builder) = builder {
            // A panic was reported through `stopped`.
            let _ = builder.join();
        }
    }

    fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> Result<T, CommandError> {
        let (reply, answer) = sync_channel(1);
        self.send(command(reply));
        answer.recv().unwrap_or_else(|_| {
            // Only a builder that ends leaves a command unanswered; once it has ended, its reason is told.
            self.shutdown();
            Err(CommandError::Stopped { reason: self.shared().stopped.borrow().clone() })
        })
    }

    fn send(&self, command: Command) {
        let commands = self.inner.commands.lock().unwrap_or_else(PoisonError::into_inner);
        // When the builder has ended, the reply's channel is closed: that is the answer.
        let _ = commands.send(command);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        let commands = self.commands.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = commands.send(Command::Stop);
        if let Some(builder) = self.builder.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = builder.join();
        }
    }
}

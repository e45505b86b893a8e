//! Recent blocks and their states in memory.
//!
//! A state shares almost everything with the one before, so the last 8,192 cost little; a budget bounds them all the same,
//! by an estimate of what each adds. Every so often a state is kept longer, as a place for replay to start from.
//!
//! Invariants
//! - HIS-1  numbers are contiguous up to the head; states are a suffix of the blocks
//! - HIS-2  a block stays until the index has it, whatever the budget

use crate::{
    block::{Block, ExecutedBlock, StoredReceipt},
    world::World,
};
use alloy_primitives::B256;
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    thread,
};

/// How many states are kept: as far as EIP-4788 reaches.
pub const KEPT: usize = 8_192;
/// Default budget for them, in bytes.
pub const DEFAULT_BUDGET: usize = 512 << 20;

/// Every how many blocks a state may be kept longer.
const CHECKPOINT_EVERY: u64 = 4_096;
/// How many of those at most; beyond, every second one goes.
const CHECKPOINTS: usize = 64;

/// A block, what executing it gave, and the state after it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The block.
    pub block: Arc<Block>,
    /// Root of its beacon block.
    pub beacon_root: B256,
    /// One receipt a transaction.
    pub receipts: Arc<Vec<StoredReceipt>>,
    /// The state after it.
    pub world: Arc<World>,
}

impl Recorded {
    /// Height.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.block.header.number
    }

    /// Hash of the block.
    #[must_use]
    pub fn hash(&self) -> B256 {
        self.block.hash
    }

    /// A block without transactions, such as genesis.
    #[must_use]
    pub fn without_receipts(block: Block, world: World) -> Self {
        Self { beacon_root: block.beacon_root(), block: Arc::new(block), receipts: Arc::default(), world: Arc::new(world) }
    }
}

impl From<ExecutedBlock> for Recorded {
    fn from(executed: ExecutedBlock) -> Self {
        let ExecutedBlock { block, receipts, world } = executed;
        let beacon_root = block.beacon_root();
        Self { block: Arc::new(block), beacon_root, receipts: Arc::new(receipts), world: Arc::new(world) }
    }
}

#[derive(Debug)]
struct Kept {
    block: Arc<Block>,
    beacon_root: B256,
    receipts: Arc<Vec<StoredReceipt>>,
    world: Option<Arc<World>>,
    bytes: usize,
}

/// What is in memory, shared by the builder that writes and everybody who reads.
#[derive(Debug)]
pub struct History {
    inner: RwLock<Inner>,
    budget: usize,
}

#[derive(Debug, Default)]
struct Inner {
    /// Number of the first block kept.
    first: u64,
    /// Number of the first block whose state is kept.
    first_world: u64,
    kept: VecDeque<Kept>,
    by_hash: HashMap<B256, u64>,
    /// By the roots of beacon blocks, and of the states after them.
    by_beacon_root: HashMap<B256, u64>,
    by_transaction: HashMap<B256, (u64, usize)>,
    checkpoints: BTreeMap<u64, Recorded>,
    spacing: u64,
    bytes: usize,
}

impl History {
    /// A history that starts at a block.
    #[must_use]
    pub fn starting_at(start: &Recorded, budget: usize) -> Self {
        let number = start.number();
        let inner = Inner { first: number, first_world: number, spacing: CHECKPOINT_EVERY, ..Inner::default() };
        let history = Self { inner: RwLock::new(inner), budget };
        history.push(std::slice::from_ref(start), number);
        history
    }

    /// Adds blocks that follow the last, and drops old ones up to `indexed`.
    pub fn push(&self, blocks: &[Recorded], indexed: u64) {
        let mut gone = Vec::new();
        {
            let mut inner = self.write();
            for block in blocks {
                inner.add(block);
            }
            inner.shrink(self.budget, indexed, &mut gone);
        }
        free(gone);
    }

    /// Keeps some of the states a replay brought back, for later replays to start from.
    pub fn keep_checkpoints(&self, replayed: &[Recorded]) {
        let spacing = self.read().spacing;
        for recorded in replayed.iter().filter(|recorded| recorded.number().is_multiple_of(spacing)) {
            self.write().keep_checkpoint(recorded.clone());
        }
    }

    /// Drops every block above a number.
    pub fn truncate(&self, number: u64) {
        let mut inner = self.write();
        while inner.last().is_some_and(|last| last > number) {
            inner.drop_last();
        }
        inner.checkpoints.split_off(&(number + 1));
    }

    /// Starts anew at a block, after a revert beyond what is kept.
    pub fn restart_at(&self, start: &Recorded) {
        let mut inner = self.write();
        let checkpoints = std::mem::take(&mut inner.checkpoints);
        let (number, spacing) = (start.number(), inner.spacing);
        *inner = Inner { first: number, first_world: number, checkpoints, spacing, ..Inner::default() };
        inner.checkpoints.split_off(&(number + 1));
        inner.add(start);
    }

    /// A block in memory, with its receipts.
    #[must_use]
    pub fn block(&self, number: u64) -> Option<(Arc<Block>, Arc<Vec<StoredReceipt>>)> {
        self.read().kept(number).map(|kept| (kept.block.clone(), kept.receipts.clone()))
    }

    /// A state in memory.
    #[must_use]
    pub fn world(&self, number: u64) -> Option<Arc<World>> {
        let inner = self.read();
        let kept = inner.kept(number).and_then(|kept| kept.world.clone());
        kept.or_else(|| inner.checkpoints.get(&number).map(|checkpoint| checkpoint.world.clone()))
    }

    /// Number of the block with this hash.
    #[must_use]
    pub fn number_of(&self, hash: &B256) -> Option<u64> {
        self.read().by_hash.get(hash).copied()
    }

    /// Number of the block whose beacon block, or the beacon state after it, has this root.
    #[must_use]
    pub fn number_of_beacon_root(&self, root: &B256) -> Option<u64> {
        self.read().by_beacon_root.get(root).copied()
    }

    /// Block and place of a transaction.
    #[must_use]
    pub fn place_of(&self, transaction: &B256) -> Option<(u64, usize)> {
        self.read().by_transaction.get(transaction).copied()
    }

    /// The newest state at or below a block to start a replay from.
    #[must_use]
    pub fn base_for(&self, number: u64) -> Option<Recorded> {
        let inner = self.read();
        let checkpoint = inner.checkpoints.range(..=number).next_back().map(|(_, checkpoint)| checkpoint.clone());
        let kept = (number >= inner.first_world).then(|| inner.recorded(number)).flatten();
        kept.or(checkpoint)
    }

    /// Blocks in memory above a number that have transactions, in order.
    #[must_use]
    pub fn with_transactions_above(&self, number: u64) -> Vec<(Arc<Block>, Arc<Vec<StoredReceipt>>)> {
        let inner = self.read();
        let skip = usize::try_from((number + 1).saturating_sub(inner.first)).unwrap_or(usize::MAX);
        let with_transactions = inner.kept.iter().skip(skip).filter(|kept| !kept.receipts.is_empty());
        with_transactions.map(|kept| (kept.block.clone(), kept.receipts.clone())).collect()
    }

    /// Number of the first block in memory.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.read().first
    }

    /// Number of the first block whose state is in memory, and the estimated bytes of all of them.
    #[must_use]
    pub fn states(&self) -> (u64, usize) {
        let inner = self.read();
        (inner.first_world, inner.bytes)
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Freeing a state takes a third of the time of making one: many at once are another thread's work.
fn free(gone: Vec<Arc<World>>) {
    const MANY: usize = 256;
    if gone.len() >= MANY {
        // Without a thread they are freed here, with the closure.
        let _ = thread::Builder::new().name("free".to_owned()).spawn(move || drop(gone));
    }
}

impl Inner {
    fn last(&self) -> Option<u64> {
        (!self.kept.is_empty()).then(|| self.first + self.kept.len() as u64 - 1)
    }

    fn kept(&self, number: u64) -> Option<&Kept> {
        self.kept.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    fn recorded(&self, number: u64) -> Option<Recorded> {
        let kept = self.kept(number)?;
        let world = kept.world.clone()?;
        Some(Recorded { block: kept.block.clone(), beacon_root: kept.beacon_root, receipts: kept.receipts.clone(), world })
    }

    fn add(&mut self, recorded: &Recorded) {
        let Recorded { block, beacon_root, receipts, world } = recorded.clone();
        let (number, bytes) = (recorded.number(), estimated_bytes(recorded));
        debug_assert!(self.last().is_none_or(|last| last + 1 == number), "HIS-1");
        self.by_hash.insert(block.hash, number);
        self.by_beacon_root.insert(beacon_root, number);
        self.by_beacon_root.insert(block.beacon.state_root, number);
        for (place, receipt) in receipts.iter().enumerate() {
            self.by_transaction.insert(receipt.transaction_hash, (number, place));
        }
        self.bytes += bytes;
        self.kept.push_back(Kept { block, beacon_root, receipts, world: Some(world), bytes });
    }

    fn shrink(&mut self, budget: usize, indexed: u64, gone: &mut Vec<Arc<World>>) {
        let Some(last) = self.last() else { return };
        let oldest_world = last.saturating_sub(KEPT as u64 - 1);
        while self.first_world < last && (self.first_world < oldest_world || self.bytes > budget) {
            gone.extend(self.drop_first_world());
        }
        while self.kept.len() > KEPT && self.first < self.first_world && self.first <= indexed {
            self.drop_first();
        }
    }

    /// Lets the oldest state go, or keeps it as a checkpoint.
    fn drop_first_world(&mut self) -> Option<Arc<World>> {
        let number = self.first_world;
        if number.is_multiple_of(self.spacing)
            && let Some(recorded) = self.recorded(number)
        {
            self.keep_checkpoint(recorded);
        }
        let at = usize::try_from(number - self.first).unwrap_or(usize::MAX);
        self.first_world += 1;
        let kept = self.kept.get_mut(at)?;
        self.bytes -= kept.bytes;
        kept.world.take()
    }

    /// Keeps a state; when there are too many, every second one goes.
    fn keep_checkpoint(&mut self, recorded: Recorded) {
        self.checkpoints.insert(recorded.number(), recorded);
        if self.checkpoints.len() > CHECKPOINTS {
            self.spacing *= 2;
            let spacing = self.spacing;
            self.checkpoints.retain(|number, _| number.is_multiple_of(spacing));
        }
    }

    fn drop_first(&mut self) {
        if let Some(kept) = self.kept.pop_front() {
            self.forget(&kept);
            self.first += 1;
        }
    }

    fn drop_last(&mut self) {
        if let Some(kept) = self.kept.pop_back() {
            if kept.world.is_some() {
                self.bytes -= kept.bytes;
            }
            self.forget(&kept);
            self.first_world = self.first_world.min(self.first + self.kept.len() as u64);
        }
    }

    fn forget(&mut self, kept: &Kept) {
        self.by_hash.remove(&kept.block.hash);
        self.by_beacon_root.remove(&kept.beacon_root);
        self.by_beacon_root.remove(&kept.block.beacon.state_root);
        for receipt in kept.receipts.iter() {
            self.by_transaction.remove(&receipt.transaction_hash);
        }
    }
}

/// What a state adds to the one before it, roughly: the paths to the changed entries of its maps, and the chunks of the
/// columns every block touches, with their hashes; most of the fixed part is the paths to what is stored of parents, in the
/// system contracts and in the beacon state.
fn estimated_bytes(recorded: &Recorded) -> usize {
    const FIXED: usize = 34 << 10;
    const PER_WITHDRAWAL: usize = 512;
    const PER_TRANSACTION: usize = 8 << 10;
    const PER_LOG: usize = 256;
    const PER_VALIDATOR: usize = 13;
    let validators = usize::try_from(recorded.world.protocol.beacon.validator_count()).unwrap_or(usize::MAX / 1024);
    let logs: usize = recorded.receipts.iter().map(|receipt| receipt.logs.len()).sum();
    FIXED
        + PER_VALIDATOR * validators
        + PER_WITHDRAWAL * recorded.block.withdrawals.len()
        + PER_TRANSACTION * recorded.block.inputs.len()
        + PER_LOG * logs
}

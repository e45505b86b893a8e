//! Blocks and states that left memory, brought back by replay: a few at a time, and kept for a while.

use crate::{
    block::Block,
    evm::with_big_stack,
    history::{History, Recorded},
    replay::{ReplayError, replay},
    snapshot::Snapshots,
    spec::ChainSpec,
    store::{Entry, Store, StoreError},
    world::World,
};
use lru::LruCache;
use std::{
    num::NonZeroUsize,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock},
};

/// Replays that may run at the same time.
const REPLAYS: usize = 2;
/// States kept after a replay.
const STATES: NonZeroUsize = NonZeroUsize::new(32).unwrap();
/// Groups of blocks kept after a replay.
const GROUPS: NonZeroUsize = NonZeroUsize::new(64).unwrap();
/// Blocks of runs are brought back in groups: whoever asks for one asks for the next.
const GROUP: u64 = 256;

/// A block or state that cannot be had.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HistoryError {
    /// Above the head.
    #[error("block {number} is not there yet, the head is {head}")]
    NotYet {
        /// The block asked for.
        number: u64,
        /// The head's number.
        head: u64,
    },
    /// Replay failed.
    #[error(transparent)]
    Replay(#[from] Arc<ReplayError>),
    /// The system gave no thread to replay on.
    #[error("cannot start a thread: {0}")]
    Thread(Arc<std::io::Error>),
}

impl From<ReplayError> for HistoryError {
    fn from(error: ReplayError) -> Self {
        Self::Replay(Arc::new(error))
    }
}

impl From<StoreError> for HistoryError {
    fn from(error: StoreError) -> Self {
        ReplayError::from(error).into()
    }
}

type Blocks = Vec<Arc<Block>>;

/// Everything old.
#[derive(Debug)]
pub struct Archive {
    spec: ChainSpec,
    genesis: Recorded,
    store: Arc<Store>,
    snapshots: Snapshots,
    history: Arc<History>,
    states: Mutex<LruCache<u64, Recorded>>,
    groups: Mutex<LruCache<u64, Arc<Blocks>>>,
    permits: Permits,
    /// Counts reverts: what a replay read before one is not kept after it.
    reverts: RwLock<u64>,
}

impl Archive {
    /// The archive of a store.
    #[must_use]
    pub fn new(spec: ChainSpec, genesis: Recorded, store: Arc<Store>, snapshots: Snapshots, history: Arc<History>) -> Self {
        let (states, groups) = (Mutex::new(LruCache::new(STATES)), Mutex::new(LruCache::new(GROUPS)));
        Self {
            spec,
            genesis,
            store,
            snapshots,
            history,
            states,
            groups,
            permits: Permits::new(REPLAYS),
            reverts: RwLock::default(),
        }
    }

    /// The genesis block.
    #[must_use]
    pub const fn genesis(&self) -> &Recorded {
        &self.genesis
    }

    /// The state after a stored block.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn world(&self, number: u64) -> Result<Arc<World>, HistoryError> {
        Ok(self.recorded(number)?.world)
    }

    /// A stored block with its state.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn recorded(&self, number: u64) -> Result<Recorded, HistoryError> {
        if let Some(found) = self.remembered(number) {
            return Ok(found);
        }
        let _permit = self.permits.take();
        // Somebody may have rebuilt it while this thread waited.
        self.remembered(number).map_or_else(|| self.rebuild(number, |_| {}), Ok)
    }

    /// A stored block: one with inputs is read, one of a run is computed again with its neighbours. `None` above the tip.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn block(&self, number: u64) -> Result<Option<Arc<Block>>, HistoryError> {
        if number == 0 {
            return Ok(Some(self.genesis.block.clone()));
        }
        match self.store.entry(number)? {
            None => Ok(None),
            Some(Entry::Block(block)) => Ok(Some(block)),
            Some(Entry::Run(run)) => {
                let group = self.group(number, run.last())?;
                Ok(group.iter().find(|block| block.number() == number).cloned())
            }
        }
    }

    /// Forgets what was brought back above a number.
    pub fn truncate(&self, number: u64) {
        *self.reverts.write().unwrap_or_else(PoisonError::into_inner) += 1;
        let mut states = locked(&self.states);
        let gone: Vec<u64> = states.iter().map(|(found, _)| *found).filter(|found| *found > number).collect();
        gone.iter().for_each(|found| drop(states.pop(found)));
        locked(&self.groups).clear();
    }

    fn remembered(&self, number: u64) -> Option<Recorded> {
        if number == 0 {
            return Some(self.genesis.clone());
        }
        let kept = self.history.base_for(number).filter(|base| base.number() == number);
        kept.or_else(|| locked(&self.states).get(&number).cloned())
    }

    /// The blocks around one of a run, from the group's start to its end or the run's.
    fn group(&self, number: u64, run_last: u64) -> Result<Arc<Blocks>, HistoryError> {
        let key = number / GROUP;
        let last = (key * GROUP + GROUP - 1).min(run_last);
        if let Some(group) = self.remembered_group(key, number) {
            return Ok(group);
        }
        let _permit = self.permits.take();
        if let Some(group) = self.remembered_group(key, number) {
            return Ok(group);
        }
        let reverts = self.reverts();
        let mut blocks: Blocks = Vec::new();
        self.rebuild(last, |recorded| {
            if recorded.number() / GROUP == key {
                blocks.push(recorded.block.clone());
            }
        })?;
        let group = Arc::new(blocks);
        self.keep_unless_reverted(reverts, || locked(&self.groups).put(key, group.clone()));
        Ok(group)
    }

    fn remembered_group(&self, key: u64, number: u64) -> Option<Arc<Blocks>> {
        let group = locked(&self.groups).get(&key).cloned()?;
        group.iter().any(|block| block.number() == number).then_some(group)
    }

    fn rebuild(&self, number: u64, mut each: impl FnMut(&Recorded) + Send) -> Result<Recorded, HistoryError> {
        let reverts = self.reverts();
        let base = self.base_for(number)?;
        let rebuilt = with_big_stack(|| {
            replay(&self.spec, &self.store, base, number, |batch| {
                batch.iter().for_each(&mut each);
                self.keep_unless_reverted(reverts, || self.history.keep_checkpoints(batch));
                true
            })
        })
        .map_err(|error| HistoryError::Thread(Arc::new(error)))??;
        self.keep_unless_reverted(reverts, || locked(&self.states).put(number, rebuilt.clone()));
        Ok(rebuilt)
    }

    fn reverts(&self) -> u64 {
        *self.reverts.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps something read when there had been so many reverts; a revert waits meanwhile.
    fn keep_unless_reverted<T>(&self, reverts: u64, keep: impl FnOnce() -> T) {
        let now = self.reverts.read().unwrap_or_else(PoisonError::into_inner);
        if *now == reverts {
            keep();
        }
    }

    /// The nearest state below a block: in memory, brought back before, in a snapshot, or genesis. The group's first block must
    /// be replayed too, so the base lies before its group.
    fn base_for(&self, number: u64) -> Result<Recorded, HistoryError> {
        let below = number - number % GROUP;
        let below = below.saturating_sub(u64::from(below == number));
        let cached = locked(&self.states).iter().map(|(found, _)| *found).filter(|found| *found <= below).max();
        let cached = cached.and_then(|found| locked(&self.states).get(&found).cloned());
        let in_memory = self.history.base_for(below);
        let best = [cached, in_memory].into_iter().flatten().max_by_key(Recorded::number);
        let best = best.unwrap_or_else(|| self.genesis.clone());
        let snapshot = self.snapshots.list().into_iter().find(|found| *found <= below);
        if snapshot.is_none_or(|found| found <= best.number()) {
            return Ok(best);
        }
        let found = self.snapshots.newest(below, |found| self.store.hash_of(found).ok().flatten());
        Ok(match found {
            Some((block, world)) if block.number() > best.number() => Recorded::without_receipts(block, world),
            _ => best,
        })
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many may replay at once.
#[derive(Debug)]
struct Permits {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Permits {
    fn new(count: usize) -> Self {
        Self { free: Mutex::new(count), freed: Condvar::new() }
    }

    fn take(&self) -> Permit<'_> {
        let free = locked(&self.free);
        let mut free = self.freed.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Permit { permits: self }
    }
}

struct Permit<'a> {
    permits: &'a Permits,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *locked(&self.permits.free) += 1;
        self.permits.freed.notify_one();
    }
}

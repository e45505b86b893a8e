//! What the builder writes and everybody reads.

use super::{Head, Mining, Update, queue::InputQueue};
use crate::{
    archive::Archive,
    block::Block,
    clock::Clock,
    history::History,
    logs::LogLimits,
    mempool::{Mempool, PoolRules, SenderState},
    spec::ChainSpec,
    store::{Store, StoreError, index::Index, indexer::Indexer},
    world::World,
};
use alloy_primitives::Address;
use arc_swap::ArcSwap;
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::{broadcast, watch};

/// Everything a node's threads share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) spec: ChainSpec,
    pub(super) head: ArcSwap<Head>,
    pub(super) history: Arc<History>,
    pub(super) archive: Archive,
    pub(super) store: Arc<Store>,
    pub(super) index: Arc<Index>,
    pub(super) indexer: Indexer,
    pub(super) log_limits: LogLimits,
    pub(super) updates: broadcast::Sender<Arc<Update>>,
    pub(super) stopped: Arc<watch::Sender<Option<String>>>,
    /// Set to end long work early.
    pub(super) stopping: AtomicBool,
    /// Whether a wake-up is on its way to the builder.
    pub(super) waking: AtomicBool,
    pool: Mutex<Mempool>,
    queue: Mutex<InputQueue>,
    clock: Mutex<Clock>,
    mining: Mutex<Mining>,
}

/// The parts [`Shared`] guards with locks.
pub(super) struct Guarded {
    pub(super) pool: Mempool,
    pub(super) clock: Clock,
    pub(super) mining: Mining,
}

/// The parts that need none.
pub(super) struct Parts {
    pub(super) spec: ChainSpec,
    pub(super) head: Head,
    pub(super) history: Arc<History>,
    pub(super) archive: Archive,
    pub(super) store: Arc<Store>,
    pub(super) index: Arc<Index>,
    pub(super) indexer: Indexer,
    pub(super) log_limits: LogLimits,
    pub(super) stopped: Arc<watch::Sender<Option<String>>>,
}

/// Updates a slow subscriber may be behind before it misses some.
const UPDATES: usize = 1_024;

impl Shared {
    pub(super) fn new(parts: Parts, guarded: Guarded) -> Self {
        let Parts { spec, head, history, archive, store, index, indexer, log_limits, stopped } = parts;
        let Guarded { pool, clock, mining } = guarded;
        Self {
            spec,
            head: ArcSwap::from_pointee(head),
            history,
            archive,
            store,
            index,
            indexer,
            log_limits,
            updates: broadcast::Sender::new(UPDATES),
            stopped,
            stopping: AtomicBool::new(false),
            waking: AtomicBool::new(false),
            pool: Mutex::new(pool),
            queue: Mutex::default(),
            clock: Mutex::new(clock),
            mining: Mutex::new(mining),
        }
    }

    pub(super) fn pool(&self) -> MutexGuard<'_, Mempool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn queue(&self) -> MutexGuard<'_, InputQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn clock(&self) -> MutexGuard<'_, Clock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn mining(&self) -> Mining {
        *self.mining.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_mining(&self, mining: Mining) {
        *self.mining.lock().unwrap_or_else(PoisonError::into_inner) = mining;
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

/// Tells everybody why the node ends by itself; the first reason counts.
pub(super) fn fail(stopped: &watch::Sender<Option<String>>, reason: &str) {
    stopped.send_if_modified(|told| {
        let is_first = told.is_none();
        if is_first {
            tracing::error!("the node stops: {reason}");
            *told = Some(reason.to_owned());
        }
        is_first
    });
}

/// How the indexer and the snapshot writer report a failing disk.
pub(super) fn on_disk_failure(stopped: Arc<watch::Sender<Option<String>>>) -> impl FnOnce(StoreError) + Send + 'static {
    move |error| fail(&stopped, &error.to_string())
}

/// What the pool must know to take transactions for the block after `head`.
pub(super) fn pool_rules(spec: &ChainSpec, head: &Block) -> PoolRules {
    let base_fee = head.header.next_block_base_fee(spec.base_fee_params).unwrap_or_default();
    PoolRules { chain_id: spec.chain_id, block_gas_limit: spec.gas_limit, base_fee }
}

/// What the chain says about a sender.
pub(super) fn sender_state(world: &World, sender: &Address) -> SenderState {
    world.account(sender).map_or_else(SenderState::default, |account| SenderState {
        nonce: account.nonce,
        balance: account.balance,
        code_hash: account.code_hash,
        is_delegated: world.code(sender).bytecode().is_eip7702(),
    })
}

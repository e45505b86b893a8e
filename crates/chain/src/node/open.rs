//! Starting: lock, open, load the newest snapshot, replay to the tip, catch the index up.

use super::{
    Genesis, Node, NodeConfig, OpenError,
    builder::Builder,
    chain::{Chain, indexables},
    shared::{Guarded, Parts, Shared, fail, on_disk_failure, pool_rules},
    snapshotter::Snapshotter,
};
use crate::{
    archive::Archive,
    clock::{Clock, Grid},
    evm::{STACK_BYTES, with_big_stack},
    history::{History, Recorded},
    mempool::Mempool,
    replay::replay,
    snapshot::Snapshots,
    store::{DataDir, Identity, Store, StoreError, Tip, index::Index, indexer::Indexer},
};
use aquifer_protocol::units::Timestamp;
use std::{
    fs,
    panic::AssertUnwindSafe,
    sync::{Arc, mpsc::channel},
    thread,
};
use tokio::sync::watch;

/// Whose data belongs to a genesis.
pub(crate) fn identity(genesis: &Genesis) -> Identity {
    Identity { chain_id: genesis.spec.chain_id, genesis: genesis.block.hash, network: genesis.network }
}

/// Opens the block database of a locked directory.
pub(crate) fn open_store(dir: &DataDir, identity: Identity) -> Result<Store, StoreError> {
    let is_empty = fs::metadata(dir.blocks()).map_or(true, |file| file.len() == 0);
    let has_derived = dir.index().exists() || dir.snapshots().exists();
    if is_empty && has_derived {
        return Err(StoreError::damaged("the block database", format!("{} is missing or empty", dir.blocks().display())));
    }
    Store::open(&dir.blocks(), identity)
}

pub(super) fn open(config: NodeConfig) -> Result<Node, OpenError> {
    let dir = DataDir::lock(&config.data_dir)?;
    if config.fresh {
        dir.clear()?;
    }
    let store = open_store(&dir, identity(&config.genesis))?;
    let (shared, snapshotter) = assemble(config, &dir, store)?;
    start(dir, shared, snapshotter)
}

/// Everything but the builder: the stored chain, replayed to its tip.
pub(super) fn assemble(config: NodeConfig, dir: &DataDir, store: Store) -> Result<(Arc<Shared>, Snapshotter), OpenError> {
    let identity = store.identity();
    let store = Arc::new(store);
    let tip = store.tip()?;
    let index = Arc::new(open_index(dir, &identity, &store, &tip)?);
    let snapshots = Snapshots::new(dir.snapshots(), identity.genesis);
    snapshots.drop_unfinished();
    let genesis = Recorded::without_receipts(config.genesis.block.clone(), config.genesis.world.clone());
    let base = base(&store, &snapshots, tip.number.min(index.tip()?.number), &genesis);

    let stopped = Arc::new(watch::Sender::new(None));
    let indexer = Indexer::start(index.clone(), on_disk_failure(stopped.clone()))?;
    let history = Arc::new(History::starting_at(&base, config.history_budget));
    let snapshotter = Snapshotter::new(snapshots.clone(), config.snapshot_every, base.number(), stopped.clone());
    let head = catch_up(&config.genesis, &store, base, &tip, &history, &indexer)?;

    let guarded = guarded(&config, &head, &store)?;
    let spec = config.genesis.spec.clone();
    let archive = Archive::new(spec.clone(), genesis, store.clone(), snapshots, history.clone());
    let log_limits = config.log_limits;
    let parts = Parts { spec, head, history, archive, store, index, indexer, log_limits, stopped };
    Ok((Arc::new(Shared::new(parts, guarded)), snapshotter))
}

/// The index, made anew when it does not belong to the blocks.
fn open_index(dir: &DataDir, identity: &Identity, store: &Store, tip: &Tip) -> Result<Index, StoreError> {
    let index = Index::open(&dir.index(), identity)?;
    let found = index.tip()?;
    if found.number <= tip.number && store.hash_of(found.number)? == Some(found.hash) {
        return Ok(index);
    }
    tracing::warn!("the index belongs to other blocks: it is made anew");
    drop(index);
    fs::remove_file(dir.index()).map_err(|source| StoreError::io("cannot remove the old index", source))?;
    Index::open(&dir.index(), identity)
}

/// Where replay starts: the newest snapshot the chain vouches for, or genesis.
fn base(store: &Store, snapshots: &Snapshots, at_most: u64, genesis: &Recorded) -> Recorded {
    let found = snapshots.newest(at_most, |number| store.hash_of(number).ok().flatten());
    found.map_or_else(|| genesis.clone(), |(block, world)| Recorded::without_receipts(block, world))
}

/// Replays to the tip. Blocks the index lacks go there.
fn catch_up(
    genesis: &Genesis,
    store: &Store,
    base: Recorded,
    tip: &Tip,
    history: &History,
    indexer: &Indexer,
) -> Result<Recorded, OpenError> {
    let indexed = indexer.written();
    let head = with_big_stack(|| {
        replay(&genesis.spec, store, base, tip.number, |batch| {
            history.push(batch, indexer.written());
            let new: Vec<_> = indexables(batch).into_iter().filter(|block| block.block.number > indexed).collect();
            if !new.is_empty() {
                indexer.push(new);
            }
            true
        })
    });
    Ok(head.map_err(OpenError::Thread)??)
}

fn guarded(config: &NodeConfig, head: &Recorded, store: &Store) -> Result<Guarded, StoreError> {
    let spec = &config.genesis.spec;
    let grid = Grid { genesis_time: spec.genesis_time, seconds_per_slot: spec.seconds_per_slot };
    let head_time = Timestamp::new(head.block.header.timestamp);
    let clock = Clock::resume(config.time.clone(), grid, config.time_scale, head_time, store.clock()?);
    let pool = Mempool::new(config.pool, pool_rules(spec, &head.block));
    Ok(Guarded { pool, clock, mining: config.mining })
}

pub(super) fn start(dir: DataDir, shared: Arc<Shared>, snapshotter: Snapshotter) -> Result<Node, OpenError> {
    let (sender, commands) = channel();
    let builder_shared = shared.clone();
    let stopped = shared.stopped.clone();
    let thread = thread::Builder::new()
        .name("builder".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let building = builder_shared.clone();
            let build = move || {
                let chain = Chain::new(building.clone(), snapshotter);
                Builder::new(building, chain, commands).run()
            };
            match std::panic::catch_unwind(AssertUnwindSafe(build)) {
                Ok(Ok(())) => {}
                Ok(Err(failure)) => fail(&stopped, &failure.reason),
                Err(_) => fail(&stopped, "the block builder panicked: this is a bug; the data is as of the last block"),
            }
            // Whoever waits for an input must not wait for ever.
            builder_shared.queue().clear("the node stops");
        })
        .map_err(OpenError::Thread)?;
    Ok(Node::new(shared, sender, thread, dir))
}

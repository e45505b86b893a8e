//! The chain behind the orderer's contract: builds, checks and commits blocks, and tells everybody about them.
//!
//! Invariants
//! - NOD-1  a head is published only after it is durable
//! - NOD-2  what is kept by block id descends from the durable head
//!
//! Absent on purpose: a rule for evidence, and operators. A network file names no operators and no consensus keys, so the
//! committee is one seat of nobody in particular, which signs nothing and accuses nobody; evidence is logged.

use super::{
    Submitted, Update,
    queue::QueuedInput,
    shared::{Shared, pool_rules},
    snapshotter::Snapshotter,
};
use crate::{
    block::{Block, BlockLimits, ExecutedBlock, Input, Rejected, build_block, build_empty_run, execute_block},
    execute::InputError,
    history::Recorded,
    orderer::{
        BlockBytes, BlockId, ChainApp, ChainFailure, Committee, Contents, Evidence, LocalApp, Member, ProposalCtx, SnapshotRef,
        Verdict,
    },
    store::{
        Entry, Run,
        index::{Indexable, Indexed},
    },
};
use alloy_primitives::Address;
use aquifer_protocol::units::Slot;
use std::{cell::Cell, collections::HashMap, fmt::Display, net::SocketAddr, sync::Arc};

/// So many slots without a block take seconds to play.
const LONG_GAP: u64 = 200_000;

/// A block that is not final, and the inputs taken from the queue for it.
struct Pending {
    recorded: Recorded,
    taken: Vec<QueuedInput>,
}

/// The chain as an orderer drives it.
pub(super) struct Chain {
    shared: Arc<Shared>,
    pending: HashMap<BlockId, Pending>,
    snapshotter: Snapshotter,
}

impl Chain {
    pub(super) fn new(shared: Arc<Shared>, snapshotter: Snapshotter) -> Self {
        Self { shared, pending: HashMap::new(), snapshotter }
    }

    pub(super) const fn snapshotter(&mut self) -> &mut Snapshotter {
        &mut self.snapshotter
    }

    /// Makes `target` the head again and drops everything above it, for good.
    pub(super) fn revert_to(&mut self, target: &Recorded) -> Result<(), ChainFailure> {
        let shared = self.shared.clone();
        let (number, hash) = (target.number(), target.hash());
        // The index first: were it ahead of the blocks after a crash, it would answer for blocks that are gone.
        shared.indexer.truncate(crate::store::Tip { number, hash });
        let clock = shared.clock().stored();
        shared.store.truncate(number, &clock).map_err(failure)?;
        self.snapshotter.truncate(number).map_err(failure)?;
        self.pending.clear();
        shared.archive.truncate(number);
        if number >= shared.history.first() {
            shared.history.truncate(number);
        } else {
            shared.history.restart_at(target);
        }
        shared.queue().clear("the chain was reverted");
        shared.head.store(Arc::new(target.clone()));
        shared.pool().restart(pool_rules(&shared.spec, &target.block));
        self.tell(number, Some(number));
        Ok(())
    }

    fn known(&self, id: &BlockId) -> Option<Recorded> {
        let head = self.shared.head.load();
        if head.hash() == *id {
            return Some(Recorded::clone(&head));
        }
        self.pending.get(id).map(|pending| pending.recorded.clone())
    }

    fn keep(&mut self, executed: ExecutedBlock, taken: Vec<QueuedInput>) -> BlockId {
        let recorded = Recorded::from(executed);
        let id = recorded.hash();
        self.pending.insert(id, Pending { recorded, taken });
        id
    }

    /// Builds a block on `parent` from the queue and the pool.
    fn build_on(&mut self, parent: &Recorded, ctx: ProposalCtx) -> Result<Option<BlockId>, ChainFailure> {
        let queued = if ctx.contents == Contents::Nothing { Vec::new() } else { self.shared.queue().inputs() };
        let waiting = if ctx.contents == Contents::Nothing { Vec::new() } else { self.best_transactions() };
        let tried = Cell::new(0);
        let counted = queued.into_iter().inspect(|_| tried.set(tried.get() + 1));
        let candidates = counted.chain(waiting);
        let limits = BlockLimits::default();
        let gap = ctx.slot.get().saturating_sub(parent.block.slot.get());
        if gap > LONG_GAP {
            tracing::info!(slots = gap, "playing the slots without a block");
        }
        let (executed, rejected) =
            build_block(&self.shared.spec, &parent.block, &parent.world, ctx.slot, candidates, limits).map_err(failure)?;
        let taken = self.shared.queue().take_tried(tried.get(), &rejected);
        if parent.hash() == self.shared.head.load().hash() {
            self.drop_refused(&rejected);
        }
        if ctx.contents == Contents::OnDemand && executed.block.inputs.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.keep(executed, taken)))
    }

    /// The pool's best, a little more than a block may hold: gas limits say more than gas used.
    fn best_transactions(&self) -> Vec<Input> {
        let gas_target = self.shared.spec.gas_limit.saturating_mul(4);
        let best = self.shared.pool().best(gas_target);
        best.into_iter().map(|transaction| Input::Transaction(transaction.as_ref().clone())).collect()
    }

    /// Drops from the pool what the executor will not take in the next block either.
    fn drop_refused(&self, rejected: &[Rejected]) {
        let mut pool = self.shared.pool();
        for Rejected { input, error, .. } in rejected.iter().filter(|rejected| !waits(&rejected.error)) {
            if let Some(transaction) = input.transaction() {
                let hash = transaction.hash();
                if pool.remove(&hash).is_some() {
                    tracing::debug!(%hash, "dropped from the pool: {error}");
                }
            }
        }
    }

    /// The pending blocks from the one after the durable head up to `tip`, in order.
    fn branch(&self, tip: &BlockId) -> Result<Vec<Recorded>, ChainFailure> {
        let head = self.shared.head.load().hash();
        let (mut branch, mut at) = (Vec::new(), *tip);
        while at != head {
            let Some(pending) = self.pending.get(&at) else {
                return Err(failure(format!("block {at} does not descend from the durable head {head}")));
            };
            at = pending.recorded.block.header.parent_hash;
            branch.push(pending.recorded.clone());
        }
        branch.reverse();
        Ok(branch)
    }

    /// Answers those whose inputs are final, and puts the inputs of losing blocks back.
    fn settle(&mut self, branch: &[Recorded]) {
        for recorded in branch {
            if let Some(pending) = self.pending.remove(&recorded.hash()) {
                let number = recorded.number();
                pending.taken.into_iter().for_each(|input| input.answer(Ok(Submitted::Included { number })));
            }
        }
        for (_, lost) in self.pending.drain() {
            self.shared.queue().put_back(lost.taken);
        }
    }

    /// Tells readers, pool, index and subscribers about durable blocks.
    fn announce(&mut self, branch: Vec<Recorded>) {
        let shared = self.shared.clone();
        let (Some(first), Some(last)) = (branch.first().map(Recorded::number), branch.last().cloned()) else { return };
        shared.history.push(&branch, shared.indexer.written());
        // The head before the pool: a transaction that comes in between is held against the new head.
        shared.head.store(Arc::new(last.clone()));
        refresh_pool(&shared, &branch, &last);
        self.tell(first, None);
        shared.indexer.push(branch.iter().map(indexable).collect());
        self.settle(&branch);
        self.snapshotter.after(&last, branch.iter().map(|block| block.receipts.len() as u64).sum());
    }

    fn tell(&self, first: u64, reverted_to: Option<u64>) {
        let head = self.shared.head.load_full();
        // Nobody may listen.
        let _ = self.shared.updates.send(Arc::new(Update { first, reverted_to, head }));
    }
}

impl ChainApp for Chain {
    fn genesis(&self) -> BlockBytes {
        self.shared.archive.genesis().block.encode().into()
    }

    fn build(&mut self, parent: &BlockId, ctx: ProposalCtx) -> Result<Option<BlockBytes>, ChainFailure> {
        let built = self.build_local(parent, ctx)?;
        Ok(built.and_then(|id| self.pending.get(&id)).map(|pending| pending.recorded.block.encode().into()))
    }

    fn validate(&mut self, parent: &BlockId, block: &BlockBytes) -> Verdict {
        let block = match Block::decode(block) {
            Ok(block) => block,
            Err(error) => return Verdict::Invalid(error.to_string()),
        };
        if block.header.parent_hash != *parent {
            return Verdict::Invalid(format!("it names {} as its parent", block.header.parent_hash));
        }
        if self.pending.contains_key(&block.hash) {
            return Verdict::Valid;
        }
        let Some(parent) = self.known(parent) else { return Verdict::NotYet };
        match execute_block(&self.shared.spec, &parent.block, &parent.world, &block) {
            Ok(executed) => {
                self.keep(executed, Vec::new());
                Verdict::Valid
            }
            Err(error) => Verdict::Invalid(error.to_string()),
        }
    }

    fn commit(&mut self, height: u64, block: &BlockBytes, _cert: &[u8]) -> Result<(), ChainFailure> {
        if height <= self.durable_height() {
            return Ok(());
        }
        let decoded = Block::decode(block).map_err(failure)?;
        match self.validate(&decoded.header.parent_hash, block) {
            Verdict::Valid => self.commit_through(&decoded.hash),
            Verdict::Invalid(reason) => Err(failure(format!("block {height} was committed but is invalid: {reason}"))),
            Verdict::NotYet => Err(failure(format!("block {height} was committed before its parent"))),
        }
    }

    fn durable_height(&self) -> u64 {
        self.shared.head.load().number()
    }

    fn committee(&self, epoch: u64) -> Committee {
        // Nobody's: the orderer of one neither signs nor listens, and reads neither key nor address.
        let net = SocketAddr::from(([127, 0, 0, 1], 0));
        Committee { epoch, members: vec![Member { operator: Address::ZERO, key: [0; 32], power: 1, net }] }
    }

    fn report_evidence(&mut self, evidence: Evidence) {
        tracing::warn!(height = evidence.height, epoch = evidence.epoch, "evidence against a member of the committee");
    }

    fn snapshot_at(&self, height: u64) -> Option<SnapshotRef> {
        let path = self.snapshotter.path(height)?;
        let block = self.shared.store.hash_of(height).ok().flatten()?;
        Some(SnapshotRef { height, block, path })
    }
}

impl LocalApp for Chain {
    fn build_local(&mut self, parent: &BlockId, ctx: ProposalCtx) -> Result<Option<BlockId>, ChainFailure> {
        let Some(parent) = self.known(parent) else { return Ok(None) };
        self.build_on(&parent, ctx)
    }

    fn build_empty_run(&mut self, parent: &BlockId, first: Slot, count: u64) -> Result<BlockId, ChainFailure> {
        let Some(parent) = self.known(parent) else {
            return Err(failure(format!("the block {parent} to build on is not known")));
        };
        let mut tip = parent.hash();
        let shared = self.shared.clone();
        build_empty_run(&shared.spec, &parent.block, &parent.world, first, count, |executed| {
            tip = self.keep(executed, Vec::new());
        })
        .map_err(failure)?;
        Ok(tip)
    }

    fn commit_through(&mut self, tip: &BlockId) -> Result<(), ChainFailure> {
        let branch = self.branch(tip)?;
        let Some(last) = branch.last() else { return Ok(()) };
        let clock = {
            let mut clock = self.shared.clock();
            clock.on_block(aquifer_protocol::units::Timestamp::new(last.block.header.timestamp));
            clock.stored()
        };
        self.shared.store.append(&entries(&branch), &clock).map_err(failure)?;
        self.announce(branch);
        Ok(())
    }

    fn durable_head(&self) -> BlockId {
        self.shared.head.load().hash()
    }
}

/// Whether a rejected transaction stays in the pool: its nonce, its fee or room may come. What its sender cannot pay goes, as in
/// geth.
fn waits(error: &InputError) -> bool {
    use revm::context::result::InvalidTransaction::{GasPriceLessThanBasefee, NonceTooHigh};
    error.is_for_later() || matches!(error, InputError::Transaction(NonceTooHigh { .. } | GasPriceLessThanBasefee))
}

fn failure(error: impl Display) -> ChainFailure {
    ChainFailure { reason: error.to_string() }
}

fn indexable(recorded: &Recorded) -> Indexable {
    let (block, receipts) = (&recorded.block, recorded.receipts.clone());
    Indexable {
        beacon_roots: [recorded.beacon_root, block.beacon.state_root],
        block: Indexed { number: block.number(), hash: block.hash, timestamp: block.header.timestamp, receipts },
    }
}

/// Drops from the pool what the blocks took, and tells it the next block's rules.
fn refresh_pool(shared: &Shared, branch: &[Recorded], last: &Recorded) {
    let mut pool = shared.pool();
    let inputs = || branch.iter().flat_map(|recorded| &recorded.block.inputs);
    let is_change = |input: &Input| matches!(input, Input::Development(_));
    // A development change may touch any account.
    let touched: Vec<Address> = if inputs().any(is_change) {
        pool.senders()
    } else {
        inputs().filter_map(Input::transaction).map(|transaction| transaction.sender()).collect()
    };
    pool.on_head(pool_rules(&shared.spec, &last.block), touched, |sender| last.world.nonce(sender));
}

/// The blocks as they are stored: those without inputs in slots that follow one another as runs.
fn entries(branch: &[Recorded]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for recorded in branch {
        let block = &recorded.block;
        if !block.inputs.is_empty() {
            entries.push(Entry::Block(block.clone()));
            continue;
        }
        let run = run_of_one(block);
        match entries.last_mut() {
            Some(Entry::Run(last)) if last.is_continued_by(&run) => last.hashes.push(block.hash),
            _ => entries.push(Entry::Run(run)),
        }
    }
    entries
}

fn run_of_one(block: &Block) -> Run {
    let Block { header, hash, slot, rules, .. } = block;
    Run { first: header.number, slot: *slot, rules: *rules, gas_limit: header.gas_limit, hashes: vec![*hash] }
}

/// Used by replay at start, which feeds the index too.
pub(super) fn indexables(batch: &[Recorded]) -> Vec<Indexable> {
    batch.iter().map(indexable).collect()
}

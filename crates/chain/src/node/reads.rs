//! Questions about the past: memory first, then the index, then the blocks, then replay.

use super::{Head, Node, shared::Shared};
use crate::{
    archive::HistoryError,
    block::{Block, StoredReceipt},
    logs::{FoundLog, LogQuery, LogsError},
    replay::{ReplayError, slot_of},
    spec::ChainSpec,
    store::index::Indexed,
    world::World,
};
use alloy_primitives::B256;
use aquifer_beacon::types::Checkpoint;
use aquifer_protocol::units::Slot;
use std::{collections::BTreeSet, sync::Arc};

impl Node {
    /// Constants of the chain.
    #[must_use]
    pub fn spec(&self) -> &ChainSpec {
        &self.shared().spec
    }

    /// Hash of the genesis block.
    #[must_use]
    pub fn genesis_hash(&self) -> B256 {
        self.shared().archive.genesis().hash()
    }

    /// The last durable block, its receipts and the state after it.
    #[must_use]
    pub fn head(&self) -> Arc<Head> {
        self.shared().head.load_full()
    }

    /// A block; `None` above the head.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn block_by_number(&self, number: u64) -> Result<Option<Arc<Block>>, HistoryError> {
        let shared = self.shared();
        if number > shared.head.load().number() {
            return Ok(None);
        }
        match shared.history.block(number) {
            Some((block, _)) => Ok(Some(block)),
            None => shared.archive.block(number),
        }
    }

    /// A block by its hash.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn block_by_hash(&self, hash: B256) -> Result<Option<Arc<Block>>, HistoryError> {
        match self.number_of(&hash)? {
            Some(number) => self.block_by_number(number),
            None => Ok(None),
        }
    }

    /// Number of the block with this hash.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn number_of(&self, hash: &B256) -> Result<Option<u64>, HistoryError> {
        let shared = self.shared();
        if let Some(number) = shared.history.number_of(hash) {
            return Ok((number <= shared.head.load().number()).then_some(number));
        }
        // A row of the index may be left from before a revert.
        match shared.index.number_of(hash)? {
            Some(number) if shared.store.hash_of(number)? == Some(*hash) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    /// Hash of a block; `None` above the head. Cheaper than the block.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn block_hash(&self, number: u64) -> Result<Option<B256>, HistoryError> {
        let shared = self.shared();
        if number > shared.head.load().number() {
            return Ok(None);
        }
        match shared.history.block(number) {
            Some((block, _)) => Ok(Some(block.hash)),
            None => Ok(shared.store.hash_of(number)?),
        }
    }

    /// Receipts of a block, one a transaction; `None` above the head.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn receipts(&self, number: u64) -> Result<Option<Arc<Vec<StoredReceipt>>>, HistoryError> {
        let shared = self.shared();
        if number > shared.head.load().number() {
            return Ok(None);
        }
        if let Some((_, receipts)) = shared.history.block(number) {
            return Ok(Some(receipts));
        }
        // What left memory is in the index (HIS-2); a block that has no row there has no transactions.
        Ok(Some(shared.index.block(number)?.map_or_else(Arc::default, |block| block.receipts)))
    }

    /// The block of a transaction, and its place among the block's transactions.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn transaction(&self, hash: B256) -> Result<Option<(Arc<Block>, usize)>, HistoryError> {
        let shared = self.shared();
        let place = match shared.history.place_of(&hash) {
            Some((number, _)) if number > shared.head.load().number() => None,
            Some(place) => Some(place),
            None => shared.index.place_of(&hash)?,
        };
        let Some((number, place)) = place else { return Ok(None) };
        Ok(self.block_by_number(number)?.map(|block| (block, place)))
    }

    /// The state after a block.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn world_at(&self, number: u64) -> Result<Arc<World>, HistoryError> {
        let shared = self.shared();
        let head = shared.head.load();
        if number > head.number() {
            return Err(HistoryError::NotYet { number, head: head.number() });
        }
        if number == head.number() {
            return Ok(head.world.clone());
        }
        match shared.history.world(number) {
            Some(world) => Ok(world),
            None => shared.archive.world(number),
        }
    }

    /// Number of the last block in or before a slot.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn number_at_or_before(&self, slot: Slot) -> Result<u64, HistoryError> {
        let (mut low, mut high) = (0, self.shared().head.load().number());
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.slot_of(middle)? <= slot {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Ok(low)
    }

    /// The block of a slot; `None` for a slot without one, and above the head.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn block_at_slot(&self, slot: Slot) -> Result<Option<Arc<Block>>, HistoryError> {
        let number = self.number_at_or_before(slot)?;
        if self.slot_of(number)? == slot { self.block_by_number(number) } else { Ok(None) }
    }

    /// The block whose beacon block has this root.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn block_by_beacon_root(&self, root: &B256) -> Result<Option<Arc<Block>>, HistoryError> {
        self.block_where(root, |block| block.beacon_root() == *root)
    }

    /// The block after which the beacon state has this root.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn block_by_beacon_state_root(&self, root: &B256) -> Result<Option<Arc<Block>>, HistoryError> {
        self.block_where(root, |block| block.beacon.state_root == *root)
    }

    /// A block that memory or index name for a root and that bears it out. A row of the index may be left from before a revert.
    fn block_where(&self, root: &B256, bears_out: impl Fn(&Block) -> bool) -> Result<Option<Arc<Block>>, HistoryError> {
        let shared = self.shared();
        let genesis = &shared.archive.genesis().block;
        if bears_out(genesis) {
            return Ok(Some(genesis.clone()));
        }
        let recent = shared.history.number_of_beacon_root(root);
        let indexed = shared.index.numbers_of_beacon_root(root)?;
        for number in recent.into_iter().chain(indexed) {
            if let Some(block) = self.block_by_number(number)?.filter(|block| bears_out(block)) {
                return Ok(Some(block));
            }
        }
        Ok(None)
    }

    /// The block the finalized checkpoint names; genesis until there is one.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn finalized_block(&self) -> Result<Arc<Block>, HistoryError> {
        self.block_of(self.head().world.envelope.checkpoints().finalized)
    }

    /// The block the last justified checkpoint names; genesis until there is one.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn justified_block(&self) -> Result<Arc<Block>, HistoryError> {
        self.block_of(self.head().world.envelope.checkpoints().current_justified)
    }

    fn block_of(&self, checkpoint: Checkpoint) -> Result<Arc<Block>, HistoryError> {
        let found = if checkpoint.root.is_zero() { None } else { self.block_by_beacon_root(&checkpoint.root)? };
        Ok(found.unwrap_or_else(|| self.shared().archive.genesis().block.clone()))
    }

    /// The state at the end of a slot: after its block, or with the slots since the last block played; `None` above the head.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn state_at_slot(&self, slot: Slot) -> Result<Option<Arc<World>>, HistoryError> {
        if slot > self.head().block.slot {
            return Ok(None);
        }
        let number = self.number_at_or_before(slot)?;
        let world = self.world_at(number)?;
        if self.slot_of(number)? == slot {
            return Ok(Some(world));
        }
        let mut world = World::clone(&world);
        world.play_to(slot).map_err(ReplayError::from)?;
        Ok(Some(Arc::new(world)))
    }

    fn slot_of(&self, number: u64) -> Result<Slot, HistoryError> {
        let shared = self.shared();
        match shared.history.block(number) {
            Some((block, _)) => Ok(block.slot),
            None => {
                let head = shared.head.load().number();
                slot_of(&shared.store, number)?.ok_or(HistoryError::NotYet { number, head })
            }
        }
    }

    /// Logs that match a query, in order.
    ///
    /// # Errors
    /// [`LogsError`]: the range or the answer is too large.
    pub fn logs(&self, query: &LogQuery) -> Result<Vec<FoundLog>, LogsError> {
        let shared = self.shared();
        let to = query.to.min(shared.head.load().number());
        if query.from > to {
            return Ok(Vec::new());
        }
        let (blocks, limits) = (to - query.from + 1, shared.log_limits);
        if blocks > limits.blocks {
            return Err(LogsError::TooManyBlocks { blocks, limit: limits.blocks });
        }
        let (indexed, recent) = recent(shared, query.from, to);
        let mut found = Vec::new();
        for number in candidates(shared, query, to.min(indexed))? {
            if let Some(block) = shared.index.block(number).map_err(HistoryError::from)? {
                take_matching(query, &block, &mut found, limits.logs)?;
            }
        }
        for block in recent {
            take_matching(query, &block, &mut found, limits.logs)?;
        }
        Ok(found)
    }
}

/// How far the index reaches, and the blocks with transactions beyond it, which are all in memory (HIS-2).
fn recent(shared: &Shared, from: u64, to: u64) -> (u64, Vec<Indexed>) {
    loop {
        let indexed = shared.indexer.written();
        let after = indexed.max(from.saturating_sub(1));
        let blocks = shared.history.with_transactions_above(after);
        // The index may have caught up, and memory let go, between the two lines above.
        if shared.history.first() <= indexed + 1 {
            let blocks = blocks.into_iter().filter(|(block, _)| (from..=to).contains(&block.number()));
            return (indexed, blocks.map(|(block, receipts)| indexable(&block, receipts)).collect());
        }
    }
}

fn indexable(block: &Block, receipts: Arc<Vec<StoredReceipt>>) -> Indexed {
    Indexed { number: block.number(), hash: block.hash, timestamp: block.header.timestamp, receipts }
}

/// Blocks in the index that may hold matching logs.
fn candidates(shared: &Shared, query: &LogQuery, to: u64) -> Result<BTreeSet<u64>, HistoryError> {
    if query.from > to {
        return Ok(BTreeSet::new());
    }
    if query.addresses.is_empty() {
        return Ok(shared.index.blocks_with_transactions(query.from, to)?);
    }
    let mut blocks = BTreeSet::new();
    for emitter in &query.addresses {
        blocks.append(&mut shared.index.blocks_with_logs(query.from, to, *emitter, &query.topics[0])?);
    }
    Ok(blocks)
}

fn take_matching(query: &LogQuery, block: &Indexed, found: &mut Vec<FoundLog>, limit: usize) -> Result<(), LogsError> {
    for (transaction_index, receipt) in block.receipts.iter().enumerate() {
        for (log, log_index) in receipt.logs.iter().zip(receipt.first_log_index..) {
            if !query.matches(log) {
                continue;
            }
            if found.len() == limit {
                return Err(LogsError::TooManyLogs { limit });
            }
            found.push(FoundLog {
                block_number: block.number,
                block_hash: block.hash,
                timestamp: block.timestamp,
                transaction_hash: receipt.transaction_hash,
                transaction_index,
                log_index,
                log: log.clone(),
            });
        }
    }
    Ok(())
}

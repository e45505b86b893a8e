//! Executing stored blocks again: at start from the newest snapshot, for states that left memory, and to verify everything.
//!
//! Invariant RPL-1: every block replayed has the hash that is stored, and so the state root.

use crate::{
    block::{Block, BlockError, build_empty_run, execute_block},
    history::Recorded,
    spec::{ChainSpec, RULES_REVISION},
    store::{Entry, Run, Store, StoreError},
};
use alloy_primitives::B256;
use aquifer_beacon::FormError;
use aquifer_protocol::units::Slot;

/// How many blocks of a run are computed before they are handed on.
const RUN_STEP: u64 = 512;

/// Stored blocks do not follow from one another.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// A block cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A block does not execute to what is stored.
    #[error("block {number} does not follow from the blocks before it: {source}")]
    Block {
        /// The block.
        number: u64,
        /// Why not.
        source: BlockError,
    },
    /// A block executes to something else.
    #[error("block {number} is stored with hash {stored}, execution gives {computed}")]
    Hash {
        /// The block.
        number: u64,
        /// In the database.
        stored: B256,
        /// By execution.
        computed: B256,
    },
    /// The slots without a block after a state cannot be played.
    #[error(transparent)]
    Slots(#[from] FormError),
    /// Whoever watched said stop.
    #[error("stopped at block {number}")]
    Stopped {
        /// The last block replayed.
        number: u64,
    },
}

/// Replays stored blocks after `base` up to `to`, handing each batch to `each`, which may stop it by `false`. Returns the last.
///
/// # Errors
/// [`ReplayError`]: the first block that cannot be read or differs.
pub fn replay(
    spec: &ChainSpec,
    store: &Store,
    base: Recorded,
    to: u64,
    mut each: impl FnMut(&[Recorded]) -> bool,
) -> Result<Recorded, ReplayError> {
    let mut last = base;
    while last.number() < to {
        let number = last.number() + 1;
        let entry = store.entry(number)?;
        let batch = match entry {
            Some(Entry::Block(block)) => vec![replay_block(spec, &last, &block)?],
            Some(Entry::Run(run)) => replay_run(spec, &last, &run, (to - last.number()).min(RUN_STEP))?,
            None => return Err(StoreError::damaged("the block database", format!("block {number} is missing")).into()),
        };
        let goes_on = each(&batch);
        last = batch.into_iter().next_back().unwrap_or(last);
        if !goes_on {
            return Err(ReplayError::Stopped { number: last.number() });
        }
    }
    Ok(last)
}

fn replay_block(spec: &ChainSpec, parent: &Recorded, block: &Block) -> Result<Recorded, ReplayError> {
    let number = block.number();
    check_rules(number, block.rules)?;
    let executed =
        execute_block(spec, &parent.block, &parent.world, block).map_err(|source| ReplayError::Block { number, source })?;
    check_hash(number, block.hash, executed.block.hash)?;
    Ok(executed.into())
}

/// Replays at most `at_most` blocks of a run, from the one after the parent.
fn replay_run(spec: &ChainSpec, parent: &Recorded, run: &Run, at_most: u64) -> Result<Vec<Recorded>, ReplayError> {
    let first = parent.number() + 1;
    check_rules(first, run.rules)?;
    let count = at_most.min(run.last() + 1 - first);
    let mut blocks = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
    let spec = &ChainSpec { gas_limit: run.gas_limit, ..spec.clone() };
    build_empty_run(spec, &parent.block, &parent.world, run.slot_of(first), count, |executed| blocks.push(executed.into()))
        .map_err(|source| ReplayError::Block { number: first, source })?;
    for block in &blocks {
        let block: &Recorded = block;
        check_hash(block.number(), run.hash_of(block.number()).unwrap_or_default(), block.hash())?;
    }
    Ok(blocks)
}

fn check_rules(number: u64, found: u16) -> Result<(), StoreError> {
    if found == RULES_REVISION { Ok(()) } else { Err(StoreError::Rules { number, found, expected: RULES_REVISION }) }
}

fn check_hash(number: u64, stored: B256, computed: B256) -> Result<(), ReplayError> {
    if stored == computed { Ok(()) } else { Err(ReplayError::Hash { number, stored, computed }) }
}

/// Slot of a stored block; `None` above the tip.
pub(crate) fn slot_of(store: &Store, number: u64) -> Result<Option<Slot>, StoreError> {
    if number == 0 {
        return Ok(Some(Slot::new(0)));
    }
    Ok(store.entry(number)?.map(|entry| entry.slot_of(number)))
}

//! Runs of empty blocks, one a slot: what idle time and `advance` are made of.
//!
//! The consensus side of the next slots is played while a second thread commits and hashes the earlier ones: the parts
//! cost about the same. Invariant CHN-7: a run gives the blocks that `build_block` without candidates gives.

use super::{Block, BlockError, ExecutedBlock, Requests, header};
use crate::{
    db::WorldDb,
    digest::{LtHash, Recall},
    execute::{BlockExecutor, Finished, block_env, credit},
    spec::{ChainSpec, RULES_REVISION},
    system_contracts::{Rings, requests_rest},
    world::World,
};
use alloy_eips::eip4895::Withdrawal;
use alloy_primitives::{Address, B256};
use aquifer_protocol::{ethereum::BlockStart, tables::Tables, units::Slot};
use std::{
    sync::{Arc, mpsc},
    thread,
};

/// Slots that cross to the other thread together: handing over costs more than a slot's work.
const BATCH: usize = 64;
/// How many batches the consensus side may run ahead.
const AHEAD: usize = 4;

/// A slot played on the consensus side, its withdrawals credited; not yet committed to.
struct Played {
    slot: Slot,
    world: World,
    withdrawals: Vec<Withdrawal>,
    withdrawals_root: B256,
    requests: Requests,
    fee_recipient: Address,
}

/// Builds `count` empty blocks in consecutive slots from `first` on and hands each to `each`, in order.
///
/// # Errors
/// A first slot that is not after the parent's, or a slot the consensus side refuses. Blocks handed out until then stand.
pub fn build_empty_run(
    spec: &ChainSpec,
    parent: &Block,
    world: &World,
    first: Slot,
    count: u64,
    mut each: impl FnMut(ExecutedBlock),
) -> Result<(), BlockError> {
    if first <= parent.slot {
        return Err(BlockError::SlotNotAfterParent { slot: first, parent: parent.slot });
    }
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(AHEAD);
        let player = scope.spawn(move || play(spec, world.clone(), first, count, &sender));
        let (mut block, mut before) = (parent.clone(), world.clone());
        let mut memory = Memory { digest: Recall::new(LtHash::clone(&world.digest)), rings: Rings::of(world) };
        for played in receiver.into_iter().flatten() {
            let executed = commit(spec, &block, &before, &mut memory, played);
            block = executed.block.clone();
            before = executed.world.clone();
            each(executed);
        }
        player.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// What the committing thread carries from block to block.
struct Memory {
    digest: Recall,
    /// The playing thread's state lacks what is stored of parents: it does not know their hashes yet.
    rings: Rings,
}

fn play(
    spec: &ChainSpec,
    mut world: World,
    first: Slot,
    count: u64,
    sender: &mpsc::SyncSender<Vec<Played>>,
) -> Result<(), BlockError> {
    let mut batch = Vec::with_capacity(BATCH);
    for slot in (first.get()..first.get() + count).map(Slot::new) {
        let played = match play_slot(spec, world, slot) {
            Ok(played) => played,
            Err(error) => {
                // What was played until then stands.
                let _ = sender.send(batch);
                return Err(error);
            }
        };
        world = played.world.clone();
        batch.push(played);
        // The receiver only goes away when it panics.
        if batch.len() == BATCH && sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err() {
            return Ok(());
        }
    }
    let _ = sender.send(batch);
    Ok(())
}

fn play_slot(spec: &ChainSpec, mut world: World, slot: Slot) -> Result<Played, BlockError> {
    let beacon = Arc::make_mut(&mut world.protocol.beacon);
    beacon.advance_to_slot(slot)?;
    let start = beacon.begin_block()?;
    let withdrawals: Vec<_> = start.withdrawals.iter().map(super::build::withdrawal).collect();
    let (world, requests) = end_slot(spec, world, &start, &withdrawals)?;
    let withdrawals_root = header::withdrawals_root(&withdrawals);
    Ok(Played { slot, world, withdrawals, withdrawals_root, requests, fee_recipient: start.fee_recipient })
}

/// What the executor does at the end of a block. While no request waits there is nothing for it to execute.
fn end_slot(
    spec: &ChainSpec,
    mut world: World,
    start: &BlockStart,
    withdrawals: &[Withdrawal],
) -> Result<(World, Requests), BlockError> {
    if !requests_rest(&world) {
        let env = block_env(&header::empty(spec, start.slot));
        let executor = BlockExecutor::new(spec, &world, env, start.clone());
        let Finished { world, requests, .. } = executor.finish(world, withdrawals)?;
        return Ok((world, requests));
    }
    let beacon = Arc::make_mut(&mut world.protocol.beacon);
    beacon.include_attestations(start)?;
    beacon.end_block(start)?;
    if !withdrawals.is_empty() {
        let mut db = WorldDb::new(&world);
        world.supply.withdrawn += credit(&mut db, withdrawals);
        world.accounts = db.into_parts().0;
    }
    Ok((world, Requests::default()))
}

fn commit(spec: &ChainSpec, parent: &Block, before: &World, memory: &mut Memory, played: Played) -> ExecutedBlock {
    let Played { slot, mut world, withdrawals, withdrawals_root, requests, fee_recipient } = played;
    let mut header = header::child(spec, parent, slot, fee_recipient, withdrawals_root);
    header.requests_hash = Some(requests.hash());
    memory.rings.store_parent(&header);
    memory.rings.install(&mut world);
    world.block_hashes = before.block_hashes.clone();
    world.block_hashes.push(parent.header.number, parent.hash);
    world.changes(Some(before), &mut memory.digest);
    world.digest = Arc::new(memory.digest.digest().clone());
    header.state_root = world.commitment();
    let hash = header.hash_slow();
    let block = Block { header, hash, slot, inputs: Vec::new(), withdrawals, requests, rules: RULES_REVISION };
    ExecutedBlock { block, receipts: Vec::new(), world }
}

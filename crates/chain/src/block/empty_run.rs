//! Runs of empty blocks, one a slot: what idle time and `advance` are made of.
//!
//! The consensus side of the next slots is played while a second thread commits and hashes the earlier ones: the parts
//! cost about the same. Invariant CHN-7: a run gives the blocks that `build_block` without candidates gives.

use super::{Block, BlockError, ExecutedBlock, header};
use crate::{
    db::WorldDb,
    digest::{LtHash, Recall},
    execute::credit,
    spec::{ChainSpec, RULES_REVISION},
    world::World,
};
use alloy_eips::eip4895::Withdrawal;
use alloy_primitives::{Address, B256};
use aquifer_protocol::{tables::Tables, units::Slot};
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
        let player = scope.spawn(move || play(world.clone(), first, count, &sender));
        let (mut block, mut before) = (parent.clone(), world.clone());
        let mut digest = Recall::new(LtHash::clone(&world.digest));
        for played in receiver.into_iter().flatten() {
            let executed = commit(spec, &block, &before, &mut digest, played);
            block = executed.block.clone();
            before = executed.world.clone();
            each(executed);
        }
        player.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn play(mut world: World, first: Slot, count: u64, sender: &mpsc::SyncSender<Vec<Played>>) -> Result<(), BlockError> {
    let mut batch = Vec::with_capacity(BATCH);
    for slot in (first.get()..first.get() + count).map(Slot::new) {
        let played = match play_slot(world, slot) {
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

fn play_slot(mut world: World, slot: Slot) -> Result<Played, BlockError> {
    let beacon = Arc::make_mut(&mut world.protocol.beacon);
    beacon.advance_to_slot(slot)?;
    let start = beacon.process_empty_block()?;
    let withdrawals: Vec<_> = start.withdrawals.iter().map(super::build::withdrawal).collect();
    if !withdrawals.is_empty() {
        let mut db = WorldDb::new(&world);
        world.supply.withdrawn += credit(&mut db, &withdrawals);
        world.accounts = db.into_parts().0;
    }
    let withdrawals_root = header::withdrawals_root(&withdrawals);
    Ok(Played { slot, world, withdrawals, withdrawals_root, fee_recipient: start.fee_recipient })
}

fn commit(spec: &ChainSpec, parent: &Block, before: &World, digest: &mut Recall, played: Played) -> ExecutedBlock {
    let Played { slot, mut world, withdrawals, withdrawals_root, fee_recipient } = played;
    world.block_hashes = before.block_hashes.clone();
    world.block_hashes.push(parent.header.number, parent.hash);
    world.changes(Some(before), digest);
    world.digest = Arc::new(digest.digest().clone());
    let mut header = header::child(spec, parent, slot, fee_recipient, withdrawals_root);
    header.state_root = world.commitment();
    let hash = header.hash_slow();
    let block = Block { header, hash, slot, inputs: Vec::new(), withdrawals, rules: RULES_REVISION };
    ExecutedBlock { block, receipts: Vec::new(), world }
}

//! Runs of empty blocks, one a slot: what idle time and `advance` are made of.
//!
//! The consensus side of the next slots is played, and its part of the beacon state hashed, while a second thread chains and
//! commits the earlier ones: the parts cost about the same. Invariant CHN-7: a run gives the blocks that `build_block` without candidates gives.

use super::{
    Block, BlockError, ExecutedBlock, Requests,
    beacon::{GRAFFITI, body_without_payload, payload_header, sync_aggregate},
    header,
};
use crate::{
    db::WorldDb,
    digest::{LtHash, Recall},
    execute::{BlockExecutor, Finished, block_env, credit},
    mev,
    spec::{ChainSpec, RULES_REVISION},
    system_contracts::{Rings, requests_rest},
    world::World,
};
use alloy_eips::eip4895::Withdrawal;
use alloy_primitives::B256;
use aquifer_beacon::{
    AccountingRoots, BlockContents, EMPTY_TRANSACTIONS_ROOT, Envelope, body_root, empty_body_root, types::BeaconBlockHeader,
};
use aquifer_protocol::{
    ethereum::BlockStart,
    tables::Tables,
    units::{Slot, ValidatorIndex},
};
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
    start: BlockStart,
    world: World,
    roots: AccountingRoots,
    withdrawals: Vec<Withdrawal>,
    withdrawals_root: B256,
    requests: Requests,
}

/// What the committing thread carries from block to block.
struct Chained {
    block: Block,
    world: World,
    digest: Recall,
    /// The playing thread's state lacks what is stored of parents, and everything else that is chained.
    rings: Rings,
    envelope: Envelope,
    /// Slot and root of the last beacon state.
    last: (Slot, B256),
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
    let played = before(world, first)?;
    let mut chained = Chained::new(parent, world, &played)?;
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(AHEAD);
        let player = scope.spawn(move || play(spec, played, first, count, &sender));
        let committed = receiver.into_iter().flatten().try_for_each(|played| {
            each(chained.commit(spec, played)?);
            Ok(())
        });
        // A player whose receiver is gone ends.
        player.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(committed)
    })
}

/// The state in the slot before `first`, the slots without a block played.
fn before(world: &World, first: Slot) -> Result<World, BlockError> {
    let mut world = world.clone();
    let last = Slot::new(first.get() - 1);
    if world.protocol.beacon.slot() < last {
        world.play_to(last)?;
    }
    Ok(world)
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
        // The receiver only goes away when it panics or fails.
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
    let (mut world, requests) = end_slot(spec, world, &start, &withdrawals)?;
    let roots = world.tree.update(&world.protocol.beacon)?;
    let withdrawals_root = header::withdrawals_root(&withdrawals);
    Ok(Played { start, world, roots, withdrawals, withdrawals_root, requests })
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
    if !withdrawals.is_empty() || spec.mev.is_some() {
        let mut db = WorldDb::new(&world);
        world.supply.withdrawn += credit(&mut db, withdrawals);
        mev::pay(spec, start, &mut db, &mut world.supply);
        world.accounts = db.into_parts().0;
    }
    Ok((world, Requests::default()))
}

impl Chained {
    fn new(parent: &Block, world: &World, before: &World) -> Result<Self, BlockError> {
        Ok(Self {
            block: parent.clone(),
            world: world.clone(),
            digest: Recall::new(LtHash::clone(&world.digest)),
            rings: Rings::of(world),
            envelope: before.envelope.clone(),
            last: (before.protocol.beacon.slot(), before.beacon_state_root()?),
        })
    }

    /// Commits to a slot that was played: its header, its beacon block, and the state with both.
    fn commit(&mut self, spec: &ChainSpec, played: Played) -> Result<ExecutedBlock, BlockError> {
        let Played { start, mut world, roots, withdrawals, withdrawals_root, requests } = played;
        let (slot, root) = self.last;
        self.envelope.close_slot(slot, root);
        self.envelope.enter_slot(start.slot, &roots.finality);
        let mut header = header::child(spec, &self.block, &self.envelope, start.slot, start.fee_recipient, withdrawals_root);
        header.requests_hash = Some(requests.hash());
        self.rings.store_parent(&header);
        self.rings.install(&mut world);
        world.block_hashes = self.world.block_hashes.clone();
        world.block_hashes.push(self.block.header.number, self.block.hash);
        world.changes(Some(&self.world), &mut self.digest);
        world.digest = Arc::new(self.digest.digest().clone());
        header.state_root = world.commitment();

        let BlockStart { slot, proposer, sync_bits, equivocations, .. } = start;
        let mut block = Block {
            hash: header.hash_slow(),
            header,
            slot,
            inputs: Vec::new(),
            withdrawals,
            requests,
            beacon: BeaconBlockHeader::default(),
            sync_bits,
            equivocations,
            rules: RULES_REVISION,
        };
        self.envelope.put_block(slot, contents(&self.envelope, &block, proposer)?);
        self.last = (slot, self.envelope.state_root(&roots));
        block.beacon = self.envelope.sealed_header(self.last.1);
        world.envelope = self.envelope.clone();
        (self.block, self.world) = (block.clone(), world.clone());
        Ok(ExecutedBlock { block, receipts: Vec::new(), world })
    }
}

/// What the beacon state needs to know of an empty block. Most have no request and no evidence.
fn contents(envelope: &Envelope, block: &Block, proposer: ValidatorIndex) -> Result<BlockContents, BlockError> {
    let payload = payload_header(&block.header, block.hash, EMPTY_TRANSACTIONS_ROOT, &block.withdrawals);
    if !block.requests.is_empty() || !block.equivocations.is_empty() {
        let body = body_without_payload(envelope, block)?;
        return Ok(BlockContents { proposer, randao_reveal: body.randao_reveal, body_root: body_root(&body, &payload), payload });
    }
    let randao_reveal = envelope.randao_reveal(block.slot);
    let aggregate = sync_aggregate(&block.sync_bits)?;
    let body_root = empty_body_root(&randao_reveal, &envelope.eth1_data(), GRAFFITI, &aggregate, &payload);
    Ok(BlockContents { proposer, randao_reveal, body_root, payload })
}

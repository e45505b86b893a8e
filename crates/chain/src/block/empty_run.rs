//! Runs of empty blocks, one a slot: what idle time and `advance` are made of.
//!
//! The next slots are played, their part of the beacon state hashed and what they changed committed to, while a second thread
//! chains the earlier ones: what depends on the block before. The parts cost about the same. Invariant CHN-7: a run gives the
//! blocks that `build_block` without candidates gives.

use super::{
    Block, BlockError, ExecutedBlock, Requests,
    beacon::{GRAFFITI, body_without_payload, payload_header, ssz_withdrawals_root, sync_aggregate},
    header,
};
use crate::{
    db::WorldDb,
    digest::{LtHash, Recall},
    execute::{BlockExecutor, Finished, block_env, credit},
    mev,
    spec::{ChainSpec, RULES_REVISION},
    system_contracts::{Rings, requests_rest},
    world::{BlockHashes, World},
};
use alloy_eips::eip4895::Withdrawal;
use alloy_primitives::B256;
use aquifer_beacon::{
    AccountingRoots, BlockContents, EMPTY_TRANSACTIONS_ROOT, Envelope, body_root, empty_body_root,
    types::{BeaconBlockHeader, ExecutionPayloadHeader},
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

/// A slot played, without anything that depends on the block before.
struct Played {
    start: BlockStart,
    world: World,
    roots: AccountingRoots,
    /// The commitment to the state, as if nothing were stored of parents.
    digest: LtHash,
    withdrawals: Vec<Withdrawal>,
    withdrawals_root: B256,
    ssz_withdrawals_root: B256,
    requests: Requests,
}

/// What the chaining thread carries from block to block.
struct Chained {
    block: Block,
    block_hashes: BlockHashes,
    /// What is stored of parents, and what that adds to the commitment since the run began.
    rings: Rings,
    stored: LtHash,
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
        let player = scope.spawn(move || Player::new(spec, world, played).play(first, count, &sender));
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

/// What the playing thread carries from slot to slot.
struct Player<'a> {
    spec: &'a ChainSpec,
    /// The state `digest` commits to.
    committed: World,
    world: World,
    digest: Recall,
}

impl<'a> Player<'a> {
    /// Plays on `before`: the state `parent` with the slots since then played.
    fn new(spec: &'a ChainSpec, parent: &World, before: World) -> Self {
        let digest = Recall::new(LtHash::clone(&parent.digest));
        Self { spec, committed: parent.clone(), world: before, digest }
    }

    fn play(mut self, first: Slot, count: u64, sender: &mpsc::SyncSender<Vec<Played>>) -> Result<(), BlockError> {
        let mut batch = Vec::with_capacity(BATCH);
        for slot in (first.get()..first.get() + count).map(Slot::new) {
            match self.play_slot(slot) {
                Ok(played) => batch.push(played),
                Err(error) => {
                    // What was played until then stands.
                    let _ = sender.send(batch);
                    return Err(error);
                }
            }
            // The receiver only goes away when it panics or fails.
            if batch.len() == BATCH && sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err() {
                return Ok(());
            }
        }
        let _ = sender.send(batch);
        Ok(())
    }

    fn play_slot(&mut self, slot: Slot) -> Result<Played, BlockError> {
        let mut world = self.world.clone();
        let beacon = Arc::make_mut(&mut world.protocol.beacon);
        beacon.advance_to_slot(slot)?;
        let start = beacon.begin_block()?;
        let withdrawals: Vec<_> = start.withdrawals.iter().map(super::build::withdrawal).collect();
        let (mut world, requests) = end_slot(self.spec, world, &start, &withdrawals)?;
        let roots = world.tree.update(&world.protocol.beacon)?;
        world.changes(Some(&self.committed), &mut self.digest);
        (self.committed, self.world) = (world.clone(), world.clone());
        Ok(Played {
            start,
            world,
            roots,
            digest: self.digest.digest().clone(),
            withdrawals_root: header::withdrawals_root(&withdrawals),
            ssz_withdrawals_root: ssz_withdrawals_root(&withdrawals),
            withdrawals,
            requests,
        })
    }
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
            block_hashes: world.block_hashes.clone(),
            rings: Rings::of(world),
            stored: LtHash::empty(),
            envelope: before.envelope.clone(),
            last: (before.protocol.beacon.slot(), before.beacon_state_root()?),
        })
    }

    /// Commits to a slot that was played: its header, its beacon block, and the state with both.
    fn commit(&mut self, spec: &ChainSpec, played: Played) -> Result<ExecutedBlock, BlockError> {
        let Played { start, mut world, roots, digest, withdrawals, withdrawals_root, ssz_withdrawals_root, requests } = played;
        let (slot, root) = self.last;
        self.envelope.close_slot(slot, root);
        self.envelope.enter_slot(start.slot, &roots.finality);
        let mut header = header::child(spec, &self.block, &self.envelope, start.slot, start.fee_recipient, withdrawals_root);
        header.requests_hash = Some(requests.hash());
        self.rings.store_parent(&header, &mut self.stored);
        self.rings.install(&mut world);
        self.block_hashes.push(self.block.header.number, self.block.hash);
        world.block_hashes = self.block_hashes.clone();
        world.digest = Arc::new(digest.sum(&self.stored));
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
        let payload = payload_header(&block.header, block.hash, EMPTY_TRANSACTIONS_ROOT, ssz_withdrawals_root);
        self.envelope.put_block(slot, contents(&self.envelope, &block, proposer, payload)?);
        self.last = (slot, self.envelope.state_root(&roots));
        block.beacon = self.envelope.sealed_header(self.last.1);
        world.envelope = self.envelope.clone();
        self.block = block.clone();
        Ok(ExecutedBlock { block, receipts: Vec::new(), world })
    }
}

/// What the beacon state needs to know of an empty block. Most have no request and no evidence.
fn contents(
    envelope: &Envelope,
    block: &Block,
    proposer: ValidatorIndex,
    payload: ExecutionPayloadHeader,
) -> Result<BlockContents, BlockError> {
    if !block.requests.is_empty() || !block.equivocations.is_empty() {
        let body = body_without_payload(envelope, block)?;
        return Ok(BlockContents { proposer, randao_reveal: body.randao_reveal, body_root: body_root(&body, &payload), payload });
    }
    let randao_reveal = envelope.randao_reveal(block.slot);
    let aggregate = sync_aggregate(&block.sync_bits)?;
    let body_root = empty_body_root(&randao_reveal, &envelope.eth1_data(), GRAFFITI, &aggregate, &payload);
    Ok(BlockContents { proposer, randao_reveal, body_root, payload })
}

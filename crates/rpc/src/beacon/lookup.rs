//! States and blocks by the names the Beacon API has for them.
//!
//! Blocks and the states after them are known by their roots for ever. The state of a slot without a block is known by its
//! root for 8,192 slots: it is found in the ring of the head's own state.

use super::{
    error::ApiError,
    ids::{BlockId, StateId},
};
use crate::api::Api;
use alloy_primitives::B256;
use aquifer_beacon::{
    StateView,
    types::{Checkpoint, SignedBeaconBlock},
};
use aquifer_chain::{Block, World, block::beacon_block};
use aquifer_protocol::{
    ethereum::Beacon,
    units::{Epoch, Slot},
};
use std::sync::Arc;

/// Slots the rings of roots reach back (`SLOTS_PER_HISTORICAL_ROOT`).
const RING_SLOTS: u64 = 8_192;

/// A state that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct FoundState {
    /// The state.
    pub(crate) world: Arc<World>,
    /// Whether the chain can no longer go back behind it.
    pub(crate) is_finalized: bool,
}

impl FoundState {
    /// The accounting in it.
    pub(crate) fn beacon(&self) -> &Beacon {
        &self.world.protocol.beacon
    }

    /// The state in the form of the beacon chain.
    pub(crate) fn view(&self) -> Result<StateView<'_>, ApiError> {
        self.world.beacon_state().map_err(ApiError::internal)
    }
}

/// A block that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct FoundBlock {
    /// The block.
    pub(crate) block: Arc<Block>,
    /// Whether the chain can no longer go back behind it.
    pub(crate) is_finalized: bool,
}

impl Api {
    /// # Errors
    /// 404 for a slot above the head, and for a root nobody knows.
    pub(crate) fn found_state(&self, id: StateId) -> Result<FoundState, ApiError> {
        let head = self.node.head();
        let slot = match id {
            StateId::Head => head.block.slot,
            StateId::Genesis => Slot::new(0),
            StateId::Finalized => self.node.finalized_block()?.slot,
            StateId::Justified => self.node.justified_block()?.slot,
            StateId::Slot(slot) => slot,
            StateId::Root(root) => self.slot_of_state(root)?.ok_or_else(ApiError::state_not_found)?,
        };
        Ok(FoundState { world: self.state_at(slot)?, is_finalized: self.is_finalized(slot) })
    }

    /// # Errors
    /// 404 for a slot without a block, and for a root nobody knows.
    pub(crate) fn found_block(&self, id: BlockId) -> Result<FoundBlock, ApiError> {
        let head = self.node.head();
        let block = match id {
            BlockId::Head => Some(Arc::clone(&head.block)),
            BlockId::Genesis => self.numbered(0)?,
            BlockId::Finalized => Some(self.node.finalized_block()?),
            BlockId::Slot(slot) => self.node.block_at_slot(slot)?,
            BlockId::Root(root) => self.node.block_by_beacon_root(&root)?,
        };
        let block = block.ok_or_else(ApiError::block_not_found)?;
        Ok(FoundBlock { is_finalized: self.is_finalized(block.slot), block })
    }

    /// The state of a slot: after its block, or what the last block before it has become by then.
    ///
    /// # Errors
    /// 404 above the head.
    pub(crate) fn state_at(&self, slot: Slot) -> Result<Arc<World>, ApiError> {
        let head = self.node.head();
        if slot > head.block.slot {
            return Err(ApiError::state_not_found());
        }
        let block = self.block_at_or_before(slot)?;
        let world = self.node.world_at(block.number())?;
        if block.slot < slot { self.desk.played.play(block.hash, world, slot) } else { Ok(world) }
    }

    /// The slot of the state with a root.
    fn slot_of_state(&self, root: B256) -> Result<Option<Slot>, ApiError> {
        if let Some(block) = self.node.block_by_beacon_state_root(&root)? {
            return Ok(Some(block.slot));
        }
        let head = self.node.head();
        let envelope = &head.world.envelope;
        Ok(ring(head.block.slot).find(|slot| envelope.state_root_at(*slot) == root))
    }

    /// A block as the beacon chain has it.
    pub(crate) fn signed_block(&self, block: &Block) -> Result<SignedBeaconBlock, ApiError> {
        beacon_block(&self.node.head().world.envelope, block).map_err(ApiError::internal)
    }

    /// The block of a checkpoint; the genesis block while there is none.
    pub(crate) fn at_checkpoint(&self, checkpoint: Checkpoint) -> Result<Arc<Block>, ApiError> {
        self.block_at_or_before(self.start_of(Epoch::new(checkpoint.epoch)))
    }

    /// Whether the chain can no longer go back behind a slot.
    pub(crate) fn is_finalized(&self, slot: Slot) -> bool {
        let finalized = self.node.head().world.envelope.checkpoints().finalized;
        slot <= self.start_of(Epoch::new(finalized.epoch))
    }

    /// Root of the last block before an epoch, of the genesis block when there is none: what duties depend on.
    pub(crate) fn dependent_root(&self, epoch: Epoch) -> Result<B256, ApiError> {
        let before = Slot::new(self.start_of(epoch).get().saturating_sub(1));
        Ok(self.block_at_or_before(before)?.beacon_root())
    }

    fn block_at_or_before(&self, slot: Slot) -> Result<Arc<Block>, ApiError> {
        let number = self.node.number_at_or_before(slot)?;
        self.numbered(number)?.ok_or_else(ApiError::block_not_found)
    }

    fn start_of(&self, epoch: Epoch) -> Slot {
        let slots = self.node.head().world.protocol.beacon.constants.slots_per_epoch;
        Slot::new(epoch.get().saturating_mul(slots))
    }
}

/// The slots before the head's whose roots its rings hold, in order.
fn ring(head: Slot) -> impl Iterator<Item = Slot> {
    (head.get().saturating_sub(RING_SLOTS)..head.get()).map(Slot::new)
}

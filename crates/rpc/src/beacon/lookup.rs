//! States and blocks by the names the Beacon API has for them.
//!
//! Roots are looked up in the rings of the head's own state: they are known for the last 8,192 slots, as far as EIP-4788
//! serves them to contracts.

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
        let checkpoints = head.world.envelope.checkpoints();
        let slot = match id {
            StateId::Head => head.block.slot,
            StateId::Genesis => Slot::new(0),
            StateId::Finalized => self.at_checkpoint(checkpoints.finalized)?.slot,
            StateId::Justified => self.at_checkpoint(checkpoints.current_justified)?.slot,
            StateId::Slot(slot) => slot,
            StateId::Root(root) => self.slot_of_state(root).ok_or_else(ApiError::state_not_found)?,
        };
        Ok(FoundState { world: self.state_at(slot)?, is_finalized: self.is_finalized(slot)? })
    }

    /// # Errors
    /// 404 for a slot without a block, and for a root nobody knows.
    pub(crate) fn found_block(&self, id: BlockId) -> Result<FoundBlock, ApiError> {
        let head = self.node.head();
        let block = match id {
            BlockId::Head => Some(Arc::clone(&head.block)),
            BlockId::Genesis => self.block_in(Slot::new(0))?,
            BlockId::Finalized => Some(self.at_checkpoint(head.world.envelope.checkpoints().finalized)?),
            BlockId::Slot(slot) => self.block_in(slot)?,
            BlockId::Root(root) => self.block_with(root)?,
        };
        let block = block.ok_or_else(ApiError::block_not_found)?;
        Ok(FoundBlock { is_finalized: self.is_finalized(block.slot)?, block })
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
        let mut world = self.node.world_at(self.node.number_at_or_before(slot)?)?;
        if world.protocol.beacon.slot() < slot {
            let World { protocol, envelope, tree, .. } = Arc::make_mut(&mut world);
            envelope.advance(Arc::make_mut(&mut protocol.beacon), tree, slot).map_err(ApiError::internal)?;
        }
        Ok(world)
    }

    /// The block of a slot, if it has one.
    pub(crate) fn block_in(&self, slot: Slot) -> Result<Option<Arc<Block>>, ApiError> {
        let block = self.block_at_or_before(slot)?;
        Ok(Some(block).filter(|block| block.slot == slot))
    }

    /// The block with a root.
    pub(crate) fn block_with(&self, root: B256) -> Result<Option<Arc<Block>>, ApiError> {
        let head = self.node.head();
        if head.block.beacon_root() == root {
            return Ok(Some(Arc::clone(&head.block)));
        }
        // A slot without a block repeats the root of the one before: the first is the block's own.
        let envelope = &head.world.envelope;
        let slot = ring(head.block.slot).find(|slot| envelope.block_root_at(*slot) == root);
        slot.map_or(Ok(None), |slot| self.block_in(slot))
    }

    /// The slot of the state with a root.
    fn slot_of_state(&self, root: B256) -> Option<Slot> {
        let head = self.node.head();
        if head.block.beacon.state_root == root {
            return Some(head.block.slot);
        }
        let envelope = &head.world.envelope;
        ring(head.block.slot).find(|slot| envelope.state_root_at(*slot) == root)
    }

    /// A block as the beacon chain has it.
    pub(crate) fn signed_block(&self, block: &Block) -> Result<SignedBeaconBlock, ApiError> {
        beacon_block(&self.node.head().world.envelope, block).map_err(ApiError::internal)
    }

    /// The block of a checkpoint; the genesis block while there is none.
    pub(crate) fn at_checkpoint(&self, checkpoint: Checkpoint) -> Result<Arc<Block>, ApiError> {
        self.block_at_or_before(self.start_of(Epoch::new(checkpoint.epoch)))
    }

    /// Whether a slot lies at or before the last finalized block.
    pub(crate) fn is_finalized(&self, slot: Slot) -> Result<bool, ApiError> {
        let finalized = self.node.head().world.envelope.checkpoints().finalized;
        Ok(slot <= self.at_checkpoint(finalized)?.slot)
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

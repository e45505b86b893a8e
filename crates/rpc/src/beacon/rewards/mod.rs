//! Who earned what: computed by the protocol's own functions on the states the rewards were made in.

mod attestations;
mod block;
mod sync_committee;

pub(crate) use attestations::attestations;
pub(crate) use block::block;
pub(crate) use sync_committee::sync_committee;

use super::error::ApiError;
use crate::api::Api;
use aquifer_chain::Block;
use aquifer_protocol::ethereum::{Beacon, BlockStart};

/// The accounting at the beginning of a block.
struct Begun {
    /// Before anything in it happened.
    before: Beacon,
    /// After its beginning: withdrawals are taken, equivocations punished.
    beacon: Beacon,
    start: BlockStart,
}

impl Begun {
    fn of(api: &Api, block: &Block) -> Result<Self, ApiError> {
        let parent = block.number().checked_sub(1).ok_or_else(|| ApiError::not_found("The genesis block has no rewards"))?;
        let mut before = Beacon::clone(&api.node.world_at(parent)?.protocol.beacon);
        before.advance_to_slot(block.slot).map_err(ApiError::internal)?;
        let mut beacon = before.clone();
        let start = beacon.begin_block().map_err(ApiError::internal)?;
        Ok(Self { before, beacon, start })
    }
}

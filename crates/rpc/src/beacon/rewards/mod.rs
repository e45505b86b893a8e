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

/// The accounting as the operations of a block met it, and what began the block.
fn at_block_start(api: &Api, block: &Block) -> Result<(Beacon, BlockStart), ApiError> {
    let parent = block.number().checked_sub(1).ok_or_else(|| ApiError::not_found("The genesis block has no rewards"))?;
    let mut beacon = Beacon::clone(&api.node.world_at(parent)?.protocol.beacon);
    beacon.advance_to_slot(block.slot).map_err(ApiError::internal)?;
    let start = beacon.begin_block().map_err(ApiError::internal)?;
    Ok((beacon, start))
}

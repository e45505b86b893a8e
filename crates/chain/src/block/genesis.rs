//! The block before the first.

use super::{Block, BlockError, Requests, header};
use crate::{
    spec::{ChainSpec, RULES_REVISION},
    world::World,
};
use alloy_consensus::Header;
use alloy_primitives::B256;
use aquifer_protocol::units::Slot;
use std::sync::Arc;

/// The genesis block of a state: number 0 in slot 0, without inputs. Its beacon block is the empty one nobody proposed.
///
/// # Errors
/// [`BlockError::Form`] for a registry with cohorts.
pub fn genesis_block(spec: &ChainSpec, world: &World) -> Result<Block, BlockError> {
    let header = genesis_header(spec, world);
    let hash = header.hash_slow();
    Ok(Block {
        header,
        hash,
        slot: Slot::new(0),
        inputs: Vec::new(),
        withdrawals: Vec::new(),
        requests: Requests::default(),
        beacon: world.envelope.sealed_header(world.beacon_state_root()?),
        sync_bits: Arc::from([]),
        equivocations: Vec::new(),
        rules: RULES_REVISION,
    })
}

/// Its header, which does not depend on the beacon chain that starts from it.
pub(crate) fn genesis_header(spec: &ChainSpec, world: &World) -> Header {
    let mut header = header::empty(spec, Slot::new(0));
    header.base_fee_per_gas = Some(spec.initial_base_fee);
    header.parent_hash = B256::ZERO;
    header.state_root = world.digest.root();
    header
}

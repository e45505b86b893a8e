//! The block before the first.

use super::{Block, Requests, header};
use crate::{
    spec::{ChainSpec, RULES_REVISION},
    world::World,
};
use alloy_primitives::B256;
use aquifer_protocol::units::Slot;

/// The genesis block of a state: number 0 in slot 0, without inputs.
#[must_use]
pub fn genesis_block(spec: &ChainSpec, world: &World) -> Block {
    let slot = Slot::new(0);
    let mut header = header::empty(spec, slot);
    header.base_fee_per_gas = Some(spec.initial_base_fee);
    header.parent_hash = B256::ZERO;
    header.state_root = world.digest.root();
    let hash = header.hash_slow();
    let requests = Requests::default();
    Block { header, hash, slot, inputs: Vec::new(), withdrawals: Vec::new(), requests, rules: RULES_REVISION }
}

//! Whole states, heads, and the fork choice of a chain that never forks.

use super::{answer::Answer, error::ApiError, lookup::FoundState, media::Media, request::Request, stream};
use crate::{api::Api, number::Decimal};
use alloy_primitives::B256;
use aquifer_chain::Block;
use aquifer_protocol::units::Slot;
use serde::{Serialize, Serializer, ser::Error};
use serde_json::json;
use std::io;

/// A state that is turned into JSON while it is sent.
struct WholeState(FoundState);

impl Serialize for WholeState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.view().map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// `GET /eth/v2/debug/beacon/states/{state_id}`.
pub(crate) fn state(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let state = api.found_state(request.state_id()?)?;
    let is_finalized = state.is_finalized;
    Ok(match request.media {
        Media::Json => Answer::versioned_streamed(api.desk.bodies(), is_finalized, WholeState(state)),
        Media::Ssz => Answer::ssz_stream(stream::body(api.desk.bodies(), move |mut writer| {
            let view = state.view().map_err(io::Error::other)?;
            view.ssz().write_to(&mut writer)
        })),
    })
}

#[derive(Debug, Serialize)]
struct HeadEntry {
    root: B256,
    slot: Decimal,
    execution_optimistic: bool,
}

/// `GET /eth/v2/debug/beacon/heads`: there is one.
pub(crate) fn heads(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    let head = api.node.head();
    let slot = Decimal::of(head.block.slot.get());
    Answer::data([HeadEntry { root: head.block.beacon_root(), slot, execution_optimistic: false }])
}

/// Most blocks the fork choice lists.
const NODES_MAX: u64 = 4_096;

/// `GET /eth/v1/debug/fork_choice`: the blocks from the last finalized one to the head, in a line; of a long line the end.
pub(crate) fn fork_choice(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    let head = api.node.head();
    let checkpoints = head.world.envelope.checkpoints();
    let (justified, finalized) = (checkpoints.current_justified, checkpoints.finalized);
    let first = api.node.finalized_block()?.number().max((head.block.number() + 1).saturating_sub(NODES_MAX));
    let weight = head.world.protocol.beacon.total_active_balance().get();
    let mut nodes = Vec::new();
    for number in first..=head.block.number() {
        let Some(block) = api.numbered(number)? else { break };
        nodes.push(node(&block, justified.epoch, finalized.epoch, weight));
    }
    Answer::json(&json!({
        "justified_checkpoint": justified,
        "finalized_checkpoint": finalized,
        "fork_choice_nodes": nodes,
        "extra_data": {},
    }))
}

fn node(block: &Block, justified_epoch: u64, finalized_epoch: u64, weight: u64) -> serde_json::Value {
    json!({
        "slot": block.slot.get().to_string(),
        "block_root": block.beacon_root(),
        "parent_root": if block.slot == Slot::new(0) { None } else { Some(block.beacon.parent_root) },
        "justified_epoch": justified_epoch.to_string(),
        "finalized_epoch": finalized_epoch.to_string(),
        "weight": weight.to_string(),
        "validity": "valid",
        "execution_block_hash": block.hash,
        "extra_data": {},
    })
}

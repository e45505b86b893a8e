//! What an update of the chain means to those who follow it.

use super::{error::ApiError, topic::Topic};
use crate::{api::Api, number::Decimal};
use alloy_primitives::B256;
use aquifer_beacon::types::Checkpoint;
use aquifer_chain::{Block, Head, node::Update};
use aquifer_protocol::units::Epoch;
use serde::Serialize;
use std::sync::Arc;

/// Most blocks told of after one update; of a longer run of empty blocks the last ones.
const BLOCKS_MAX: u64 = 4_096;

#[derive(Debug, Serialize)]
struct HeadEvent {
    slot: Decimal,
    block: B256,
    state: B256,
    epoch_transition: bool,
    previous_duty_dependent_root: B256,
    current_duty_dependent_root: B256,
    execution_optimistic: bool,
}

#[derive(Debug, Serialize)]
struct BlockEvent {
    slot: Decimal,
    block: B256,
    execution_optimistic: bool,
}

#[derive(Debug, Serialize)]
struct FinalizedEvent {
    block: B256,
    state: B256,
    epoch: Decimal,
    execution_optimistic: bool,
}

#[derive(Debug, Serialize)]
struct ReorgEvent {
    slot: Decimal,
    depth: Decimal,
    old_head_block: B256,
    new_head_block: B256,
    old_head_state: B256,
    new_head_state: B256,
    epoch: Decimal,
    execution_optimistic: bool,
}

/// An event: its topic, and its data as JSON.
pub(crate) type Item = (Topic, String);

/// What a subscriber was told last.
#[derive(Debug, Clone)]
pub(crate) struct News {
    head: Arc<Block>,
    finalized: Checkpoint,
}

impl News {
    /// Nothing told yet; the head is known.
    pub(crate) fn since(head: &Head) -> Self {
        Self { head: Arc::clone(&head.block), finalized: head.world.envelope.checkpoints().finalized }
    }

    /// What an update brings, in the order it happened.
    pub(crate) fn of(&mut self, api: &Api, update: &Update) -> Result<Vec<Item>, ApiError> {
        let mut items = Vec::new();
        let head = &update.head;
        if let Some(number) = update.reverted_to {
            items.push(self.reorg(api, head, number)?);
        }
        let number = head.block.number();
        for number in update.first.max((number + 1).saturating_sub(BLOCKS_MAX))..=number {
            let Some(block) = api.numbered(number)? else { break };
            Self::block(api, &block, &mut items)?;
        }
        let finalized = head.world.envelope.checkpoints().finalized;
        if finalized != self.finalized {
            items.push(finalized_event(api, finalized)?);
        }
        *self = Self::since(head);
        Ok(items)
    }

    fn block(api: &Api, block: &Block, items: &mut Vec<Item>) -> Result<(), ApiError> {
        operations(api, block, items)?;
        let slot = Decimal::of(block.slot.get());
        let event = BlockEvent { slot, block: block.beacon_root(), execution_optimistic: false };
        items.push((Topic::Block, json(&event)?));
        items.push((Topic::Head, json(&head_event(api, block)?)?));
        Ok(())
    }

    fn reorg(&self, api: &Api, head: &Head, ancestor: u64) -> Result<Item, ApiError> {
        let beacon = &head.world.protocol.beacon;
        let common = api.numbered(ancestor)?.ok_or_else(ApiError::block_not_found)?;
        let depth = self.head.slot.get().saturating_sub(common.slot.get());
        let event = ReorgEvent {
            slot: Decimal::of(head.block.slot.get()),
            depth: Decimal::of(depth),
            old_head_block: self.head.beacon_root(),
            new_head_block: head.block.beacon_root(),
            old_head_state: self.head.beacon.state_root,
            new_head_state: head.block.beacon.state_root,
            epoch: Decimal::of(beacon.epoch().get()),
            execution_optimistic: false,
        };
        Ok((Topic::ChainReorg, json(&event)?))
    }
}

/// What the block carries, as it carries it.
fn operations(api: &Api, block: &Block, items: &mut Vec<Item>) -> Result<(), ApiError> {
    let body = api.signed_block(block)?.message.body;
    for exit in &body.voluntary_exits {
        items.push((Topic::VoluntaryExit, json(exit)?));
    }
    for slashing in &body.proposer_slashings {
        items.push((Topic::ProposerSlashing, json(slashing)?));
    }
    for slashing in &body.attester_slashings {
        items.push((Topic::AttesterSlashing, json(slashing)?));
    }
    for change in &body.bls_to_execution_changes {
        items.push((Topic::BlsToExecutionChange, json(change)?));
    }
    Ok(())
}

fn head_event(api: &Api, block: &Block) -> Result<HeadEvent, ApiError> {
    let head = api.node.head();
    let beacon = &head.world.protocol.beacon;
    let epoch = beacon.epoch_of(block.slot);
    let parent = block.number().checked_sub(1).map(|number| api.numbered(number)).transpose()?.flatten();
    Ok(HeadEvent {
        slot: Decimal::of(block.slot.get()),
        block: block.beacon_root(),
        state: block.beacon.state_root,
        epoch_transition: parent.is_none_or(|parent| beacon.epoch_of(parent.slot) < epoch),
        previous_duty_dependent_root: api.dependent_root(Epoch::new(epoch.get().saturating_sub(1)))?,
        current_duty_dependent_root: api.dependent_root(epoch)?,
        execution_optimistic: false,
    })
}

fn finalized_event(api: &Api, checkpoint: Checkpoint) -> Result<Item, ApiError> {
    let block = api.at_checkpoint(checkpoint)?;
    let event = FinalizedEvent {
        block: checkpoint.root,
        state: block.beacon.state_root,
        epoch: Decimal::of(checkpoint.epoch),
        execution_optimistic: false,
    };
    Ok((Topic::FinalizedCheckpoint, json(&event)?))
}

fn json(event: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(event).map_err(ApiError::internal)
}

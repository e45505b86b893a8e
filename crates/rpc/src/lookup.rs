//! Blocks and states by the names clients use for them: a number, a tag, a hash.

use crate::{api::Api, error::RpcError};
use alloy_consensus::Header;
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::B256;
use aquifer_chain::{Block, Head, World, block::StoredReceipt, execute::block_env};
use aquifer_protocol::units::{Epoch, Slot};
use revm::context::BlockEnv;
use std::sync::Arc;

/// A state, and the environment a call on it sees.
pub(crate) struct State {
    /// The state after the block; of the pending one, that its first transaction meets.
    pub(crate) world: Arc<World>,
    /// The block's environment; of the pending one, that of the next block.
    pub(crate) env: BlockEnv,
}

impl Api {
    /// The number behind a tag; `None` above the head. Pending and latest are the same here.
    pub(crate) fn number(&self, tag: BlockNumberOrTag) -> Result<Option<u64>, RpcError> {
        let head = self.node.head();
        let beacon = &head.world.protocol.beacon;
        match tag {
            BlockNumberOrTag::Latest | BlockNumberOrTag::Pending => Ok(Some(head.block.number())),
            BlockNumberOrTag::Earliest => Ok(Some(0)),
            BlockNumberOrTag::Number(number) => Ok((number <= head.block.number()).then_some(number)),
            BlockNumberOrTag::Finalized => self.number_at(&head, beacon.finalized_epoch()).map(Some),
            BlockNumberOrTag::Safe => self.number_at(&head, beacon.justified_epoch()).map(Some),
        }
    }

    /// A block; `None` when there is none.
    pub(crate) fn block(&self, id: BlockId) -> Result<Option<Arc<Block>>, RpcError> {
        match id {
            BlockId::Hash(hash) => Ok(self.node.block_by_hash(hash.block_hash)?),
            BlockId::Number(tag) => match self.number(tag)? {
                Some(number) => self.numbered(number),
                None => Ok(None),
            },
        }
    }

    /// A block by its number. The head is at hand; the others come from the store.
    pub(crate) fn numbered(&self, number: u64) -> Result<Option<Arc<Block>>, RpcError> {
        let head = self.node.head();
        if head.block.number() == number {
            return Ok(Some(Arc::clone(&head.block)));
        }
        Ok(self.node.block_by_number(number)?)
    }

    /// The state after a block.
    pub(crate) fn state(&self, id: BlockId) -> Result<State, RpcError> {
        let head = self.node.head();
        if id == BlockId::Number(BlockNumberOrTag::Pending) {
            let header = self.pending_header(&head);
            return Ok(State { env: block_env(&header), world: Arc::new(head.world.opened_for(&header)) });
        }
        let block = self.block(id)?.ok_or_else(RpcError::not_found)?;
        let env = block_env(&block.header);
        if block.hash == head.block.hash {
            return Ok(State { env, world: Arc::clone(&head.world) });
        }
        Ok(State { env, world: self.node.world_at(block.number())? })
    }

    /// The header of the block after `head`, as far as it is known before it is built.
    pub(crate) fn pending_header(&self, head: &Head) -> Header {
        let (spec, (_, timestamp)) = (self.node.spec(), self.node.next_slot());
        Header {
            parent_hash: head.block.hash,
            number: head.block.number() + 1,
            timestamp: timestamp.get(),
            // An epoch begins with the mix the last one ended with.
            mix_hash: head.world.envelope.prev_randao(head.block.slot),
            parent_beacon_block_root: Some(head.block.beacon_root()),
            gas_limit: spec.gas_limit,
            base_fee_per_gas: head.block.header.next_block_base_fee(spec.base_fee_params),
            gas_used: 0,
            ..head.block.header.clone()
        }
    }

    /// The receipts of a block, one a transaction.
    pub(crate) fn receipts(&self, block: &Block) -> Result<Arc<Vec<StoredReceipt>>, RpcError> {
        Ok(self.node.receipts(block.number())?.unwrap_or_default())
    }

    /// The block a transaction is in, and its place there.
    pub(crate) fn transaction(&self, hash: B256) -> Result<Option<(Arc<Block>, u64)>, RpcError> {
        let found = self.node.transaction(hash)?;
        Ok(found.map(|(block, index)| (block, u64::try_from(index).unwrap_or(u64::MAX))))
    }

    /// The last block at or before the first slot of an epoch.
    fn number_at(&self, head: &Head, epoch: Epoch) -> Result<u64, RpcError> {
        let slots = head.world.protocol.beacon.constants.slots_per_epoch;
        Ok(self.node.number_at_or_before(Slot::new(epoch.get().saturating_mul(slots)))?)
    }
}

//! Finding the block of a time: slots may be empty, so a block's number does not tell its slot.

use super::{Client, Head, quantity};
use alloy_primitives::B256;
use eyre::eyre;
use serde::Deserialize;
use serde_json::json;

/// A block by number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct BlockId {
    /// Its number.
    #[serde(deserialize_with = "quantity")]
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its time, in seconds since 1970.
    #[serde(deserialize_with = "quantity")]
    pub timestamp: u64,
}

impl Client {
    /// The last block at or before a time that lies before the head's. Between two blocks there is at least a slot, so
    /// counting back from the head gives the earliest block it can be; usually it is that one.
    ///
    /// # Errors
    /// When the node is away, or no longer knows the block.
    pub async fn block_at(&self, time: u64, seconds_per_slot: u64, head: Head) -> eyre::Result<BlockId> {
        let slots_back = head.timestamp.saturating_sub(time).div_ceil(seconds_per_slot);
        let mut found = self.block(head.number.saturating_sub(slots_back)).await?;
        let mut above = head.number + 1;
        if found.timestamp > time {
            return Err(eyre!("the chain begins after {time}"));
        }
        // Invariant: `found` is at or before the time, the block `above` is after it.
        while found.number + 1 < above && found.timestamp != time {
            let middle = found.number + (above - found.number).div_ceil(2).min(above - found.number - 1);
            let block = self.block(middle).await?;
            if block.timestamp <= time { found = block } else { above = middle }
        }
        Ok(found)
    }

    /// The block of a number.
    ///
    /// # Errors
    /// When the node is away or has no such block.
    pub async fn block(&self, number: u64) -> eyre::Result<BlockId> {
        let block: Option<BlockId> = self.request("eth_getBlockByNumber", json!([format!("0x{number:x}"), false])).await?;
        block.ok_or_else(|| eyre!("the node has no block {number}"))
    }
}

//! Long polls: keepers ask once and are answered when there is something new.

use crate::{api::Api, args::Args, error::RpcError, number::Number};
use alloy_primitives::B256;
use aquifer_chain::block::Block;
use jsonrpsee::{
    RpcModule,
    core::RegisterMethodError,
    types::{ErrorObjectOwned, Params},
};
use serde::Serialize;
use std::{sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// Longest a wait may take.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// A block in short. Numbers are numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct BlockSummary {
    number: u64,
    hash: B256,
    timestamp: u64,
    slot: u64,
}

impl From<&Block> for BlockSummary {
    fn from(block: &Block) -> Self {
        Self { number: block.number(), hash: block.hash, timestamp: block.header.timestamp, slot: block.slot.get() }
    }
}

/// Adds `aquifer_waitForBlock(number, timeoutMs)`: the head once its number is reached, when the chain is
/// reverted, or when the time is up.
pub(crate) fn register(module: &mut RpcModule<Api>) -> Result<(), RegisterMethodError> {
    module.register_async_method("aquifer_waitForBlock", |params, api, _| wait_for_block(params, api))?;
    Ok(())
}

async fn wait_for_block(params: Params<'static>, api: Arc<Api>) -> Result<BlockSummary, ErrorObjectOwned> {
    let (number, timeout) = arguments(&params)?;
    // Neither the end of the time nor of the node is a fault: the caller sees in the answer where the head is.
    let _ = tokio::time::timeout(timeout, reached(&api, number)).await;
    Ok(BlockSummary::from(api.node.head().block.as_ref()))
}

fn arguments(params: &Params<'_>) -> Result<(u64, Duration), RpcError> {
    let mut args = Args::new(params)?;
    let Number(number) = args.required()?;
    let timeout = args.optional()?.map_or(WAIT_MAX, |Number(milliseconds)| Duration::from_millis(milliseconds));
    args.end()?;
    Ok((number, timeout.min(WAIT_MAX)))
}

async fn reached(api: &Api, number: u64) {
    let mut updates = api.node.subscribe();
    let mut stopping = api.stopping.clone();
    while api.node.head().block.number() < number {
        tokio::select! {
            update = updates.recv() => match update {
                Ok(update) if update.reverted_to.is_none() => {}
                Err(RecvError::Lagged(_)) => {}
                // Who follows the chain must hear at once that it became shorter.
                Ok(_) | Err(RecvError::Closed) => return,
            },
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
    }
}

//! Blocks.

use crate::{
    api::Api,
    args::Args,
    convert::{rpc_block, rpc_receipt, waiting_transaction},
    error::RpcError,
};
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{B256, U64};
use alloy_rpc_types_eth::{Block, TransactionReceipt};
use serde_json::{Value, json};

/// `eth_blockNumber()`.
pub(crate) fn block_number(api: &Api, args: Args) -> Result<U64, RpcError> {
    args.end()?;
    Ok(U64::from(api.node.head().block.number()))
}

/// `eth_getBlockByNumber(tag, full)`; null when there is none.
pub(crate) fn block_by_number(api: &Api, mut args: Args) -> Result<Option<Value>, RpcError> {
    let (tag, full): (BlockNumberOrTag, _) = (args.required()?, args.optional()?.unwrap_or(false));
    args.end()?;
    if tag.is_pending() {
        return pending_block(api, full).map(Some);
    }
    api.block(BlockId::Number(tag))?.map(|block| json_block(&rpc_block(&block, full))).transpose()
}

/// `eth_getBlockByHash(hash, full)`; null when there is none.
pub(crate) fn block_by_hash(api: &Api, mut args: Args) -> Result<Option<Block>, RpcError> {
    let (hash, full): (B256, _) = (args.required()?, args.optional()?.unwrap_or(false));
    args.end()?;
    Ok(api.block(BlockId::hash(hash))?.map(|block| rpc_block(&block, full)))
}

/// `eth_getBlockReceipts(block)`; null when there is none.
pub(crate) fn block_receipts(api: &Api, mut args: Args) -> Result<Option<Vec<TransactionReceipt>>, RpcError> {
    let block: BlockId = args.required()?;
    args.end()?;
    let Some(block) = api.block(block)? else { return Ok(None) };
    let receipts = api.receipts(&block)?;
    Ok(Some((0..).zip(receipts.iter()).map(|(index, receipt)| rpc_receipt(&block, index, receipt)).collect()))
}

/// `eth_getBlockTransactionCountByNumber(tag)`; null when there is no such block.
pub(crate) fn transaction_count_by_number(api: &Api, mut args: Args) -> Result<Option<U64>, RpcError> {
    let tag: BlockNumberOrTag = args.required()?;
    transaction_count(api, BlockId::Number(tag), &args)
}

/// `eth_getBlockTransactionCountByHash(hash)`; null when there is no such block.
pub(crate) fn transaction_count_by_hash(api: &Api, mut args: Args) -> Result<Option<U64>, RpcError> {
    let hash: B256 = args.required()?;
    transaction_count(api, BlockId::hash(hash), &args)
}

/// `eth_getUncleCountByBlockNumber` and `-Hash`: no block has any.
pub(crate) fn uncle_count(api: &Api, mut args: Args) -> Result<Option<U64>, RpcError> {
    let block: BlockId = args.required()?;
    args.end()?;
    Ok(api.block(block)?.map(|_| U64::ZERO))
}

fn transaction_count(api: &Api, block: BlockId, args: &Args) -> Result<Option<U64>, RpcError> {
    args.end()?;
    Ok(api.block(block)?.map(|block| U64::from(block.transactions().count())))
}

/// The next block, were it built now from what waits. It has no hash, and nobody knows its outcome.
fn pending_block(api: &Api, full: bool) -> Result<Value, RpcError> {
    let head = api.node.head();
    let header = api.pending_header(&head);
    let mut empty = aquifer_chain::Block::clone(&head.block);
    (empty.header, empty.hash) = (header, B256::ZERO);
    (empty.inputs, empty.withdrawals) = (Vec::new(), Vec::new());
    let waiting = api.node.pool_transactions();
    let mut block = json_block(&rpc_block(&empty, full))?;
    block["transactions"] = if full {
        let full: Vec<_> = waiting.iter().map(|tx| waiting_transaction(tx.as_ref().clone())).collect();
        serde_json::to_value(full).map_err(RpcError::internal)?
    } else {
        json!(waiting.iter().map(|tx| *tx.inner().tx_hash()).collect::<Vec<_>>())
    };
    for unknown in ["hash", "nonce", "miner", "logsBloom"] {
        block[unknown] = Value::Null;
    }
    Ok(block)
}

fn json_block(block: &Block) -> Result<Value, RpcError> {
    serde_json::to_value(block).map_err(RpcError::internal)
}

//! Transactions and their receipts.

use crate::{
    api::Api,
    args::Args,
    convert::{rpc_receipt, rpc_transaction, waiting_transaction},
    error::RpcError,
};
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{B256, U64};
use alloy_rpc_types_eth::{Transaction, TransactionReceipt};

/// `eth_getTransactionByHash(hash)`, mined or waiting; null when nobody knows it.
pub(crate) fn transaction_by_hash(api: &Api, mut args: Args) -> Result<Option<Transaction>, RpcError> {
    let hash: B256 = args.required()?;
    args.end()?;
    if let Some((block, index)) = api.transaction(hash)? {
        return Ok(at_index(&block, index));
    }
    Ok(api.node.pending_transaction(&hash).map(|waiting| waiting_transaction(waiting.as_ref().clone())))
}

/// `eth_getTransactionReceipt(hash)`; null until it is mined.
pub(crate) fn transaction_receipt(api: &Api, mut args: Args) -> Result<Option<TransactionReceipt>, RpcError> {
    let hash: B256 = args.required()?;
    args.end()?;
    let Some((block, index)) = api.transaction(hash)? else { return Ok(None) };
    let receipts = api.receipts(&block)?;
    let receipt = usize::try_from(index).ok().and_then(|index| receipts.get(index));
    Ok(receipt.map(|receipt| rpc_receipt(&block, index, receipt)))
}

/// `eth_getTransactionByBlockNumberAndIndex(tag, index)`; null when there is none.
pub(crate) fn transaction_by_number_and_index(api: &Api, mut args: Args) -> Result<Option<Transaction>, RpcError> {
    let tag: BlockNumberOrTag = args.required()?;
    by_index(api, BlockId::Number(tag), args)
}

/// `eth_getTransactionByBlockHashAndIndex(hash, index)`; null when there is none.
pub(crate) fn transaction_by_hash_and_index(api: &Api, mut args: Args) -> Result<Option<Transaction>, RpcError> {
    let hash: B256 = args.required()?;
    by_index(api, BlockId::hash(hash), args)
}

fn by_index(api: &Api, block: BlockId, mut args: Args) -> Result<Option<Transaction>, RpcError> {
    let index: U64 = args.required()?;
    args.end()?;
    Ok(api.block(block)?.and_then(|block| at_index(&block, index.to())))
}

fn at_index(block: &aquifer_chain::block::Block, index: u64) -> Option<Transaction> {
    let transaction = block.transactions().nth(usize::try_from(index).ok()?)?;
    Some(rpc_transaction(block, index, transaction))
}

//! Logs by block range, address and topics.

use crate::{api::Api, args::Args, convert::receipt_logs, error::RpcError};
use alloy_eips::BlockNumberOrTag;
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log as RpcLog};
use aquifer_chain::{Block, FoundLog, LogQuery, block::StoredReceipt};

/// `eth_getLogs(filter)`.
pub(crate) fn logs(api: &Api, mut args: Args) -> Result<Vec<RpcLog>, RpcError> {
    let filter: Filter = args.required()?;
    args.end()?;
    matching(api, &filter)
}

/// The logs a filter finds in the blocks it names.
pub(crate) fn matching(api: &Api, filter: &Filter) -> Result<Vec<RpcLog>, RpcError> {
    match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => {
            let block = api.node.block_by_hash(hash)?.ok_or_else(|| RpcError::refused("unknown block"))?;
            Ok(in_block(filter, &block, &api.receipts(&block)?))
        }
        FilterBlockOption::Range { from_block, to_block } => match range(api, from_block, to_block)? {
            Some((from, to)) => between(api, filter, from, to),
            None => Ok(Vec::new()),
        },
    }
}

/// The logs a filter finds in blocks `from` to `to`, whatever blocks it names itself.
pub(crate) fn between(api: &Api, filter: &Filter, from: u64, to: u64) -> Result<Vec<RpcLog>, RpcError> {
    let query = LogQuery {
        from,
        to,
        addresses: filter.address.iter().copied().collect(),
        topics: std::array::from_fn(|position| filter.topics[position].iter().copied().collect()),
    };
    Ok(api.node.logs(&query)?.into_iter().map(rpc_log).collect())
}

/// The logs a filter finds in one block.
pub(crate) fn in_block(filter: &Filter, block: &Block, receipts: &[StoredReceipt]) -> Vec<RpcLog> {
    let logs = (0..).zip(receipts).flat_map(|(index, receipt)| receipt_logs(block, index, receipt));
    logs.filter(|log| filter.matches(&log.inner)).collect()
}

/// The numbers of a range; `None` when it lies above the head. Both ends are the latest block when left out.
fn range(api: &Api, from: Option<BlockNumberOrTag>, to: Option<BlockNumberOrTag>) -> Result<Option<(u64, u64)>, RpcError> {
    if [from, to].contains(&Some(BlockNumberOrTag::Pending)) {
        return Err(RpcError::InvalidParams("pending logs are not supported".into()));
    }
    let head = api.node.head().block.number();
    let end = |tag: Option<BlockNumberOrTag>| match tag {
        Some(BlockNumberOrTag::Number(number)) => Ok(number),
        Some(tag) => api.number(tag).map(|number| number.unwrap_or(head)),
        None => Ok(head),
    };
    let is_number = matches!(to, Some(BlockNumberOrTag::Number(_)));
    let (from, to) = (end(from)?, end(to)?);
    if from > to && is_number {
        return Err(RpcError::InvalidParams("invalid block range params".into()));
    }
    Ok((from <= to.min(head)).then_some((from, to.min(head))))
}

fn rpc_log(found: FoundLog) -> RpcLog {
    RpcLog {
        inner: found.log,
        block_hash: Some(found.block_hash),
        block_number: Some(found.block_number),
        block_timestamp: Some(found.timestamp),
        transaction_hash: Some(found.transaction_hash),
        transaction_index: u64::try_from(found.transaction_index).ok(),
        log_index: Some(found.log_index),
        removed: false,
    }
}

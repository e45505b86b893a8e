//! What gas costs, and has cost.

use crate::{api::Api, args::Args, error::RpcError, number::Number};
use alloy_eips::BlockNumberOrTag;
use alloy_primitives::U256;
use alloy_rpc_types_eth::FeeHistory;
use aquifer_chain::block::{Block, StoredReceipt};

/// The tip suggested, in wei per gas: blocks are seldom full, so any tip is taken.
pub(crate) const SUGGESTED_TIP: u128 = 1_000_000_000;
/// Most blocks one answer covers, as in geth.
const HISTORY_BLOCKS_MAX: u64 = 1_024;
/// Most percentiles one call asks for, as in geth.
const PERCENTILES_MAX: usize = 100;

/// `eth_gasPrice()`: what the next block takes with the suggested tip, in wei.
pub(crate) fn gas_price(api: &Api, args: Args) -> Result<U256, RpcError> {
    args.end()?;
    Ok(U256::from(u128::from(next_base_fee(api)) + SUGGESTED_TIP))
}

/// `eth_maxPriorityFeePerGas()`: the suggested tip, in wei.
pub(crate) fn max_priority_fee(_api: &Api, args: Args) -> Result<U256, RpcError> {
    args.end()?;
    Ok(U256::from(SUGGESTED_TIP))
}

/// `eth_blobBaseFee()`: no blob was ever seen here, so the least there is.
pub(crate) fn blob_base_fee(_api: &Api, args: Args) -> Result<U256, RpcError> {
    args.end()?;
    Ok(U256::ONE)
}

/// `eth_feeHistory(count, newest, percentiles)`.
pub(crate) fn fee_history(api: &Api, mut args: Args) -> Result<FeeHistory, RpcError> {
    let (Number(count), newest): (Number, BlockNumberOrTag) = (args.required()?, args.required()?);
    let percentiles: Option<Vec<f64>> = args.optional()?;
    args.end()?;
    check_percentiles(percentiles.as_deref().unwrap_or_default())?;
    if count == 0 {
        return Ok(FeeHistory::default());
    }
    let newest = api.number(newest)?.ok_or_else(RpcError::not_found)?;
    let oldest = (newest + 1).saturating_sub(count.min(HISTORY_BLOCKS_MAX));
    let mut history = FeeHistory { oldest_block: oldest, ..FeeHistory::default() };
    let mut rewards = Vec::new();
    for number in oldest..=newest {
        let block = api.block(number.into())?.ok_or_else(RpcError::not_found)?;
        push_block(&mut history, &block);
        if let Some(percentiles) = &percentiles {
            rewards.push(rewards_at(&block, &api.receipts(&block)?, percentiles));
        }
        if number == newest {
            history.base_fee_per_gas.push(base_fee_after(api, &block).into());
            history.base_fee_per_blob_gas.push(1);
        }
    }
    history.reward = percentiles.map(|_| rewards);
    Ok(history)
}

/// Base fee of the next block, in wei.
pub(crate) fn next_base_fee(api: &Api) -> u64 {
    base_fee_after(api, &api.node.head().block)
}

fn base_fee_after(api: &Api, block: &Block) -> u64 {
    block.header.next_block_base_fee(api.node.spec().base_fee_params).unwrap_or_default()
}

fn push_block(history: &mut FeeHistory, block: &Block) {
    let header = &block.header;
    history.base_fee_per_gas.push(header.base_fee_per_gas.unwrap_or_default().into());
    history.gas_used_ratio.push(header.gas_used as f64 / header.gas_limit.max(1) as f64);
    history.base_fee_per_blob_gas.push(1);
    history.blob_gas_used_ratio.push(0.0);
}

fn check_percentiles(percentiles: &[f64]) -> Result<(), RpcError> {
    if percentiles.len() > PERCENTILES_MAX {
        return Err(RpcError::refused(format!("request beyond percentile limit: over the query limit {PERCENTILES_MAX}")));
    }
    if let Some(outside) = percentiles.iter().find(|percentile| !(0.0..=100.0).contains(*percentile)) {
        return Err(RpcError::refused(format!("invalid reward percentile: {outside}")));
    }
    match percentiles.windows(2).find(|pair| pair[0] > pair[1]) {
        Some(pair) => Err(RpcError::refused(format!("invalid reward percentile: {} > {}", pair[0], pair[1]))),
        None => Ok(()),
    }
}

/// The tip at each percentile of the block's gas, cheapest first; zeros for an empty block.
fn rewards_at(block: &Block, receipts: &[StoredReceipt], percentiles: &[f64]) -> Vec<u128> {
    let base_fee = u128::from(block.header.base_fee_per_gas.unwrap_or_default());
    let mut paid: Vec<_> =
        receipts.iter().map(|receipt| (receipt.effective_gas_price.saturating_sub(base_fee), receipt.gas_used)).collect();
    paid.sort_unstable();
    let mut paid = paid.into_iter();
    let (mut tip, mut gas) = paid.next().unwrap_or_default();
    let gas_used = block.header.gas_used as f64;
    let mut at = |percentile: &f64| {
        let threshold = (gas_used * percentile / 100.0) as u64;
        while gas < threshold
            && let Some((next_tip, next_gas)) = paid.next()
        {
            tip = next_tip;
            gas += next_gas;
        }
        tip
    };
    percentiles.iter().map(&mut at).collect()
}

//! Blocks and time at will.

use crate::{api::Api, args::Args, error::RpcError, number::Number};
use serde::Deserialize;

/// Most blocks one call makes.
const BLOCKS_MAX: u64 = 1_000_000;

/// How often the clock is moved to reach one time.
const MOVES_MAX: usize = 4;

/// What `evm_mine` takes: nothing, a timestamp, or this.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MineOptions {
    /// How many blocks, one when left out.
    blocks: Option<Number>,
    /// The time of the first.
    timestamp: Option<Number>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum MineArgument {
    Timestamp(Number),
    Options(MineOptions),
}

/// `evm_mine(timestamp or {timestamp, blocks})`: makes a block, whether something waits or not.
pub(crate) fn evm_mine(api: &Api, mut args: Args) -> Result<&'static str, RpcError> {
    let options = match args.optional()? {
        None => MineOptions::default(),
        Some(MineArgument::Timestamp(timestamp)) => MineOptions { timestamp: Some(timestamp), blocks: None },
        Some(MineArgument::Options(options)) => options,
    };
    args.end()?;
    if let Some(Number(timestamp)) = options.timestamp {
        move_time_to(api, timestamp)?;
    }
    make_blocks(api, options.blocks.map_or(1, |Number(blocks)| blocks))?;
    Ok("0x0")
}

/// `anvil_mine(blocks, interval)`: makes blocks, `interval` seconds apart where that is more than a slot.
pub(crate) fn mine(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let Number(blocks) = args.optional()?.unwrap_or(Number(1));
    let interval: Option<Number> = args.optional()?;
    args.end()?;
    let beyond = interval.map_or(0, |Number(seconds)| seconds.saturating_sub(api.node.spec().seconds_per_slot));
    if beyond == 0 || blocks < 2 {
        return make_blocks(api, blocks);
    }
    check_count(blocks)?;
    make_blocks(api, 1)?;
    for _ in 1..blocks {
        api.node.increase_time(beyond)?;
        make_blocks(api, 1)?;
    }
    Ok(())
}

/// `evm_increaseTime(seconds)`: the next block comes that much later; the sum of all increases in seconds.
pub(crate) fn increase_time(api: &Api, mut args: Args) -> Result<u64, RpcError> {
    let Number(seconds) = args.required()?;
    args.end()?;
    Ok(api.node.increase_time(seconds)?)
}

/// `evm_setNextBlockTimestamp(timestamp)`: the next block comes in the first slot at or after it.
pub(crate) fn set_next_timestamp(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let Number(timestamp) = args.required()?;
    args.end()?;
    move_time_to(api, timestamp)
}

/// `evm_setAutomine(on)`: off, only `evm_mine` makes blocks.
pub(crate) fn set_automine(api: &Api, mut args: Args) -> Result<(), RpcError> {
    let on: bool = args.required()?;
    args.end()?;
    Ok(api.node.set_automine(on)?)
}

/// `anvil_getAutomine()`.
pub(crate) fn automine(api: &Api, args: Args) -> Result<bool, RpcError> {
    args.end()?;
    Ok(api.node.automine())
}

fn move_time_to(api: &Api, timestamp: u64) -> Result<(), RpcError> {
    let last = api.node.head().block.header.timestamp;
    if timestamp <= last {
        return Err(RpcError::InvalidParams(format!("timestamp {timestamp} is not after the last block's {last}")));
    }
    // The next block may be held up by the last one and not by the clock; then moving the clock shows only the second time.
    for _ in 0..MOVES_MAX {
        let (_, next) = api.node.next_slot();
        match timestamp.checked_sub(next.get()) {
            None | Some(0) => return Ok(()),
            Some(seconds) => api.node.increase_time(seconds)?,
        };
    }
    Ok(())
}

fn make_blocks(api: &Api, count: u64) -> Result<(), RpcError> {
    check_count(count)?;
    Ok(api.node.mine(count)?)
}

fn check_count(blocks: u64) -> Result<(), RpcError> {
    if blocks > BLOCKS_MAX {
        return Err(RpcError::InvalidParams(format!("{blocks} blocks are more than {BLOCKS_MAX}")));
    }
    Ok(())
}

//! Everything at a glance.

use super::wait::BlockSummary;
use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::{Address, B256, U256};
use aquifer_protocol::{liquid::lido::Lido, units::ArithError};
use serde::Serialize;
use serde_json::{Map, Value};

/// One share in wei at the scale of 1e27, as Lido's reports print it.
const RATE_SCALE: U256 = U256::from_limbs([11_515_845_246_265_065_472, 54_210_108, 0, 0]);

/// The answer of `aquifer_status`. Numbers are numbers, wei and shares are hex strings.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    network: String,
    version: &'static str,
    development: bool,
    chain_id: u64,
    genesis_hash: B256,
    genesis_time: u64,
    seconds_per_slot: u64,
    slots_per_epoch: u64,
    block: BlockSummary,
    slot: u64,
    epoch: u64,
    finalized_epoch: u64,
    /// Seconds by which `evm_increaseTime` moved the clock, all told.
    time_offset: u64,
    automine: bool,
    mempool: MempoolStatus,
    keepers: Vec<Map<String, Value>>,
    lido: LidoStatus,
    /// What proposers earn beside tips; absent on a network without.
    #[serde(skip_serializing_if = "Option::is_none")]
    mev: Option<MevStatus>,
}

/// The source of MEV, in wei.
#[derive(Debug, Serialize)]
struct MevStatus {
    /// The account that pays.
    source: Address,
    /// What it still has.
    balance: U256,
    /// What it has paid proposers so far.
    paid: U256,
}

/// How many transactions wait.
#[derive(Debug, Serialize)]
struct MempoolStatus {
    pending: u64,
    queued: u64,
}

/// Lido's totals.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LidoStatus {
    total_pooled_ether: U256,
    total_shares: U256,
    external_shares: U256,
    /// Ether per share, scaled by 1e27, rounded down.
    share_rate: U256,
    buffered_ether: U256,
    deposited_validators: u64,
    /// As of the last report.
    cl_validators: u64,
    cl_balance: U256,
    withdrawal_queue: QueueStatus,
    staking_paused: bool,
    stopped: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct QueueStatus {
    last_request_id: U256,
    last_finalized_request_id: U256,
    /// stETH that waits.
    unfinalized_steth: U256,
    /// Ether set aside for finalised requests.
    locked_ether: U256,
    bunker_mode: bool,
}

/// `aquifer_status()`.
pub(crate) fn status(api: &Api, args: Args) -> Result<Status, RpcError> {
    args.end()?;
    // The board before the head: a keeper then never seems to have seen a block that is not there yet.
    let keepers = api.keepers.list();
    let (node, head) = (&api.node, api.node.head());
    let protocol = &head.world.protocol;
    let (beacon, pool) = (&protocol.beacon, node.pool_status());
    Ok(Status {
        network: api.config.network.clone(),
        version: env!("CARGO_PKG_VERSION"),
        development: api.config.development,
        chain_id: node.spec().chain_id,
        genesis_hash: node.genesis_hash(),
        genesis_time: beacon.genesis_time.get(),
        seconds_per_slot: beacon.constants.seconds_per_slot.get(),
        slots_per_epoch: beacon.constants.slots_per_epoch,
        block: BlockSummary::from(head.block.as_ref()),
        slot: beacon.slot().get(),
        epoch: beacon.epoch().get(),
        finalized_epoch: beacon.finalized_epoch().get(),
        time_offset: node.time_offset(),
        automine: node.automine(),
        mempool: MempoolStatus { pending: count(pool.pending), queued: count(pool.queued) },
        keepers,
        lido: lido_status(&protocol.lido).map_err(RpcError::internal)?,
        mev: node.spec().mev.map(|mev| MevStatus {
            source: mev.source,
            balance: head.world.balance(&mev.source),
            paid: head.world.supply.mev,
        }),
    })
}

fn lido_status(lido: &Lido) -> Result<LidoStatus, ArithError> {
    let pool = lido.steth.pool();
    let total_pooled_ether = pool.total_pooled_ether()?;
    let share_rate = aquifer_protocol::units::mul_div_down(total_pooled_ether.get(), RATE_SCALE, pool.total_shares.get());
    Ok(LidoStatus {
        total_pooled_ether: total_pooled_ether.get(),
        total_shares: pool.total_shares.get(),
        external_shares: pool.external_shares.get(),
        // Before the first share there is no rate.
        share_rate: share_rate.unwrap_or_default(),
        buffered_ether: pool.buffered_ether.get(),
        deposited_validators: pool.deposited_validators,
        cl_validators: pool.cl_validators,
        cl_balance: pool.cl_balance.get(),
        withdrawal_queue: queue_status(lido)?,
        staking_paused: lido.steth.is_staking_paused(),
        stopped: lido.steth.is_stopped(),
    })
}

fn queue_status(lido: &Lido) -> Result<QueueStatus, ArithError> {
    let queue = &lido.queue;
    Ok(QueueStatus {
        last_request_id: queue.last_request_id().get(),
        last_finalized_request_id: queue.last_finalized_request_id().get(),
        unfinalized_steth: queue.unfinalized_steth().map_err(|_| ArithError::Underflow)?.get(),
        locked_ether: queue.locked_ether().get(),
        bunker_mode: queue.is_bunker_mode_active(),
    })
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

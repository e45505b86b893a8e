//! The beacon chain at a block.

use crate::{api::Api, args::Args, error::RpcError, number::Decimal};
use alloy_primitives::{B256, FixedBytes};
use aquifer_chain::ChainSpec;
use aquifer_protocol::ethereum::Beacon;
use serde::Serialize;
use std::collections::BTreeMap;

/// The beacon chain in short. Amounts are decimal strings in Gwei, the rest are numbers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BeaconSummary {
    slot: u64,
    epoch: u64,
    justified_epoch: u64,
    finalized_epoch: u64,
    genesis_time: u64,
    genesis_fork_version: FixedBytes<4>,
    /// What voluntary exits are signed for.
    exit_fork_version: FixedBytes<4>,
    genesis_validators_root: B256,
    seconds_per_slot: u64,
    slots_per_epoch: u64,
    /// Epochs a validator must have been active before it may leave.
    shard_committee_period: u64,
    /// Sum of all balances.
    balances_gwei: Decimal,
    total_active_balance_gwei: Decimal,
    /// What an increment (1 ETH) of effective balance earns an epoch when everybody does all duties, in Gwei.
    base_reward_per_increment: u64,
    pending_deposits: u64,
    pending_deposits_gwei: Decimal,
    /// How many, by status of the Beacon API.
    validators: BTreeMap<&'static str, u64>,
}

/// A deposit that waits for its turn.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WaitingDeposit {
    pubkey: FixedBytes<48>,
    withdrawal_credentials: B256,
    /// In Gwei.
    amount: Decimal,
    slot: u64,
}

/// `aquifer_beaconState(block)`.
pub(crate) fn beacon_state(api: &Api, mut args: Args) -> Result<BeaconSummary, RpcError> {
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    Ok(summary(api.node.spec(), &state.world.protocol.beacon))
}

/// `aquifer_pendingDeposits(block)`, in the order of the queue.
pub(crate) fn pending_deposits(api: &Api, mut args: Args) -> Result<Vec<WaitingDeposit>, RpcError> {
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    let waiting = state.world.protocol.beacon.pending_deposits().iter().map(|deposit| WaitingDeposit {
        pubkey: deposit.pubkey,
        withdrawal_credentials: deposit.credentials,
        amount: Decimal::of(deposit.amount.get()),
        slot: deposit.slot.get(),
    });
    Ok(waiting.collect())
}

fn summary(spec: &ChainSpec, beacon: &Beacon) -> BeaconSummary {
    let totals = beacon.totals();
    BeaconSummary {
        slot: beacon.slot().get(),
        epoch: beacon.epoch().get(),
        justified_epoch: beacon.justified_epoch().get(),
        finalized_epoch: beacon.finalized_epoch().get(),
        genesis_time: beacon.genesis_time.get(),
        genesis_fork_version: spec.genesis_fork_version,
        exit_fork_version: spec.exit_fork_version(),
        genesis_validators_root: beacon.genesis_validators_root,
        seconds_per_slot: beacon.constants.seconds_per_slot.get(),
        slots_per_epoch: beacon.constants.slots_per_epoch,
        shard_committee_period: beacon.constants.shard_committee_period.get(),
        balances_gwei: Decimal::of(totals.balances_gwei),
        total_active_balance_gwei: Decimal::of(totals.total_active_balance.get()),
        base_reward_per_increment: beacon.base_reward_per_increment().get(),
        pending_deposits: totals.pending_deposits,
        pending_deposits_gwei: Decimal::of(totals.pending_deposits_gwei),
        validators: totals.by_status.iter().map(|(status, count)| (status.name(), *count)).collect(),
    }
}

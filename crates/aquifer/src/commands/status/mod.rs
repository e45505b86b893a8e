//! `aquifer status`: the head, Lido's totals, the queue, restaking, how each keeper fares.

mod restaking;

use crate::cli::ReadArgs;
use crate::failure::Failure;
use crate::output::say;
use crate::output::{bold, ether, grouped, rate, table};
use alloy_primitives::{Address, U256};
use aquifer_keepers::chain::{Client, Contracts, MevSource, Status};
use aquifer_keepers::{Health, State};
use restaking::Restaking;
use serde_json::{Value, json};

/// Scale of share rates: 10^27.
pub(crate) const RAY: U256 = U256::from_limbs([11_515_845_246_265_065_472, 54_210_108, 0, 0]);

/// Lido's totals at the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LidoTotals {
    pub(crate) pooled: U256,
    pub(crate) shares: U256,
    pub(crate) share_rate: U256,
    pub(crate) buffered: U256,
    pub(crate) depositable: U256,
    pub(crate) deposited_validators: U256,
    pub(crate) beacon_validators: U256,
    pub(crate) beacon_balance: U256,
    pub(crate) unfinalised: U256,
    pub(crate) last_request: U256,
    pub(crate) last_finalized_request: U256,
    pub(crate) locked: U256,
}

impl LidoTotals {
    /// Reads them.
    pub(crate) async fn read(contracts: &Contracts) -> eyre::Result<Self> {
        let beacon = contracts.lido.getBeaconStat().call().await?;
        Ok(Self {
            pooled: contracts.lido.getTotalPooledEther().call().await?,
            shares: contracts.lido.getTotalShares().call().await?,
            share_rate: contracts.lido.getPooledEthByShares(RAY).call().await?,
            buffered: contracts.lido.getBufferedEther().call().await?,
            depositable: contracts.lido.getDepositableEther().call().await?,
            deposited_validators: beacon.depositedValidators,
            beacon_validators: beacon.beaconValidators,
            beacon_balance: beacon.beaconBalance,
            unfinalised: contracts.queue.unfinalizedStETH().call().await?,
            last_request: contracts.queue.getLastRequestId().call().await?,
            last_finalized_request: contracts.queue.getLastFinalizedRequestId().call().await?,
            locked: contracts.queue.getLockedEtherAmount().call().await?,
        })
    }

    fn as_json(&self) -> Value {
        let text = |value: &U256| value.to_string();
        json!({
            "totalPooledEther": text(&self.pooled),
            "totalShares": text(&self.shares),
            "shareRate": text(&self.share_rate),
            "bufferedEther": text(&self.buffered),
            "depositableEther": text(&self.depositable),
            "depositedValidators": text(&self.deposited_validators),
            "beaconValidators": text(&self.beacon_validators),
            "beaconBalance": text(&self.beacon_balance),
            "unfinalizedStETH": text(&self.unfinalised),
            "lastRequestId": text(&self.last_request),
            "lastFinalizedRequestId": text(&self.last_finalized_request),
            "lockedEther": text(&self.locked),
        })
    }
}

/// Runs the command.
pub(crate) async fn run(args: &ReadArgs) -> Result<(), Failure> {
    let client = Client::reader(&args.node.rpc_url).map_err(|error| Failure::Usage(format!("{error:#}")))?;
    let status = client.status().await.map_err(|error| Failure::no_node(&args.node.rpc_url, &error))?;
    let lido = LidoTotals::read(&contracts(&client).await?).await?;
    let restaking = Restaking::read(&client).await?;
    if args.json {
        say!("{}", as_json(&status, &lido, &restaking));
    } else {
        print(&status, &lido, &restaking);
    }
    Ok(())
}

/// Lido's contracts on the network of a node.
pub(crate) async fn contracts(client: &Client) -> eyre::Result<Contracts> {
    let addresses: Value = client.request("aquifer_addresses", ()).await?;
    let locator: Address = serde_json::from_value(addresses.get("lidoLocator").cloned().unwrap_or_default())?;
    Contracts::find(client, locator).await
}

fn as_json(status: &Status, lido: &LidoTotals, restaking: &Restaking) -> Value {
    json!({
        "network": status.network,
        "chainId": status.chain_id,
        "genesisHash": status.genesis_hash,
        "genesisTime": status.genesis_time,
        "block": status.block,
        "epoch": status.epoch,
        "finalizedEpoch": status.finalized_epoch,
        "mev": status.mev.as_ref().map(mev_as_json),
        "lido": lido.as_json(),
        "restaking": restaking,
        "keepers": status.keepers.iter().map(keeper_as_json).collect::<Vec<_>>(),
    })
}

/// Amounts in decimals, as all here.
fn mev_as_json(mev: &MevSource) -> Value {
    json!({ "source": mev.source, "balance": mev.balance.to_string(), "paid": mev.paid.to_string() })
}

/// As the keeper says it, with its balance in decimals as all amounts here.
fn keeper_as_json(keeper: &Health) -> Value {
    let mut report = json!(keeper);
    report["balance"] = keeper.balance.to_string().into();
    report
}

fn print(status: &Status, lido: &LidoTotals, restaking: &Restaking) {
    say!("{}", bold(&format!("{} (chain id {})", status.network, status.chain_id)));
    say!(
        "head        block {}, slot {}, time {}",
        grouped(status.block.number),
        grouped(status.block.slot),
        status.block.timestamp
    );
    say!("epoch       {}, finalised {}", grouped(status.epoch), grouped(status.finalized_epoch));
    if let Some(mev) = &status.mev {
        say!("MEV         {} ETH paid to proposers, {} left", ether(mev.paid), ether(mev.balance));
    }
    say!("");
    say!("{}", bold("Lido"));
    say!("pooled      {} ETH in {} shares", ether(lido.pooled), ether(lido.shares));
    say!("share rate  {} ETH", rate(lido.share_rate));
    say!("buffer      {} ETH, of which {} may be deposited", ether(lido.buffered), ether(lido.depositable));
    say!(
        "validators  {} deposited, {} seen by the oracle with {} ETH",
        grouped(lido.deposited_validators),
        grouped(lido.beacon_validators),
        ether(lido.beacon_balance)
    );
    say!(
        "queue       {} of {} requests finalised, {} stETH wait, {} ETH to claim",
        grouped(lido.last_finalized_request),
        grouped(lido.last_request),
        ether(lido.unfinalised),
        ether(lido.locked)
    );
    say!("");
    say!("{}", bold("Restaking"));
    restaking.print();
    say!("");
    if status.keepers.is_empty() {
        say!("no keepers have reported");
        return;
    }
    say!("{}", keeper_table(&status.keepers));
    for keeper in status.keepers.iter().filter(|keeper| keeper.missed_total > 0) {
        say!("\n{} missed {} frames, the last ones:", keeper.name, keeper.missed_total);
        for missed in &keeper.missed {
            say!("  slot {}: {}", grouped(missed.ref_slot), missed.why);
        }
    }
}

fn keeper_table(keepers: &[Health]) -> String {
    let slot = |slot: Option<u64>| slot.map_or_else(|| "-".to_owned(), grouped);
    let rows: Vec<Vec<String>> = keepers
        .iter()
        .map(|keeper| {
            let balance = if keeper.low_balance { format!("{} LOW", ether(keeper.balance)) } else { ether(keeper.balance) };
            let state = match keeper.state {
                State::Idle => "idle",
                State::Busy => "busy",
                State::Failing => "FAILING",
            };
            vec![
                keeper.name.clone(),
                state.to_owned(),
                slot(keeper.last_frame),
                slot(keeper.next_due_slot),
                grouped(keeper.missed_total),
                balance,
                keeper.note.clone(),
            ]
        })
        .collect();
    table(&["keeper", "state", "last frame", "next due", "missed", "balance ETH", "note"], &rows)
}

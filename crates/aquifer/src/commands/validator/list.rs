//! `aquifer validator list`: validators, and what happens to each next and when.

use super::deposit::read_file;
use super::outlook::{Clock, Outlook};
use super::record::{ACTIVATION_BALANCE, Chain, FAR, Record, Waiting, withdrawal_address};
use crate::cli::{ListArgs, SharedArgs, ValidatorId};
use crate::commands::queue::{Expected, Queues, forecast};
use crate::failure::Failure;
use crate::output::{grouped, gwei, say, table};
use alloy_primitives::{Address, B256, hex};
use aquifer_protocol::ethereum::PublicKey;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Status of a key whose first deposit waits.
const WAITING: &str = "pending_deposit";

/// A line of the list.
struct Row {
    /// `None` while the first deposit waits.
    index: Option<u64>,
    pubkey: PublicKey,
    credentials: B256,
    status: String,
    balance: u64,
    effective_balance: u64,
    slashed: bool,
    activation_epoch: u64,
    exit_epoch: u64,
    withdrawable_epoch: u64,
    outlook: Outlook,
}

/// Runs the command.
pub(super) async fn run(args: &ListArgs, shared: &SharedArgs) -> Result<(), Failure> {
    let chain = Chain::open(&shared.node).await?;
    let wanted = Wanted::of(args)?;
    let clock = Clock::of(&chain.status, &chain.beacon);
    let records = wanted.records(&chain).await?;
    let registered: BTreeSet<PublicKey> = records.iter().map(|record| record.pubkey).collect();
    let mut rows: Vec<Row> = records.into_iter().map(|record| Row::of(record, &clock)).collect();
    let mut waits = BTreeSet::new();
    for (place, waiting) in chain.waiting().await?.into_iter().enumerate() {
        if !registered.contains(&waiting.pubkey) && waits.insert(waiting.pubkey) {
            rows.push(Row::waiting(&waiting, place));
        }
    }
    rows.retain(|row| wanted.takes(row));
    if rows.iter().any(|row| row.index.is_none()) {
        let queues = forecast(&chain.client, ACTIVATION_BALANCE).await?;
        rows.iter_mut().for_each(|row| row.expect_activation(&queues, &clock));
    }
    if shared.json {
        say!("{}", Value::Array(rows.iter().map(|row| row.as_json(&clock, chain.status.genesis_time)).collect()));
    } else {
        print(&rows);
    }
    Ok(())
}

/// What is asked for; nothing said means everything.
struct Wanted {
    keys: Option<BTreeSet<PublicKey>>,
    indices: BTreeSet<u64>,
    address: Option<Address>,
    statuses: Vec<String>,
}

impl Wanted {
    fn of(args: &ListArgs) -> Result<Self, Failure> {
        let (mut keys, mut indices) = (BTreeSet::new(), BTreeSet::new());
        for id in &args.validators {
            match id {
                ValidatorId::Index(index) => drop(indices.insert(*index)),
                ValidatorId::Key(key) => drop(keys.insert(*key)),
            }
        }
        if let Some(file) = &args.deposit_data {
            keys.extend(read_file(file)?.iter().map(|deposit| deposit.pubkey));
        }
        let named = !args.validators.is_empty() || args.deposit_data.is_some();
        let keys = named.then_some(keys);
        Ok(Self { keys, indices, address: args.withdrawal_address, statuses: args.status.clone() })
    }

    /// Those that are named, or all; in the order of their indices.
    async fn records(&self, chain: &Chain) -> eyre::Result<Vec<Record>> {
        let Some(keys) = &self.keys else { return chain.records(json!({})).await };
        let mut records = chain.records(json!({ "pubkeys": keys })).await?;
        records.extend(chain.records(json!({ "indices": self.indices })).await?);
        records.sort_by_key(|record| record.index);
        records.dedup_by_key(|record| record.index);
        Ok(records)
    }

    fn takes(&self, row: &Row) -> bool {
        let is_named = self
            .keys
            .as_ref()
            .is_none_or(|keys| keys.contains(&row.pubkey) || row.index.is_some_and(|index| self.indices.contains(&index)));
        let pays = |address: &Address| withdrawal_address(row.credentials) == Some(*address);
        is_named && self.address.as_ref().is_none_or(pays) && (self.statuses.is_empty() || self.statuses.contains(&row.status))
    }
}

impl Row {
    fn of(record: Record, clock: &Clock) -> Self {
        Self {
            index: Some(record.index),
            outlook: clock.outlook(&record),
            pubkey: record.pubkey,
            credentials: record.withdrawal_credentials,
            status: record.status,
            balance: record.balance,
            effective_balance: record.effective_balance,
            slashed: record.slashed,
            activation_epoch: record.activation_epoch,
            exit_epoch: record.exit_epoch,
            withdrawable_epoch: record.withdrawable_epoch,
        }
    }

    /// A key whose first deposit waits at some place of the queue.
    fn waiting(waiting: &Waiting, place: usize) -> Self {
        Self {
            index: None,
            pubkey: waiting.pubkey,
            credentials: waiting.withdrawal_credentials,
            status: WAITING.to_owned(),
            balance: waiting.amount,
            effective_balance: 0,
            slashed: false,
            activation_epoch: FAR,
            exit_epoch: FAR,
            withdrawable_epoch: FAR,
            outlook: Outlook { what: format!("deposits before it: {}", grouped(place)), epoch: None },
        }
    }

    /// Says when a deposit that waits leads to an active validator: no later than one that is made now.
    fn expect_activation(&mut self, queues: &Queues, clock: &Clock) {
        match queues.entry.active {
            Expected::At { epoch, .. } if self.index.is_none() && self.balance >= ACTIVATION_BALANCE => {
                self.outlook.what = format!("{}; active at the latest {}", self.outlook.what, clock.when(epoch));
                self.outlook.epoch = Some(epoch);
            }
            _ => {}
        }
    }

    fn as_json(&self, clock: &Clock, genesis_time: u64) -> Value {
        let epoch = |epoch: u64| (epoch != FAR).then_some(epoch);
        let time = |epoch: u64| {
            let slots = epoch.saturating_mul(clock.slots_per_epoch);
            genesis_time.saturating_add(slots.saturating_mul(clock.seconds_per_slot))
        };
        json!({
            "index": self.index,
            "pubkey": self.pubkey,
            "withdrawalCredentials": self.credentials,
            "status": self.status,
            "balance": self.balance.to_string(),
            "effectiveBalance": self.effective_balance.to_string(),
            "slashed": self.slashed,
            "activationEpoch": epoch(self.activation_epoch),
            "exitEpoch": epoch(self.exit_epoch),
            "withdrawableEpoch": epoch(self.withdrawable_epoch),
            "next": { "what": self.outlook.what, "epoch": self.outlook.epoch, "time": self.outlook.epoch.map(time) },
        })
    }
}

fn print(rows: &[Row]) {
    if rows.is_empty() {
        say!("no such validators");
        return;
    }
    let short = |bytes: &[u8]| format!("0x{}…{}", hex::encode(&bytes[..4]), hex::encode(&bytes[bytes.len() - 2..]));
    let cells = |row: &Row| {
        vec![
            row.index.map_or_else(|| "-".to_owned(), |index| index.to_string()),
            short(row.pubkey.as_slice()),
            row.status.clone(),
            gwei(row.balance),
            gwei(row.effective_balance),
            withdrawal_address(row.credentials)
                .map_or_else(|| short(row.credentials.as_slice()), |address| format!("0x{:02x} {address}", row.credentials[0])),
            row.outlook.what.clone(),
        ]
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    say!("{}", table(&["index", "key", "status", "balance ETH", "effective", "withdraws to", "next"], &rows));
}

//! `aquifer queue`: the queues of the beacon chain, and how long an amount that asks now waits in each, and why.
//!
//! The node plays a copy of its state forward; here that is only shown.

use super::validator::Chain;
use crate::cli::QueueArgs;
use crate::duration::in_words;
use crate::failure::Failure;
use crate::output::{bold, grouped, gwei, say};
use aquifer_keepers::chain::{Client, quantity};
use serde::Deserialize;
use serde_json::{Value, json};

/// `aquifer_queues`; amounts in Gwei.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Queues {
    /// Time of the head, in seconds since 1970.
    time: u64,
    #[serde(deserialize_with = "quantity")]
    amount: u64,
    pub(super) entry: Entry,
    exit: Exit,
    pub(super) sweep: Sweep,
    consolidation: Consolidation,
}

/// When something happens, or why it does not.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum Expected {
    At {
        epoch: u64,
        time: u64,
    },
    #[serde(rename_all = "camelCase")]
    NotWithin {
        not_within_epochs: u64,
    },
    Never {
        never: Obstacle,
    },
}

/// Why something never happens.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Obstacle {
    BelowActivationBalance,
    NotEnoughStake,
    NoConsolidationChurn,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    deposits: u64,
    #[serde(deserialize_with = "quantity")]
    amount: u64,
    #[serde(deserialize_with = "quantity")]
    churn_limit: u64,
    entries_limit: u64,
    parts: u64,
    credited: Expected,
    pub(super) active: Expected,
    waits: Waits,
}

/// Epochs in the queue by what stopped it.
#[derive(Debug, Deserialize)]
struct Waits {
    finality: u64,
    churn: u64,
    entries: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exit {
    validators: u64,
    #[serde(deserialize_with = "quantity")]
    amount: u64,
    #[serde(deserialize_with = "quantity")]
    churn_limit: u64,
    exits: Expected,
    withdrawable: Expected,
    paid: Expected,
    queue_epochs: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sweep {
    position: u64,
    validators: u64,
    partials: u64,
    #[serde(deserialize_with = "quantity")]
    partials_amount: u64,
    pub(super) turn_slots: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consolidation {
    pending: u64,
    #[serde(deserialize_with = "quantity")]
    amount: u64,
    #[serde(deserialize_with = "quantity")]
    churn_limit: u64,
    moved: Expected,
}

/// Runs the command.
pub(crate) async fn run(args: &QueueArgs) -> Result<(), Failure> {
    let chain = Chain::open(&args.node).await?;
    let answer = answer(&chain.client, args.amount.get()).await?;
    if args.json {
        say!("{answer}");
        return Ok(());
    }
    let queues: Queues = serde_json::from_value(answer).map_err(|error| Failure::Refused(error.into()))?;
    queues.print(chain.status.seconds_per_slot);
    Ok(())
}

/// The forecast for an amount in Gwei.
pub(super) async fn forecast(client: &Client, amount: u64) -> eyre::Result<Queues> {
    Ok(serde_json::from_value(answer(client, amount).await?)?)
}

async fn answer(client: &Client, amount: u64) -> eyre::Result<Value> {
    client.request("aquifer_queues", json!([amount.to_string()])).await
}

impl Expected {
    /// In words, counted from a time.
    pub(super) fn when(self, now: u64) -> String {
        match self {
            Self::At { epoch, time } => format!("in epoch {}, in {}", grouped(epoch), in_words(time.saturating_sub(now))),
            Self::NotWithin { not_within_epochs } => format!("not within {} epochs", grouped(not_within_epochs)),
            Self::Never { never } => format!("never, because {}", never.reason()),
        }
    }
}

impl Obstacle {
    const fn reason(self) -> &'static str {
        match self {
            Self::BelowActivationBalance => "less than 32 ETH do not activate",
            Self::NotEnoughStake => "no validators hold so much that may leave",
            Self::NoConsolidationChurn => "so little is staked that the consolidation churn lets nobody through",
        }
    }
}

impl Waits {
    /// What made the deposit wait, cause by cause.
    fn reason(&self, churn_limit: u64, entries_limit: u64) -> String {
        let epochs = |number: u64| count(number, "epoch");
        let mut parts = Vec::new();
        if self.finality > 0 {
            parts.push(format!("{} until its slot is finalised", epochs(self.finality)));
        }
        if self.churn > 0 {
            parts.push(format!("{} for churn, {} ETH an epoch", epochs(self.churn), gwei(churn_limit)));
        }
        if self.entries > 0 {
            parts.push(format!("{} for its place, {entries_limit} deposits an epoch", epochs(self.entries)));
        }
        if parts.is_empty() { "nothing is before it".to_owned() } else { parts.join("; ") }
    }
}

impl Queues {
    /// Time of the head, in seconds since 1970.
    pub(super) const fn now(&self) -> u64 {
        self.time
    }

    fn print(&self, seconds_per_slot: u64) {
        say!("{}", bold("Entry"));
        self.entry.print(self.amount, self.time);
        say!("{}", bold("Exit"));
        self.exit.print(self.amount, self.time);
        say!("{}", bold("Withdrawals"));
        self.sweep.print(seconds_per_slot);
        say!("{}", bold("Consolidations"));
        self.consolidation.print(self.amount, self.time);
    }
}

/// A number of things: `1 deposit`, `2 deposits`.
fn count(number: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}

impl Entry {
    fn print(&self, amount: u64, now: u64) {
        let amount = gwei(amount);
        let waiting = count(self.deposits, "deposit");
        say!("  waiting: {waiting}, {} ETH; {} ETH an epoch enter", gwei(self.amount), gwei(self.churn_limit));
        let parts = if self.parts > 1 { format!(", in {} deposits", grouped(self.parts)) } else { String::new() };
        say!("  {amount} ETH deposited now{parts}: credited {}", self.credited.when(now));
        say!("    because: {}", self.waits.reason(self.churn_limit, self.entries_limit));
        say!("    active {}: eligibility, its finality, and 5 epochs of notice", self.active.when(now));
    }
}

impl Exit {
    fn print(&self, amount: u64, now: u64) {
        let amount = gwei(amount);
        let leaving = count(self.validators, "validator");
        say!("  leaving: {leaving}, {} ETH; {} ETH an epoch exit", gwei(self.amount), gwei(self.churn_limit));
        if let Expected::Never { never } = self.exits {
            say!("  {amount} ETH cannot leave: {}", never.reason());
            return;
        }
        say!("  {amount} ETH asked for now: earns until it exits {}", self.exits.when(now));
        let why = match self.queue_epochs {
            0 => "room in the first epoch after".to_owned(),
            epochs => format!("{} for churn, {} ETH an epoch", count(epochs, "epoch"), gwei(self.churn_limit)),
        };
        say!("    because: 5 epochs of notice, and {why}");
        say!("    withdrawable {}: 256 epochs in which it earns nothing", self.withdrawable.when(now));
        say!("    on its address {}: when the sweep comes by", self.paid.when(now));
    }
}

impl Sweep {
    fn print(&self, seconds_per_slot: u64) {
        say!("  the sweep stands at validator {} of {}", grouped(self.position), grouped(self.validators));
        let turn = in_words(self.turn_slots.saturating_mul(seconds_per_slot));
        say!("  a turn takes {}, {turn}: at most 16 are paid a block", count(self.turn_slots, "slot"));
        let waiting = count(self.partials, "partial withdrawal");
        say!("  waiting: {waiting}, {} ETH; at most 8 are paid a block", gwei(self.partials_amount));
    }
}

impl Consolidation {
    fn print(&self, amount: u64, now: u64) {
        let waiting = count(self.pending, "consolidation");
        say!("  waiting: {waiting}, {} ETH; {} ETH an epoch move", gwei(self.amount), gwei(self.churn_limit));
        match self.moved {
            Expected::Never { never } => say!("  {} ETH cannot move: {}", gwei(amount), never.reason()),
            moved => say!("  {} ETH asked for now: moved {}", gwei(amount), moved.when(now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(value: Value) -> Expected {
        serde_json::from_value(value).expect("one of the three")
    }

    #[test]
    fn expectations_are_said_in_words() {
        let at = expected(json!({"epoch": 1_261, "slot": 40_352, "time": 1_000 + 93_784}));
        assert_eq!(at.when(1_000), "in epoch 1,261, in 1 day 2 hours");
        assert_eq!(expected(json!({"notWithinEpochs": 512})).when(0), "not within 512 epochs");
        assert_eq!(
            expected(json!({"never": "not_enough_stake"})).when(0),
            "never, because no validators hold so much that may leave"
        );
    }

    #[test]
    fn waits_name_each_cause() {
        let reason = |finality, churn, entries| Waits { finality, churn, entries }.reason(256_000_000_000, 16);
        assert_eq!(reason(2, 0, 0), "2 epochs until its slot is finalised");
        assert_eq!(reason(1, 8, 0), "1 epoch until its slot is finalised; 8 epochs for churn, 256 ETH an epoch");
        assert_eq!(reason(0, 0, 3), "3 epochs for its place, 16 deposits an epoch");
        assert_eq!(reason(0, 0, 0), "nothing is before it");
    }
}

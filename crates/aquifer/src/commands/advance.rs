//! `aquifer advance`: moves chain time on and lets the keepers keep up.
//!
//! Time goes to the next slot at which a keeper has something due, waits until every keeper has seen that block and done
//! its duty or ten seconds have passed, says who was not done, and goes on. With no keepers it does not wait.

use crate::cli::{AdvanceArgs, Global};
use crate::duration::in_words;
use crate::failure::Failure;
use crate::output::grouped;
use crate::output::say;
use crate::progress::Progress;
use aquifer_keepers::Health;
use aquifer_keepers::chain::{Client, Status};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long one keeper is waited for at one stop.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks at the keepers: they are done within milliseconds.
const LOOK: Duration = Duration::from_millis(3);
/// The most time one command moves: 100 years of 365 days.
const FARTHEST: Duration = Duration::from_secs(100 * 365 * 86_400);
/// Slots moved in one request, so that the progress shows.
const PIECE: u64 = 7_200;

/// What advancing did.
#[derive(Debug, Default)]
pub(crate) struct Advanced {
    /// Slots passed.
    pub(crate) slots: u64,
    /// Stops at which keepers had something to do.
    pub(crate) stops: u64,
    /// Who was not done in time, and why.
    pub(crate) missed: Vec<String>,
}

/// Runs the command.
pub(crate) async fn run(args: &AdvanceArgs, global: &Global) -> Result<(), Failure> {
    let client = Client::reader(&args.node.rpc_url).map_err(|error| Failure::Usage(format!("{error:#}")))?;
    let before = client.status().await.map_err(|error| Failure::no_node(&args.node.rpc_url, &error))?;
    let slots = span(args, &before)?;
    let began = Instant::now();
    let mut progress = Progress::start(slots, "slots", global.quiet);
    let outcome = advance(&client, slots, &mut progress).await;
    progress.end();
    let advanced = outcome?;
    let after = client.status().await?;
    if args.json {
        say!("{}", as_json(&advanced, &before, &after));
    } else {
        print(&advanced, &before, &after, began.elapsed());
    }
    Ok(())
}

/// The span asked for, in slots; a part of a slot counts as one.
fn span(args: &AdvanceArgs, status: &Status) -> Result<u64, Failure> {
    let slots = match (args.duration, args.epochs, args.slots) {
        (Some(seconds), ..) => seconds.div_ceil(status.seconds_per_slot),
        (_, Some(epochs), _) => epochs.saturating_mul(status.slots_per_epoch),
        (.., slots) => slots.unwrap_or(0),
    };
    let most = FARTHEST.as_secs() / status.seconds_per_slot;
    if slots > most {
        return Err(Failure::Usage(format!("that is too far: expected at most 100 years, {} slots", grouped(most))));
    }
    Ok(slots)
}

/// Moves time on by `slots`, stopping wherever a keeper has something due.
pub(crate) async fn advance(client: &Client, slots: u64, progress: &mut Progress) -> eyre::Result<Advanced> {
    let start = client.status().await?.block.slot;
    let target = start.saturating_add(slots);
    let mut advanced = Advanced::default();
    let mut given_up = BTreeSet::new();
    loop {
        let status = wait_for_keepers(client, progress, &mut given_up, &mut advanced).await?;
        let slot = status.block.slot;
        progress.at((slot - start).min(slots));
        if slot >= target {
            advanced.slots = slot - start;
            return Ok(advanced);
        }
        let due = status.keepers.iter().filter_map(|keeper| keeper.next_due_slot).filter(|due| *due > slot).min();
        let stop = due.map_or(target, |due| due.min(target));
        if stop < target {
            advanced.stops += 1;
        }
        let piece = (stop - slot).min(PIECE);
        client.request::<_, Value>("aquifer_advanceSlots", (piece,)).await?;
    }
}

/// Waits until every keeper is done with the head. Who is not done in time is named, and not waited for again before it
/// was done once.
async fn wait_for_keepers(
    client: &Client,
    progress: &Progress,
    given_up: &mut BTreeSet<String>,
    advanced: &mut Advanced,
) -> eyre::Result<Status> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let status = client.status().await?;
        let is_late = |keeper: &&Health| !keeper.is_done(status.block.number, status.block.slot);
        let late: Vec<&Health> = status.keepers.iter().filter(is_late).collect();
        given_up.retain(|name| late.iter().any(|keeper| keeper.name == *name));
        let Some(awaited) = late.iter().find(|keeper| !given_up.contains(&keeper.name)) else { return Ok(status) };
        progress.say(format!("{}: {}", awaited.name, awaited.note));
        if Instant::now() < deadline {
            tokio::time::sleep(LOOK).await;
            continue;
        }
        for keeper in late {
            if given_up.insert(keeper.name.clone()) {
                let line = format!(
                    "slot {}: {} was not done after {} seconds: {}",
                    status.block.slot,
                    keeper.name,
                    PATIENCE.as_secs(),
                    keeper.note
                );
                progress.note(&line);
                advanced.missed.push(line);
            }
        }
    }
}

/// Frames that went by without a report while time moved.
fn missed_frames(before: &Status, after: &Status) -> u64 {
    let missed = |status: &Status| status.keepers.iter().map(|keeper| keeper.missed_total).max().unwrap_or(0);
    missed(after).saturating_sub(missed(before))
}

fn as_json(advanced: &Advanced, before: &Status, after: &Status) -> Value {
    json!({
        "slots": advanced.slots,
        "slot": after.block.slot,
        "epoch": after.epoch,
        "block": after.block.number,
        "timestamp": after.block.timestamp,
        "stops": advanced.stops,
        "missedFrames": missed_frames(before, after),
        "missed": advanced.missed,
    })
}

fn print(advanced: &Advanced, before: &Status, after: &Status, took: Duration) {
    say!(
        "advanced {} ({} slots) to slot {}, epoch {}, block {}, in {:.1} s",
        in_words(advanced.slots * after.seconds_per_slot),
        grouped(advanced.slots),
        grouped(after.block.slot),
        grouped(after.epoch),
        grouped(after.block.number),
        took.as_secs_f64(),
    );
    say!("stops for keepers: {}; frames without a report: {}", advanced.stops, missed_frames(before, after));
    for line in &advanced.missed {
        say!("  {line}");
    }
}

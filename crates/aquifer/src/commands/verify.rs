//! `aquifer verify`: replays a stopped node's chain from genesis and checks everything on the way.

use crate::cli::{Global, VerifyArgs};
use crate::failure::Failure;
use crate::output::grouped;
use crate::output::say;
use crate::places;
use crate::progress::Progress;
use aquifer_chain::{VerifyError, VerifyReport, verify};
use serde_json::json;
use std::time::{Duration, Instant};

/// Runs the command.
pub(crate) fn run(args: &VerifyArgs, global: &Global) -> Result<(), Failure> {
    let network = places::network_with(&args.network)?;
    let genesis = network.genesis().map_err(|error| Failure::Usage(error.to_string()))?;
    let data_dir = places::data_dir(&args.data, &network, genesis.block.hash)?;
    if !data_dir.exists() {
        return Err(Failure::Unavailable(format!(
            "there is no chain in {}: name another directory with --data-dir",
            data_dir.display()
        )));
    }
    let began = Instant::now();
    let mut progress = None;
    let outcome = verify(&data_dir, &genesis, |done, total| {
        progress.get_or_insert_with(|| Progress::start(total, "blocks", global.quiet)).at(done);
    });
    if let Some(progress) = progress {
        progress.end();
    }
    let report = outcome.map_err(|error| match error {
        error @ (VerifyError::Store(_) | VerifyError::Thread(_)) => Failure::Unavailable(error.to_string()),
        broken => Failure::Refused(broken.into()),
    })?;
    if args.json {
        say!("{}", as_json(&report));
    } else {
        print(&report, began.elapsed());
    }
    Ok(())
}

fn as_json(report: &VerifyReport) -> serde_json::Value {
    json!({
        "blocks": report.blocks,
        "transactions": report.transactions,
        "otherInputs": report.other_inputs,
        "invariantChecks": report.checks,
        "commitments": report.commitments,
        "head": report.head,
        "headHash": report.head_hash,
        "stateRoot": report.state_root,
    })
}

fn print(report: &VerifyReport, took: Duration) {
    say!("{} blocks replayed from genesis in {:.1} s: {}", grouped(report.blocks), took.as_secs_f64(), report.head_hash);
    say!("  {} transactions, {} other inputs", grouped(report.transactions), grouped(report.other_inputs));
    say!("  every invariant held at {} places", grouped(report.checks));
    say!("  state root {} recomputed in full {} times", report.state_root, grouped(report.commitments));
}

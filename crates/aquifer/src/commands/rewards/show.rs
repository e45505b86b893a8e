//! `aquifer rewards show`: what an earner has earned, claimed, and can claim now.

use super::ledger::Ledger;
use crate::cli::{ClientArgs, EarnerArgs};
use crate::commands::restaking::{Core, token};
use crate::failure::Failure;
use crate::output::{say, table};
use serde_json::{Value, json};

/// Runs the command.
pub(super) async fn run(args: &EarnerArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open(client).await?;
    let ledger = Ledger::read(&core).await?;
    let lines = ledger.lines(args.earner).await?;
    if client.json {
        let tokens = lines.iter().map(|line| {
            json!({
                "token": line.token,
                "symbol": line.symbol,
                "earned": line.earned.to_string(),
                "claimed": line.claimed.to_string(),
                "claimable": line.claimable().to_string(),
                "pending": line.pending.to_string(),
            })
        });
        let root = |posted: Option<&super::ledger::Posted>| {
            posted.map_or(Value::Null, |posted| {
                json!({
                    "root": posted.root.root,
                    "calculationEnd": posted.root.rewardsCalculationEndTimestamp,
                    "activatedAt": posted.root.activatedAt,
                })
            })
        };
        say!(
            "{}",
            json!({
                "earner": args.earner,
                "claimableRoot": root(ledger.claimable.as_ref()),
                "pendingRoot": root(ledger.pending.as_ref()),
                "tokens": tokens.collect::<Vec<_>>(),
            })
        );
        return Ok(());
    }
    say!("earner {}", args.earner);
    match &ledger.claimable {
        Some(posted) => {
            say!("  claimable  by root {}, earned until {}", posted.root.root, posted.root.rewardsCalculationEndTimestamp)
        }
        None => say!("  claimable  nothing yet: no root is active"),
    }
    if let Some(posted) = &ledger.pending {
        let (end, active) = (posted.root.rewardsCalculationEndTimestamp, posted.root.activatedAt);
        say!("  pending    by root {}, earned until {end}, active at {active}", posted.root.root);
    }
    if lines.is_empty() {
        say!("  it has earned nothing");
        return Ok(());
    }
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| [line.earned, line.claimed, line.claimable(), line.pending].map(token))
        .zip(&lines)
        .map(|(amounts, line)| std::iter::once(line.symbol.clone()).chain(amounts).collect())
        .collect();
    say!("{}", table(&["token", "earned", "claimed", "claimable now", "pending"], &rows));
    Ok(())
}

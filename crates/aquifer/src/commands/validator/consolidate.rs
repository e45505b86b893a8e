//! `aquifer validator consolidate`: merges a validator into another, or makes one compounding (EIP-7251).

use super::outlook::Clock;
use super::record::{Chain, Record};
use super::request::{Request, Submitted};
use crate::cli::{ConsolidateArgs, SharedArgs};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{gwei, say};
use serde_json::{Value, json};

/// Runs the command.
pub(super) async fn run(args: &ConsolidateArgs, shared: &SharedArgs) -> Result<(), Failure> {
    let chain = Chain::open_as(&shared.node, required_signer(&args.sender, shared.network.as_ref())?).await?;
    let source = chain.record(args.source).await?;
    let target = match args.target {
        Some(target) => chain.record(target).await?,
        None => source.clone(),
    };
    let request = Request::Consolidation { source: source.pubkey, target: target.pubkey };
    let submitted = request.submit(&chain, &args.fee, args.send).await?;
    if shared.json {
        say!("{}", as_json(&source, &target, &submitted));
    } else {
        print(&chain, &source, &target, &submitted);
    }
    Ok(())
}

fn as_json(source: &Record, target: &Record, submitted: &Submitted) -> Value {
    json!({
        "source": source.index,
        "target": target.index,
        "sent": submitted.transaction.is_some(),
        "transaction": submitted.transaction,
        "fee": submitted.fee.to_string(),
        "amountGwei": submitted.effect.map(|effect| effect.amount.to_string()),
        "exitEpoch": submitted.effect.and_then(|effect| effect.exit_epoch),
        "withdrawableEpoch": submitted.effect.and_then(|effect| effect.withdrawable_epoch),
    })
}

fn print(chain: &Chain, source: &Record, target: &Record, submitted: &Submitted) {
    match submitted.transaction {
        Some(transaction) => say!("asked for in {transaction}, fee {} wei", submitted.fee),
        None => say!("nothing was sent (--dry-run); the fee is {} wei", submitted.fee),
    }
    let Some(effect) = submitted.effect else {
        say!("the beacon chain ignores it");
        return;
    };
    if source.index == target.index {
        say!("validator {} becomes compounding: up to 2048 ETH earn, and parts can be withdrawn", source.index);
        if effect.amount > 0 {
            say!("its {} ETH above 32 go through the deposit queue again", gwei(effect.amount));
        }
        return;
    }
    let clock = Clock::of(&chain.status, &chain.beacon);
    say!("validator {} moves into {} with {} ETH", source.index, target.index, gwei(source.effective_balance));
    say!("  exits         {}", clock.when(effect.exit_epoch.unwrap_or_default()));
    say!("  moved         {}", clock.when(effect.withdrawable_epoch.unwrap_or_default()));
    say!("  what exceeds its effective balance is swept to its own address");
}

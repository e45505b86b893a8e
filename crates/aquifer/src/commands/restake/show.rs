//! `aquifer restake show`: what a staker can withdraw now, and what its withdrawals are worth.

use crate::cli::{ClientArgs, StakerArgs};
use crate::commands::restaking::{Core, Holding, Position, Queued, token};
use crate::commands::sender::signer;
use crate::failure::Failure;
use crate::output::{bold, say, table};
use alloy_primitives::U256;

/// Runs the command.
pub(super) async fn run(args: &StakerArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open(client).await?;
    let account = signer(&args.sender, client.network.as_ref())?;
    let staker = args.staker.or_else(|| account.map(|signer| signer.address()));
    let staker = staker.ok_or_else(|| Failure::Usage("whose? say an address or --account N".to_owned()))?;
    let strategies = core.strategies().await?;
    let position = Position::read(&core, &strategies, staker, core.head()).await?;
    let head = core.status.block.number;
    if client.json {
        say!("{}", position.as_json(head));
        return Ok(());
    }
    print_position(&position);
    for queued in &position.queued {
        print_queued(queued, queued.queued_shares(&core).await?.as_deref(), head);
    }
    Ok(())
}

fn print_position(position: &Position) {
    say!("{}", bold(&format!("staker {}", position.staker)));
    match position.operator {
        Some(operator) if operator == position.staker => say!("delegated to  itself: it is an operator"),
        Some(operator) => say!("delegated to  {operator}"),
        None => say!("delegated to  nobody"),
    }
    if position.holdings.is_empty() {
        say!("deposits      none");
        return;
    }
    let row = |holding: &Holding| {
        vec![
            holding.strategy.unit().to_owned(),
            token(holding.withdrawable),
            token(holding.deposited.saturating_sub(holding.withdrawable)),
            token(holding.deposit_shares),
            token(holding.withdrawable_shares),
            holding.strategy.address.to_string(),
        ]
    };
    let rows: Vec<_> = position.holdings.iter().map(row).collect();
    let header = ["asset", "can be withdrawn", "gone by slashing", "deposit shares", "withdrawable shares", "strategy"];
    say!("{}", table(&header, &rows));
}

/// A withdrawal: what completing it pays now, and what a slash took since it was queued.
fn print_queued(queued: &Queued, before: Option<&[U256]>, head: u64) {
    say!("");
    say!("{}", bold(&format!("withdrawal {}", queued.root)));
    for (index, part) in queued.parts.iter().enumerate() {
        let lost = before.and_then(|before| before.get(index)).map(|before| before.saturating_sub(part.shares));
        let slashed = match lost {
            Some(U256::ZERO) | None => String::new(),
            Some(lost) => format!(" ({} of its shares gone by slashing since it was queued)", token(lost)),
        };
        say!("pays          {} {}{slashed}", token(part.value), part.strategy.unit());
    }
    say!("completable   {}", queued.when(head));
    say!("queued        in block {}, from operator {}", queued.withdrawal.startBlock, queued.withdrawal.delegatedTo);
}

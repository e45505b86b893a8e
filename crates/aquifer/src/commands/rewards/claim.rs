//! `aquifer rewards claim`: pays what was earned and not claimed before.

use super::ledger::{Ledger, Line};
use crate::cli::{ClaimArgs, ClientArgs};
use crate::commands::restaking::{Call, Core, Sending, token};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::say;
use alloy_primitives::Address;
use aquifer_contracts::interfaces::restaking::IRewardsCoordinator::processClaimCall;
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &ClaimArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let earner = args.earner_address.unwrap_or_else(|| core.sender());
    let recipient = args.recipient_address.unwrap_or(earner);
    let ledger = Ledger::read(&core).await?;
    ledger.claimable()?;
    let lines = lines(args, earner, &ledger).await?;
    let tokens: Vec<Address> = lines.iter().map(|line| line.token).collect();
    let claim = ledger.claim(earner, &tokens).await?;
    let mut sending = Sending::new(&core);
    let what = format!("claim the rewards of {earner} for {recipient}");
    sending.push(Call::new(what, core.addresses.rewards_coordinator, &processClaimCall { claim, recipient }));
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.write.dry_run).await?;
    if client.json {
        let paid = lines.iter().map(|line| json!({ "token": line.token, "amount": line.claimable().to_string() }));
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "earner": earner,
                "recipient": recipient,
                "claimed": paid.collect::<Vec<_>>(),
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    for line in &lines {
        say!("  claimed    {} {}", token(line.claimable()), line.symbol);
    }
    Ok(())
}

/// The tokens to claim: those named, or all with something to claim.
async fn lines(args: &ClaimArgs, earner: Address, ledger: &Ledger) -> Result<Vec<Line>, Failure> {
    let is_named = |line: &Line| args.token_addresses.is_empty() || args.token_addresses.contains(&line.token);
    let lines = ledger.lines(earner).await?;
    let lines: Vec<Line> = lines.into_iter().filter(|line| is_named(line) && !line.claimable().is_zero()).collect();
    if lines.is_empty() {
        return Err(Failure::Refused(eyre!(
            "nothing was sent: {earner} has nothing to claim now (see `aquifer rewards show {earner}`)"
        )));
    }
    Ok(lines)
}

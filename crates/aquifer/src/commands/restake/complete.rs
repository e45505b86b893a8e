//! `aquifer restake complete`: takes out withdrawals whose delay has passed, as tokens or back as shares.

use crate::cli::{ClientArgs, CompleteArgs, Which};
use crate::commands::restaking::{Call, Core, Queued, Sending, queued_of, token};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::say;
use alloy_primitives::Address;
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::IDelegationManager;
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &CompleteArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let strategies = core.strategies().await?;
    let queued = queued_of(&core, &strategies, &[core.sender()], BlockId::latest()).await?;
    let chosen = chosen(args.which, queued, &core)?;
    let mut sending = Sending::new(&core);
    let tokens = |queued: &Queued| queued.parts.iter().map(|part| part.strategy.token.unwrap_or(Address::ZERO)).collect();
    let call = IDelegationManager::completeQueuedWithdrawalsCall {
        withdrawals: chosen.iter().map(|queued| queued.withdrawal.clone()).collect(),
        tokens: chosen.iter().map(tokens).collect(),
        receiveAsTokens: vec![!args.receive_as_shares; chosen.len()],
    };
    let what = match chosen.len() {
        1 => "complete 1 withdrawal".to_owned(),
        count => format!("complete {count} withdrawals"),
    };
    sending.push(Call::new(what, core.addresses.delegation_manager, &call));
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.write.dry_run).await?;
    if client.json {
        let head = core.status.block.number;
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "staker": core.sender(),
                "receiveAsTokens": !args.receive_as_shares,
                "completed": chosen.iter().map(|queued| queued.as_json(head)).collect::<Vec<_>>(),
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    for part in chosen.iter().flat_map(|queued| &queued.parts) {
        let (how, unit) = if args.receive_as_shares { ("back as shares", "worth") } else { ("paid", "") };
        say!("  {how}  {unit}{} {}", token(part.value), part.strategy.unit());
    }
    Ok(())
}

/// The withdrawals that were asked for; all of them must be completable.
fn chosen(which: Which, queued: Vec<Queued>, core: &Core) -> Result<Vec<Queued>, Failure> {
    let refused = |text: String| Failure::Refused(eyre!("nothing was sent: {text}"));
    let (staker, head) = (core.sender(), core.status.block.number);
    let Which::Root(root) = which else {
        let soonest = queued.iter().min_by_key(|queued| queued.completable_block).map(|queued| queued.when(head));
        let ready: Vec<_> = queued.into_iter().filter(|queued| queued.is_completable(head)).collect();
        return match soonest {
            None => Err(refused(format!("{staker} has no withdrawal in the queue"))),
            Some(when) if ready.is_empty() => Err(refused(format!("no delay has passed: the first can be completed {when}"))),
            Some(_) => Ok(ready),
        };
    };
    let found = queued.into_iter().find(|queued| queued.root == root);
    let found = found.ok_or_else(|| refused(format!("{staker} has no withdrawal {root} in the queue (completed already?)")))?;
    if found.is_completable(head) {
        Ok(vec![found])
    } else {
        Err(refused(format!("its delay has not passed: it can be completed {}", found.when(head))))
    }
}

//! `aquifer restake undelegate`: a staker leaves its operator. All it has is queued, one withdrawal a strategy, and stays
//! slashable until the delay has passed.

use super::queue::{print_queued, queue};
use crate::cli::{ClientArgs, UndelegateArgs};
use crate::commands::restaking::{Call, Core, Position, Sending};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::say;
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::IDelegationManager;
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &UndelegateArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let staker = args.staker.unwrap_or_else(|| core.sender());
    let strategies = core.strategies().await?;
    let position = Position::read(&core, &strategies, staker, BlockId::latest()).await?;
    match position.operator {
        None => return Err(Failure::Refused(eyre!("nothing was sent: {staker} delegates to nobody"))),
        Some(operator) if operator == staker => {
            return Err(Failure::Refused(eyre!("nothing was sent: {staker} is an operator, and operators never undelegate")));
        }
        Some(_) => {}
    }
    let mut sending = Sending::new(&core);
    let call = IDelegationManager::undelegateCall { staker };
    sending.push(Call::new(format!("undelegate {staker}"), core.addresses.delegation_manager, &call));
    let (queued, sent) = queue(&sending, &strategies, &position, args.write.dry_run).await?;
    let head = sent.last().map_or(core.status.block.number, |sent| sent.block);
    if client.json {
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "staker": staker,
                "operator": position.operator,
                "positions": position.as_json(head)["positions"],
                "queued": queued.iter().map(|queued| queued.as_json(head)).collect::<Vec<_>>(),
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    print_queued(&queued, head);
    Ok(())
}

//! `aquifer restake delegate`: everything a staker has, and will deposit, secures what the operator is registered for.

use super::approval::approval;
use crate::cli::{ClientArgs, DelegateArgs};
use crate::commands::restaking::{Call, Core, Position, Sending, token};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::say;
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::IDelegationManager;
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &DelegateArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let strategies = core.strategies().await?;
    let position = Position::read(&core, &strategies, core.sender(), BlockId::latest()).await?;
    if let Some(operator) = position.operator {
        let next = if operator == core.sender() { "operators delegate to themselves for ever" } else { "undelegate first" };
        return Err(Failure::Refused(eyre!("nothing was sent: {} delegates to {operator} already: {next}", core.sender())));
    }
    let approval = approval(&args.approval, client.network.as_ref(), &core, args.operator).await?;
    let mut sending = Sending::new(&core);
    let call = IDelegationManager::delegateToCall {
        operator: args.operator,
        approverSignatureAndExpiry: approval.signature_with_expiry(),
        approverSalt: approval.salt,
    };
    sending.push(Call::new(format!("delegate to {}", args.operator), core.addresses.delegation_manager, &call));
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.write.dry_run).await?;
    if client.json {
        let delegated = position.as_json(core.status.block.number);
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "staker": core.sender(),
                "operator": args.operator,
                "positions": delegated["positions"],
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    for holding in &position.holdings {
        say!("  delegated  {} {}", token(holding.withdrawable), holding.strategy.unit());
    }
    if position.holdings.is_empty() {
        say!("  delegated  nothing yet: what is deposited from now on");
    }
    Ok(())
}

//! `aquifer operator register`: an account becomes an operator, for ever. It delegates to itself.

use crate::cli::{ClientArgs, RegisterArgs};
use crate::commands::restaking::{Call, Core, Sending};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{grouped, say};
use aquifer_contracts::interfaces::restaking::IDelegationManager;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &RegisterArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let operator = core.sender();
    let mut sending = Sending::new(&core);
    let call = IDelegationManager::registerAsOperatorCall {
        initDelegationApprover: args.delegation_approver_address,
        allocationDelay: args.allocation_delay,
        metadataURI: args.metadata_url.clone(),
    };
    sending.push(Call::new(format!("register {operator} as an operator"), core.addresses.delegation_manager, &call));
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.write.dry_run).await?;
    if client.json {
        let approver = args.delegation_approver_address;
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "operator": operator,
                "delegationApprover": (!approver.is_zero()).then_some(approver),
                "allocationDelay": args.allocation_delay,
                "metadataUri": args.metadata_url,
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    match args.delegation_approver_address {
        approver if approver.is_zero() => say!("  delegations  are free to everybody"),
        approver => say!("  delegations  need an approval of {approver}"),
    }
    say!("  allocations  take effect {} blocks after they are made", grouped(args.allocation_delay));
    Ok(())
}

//! `aquifer operator register`: an account becomes an operator, for ever. It delegates to itself.

use super::configuration::Registration;
use crate::cli::{ClientArgs, RegisterArgs};
use crate::commands::restaking::{Call, Core, Sending};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{grouped, say};
use aquifer_contracts::interfaces::restaking::IDelegationManager;
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &RegisterArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let operator = core.sender();
    let registration = registration(args)?;
    check(&registration, &core)?;
    let mut sending = Sending::new(&core);
    let call = IDelegationManager::registerAsOperatorCall {
        initDelegationApprover: registration.delegation_approver,
        allocationDelay: registration.allocation_delay,
        metadataURI: registration.metadata_url.clone(),
    };
    sending.push(Call::new(format!("register {operator} as an operator"), core.addresses.delegation_manager, &call));
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.write.dry_run).await?;
    if client.json {
        let approver = registration.delegation_approver;
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "operator": operator,
                "delegationApprover": (!approver.is_zero()).then_some(approver),
                "allocationDelay": registration.allocation_delay,
                "metadataUri": registration.metadata_url,
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    match registration.delegation_approver {
        approver if approver.is_zero() => say!("  delegations  are free to everybody"),
        approver => say!("  delegations  need an approval of {approver}"),
    }
    say!("  allocations  take effect {} blocks after they are made", grouped(registration.allocation_delay));
    Ok(())
}

/// From the file, or from the options.
fn registration(args: &RegisterArgs) -> Result<Registration, Failure> {
    if let Some(file) = &args.configuration_file {
        return Registration::read(file);
    }
    Ok(Registration {
        operator: None,
        delegation_approver: args.delegation_approver_address,
        allocation_delay: args.allocation_delay,
        metadata_url: args.metadata_url.clone(),
        chain_id: None,
    })
}

/// A file that is about another operator or chain is not meant.
fn check(registration: &Registration, core: &Core) -> Result<(), Failure> {
    let refused = |text: String| Err(Failure::Refused(eyre!("nothing was sent: {text}")));
    match (registration.operator, registration.chain_id) {
        (Some(operator), _) if operator != core.sender() => {
            refused(format!("the file is about operator {operator}, and the sender is {}", core.sender()))
        }
        (_, Some(chain)) if chain != core.status.chain_id => {
            refused(format!("the file is for chain id {chain}, and this is {}", core.status.chain_id))
        }
        _ => Ok(()),
    }
}

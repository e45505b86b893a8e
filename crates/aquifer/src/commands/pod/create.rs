//! `aquifer pod create`: the account to which the sender's validators will withdraw.

use super::state::address_of;
use crate::cli::{ClientArgs, WriteArgs};
use crate::commands::restaking::{Call, Core, Sending};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::say;
use aquifer_contracts::interfaces::restaking::IEigenPodManager;
use aquifer_protocol::restaking::pods::pod_credentials;
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &WriteArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.sender, client.network.as_ref())?).await?;
    let (pod, is_there) = address_of(&core, core.sender()).await?;
    if is_there {
        return Err(Failure::Refused(eyre!("nothing was sent: {} has a pod already, at {pod}", core.sender())));
    }
    let mut sending = Sending::new(&core);
    sending.push(Call::new(
        format!("create the pod {pod}"),
        core.addresses.eigen_pod_manager,
        &IEigenPodManager::createPodCall {},
    ));
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.dry_run).await?;
    let credentials = pod_credentials(pod);
    if client.json {
        let answer = json!({
            "sent": !sent.is_empty(),
            "transactions": sent,
            "owner": core.sender(),
            "pod": pod,
            "withdrawalCredentials": credentials,
        });
        say!("{answer}");
        return Ok(());
    }
    sending.print(&sent);
    say!("  pod          {pod}");
    say!("  credentials  {credentials}, for validators that are to withdraw to it");
    say!("  next         aquifer validator keygen --withdrawal-address {pod} ..., then aquifer pod stake");
    Ok(())
}

//! `aquifer operator register-operator-sets` and `deregister-operator-sets`.

use crate::cli::{ClientArgs, OperatorSetsArgs};
use crate::commands::restaking::{Call, Core, Sending, Trial};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{grouped, say};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::IAllocationManager::{
    self, DeregisterParams, RegisterParams, deregisterFromOperatorSetsCall, registerForOperatorSetsCall,
};
use serde_json::json;

/// Registers for operator sets; the service's registrar has a word in it.
pub(super) async fn register(args: &OperatorSetsArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let operator = args.operator.operator_address.unwrap_or_else(|| core.sender());
    let params = RegisterParams { avs: args.avs_address, operatorSetIds: args.operator_set_ids.clone(), data: args.data.clone() };
    let what = format!("register {operator} for {}", sets(args));
    let call = Call::new(what, core.addresses.allocation_manager, &registerForOperatorSetsCall { operator, params });
    send(&core, call, args, client, "slashable for what it has allocated, from now on").await
}

/// Leaves operator sets.
pub(super) async fn deregister(args: &OperatorSetsArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let operator = args.operator.operator_address.unwrap_or_else(|| core.sender());
    let manager = core.addresses.allocation_manager;
    let mut trial = Trial::default();
    let delay = trial.call(manager, &IAllocationManager::DEALLOCATION_DELAYCall {});
    let delay = trial.read(&core.client, BlockId::latest()).await?.get(&delay)?;
    let params = DeregisterParams { operator, avs: args.avs_address, operatorSetIds: args.operator_set_ids.clone() };
    let what = format!("deregister {operator} from {}", sets(args));
    let call = Call::new(what, manager, &deregisterFromOperatorSetsCall { params });
    let stays = format!("slashable for {} more blocks; its allocations stay until it takes them back", grouped(delay));
    send(&core, call, args, client, &stays).await
}

fn sets(args: &OperatorSetsArgs) -> String {
    let ids: Vec<_> = args.operator_set_ids.iter().map(ToString::to_string).collect();
    format!("set {} of {}", ids.join(", "), args.avs_address)
}

async fn send(core: &Core, call: Call, args: &OperatorSetsArgs, client: &ClientArgs, effect: &str) -> Result<(), Failure> {
    let mut sending = Sending::new(core);
    sending.push(call);
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.write.dry_run).await?;
    if client.json {
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "operator": args.operator.operator_address.unwrap_or_else(|| core.sender()),
                "avs": args.avs_address,
                "operatorSetIds": args.operator_set_ids,
            })
        );
    } else {
        sending.print(&sent);
        say!("  it is      {effect}");
    }
    Ok(())
}

//! `aquifer avs create`: an operator set, and whatever an account lacks to be a service.

use crate::cli::{ClientArgs, CreateArgs};
use crate::commands::restaking::{Call, Core, Sending, Strategy};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::say;
use alloy_primitives::{Address, U64, hex};
use aquifer_contracts::interfaces::restaking::IAllocationManager::{
    CreateSetParamsV2, createOperatorSets_1Call, createRedistributingOperatorSets_1Call, setAVSRegistrarCall,
    updateAVSMetadataURICall,
};
use eyre::eyre;
use serde_json::json;

/// Makes a registrar of eight bytes that answers one to whatever it is asked: every service is supported, every operator
/// may register.
static OPEN_REGISTRAR: [u8; 16] = hex!("6760015f5260205ff35f5260086018f3");

/// Runs the command.
pub(super) async fn run(args: &CreateArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let (avs, strategies) = (core.sender(), core.strategies().await?);
    let chosen = strategies.find_all(&args.strategy_addresses)?;
    let services = core.services().await?;
    let known = services.iter().find(|service| service.avs == avs);
    if known.is_some_and(|service| service.operator_sets.contains(&args.operator_set_id)) {
        let set = args.operator_set_id;
        return Err(Failure::Refused(eyre!("nothing was sent: {avs} has a set {set} already: see `aquifer avs sets {avs}`")));
    }
    let mut sending = Sending::new(&core);
    let registrar = registrar(args, &mut sending).await?;
    describe(args, known.is_some(), &mut sending)?;
    if let Some(registrar) = registrar {
        let call = setAVSRegistrarCall { avs, registrar };
        sending.push(Call::new(format!("let {registrar} decide who registers"), core.addresses.allocation_manager, &call));
    }
    let slasher = args.slasher.unwrap_or(avs);
    push_set(args, slasher, &chosen, &mut sending);
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.write.dry_run).await?;
    if client.json {
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "avs": avs,
                "operatorSetId": args.operator_set_id,
                "strategies": chosen.iter().map(|strategy| strategy.address).collect::<Vec<_>>(),
                "slasher": slasher,
                "redistributionRecipient": args.redistribution_recipient,
                "registrar": registrar,
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    print(args, avs, slasher, registrar.is_some() || known.is_some());
    Ok(())
}

/// The contract that decides who registers, if one was asked for; an open one is made first, so that its address is that
/// of the sender's next transaction.
async fn registrar(args: &CreateArgs, sending: &mut Sending<'_>) -> eyre::Result<Option<Address>> {
    if !args.open {
        return Ok(args.registrar);
    }
    let core = sending.core();
    let nonce: U64 = core.client.request("eth_getTransactionCount", (core.sender(), "pending")).await?;
    sending.push(Call::create("make a registrar that lets every operator in", &OPEN_REGISTRAR));
    Ok(Some(core.sender().create(nonce.to())))
}

/// An account is a service once it has said where it describes itself.
fn describe(args: &CreateArgs, is_known: bool, sending: &mut Sending<'_>) -> Result<(), Failure> {
    let avs = sending.core().sender();
    let manager = sending.core().addresses.allocation_manager;
    match &args.metadata_url {
        Some(url) => {
            let call = updateAVSMetadataURICall { avs, metadataURI: url.clone() };
            sending.push(Call::new(format!("describe {avs} as a service at {url}"), manager, &call));
            Ok(())
        }
        None if is_known => Ok(()),
        None => Err(Failure::Refused(eyre!("nothing was sent: {avs} is no service yet: say --metadata-url"))),
    }
}

fn push_set(args: &CreateArgs, slasher: Address, chosen: &[&Strategy], sending: &mut Sending<'_>) {
    let (avs, manager) = (sending.core().sender(), sending.core().addresses.allocation_manager);
    let strategies: Vec<_> = chosen.iter().map(|strategy| strategy.address).collect();
    let params = vec![CreateSetParamsV2 { operatorSetId: args.operator_set_id, strategies, slasher }];
    let units: Vec<_> = chosen.iter().map(|strategy| strategy.unit()).collect();
    let what = format!("create operator set {} secured by {}", args.operator_set_id, units.join(", "));
    sending.push(match args.redistribution_recipient {
        None => Call::new(what, manager, &createOperatorSets_1Call { avs, params }),
        Some(recipient) => {
            let call = createRedistributingOperatorSets_1Call { avs, params, redistributionRecipients: vec![recipient] };
            Call::new(what, manager, &call)
        }
    });
}

fn print(args: &CreateArgs, avs: Address, slasher: Address, has_registrar: bool) {
    say!("  service    {avs}, set {}", args.operator_set_id);
    say!("  slashed    by {slasher}");
    match args.redistribution_recipient {
        None => say!("             what is slashed is burned"),
        Some(recipient) => say!("             what is slashed goes to {recipient}"),
    }
    if !has_registrar {
        say!("  operators  cannot register yet: {avs} needs a registrar (--open, or --registrar)");
    }
}

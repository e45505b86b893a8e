//! `aquifer pod show`: what can be withdrawn now, the pod's validators, and what a checkpoint would change.

use super::checkpoint::Forecast;
use super::state::{Pod, address_of, find};
use super::validators::{PodValidator, validators_of};
use crate::cli::{ClientArgs, PodShowArgs};
use crate::commands::restaking::{Core, WHOLE, magnitude, token};
use crate::commands::sender::signer;
use crate::failure::Failure;
use crate::output::{bold, gwei, say, table};
use alloy_primitives::Address;
use serde_json::{Value, json};

/// Runs the command.
pub(super) async fn run(args: &PodShowArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open(client).await?;
    let account = signer(&args.sender, client.network.as_ref())?.map(|signer| signer.address());
    let owner = args.owner.or(account).unwrap_or_default();
    if args.which.pod_address.is_none() {
        let (address, is_there) = address_of(&core, owner).await?;
        if !is_there {
            show_none(owner, address, client.json);
            return Ok(());
        }
    }
    let pod = find(&core, args.which.pod_address, owner).await?;
    let validators = validators_of(&core, pod.address).await?;
    let forecast = Forecast::of(&pod, &validators);
    if client.json {
        say!("{}", as_json(&pod, &validators, &forecast));
    } else {
        print(&pod, &validators, &forecast);
    }
    Ok(())
}

/// An owner without a pod: where it would be.
fn show_none(owner: Address, address: Address, json: bool) {
    if json {
        say!("{}", json!({ "owner": owner, "pod": null, "futurePod": address }));
    } else {
        say!("{owner} has no pod; `aquifer pod create` makes one, at {address}");
    }
}

fn as_json(pod: &Pod, validators: &[PodValidator], forecast: &Forecast) -> Value {
    let mut answer = pod.as_json();
    answer["validators"] = validators.iter().map(PodValidator::as_json).collect();
    answer["checkpointWouldChangeGwei"] = forecast.change.to_string().into();
    answer["checkpointWouldNeedProofs"] = forecast.proofs.into();
    answer
}

fn print(pod: &Pod, validators: &[PodValidator], forecast: &Forecast) {
    say!("{}", bold(&format!("pod {}", pod.address)));
    say!("owner              {}", pod.owner);
    if !pod.submitter.is_zero() {
        say!("proof submitter    {}", pod.submitter);
    }
    match pod.operator {
        Some(operator) => say!("delegated to       {operator}"),
        None => say!("delegated to       nobody"),
    }
    say!("can be withdrawn   {} ETH, once it is asked for and the delay has passed", token(pod.withdrawable_shares));
    say!("  in the pod now   {} ETH; the rest is with validators, which must exit or be swept first", token(pod.payable()));
    say!("deposit shares     {}", token(pod.deposit_shares));
    if pod.slashing_factor < WHOLE {
        say!("slashing factor    {}: lost on the beacon chain", magnitude(pod.slashing_factor));
    }
    say!("ether of the pod   {} ETH, of which {} ETH count nowhere yet", token(pod.balance), gwei(pod.uncounted()));
    if pod.current_checkpoint == 0 {
        say!("a checkpoint now   {}, with {} proofs", forecast.text(), forecast.proofs);
    } else {
        let missing = pod.checkpoint.proofsRemaining;
        say!("checkpoint         running since {}, {missing} proofs are missing: aquifer pod checkpoint", pod.current_checkpoint);
    }
    print_validators(validators);
}

fn print_validators(validators: &[PodValidator]) {
    if validators.is_empty() {
        say!("validators         none");
        return;
    }
    let row = |validator: &PodValidator| {
        let slashed = if validator.record.slashed { " (slashed)" } else { "" };
        vec![
            validator.record.index.to_string(),
            format!("{}{slashed}", validator.status()),
            gwei(validator.info.restakedBalanceGwei),
            gwei(validator.record.balance),
            validator.record.status.clone(),
            validator.record.pubkey.to_string(),
        ]
    };
    let rows: Vec<_> = validators.iter().map(row).collect();
    say!("{}", table(&["validator", "in the pod", "counts ETH", "has ETH", "beacon chain", "public key"], &rows));
    let waiting = validators.iter().filter(|validator| validator.obstacle().is_none()).count();
    if waiting > 0 {
        say!("{waiting} can be proven: aquifer pod verify");
    }
}

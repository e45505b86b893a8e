//! `aquifer pod verify`: proves that validators withdraw to the pod. From then on their stake counts.

use super::proofs::credentials;
use super::state::{Pod, find, wei};
use super::validators::{PodValidator, validators_of};
use crate::cli::{ClientArgs, PodVerifyArgs};
use crate::commands::restaking::{Call, Core, Sending, token};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{gwei, say};
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &PodVerifyArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let pod = find(&core, args.which.pod_address, core.sender()).await?;
    let chosen = chosen(&core, &pod, args.validator_index).await?;
    let indices: Vec<u64> = chosen.iter().map(|validator| validator.record.index).collect();
    let block = provable_block(&core, &pod)?;

    let mut sending = Sending::new(&core);
    for batch in indices.chunks(args.batch.get()) {
        let what = format!("prove the credentials of {} validators to pod {}", batch.len(), pod.address);
        sending.push(Call::new(what, pod.address, &credentials(&core, batch, block).await?));
    }
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(args.write.dry_run).await?;
    let after = if sent.is_empty() { pod.clone() } else { Pod::read(&core, pod.address).await? };
    let added: u64 = chosen.iter().map(|validator| validator.record.effective_balance).sum();
    if client.json {
        let answer = json!({
            "sent": !sent.is_empty(),
            "transactions": sent,
            "pod": pod.address,
            "validators": indices,
            "addedGwei": added.to_string(),
            "withdrawableShares": after.withdrawable_shares.to_string(),
        });
        say!("{answer}");
        return Ok(());
    }
    sending.print(&sent);
    for validator in &chosen {
        say!("  validator {}  {} ETH", validator.record.index, gwei(validator.record.effective_balance));
    }
    say!("  adds          {} ETH of native stake (effective balances)", gwei(added));
    let total = if sent.is_empty() { pod.withdrawable_shares + wei(added) } else { after.withdrawable_shares };
    say!("  restaked then {} ETH", token(total));
    Ok(())
}

/// The validators to prove; why not, when there is none.
async fn chosen(core: &Core, pod: &Pod, only: Option<u64>) -> Result<Vec<PodValidator>, Failure> {
    let refused = |text: String| Failure::Refused(eyre!("nothing was sent: {text}"));
    let validators = validators_of(core, pod.address).await?;
    if let Some(index) = only {
        let Some(validator) = validators.into_iter().find(|validator| validator.record.index == index) else {
            return Err(refused(format!("validator {index} does not withdraw to pod {}", pod.address)));
        };
        return match validator.obstacle() {
            Some(obstacle) => Err(refused(format!("validator {index}: {obstacle}"))),
            None => Ok(vec![validator]),
        };
    }
    let (provable, others): (Vec<_>, Vec<_>) = validators.into_iter().partition(|validator| validator.obstacle().is_none());
    if provable.is_empty() {
        let why = match others.first() {
            Some(first) => format!("of {}, e.g. {}: {}", others.len(), first.record.index, first.obstacle().unwrap_or_default()),
            None => "none withdraws there".to_owned(),
        };
        return Err(refused(format!("pod {} has no validator to prove ({why})", pod.address)));
    }
    Ok(provable)
}

/// The newest block whose root contracts know: the head's parent. The pod wants a time after its last checkpoint.
fn provable_block(core: &Core, pod: &Pod) -> Result<u64, Failure> {
    let later = pod.last_checkpoint.max(pod.current_checkpoint);
    match core.status.block.number.checked_sub(1) {
        Some(block) if core.status.block.timestamp > later => Ok(block),
        _ => Err(Failure::Refused(eyre!(
            "nothing was sent: no block since the pod's last checkpoint: the root of the newest state is known to contracts with the next block"
        ))),
    }
}

//! `aquifer pod checkpoint`: starts a checkpoint, or takes up the one that runs, and proves all balances it waits for.

use super::proofs::{balances, block_at};
use super::state::{Pod, find, wei};
use super::validators::{PodValidator, validators_of};
use crate::cli::{ClientArgs, PodCheckpointArgs};
use crate::commands::restaking::{Call, Core, Sending, Sent, magnitude, token};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{gwei, say};
use aquifer_contracts::interfaces::restaking::IEigenPod;
use eyre::eyre;
use serde_json::json;
use std::num::NonZeroUsize;

/// What a checkpoint would change, by the balances of the newest block.
pub(super) struct Forecast {
    /// In Gwei; a loss is negative.
    pub(super) change: i128,
    /// Proofs it would need.
    pub(super) proofs: usize,
}

impl Forecast {
    pub(super) fn of(pod: &Pod, validators: &[PodValidator]) -> Self {
        let of_validators: i128 = validators.iter().map(PodValidator::change).sum();
        let proofs = validators.iter().filter(|validator| validator.is_active()).count();
        Self { change: i128::from(pod.uncounted()) + of_validators, proofs }
    }

    /// In words.
    pub(super) fn text(&self) -> String {
        let amount = gwei(u64::try_from(self.change.unsigned_abs()).unwrap_or(u64::MAX));
        match self.change {
            0 => "nothing".to_owned(),
            gain if gain > 0 => format!("+{amount} ETH of shares"),
            _ => format!("-{amount} ETH: shares stay, the slashing factor falls"),
        }
    }
}

/// Runs the command.
pub(super) async fn run(args: &PodCheckpointArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let before = find(&core, args.which.pod_address, core.sender()).await?;
    let forecast = Forecast::of(&before, &validators_of(&core, before.address).await?);
    let mut sent = Vec::new();
    let mut pod = before.clone();
    if before.current_checkpoint == 0 {
        sent = start(&core, &before, args, client.json).await?;
        pod = Pod::read(&core, before.address).await?;
    }
    if pod.current_checkpoint != 0 {
        sent.extend(prove(&core, &pod, args.batch, args.write.dry_run, client.json).await?);
        pod = Pod::read(&core, before.address).await?;
    }
    if client.json {
        let answer = json!({
            "sent": !sent.is_empty(),
            "transactions": sent,
            "expectedChangeGwei": forecast.change.to_string(),
            "before": before.as_json(),
            "after": pod.as_json(),
        });
        say!("{answer}");
        return Ok(());
    }
    print(&before, &pod, &forecast, args.write.dry_run);
    Ok(())
}

async fn start(core: &Core, pod: &Pod, args: &PodCheckpointArgs, json: bool) -> Result<Vec<Sent>, Failure> {
    if !args.force && pod.uncounted() == 0 {
        return Err(Failure::Refused(eyre!(
            "nothing was sent: the pod has received no ether since its last checkpoint; with --force its validators are looked at all the same"
        )));
    }
    let mut sending = Sending::new(core);
    let call = IEigenPod::startCheckpointCall { revertIfNoBalance: !args.force };
    sending.push(Call::new(format!("start a checkpoint of pod {}", pod.address), pod.address, &call));
    finish(sending, args.write.dry_run, json).await
}

async fn prove(core: &Core, pod: &Pod, batch: NonZeroUsize, dry_run: bool, json: bool) -> Result<Vec<Sent>, Failure> {
    let awaited = validators_of(core, pod.address).await?;
    let awaited: Vec<u64> =
        awaited.iter().filter(|validator| validator.is_awaited(pod)).map(|validator| validator.record.index).collect();
    let head = core.client.status().await?.block.number;
    let started = block_at(core, pod.current_checkpoint, head).await?;
    let block = started.checked_sub(1).ok_or_else(|| eyre!("the checkpoint began in the first block"))?;
    let mut sending = Sending::new(core);
    for batch in awaited.chunks(batch.get()) {
        let what = format!("prove the balances of {} validators to pod {}", batch.len(), pod.address);
        sending.push(Call::new(what, pod.address, &balances(core, batch, block).await?));
    }
    finish(sending, dry_run, json).await
}

async fn finish(sending: Sending<'_>, dry_run: bool, json: bool) -> Result<Vec<Sent>, Failure> {
    sending.tried(&sending.trial()).await?;
    let sent = sending.send(dry_run).await?;
    if !json {
        sending.print(&sent);
    }
    Ok(sent)
}

fn print(before: &Pod, after: &Pod, forecast: &Forecast, dry_run: bool) {
    if dry_run {
        say!("  would change       {}, with {} proofs", forecast.text(), forecast.proofs);
        return;
    }
    if after.current_checkpoint != 0 {
        say!("  running still      {} proofs are missing", after.checkpoint.proofsRemaining);
        return;
    }
    say!("  can be withdrawn   {} ETH, before {}", token(after.withdrawable_shares), token(before.withdrawable_shares));
    say!(
        "  of it in the pod   {} ETH, before {}",
        token(after.payable()),
        token(wei(before.restaked).min(before.withdrawable_shares))
    );
    if after.slashing_factor != before.slashing_factor {
        let (now, was) = (magnitude(after.slashing_factor), magnitude(before.slashing_factor));
        say!("  lost on the beacon chain: {now} of the stake are left, before {was}");
    }
}

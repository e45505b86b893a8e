//! `aquifer validator exit`: leaves, signed by the validator's key (Beacon API) or asked for by its withdrawal address (EIP-7002).

use super::beacon_api::BeaconApi;
use super::keys::key_of;
use super::outlook::Clock;
use super::record::{Chain, Effect, FAR, Record};
use super::request::Request;
use crate::cli::{ExitArgs, SharedArgs};
use crate::commands::queue::{Queues, forecast};
use crate::commands::sender::signer;
use crate::duration::in_words;
use crate::failure::Failure;
use crate::output::{grouped, gwei, say};
use alloy_primitives::{B256, U256};
use aquifer_beacon::types::{SignedVoluntaryExit, VoluntaryExit};
use aquifer_bls::{SecretKey, sign_voluntary_exit};
use aquifer_protocol::units::{Epoch, ValidatorIndex};
use eyre::eyre;
use serde_json::{Value, json};

/// How an exit was asked for.
struct Asked {
    effect: Option<Effect>,
    fee: Option<U256>,
    transaction: Option<B256>,
    is_sent: bool,
}

/// Runs the command.
pub(super) async fn run(args: &ExitArgs, shared: &SharedArgs) -> Result<(), Failure> {
    let by_address = signer(&args.sender, shared.network.as_ref())?;
    let is_by_address = by_address.is_some();
    let chain = match by_address {
        Some(signer) => Chain::open_as(&shared.node, signer).await?,
        None => Chain::open(&shared.node).await?,
    };
    let validator = chain.record(args.validator).await?;
    let asked = if is_by_address {
        by_request(args, &chain, &validator).await?
    } else {
        by_key(args, shared, &chain, &validator).await?
    };
    let after = if asked.is_sent { chain.wait_for(validator.index, |record| record.exit_epoch != FAR).await? } else { None };
    let queues = forecast(&chain.client, validator.effective_balance.max(1)).await?;
    let leaving = Leaving::of(&chain, &validator, after.as_ref(), asked.effect, &queues);
    if shared.json {
        say!("{}", leaving.as_json(&validator, &asked));
    } else {
        leaving.print(&chain, &validator, &asked);
    }
    Ok(())
}

/// By the withdrawal address, through the system contract.
async fn by_request(args: &ExitArgs, chain: &Chain, validator: &Record) -> Result<Asked, Failure> {
    let request = Request::Withdrawal { pubkey: validator.pubkey, amount: 0 };
    let submitted = request.submit(chain, &args.fee, args.send).await?;
    Ok(Asked {
        effect: submitted.effect,
        fee: Some(submitted.fee),
        transaction: submitted.transaction,
        is_sent: submitted.transaction.is_some(),
    })
}

/// By the validator's key, through the Beacon API's pool.
async fn by_key(args: &ExitArgs, shared: &SharedArgs, chain: &Chain, validator: &Record) -> Result<Asked, Failure> {
    let key = key_of(&validator.pubkey, &args.key, shared)?;
    let epoch = args.epoch.unwrap_or(chain.status.epoch);
    let wanted = json!({ "voluntaryExit": { "validatorIndex": validator.index, "epoch": epoch } });
    let preview = chain.preview(wanted).await?;
    if !preview.accepted && !args.send.force {
        return Err(Failure::Refused(eyre!("nothing was sent: {}", preview.reason.unwrap_or_default())));
    }
    if !args.send.dry_run {
        let exit = signed_exit(chain, &key, validator.index, epoch);
        BeaconApi::new(&shared.beacon)?.post("/eth/v1/beacon/pool/voluntary_exits", &exit).await?;
    }
    Ok(Asked { effect: preview.effect, fee: None, transaction: None, is_sent: !args.send.dry_run })
}

/// The exit as the Beacon API takes it.
fn signed_exit(chain: &Chain, key: &SecretKey, index: u64, epoch: u64) -> SignedVoluntaryExit {
    let (version, root) = (chain.beacon.exit_fork_version, chain.beacon.genesis_validators_root);
    let signature = sign_voluntary_exit(key, ValidatorIndex::new(index), Epoch::new(epoch), version, root);
    SignedVoluntaryExit { message: VoluntaryExit { epoch, validator_index: index }, signature }
}

/// What leaving means.
struct Leaving {
    exit_epoch: Option<u64>,
    withdrawable_epoch: Option<u64>,
    /// Epochs from the end of its duties until the sweep may pay it out.
    idle_epochs: u64,
    /// What its stake would have earned in them, in Gwei.
    forgone: u64,
    /// Slots in which the sweep comes by every validator once.
    turn_slots: u64,
}

impl Leaving {
    fn of(chain: &Chain, validator: &Record, after: Option<&Record>, effect: Option<Effect>, queues: &Queues) -> Self {
        let set = |epoch: u64| (epoch != FAR).then_some(epoch);
        let exit_epoch = after.map_or_else(|| effect.and_then(|effect| effect.exit_epoch), |record| set(record.exit_epoch));
        let withdrawable_epoch =
            after.map_or_else(|| effect.and_then(|effect| effect.withdrawable_epoch), |record| set(record.withdrawable_epoch));
        let idle_epochs = withdrawable_epoch.zip(exit_epoch).map_or(0, |(end, exit)| end.saturating_sub(exit));
        let forgone = chain.reward_an_epoch(validator.effective_balance).saturating_mul(idle_epochs);
        Self { exit_epoch, withdrawable_epoch, idle_epochs, forgone, turn_slots: queues.sweep.turn_slots }
    }

    fn as_json(&self, validator: &Record, asked: &Asked) -> Value {
        json!({
            "validator": validator.index,
            "pubkey": validator.pubkey,
            "sent": asked.is_sent,
            "transaction": asked.transaction,
            "fee": asked.fee.map(|fee| fee.to_string()),
            "exitEpoch": self.exit_epoch,
            "withdrawableEpoch": self.withdrawable_epoch,
            "sweepTurnSlots": self.turn_slots,
            "idleEpochs": self.idle_epochs,
            "forgoneGwei": self.forgone.to_string(),
        })
    }

    fn print(&self, chain: &Chain, validator: &Record, asked: &Asked) {
        let clock = Clock::of(&chain.status, &chain.beacon);
        let verb = if asked.is_sent { "leaves" } else { "would leave (--dry-run: nothing was sent)" };
        say!("validator {} {verb} with {} ETH", validator.index, gwei(validator.balance));
        if let (Some(fee), Some(transaction)) = (asked.fee, asked.transaction) {
            say!("  request       {transaction}, fee {fee} wei");
        }
        let Some((exit, withdrawable)) = self.exit_epoch.zip(self.withdrawable_epoch) else {
            say!("  nothing has changed: the beacon chain ignored it, or it is in no block yet");
            return;
        };
        say!("  earns until   it exits {}", clock.when(exit));
        say!("  withdrawable  {}", clock.when(withdrawable));
        match validator.withdrawal_address() {
            Some(address) => {
                let turn = in_words(self.turn_slots.saturating_mul(chain.status.seconds_per_slot));
                say!("  paid          to {address} within {turn} of that, when the sweep comes by");
            }
            None => say!("  it has BLS credentials: nothing is paid out before they are changed to an address"),
        }
        say!(
            "  costs         {} epochs in which its {} ETH earn nothing: about {} ETH",
            grouped(self.idle_epochs),
            gwei(validator.effective_balance),
            gwei(self.forgone)
        );
    }
}

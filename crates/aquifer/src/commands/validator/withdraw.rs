//! `aquifer validator withdraw`: a part of a compounding validator's balance, asked for by its withdrawal address (EIP-7002).

use super::outlook::Clock;
use super::record::Chain;
use super::request::Request;
use crate::cli::{SharedArgs, WithdrawArgs};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{gwei, say};
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &WithdrawArgs, shared: &SharedArgs) -> Result<(), Failure> {
    if args.amount.is_zero() {
        return Err(Failure::Usage("--amount is 0, which asks for a full exit: say `aquifer validator exit`".to_owned()));
    }
    let chain = Chain::open_as(&shared.node, required_signer(&args.sender, shared.network.as_ref())?).await?;
    let validator = chain.record(args.validator).await?;
    let request = Request::Withdrawal { pubkey: validator.pubkey, amount: args.amount.get() };
    let submitted = request.submit(&chain, &args.fee, args.send).await?;
    let effect = submitted.effect;
    if shared.json {
        let effect = json!({
            "validator": validator.index,
            "pubkey": validator.pubkey,
            "sent": submitted.transaction.is_some(),
            "transaction": submitted.transaction,
            "fee": submitted.fee.to_string(),
            "amountGwei": effect.map(|effect| effect.amount.to_string()),
            "withdrawableEpoch": effect.and_then(|effect| effect.withdrawable_epoch),
        });
        say!("{effect}");
        return Ok(());
    }
    match submitted.transaction {
        Some(transaction) => say!("asked for in {transaction}, fee {} wei", submitted.fee),
        None => say!("nothing was sent (--dry-run); the fee is {} wei", submitted.fee),
    }
    let Some(effect) = effect else {
        say!("the beacon chain ignores it");
        return Ok(());
    };
    let when = Clock::of(&chain.status, &chain.beacon).when(effect.withdrawable_epoch.unwrap_or_default());
    say!(
        "{} ETH of validator {} may be paid {when}, at most 8 partial withdrawals a block",
        gwei(effect.amount),
        validator.index
    );
    if effect.amount < args.amount.get() {
        say!("that is all it has above 32 ETH and what is queued already: {} ETH were asked for", gwei(args.amount.get()));
    }
    say!("it earns on as before; until it is paid the validator cannot leave");
    Ok(())
}

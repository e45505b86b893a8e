//! `aquifer restake queue`: asks for a withdrawal. What is asked for is what can be withdrawn now; a slash before the delay
//! has passed takes its part of it.

use crate::cli::{ClientArgs, QueueWithdrawalArgs};
use crate::commands::restaking::{
    Amount, Call, Core, Holding, Position, Queued, Sending, Sent, Strategies, Strategy, Trial, queued_of, token, valued, waiting,
};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::say;
use alloy_primitives::U256;
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::{
    IDelegationManager::{self, QueuedWithdrawalParams},
    IStrategy,
};
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &QueueWithdrawalArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let strategies = core.strategies().await?;
    let strategy = strategies.find(&args.strategy)?;
    let position = Position::read(&core, &strategies, core.sender(), BlockId::latest()).await?;
    let shares = deposit_shares(args.amount, strategy, &position, &core).await?;

    let manager = core.addresses.delegation_manager;
    let params = QueuedWithdrawalParams {
        strategies: vec![strategy.address],
        depositShares: vec![shares],
        __deprecated_withdrawer: core.sender(),
    };
    let mut sending = Sending::new(&core);
    let what = format!("queue a withdrawal of {} deposit shares of {}", token(shares), strategy.unit());
    sending.push(Call::new(what, manager, &IDelegationManager::queueWithdrawalsCall { params: vec![params] }));
    let (queued, sent) = queue(&sending, &strategies, &position, args.write.dry_run).await?;
    let head = sent.last().map_or(core.status.block.number, |sent| sent.block);
    if client.json {
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "staker": core.sender(),
                "strategy": strategy.address,
                "symbol": strategy.unit(),
                "depositShares": shares.to_string(),
                "queued": queued.iter().map(|queued| queued.as_json(head)).collect::<Vec<_>>(),
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    print_queued(&queued, head);
    Ok(())
}

/// Tries the transactions and sends them: the withdrawals that they queue, or would.
pub(super) async fn queue(
    sending: &Sending<'_>,
    strategies: &Strategies,
    before: &Position,
    dry_run: bool,
) -> Result<(Vec<Queued>, Vec<Sent>), Failure> {
    let core = sending.core();
    let mut trial = sending.trial();
    let place = waiting(&mut trial, core, before.staker);
    let tried = sending.tried(&trial).await?.get(&place)?;
    let sent = sending.send(dry_run).await?;
    let mut queued = if dry_run {
        valued(core, strategies, vec![tried], BlockId::latest()).await?
    } else {
        queued_of(core, strategies, &[before.staker], BlockId::latest()).await?
    };
    queued.retain(|queued| before.queued.iter().all(|known| known.root != queued.root));
    Ok((queued, sent))
}

/// The deposit shares whose withdrawal pays what was asked for, or a unit less: both conversions round against the staker.
async fn deposit_shares(asked: Amount, strategy: &Strategy, position: &Position, core: &Core) -> Result<U256, Failure> {
    let refused = |text: String| Failure::Refused(eyre!("nothing was sent: {text}"));
    let (staker, unit) = (core.sender(), strategy.unit());
    let Some(held) = position.holding(strategy) else {
        return Err(refused(format!("{staker} has no {unit} in {}", strategy.address)));
    };
    match asked {
        Amount::All => Ok(held.deposit_shares),
        Amount::Tokens(amount) if amount.is_zero() => Err(refused("0 is no amount to withdraw".to_owned())),
        Amount::Tokens(amount) if amount > held.withdrawable => Err(refused(format!(
            "{staker} can withdraw {} {unit} now{}, asked for {}",
            token(held.withdrawable),
            lost(held),
            token(amount)
        ))),
        Amount::Tokens(amount) if amount == held.withdrawable => Ok(held.deposit_shares),
        Amount::Tokens(amount) => Ok(converted(amount, strategy, held, core).await?),
    }
}

fn lost(held: &Holding) -> String {
    match held.deposited.saturating_sub(held.withdrawable) {
        U256::ZERO => String::new(),
        lost => format!(" ({} are gone by slashing)", token(lost)),
    }
}

/// Tokens to withdrawable shares to deposit shares, by the contracts' own views; never more than there are.
async fn converted(amount: U256, strategy: &Strategy, held: &Holding, core: &Core) -> eyre::Result<U256> {
    let mut trial = Trial::default();
    let mut shares = amount;
    if !strategy.is_native() {
        let view = IStrategy::underlyingToSharesViewCall { amountUnderlying: amount };
        let place = trial.call(strategy.address, &view);
        shares = trial.read(&core.client, BlockId::latest()).await?.get(&place)?;
    }
    let mut trial = Trial::default();
    let view = IDelegationManager::convertToDepositSharesCall {
        staker: core.sender(),
        strategies: vec![strategy.address],
        withdrawableShares: vec![shares],
    };
    let place = trial.call(core.addresses.delegation_manager, &view);
    let converted = trial.read(&core.client, BlockId::latest()).await?.get(&place)?;
    Ok(converted.first().copied().unwrap_or_default().min(held.deposit_shares))
}

/// What was queued and when it can be completed.
pub(super) fn print_queued(queued: &[Queued], head: u64) {
    for queued in queued {
        for part in &queued.parts {
            say!("  queued       {} {}, unless slashed meanwhile", token(part.value), part.strategy.unit());
        }
        say!("  root         {}", queued.root);
        say!("  completable  {}", queued.when(head));
    }
}

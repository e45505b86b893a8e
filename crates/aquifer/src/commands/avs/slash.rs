//! `aquifer avs slash`: takes a part of what an operator has allocated to a set, and shows whom it reaches.

use crate::cli::{AvsSlashArgs, ClientArgs};
use crate::commands::restaking::{
    Call, Core, Effect, Sending, Snapshot, Strategies, Strategy, Subject, Trial, WHOLE, When, magnitude,
};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{grouped, say};
use alloy_primitives::{Address, U64, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::IAllocationManager::{self, OperatorSet, SlashingParams, slashOperatorCall};
use eyre::eyre;
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &AvsSlashArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let set = OperatorSet { avs: args.avs_address.unwrap_or_else(|| core.sender()), id: args.operator_set_id };
    let strategies = core.strategies().await?;
    let known = check(&core, &set, args.operator).await?;
    let parts = parts(args, &strategies, &known)?;
    let sending = sending(args, &core, &set, &parts);
    let subject = subject(&core, args.operator, set, &parts).await?;

    let before = Snapshot::read(&core, &strategies, &subject, When::At(head(&core).await?)).await?;
    let tried = Snapshot::read(&core, &strategies, &subject, When::After(&sending)).await?;
    let sent = sending.send(args.write.dry_run).await?;
    let (before, after) = match sent.last() {
        None => (before, tried),
        Some(sent) => (
            Snapshot::read(&core, &strategies, &subject, When::At(sent.block.saturating_sub(1))).await?,
            Snapshot::read(&core, &strategies, &subject, When::At(sent.block)).await?,
        ),
    };
    let effect = Effect::between(&core, &strategies, &subject, &before, &after).await?;
    let slashes = count(&core, &subject.set).await?;
    if client.json {
        say!(
            "{}",
            json!({
                "sent": !sent.is_empty(),
                "transactions": sent,
                "avs": subject.set.avs,
                "operatorSetId": subject.set.id,
                "slashId": (!sent.is_empty()).then(|| slashes.to_string()),
                "effect": effect.as_json(),
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    if !sent.is_empty() {
        say!("slash {slashes} of set {} of {}", subject.set.id, subject.set.avs);
    }
    effect.print();
    Ok(())
}

/// The number of the head now: the next block's trial follows on it.
async fn head(core: &Core) -> eyre::Result<u64> {
    let number: U64 = core.client.request("eth_blockNumber", ()).await?;
    Ok(number.to())
}

/// Who may slash whom is said with names; the strategies of the set.
async fn check(core: &Core, set: &OperatorSet, operator: Address) -> Result<Vec<Address>, Failure> {
    let manager = core.addresses.allocation_manager;
    let mut trial = Trial::default();
    let is_set = trial.call(manager, &IAllocationManager::isOperatorSetCall { operatorSet: set.clone() });
    let slasher = trial.call(manager, &IAllocationManager::getSlasherCall { operatorSet: set.clone() });
    let slashable = IAllocationManager::isOperatorSlashableCall { operator, operatorSet: set.clone() };
    let slashable = trial.call(manager, &slashable);
    let strategies = IAllocationManager::getStrategiesInOperatorSetCall { operatorSet: set.clone() };
    let strategies = trial.call(manager, &strategies);
    let answers = trial.read(&core.client, BlockId::latest()).await?;
    let refused = |text: String| Err(Failure::Refused(eyre!("nothing was sent: {text}")));
    let OperatorSet { avs, id } = set;
    if !answers.get(&is_set)? {
        return refused(format!("{avs} has no operator set {id}: see `aquifer avs show`"));
    }
    let slasher = answers.get(&slasher)?;
    if slasher != core.sender() {
        return refused(format!("only {slasher} slashes for set {id} of {avs}, and the sender is {}", core.sender()));
    }
    if !answers.get(&slashable)? {
        return refused(format!("{operator} is not slashable by set {id} of {avs}: it is not registered, or left long ago"));
    }
    Ok(answers.get(&strategies)?)
}

/// Strategies with what is to be slashed of each, in ascending order.
fn parts(args: &AvsSlashArgs, strategies: &Strategies, set: &[Address]) -> Result<Vec<(Strategy, U256)>, Failure> {
    let named: Vec<Strategy> = if args.strategy_addresses.is_empty() {
        set.iter().map(|address| strategies.at(*address)).collect()
    } else {
        let found = args.strategy_addresses.iter().map(|name| strategies.find(name).cloned());
        found.collect::<eyre::Result<_>>()?
    };
    let wads = match args.bips_to_slash {
        Some(bips) => vec![U256::from(bips).saturating_mul(U256::from(WHOLE / 10_000)); named.len()],
        None => args.wads_to_slash.clone(),
    };
    if wads.len() != named.len() {
        let (wads, named) = (wads.len(), named.len());
        return Err(Failure::Usage(format!("--wads-to-slash has {wads} parts for {named} strategies")));
    }
    if let Some(wad) = wads.iter().find(|wad| wad.is_zero() || **wad > U256::from(WHOLE)) {
        return Err(Failure::Usage(format!(
            "{wad} of 10^18 is no part to slash: it is more than 0 and at most 10^18 (10,000 bips)"
        )));
    }
    let mut parts: Vec<_> = named.into_iter().zip(wads).collect();
    parts.sort_by_key(|(strategy, _)| strategy.address);
    Ok(parts)
}

fn sending<'a>(args: &AvsSlashArgs, core: &'a Core, set: &OperatorSet, parts: &[(Strategy, U256)]) -> Sending<'a> {
    let words: Vec<_> = parts.iter().map(|(strategy, wad)| format!("{} of {}", magnitude(wad.to()), strategy.unit())).collect();
    let params = SlashingParams {
        operator: args.operator,
        operatorSetId: set.id,
        strategies: parts.iter().map(|(strategy, _)| strategy.address).collect(),
        wadsToSlash: parts.iter().map(|(_, wad)| *wad).collect(),
        description: args.description.clone(),
    };
    let mut sending = Sending::new(core);
    let what = format!("slash {} that {} has allocated", words.join(", "), args.operator);
    sending.push(Call::new(what, core.addresses.allocation_manager, &slashOperatorCall { avs: set.avs, params }));
    sending
}

async fn subject(core: &Core, operator: Address, set: OperatorSet, parts: &[(Strategy, U256)]) -> eyre::Result<Subject> {
    let listed = core.stakers(operator).await?;
    let mut stakers = listed.delegated;
    stakers.extend(listed.leaving);
    stakers.sort_unstable();
    stakers.dedup();
    Ok(Subject { operator, set, strategies: parts.iter().map(|(strategy, _)| strategy.address).collect(), stakers })
}

/// How many slashes the set has seen.
async fn count(core: &Core, set: &OperatorSet) -> eyre::Result<String> {
    let mut trial = Trial::default();
    let call = IAllocationManager::getSlashCountCall { operatorSet: set.clone() };
    let place = trial.call(core.addresses.allocation_manager, &call);
    Ok(grouped(trial.read(&core.client, BlockId::latest()).await?.get(&place)?))
}

//! `aquifer avs reward`: tokens for the operators of a set and for those who delegate to them.

use crate::cli::{ClientArgs, RewardArgs, RewardKind};
use crate::commands::restaking::{Amount, Call, Core, Sending, Strategies, StrategyName, Trial, WHOLE, token};
use crate::commands::sender::required_signer;
use crate::duration::in_words;
use crate::failure::Failure;
use crate::output::{grouped, say};
use alloy_primitives::{Address, U256, aliases::U96};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::{
    IERC20,
    restaking::{
        IAllocationManager,
        IRewardsCoordinator::{
            self, OperatorSet, RewardsSubmission, StrategyAndMultiplier, createTotalStakeRewardsSubmissionCall,
            createUniqueStakeRewardsSubmissionCall,
        },
    },
};
use eyre::eyre;
use serde_json::json;

/// What the coordinator says about times, in seconds.
struct Times {
    interval: u32,
    activation_delay: u32,
}

/// Runs the command.
pub(super) async fn run(args: &RewardArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let avs = args.avs_address.unwrap_or_else(|| core.sender());
    let strategies = core.strategies().await?;
    let (asset, symbol) = asset(&args.token, &strategies)?;
    let amount = amount(args.amount, asset, &symbol, &core).await?;
    let times = times(&core).await?;
    let submission = RewardsSubmission {
        strategiesAndMultipliers: weights(args, avs, &strategies, &core).await?,
        token: asset,
        amount,
        startTimestamp: args.start.unwrap_or_else(|| begin(core.status.block.timestamp, times.interval)),
        duration: duration(args.duration, times.interval)?,
    };
    let (start, end) = (submission.startTimestamp, u64::from(submission.startTimestamp) + args.duration);
    let coordinator = core.addresses.rewards_coordinator;
    let mut sending = Sending::new(&core);
    sending.approve(asset, &symbol, coordinator, amount).await?;
    let set = OperatorSet { avs, id: args.operator_set_id };
    let what = format!("reward set {} of {avs} with {} {symbol}", set.id, token(amount));
    sending.push(match args.kind {
        RewardKind::UniqueStake => {
            let call = createUniqueStakeRewardsSubmissionCall { operatorSet: set, rewardsSubmissions: vec![submission] };
            Call::new(what, coordinator, &call)
        }
        RewardKind::TotalStake => {
            let call = createTotalStakeRewardsSubmissionCall { operatorSet: set, rewardsSubmissions: vec![submission] };
            Call::new(what, coordinator, &call)
        }
    });
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
                "token": asset,
                "amount": amount.to_string(),
                "start": start,
                "end": end,
            })
        );
        return Ok(());
    }
    sending.print(&sent);
    say!("  for        the {} after {start} (until {end})", in_words(args.duration));
    let delay = in_words(times.activation_delay.into());
    say!("  claimable  {delay} after the rewards keeper has posted a root that covers it: `aquifer rewards`");
    Ok(())
}

/// The token that was named.
fn asset(name: &StrategyName, strategies: &Strategies) -> eyre::Result<(Address, String)> {
    if let StrategyName::Address(address) = name {
        let known = strategies.all().find(|strategy| strategy.token == Some(*address));
        return Ok((*address, known.map_or_else(|| address.to_string(), |strategy| strategy.symbol.clone())));
    }
    let strategy = strategies.find(name)?;
    let asset = strategy.token.ok_or_else(|| eyre!("{} is no token to pay with", strategy.symbol))?;
    Ok((asset, strategy.symbol.clone()))
}

/// The amount that was named, which the sender must have.
async fn amount(asked: Amount, asset: Address, symbol: &str, core: &Core) -> eyre::Result<U256> {
    let mut trial = Trial::default();
    let place = trial.call(asset, &IERC20::balanceOfCall { account: core.sender() });
    let balance = trial.read(&core.client, BlockId::latest()).await?.get(&place)?;
    let amount = match asked {
        Amount::All => balance,
        Amount::Tokens(amount) => amount,
    };
    if amount.is_zero() || amount > balance {
        let (has, asked) = (token(balance), token(amount));
        return Err(eyre!("nothing was sent: {} has {has} {symbol}, asked for {asked}", core.sender()));
    }
    Ok(amount)
}

async fn times(core: &Core) -> eyre::Result<Times> {
    let mut trial = Trial::default();
    let coordinator = core.addresses.rewards_coordinator;
    let interval = trial.call(coordinator, &IRewardsCoordinator::CALCULATION_INTERVAL_SECONDSCall {});
    let delay = trial.call(coordinator, &IRewardsCoordinator::activationDelayCall {});
    let answers = trial.read(&core.client, BlockId::latest()).await?;
    Ok(Times { interval: answers.get(&interval)?, activation_delay: answers.get(&delay)? })
}

/// The last time that a submission may begin at.
fn begin(now: u64, interval: u32) -> u32 {
    let step = u64::from(interval.max(1));
    u32::try_from(now - now % step).unwrap_or(u32::MAX)
}

fn duration(asked: u64, interval: u32) -> Result<u32, Failure> {
    let step = u64::from(interval.max(1));
    if asked == 0 || !asked.is_multiple_of(step) {
        let step = in_words(step);
        return Err(Failure::Usage(format!("--duration is {}, expected a multiple of {step}", in_words(asked))));
    }
    u32::try_from(asked).map_err(|_| Failure::Usage(format!("--duration of {} seconds is too long", grouped(asked))))
}

/// What a share of each strategy counts, in ascending order of strategies.
async fn weights(
    args: &RewardArgs,
    avs: Address,
    strategies: &Strategies,
    core: &Core,
) -> Result<Vec<StrategyAndMultiplier>, Failure> {
    let mut trial = Trial::default();
    let set = IAllocationManager::OperatorSet { avs, id: args.operator_set_id };
    let listed = IAllocationManager::getStrategiesInOperatorSetCall { operatorSet: set };
    let listed = trial.call(core.addresses.allocation_manager, &listed);
    let listed = trial.read(&core.client, BlockId::latest()).await?.get(&listed)?;
    let named = args.strategy_addresses.iter().map(|name| Ok(strategies.find(name)?.address));
    let chosen = if args.strategy_addresses.is_empty() { listed } else { named.collect::<eyre::Result<_>>()? };
    if chosen.is_empty() {
        let set = args.operator_set_id;
        return Err(Failure::Refused(eyre!("nothing was sent: {avs} has no operator set {set} with strategies")));
    }
    let given = if args.multipliers.is_empty() { vec![U256::from(WHOLE); chosen.len()] } else { args.multipliers.clone() };
    if given.len() != chosen.len() {
        let (given, chosen) = (given.len(), chosen.len());
        return Err(Failure::Usage(format!("--multipliers has {given} weights for {chosen} strategies")));
    }
    let mut weights = Vec::new();
    for (strategy, multiplier) in chosen.into_iter().zip(given) {
        let fits = U96::checked_from_limbs_slice(multiplier.as_limbs());
        let multiplier = fits.ok_or_else(|| Failure::Usage(format!("a multiplier of {multiplier} is more than 96 bits hold")))?;
        weights.push(StrategyAndMultiplier { strategy, multiplier });
    }
    weights.sort_by_key(|weight| weight.strategy);
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn submissions_begin_and_last_by_the_interval() {
        assert_eq!(begin(200_000, 86_400), 172_800);
        assert_eq!(duration(604_800, 86_400).ok(), Some(604_800));
        for asked in [0, 3_600, 86_401] {
            assert!(duration(asked, 86_400).is_err_and(|failure| failure.status() == 2), "{asked}");
        }
    }
}

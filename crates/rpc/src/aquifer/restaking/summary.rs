//! Restaking at a glance: how much is staked with how many operators, and what each service can slash.

use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    restaking::{BEACON_CHAIN_ETH, OperatorSet, Restaking},
    units::{ArithError, BlockNumber, StrategyShares},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer of `aquifer_restaking`. Shares are decimal strings; those of native stake are wei.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    operators: u64,
    /// Who has delegated, operators to themselves among them.
    stakers: u64,
    pods: u64,
    queued_withdrawals: u64,
    /// What operators have, native stake last.
    stakes: Vec<Stake>,
    services: Vec<ServiceStake>,
}

/// Shares of one strategy.
#[derive(Debug, Serialize)]
struct Stake {
    strategy: Address,
    /// Nothing for native stake.
    token: Option<Address>,
    shares: String,
}

/// What a service can slash, all of its operator sets together.
#[derive(Debug, Serialize)]
struct ServiceStake {
    avs: Address,
    name: Option<String>,
    operators: u64,
    slashable: Vec<Stake>,
}

/// `aquifer_restaking(block)`.
pub(crate) fn summary(api: &Api, mut args: Args) -> Result<Summary, RpcError> {
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    let restaking = &state.world.protocol.restaking;
    let now = BlockNumber::new(state.env.number.saturating_to());
    let name = |avs: Address| api.config.names.get(&avs).cloned();
    Summary::of(restaking, now, name).map_err(RpcError::internal)
}

impl Summary {
    fn of(restaking: &Restaking, now: BlockNumber, name: impl Fn(Address) -> Option<String>) -> Result<Self, ArithError> {
        let services = restaking.allocation.services().map(|avs| ServiceStake::of(restaking, avs, now, name(avs)));
        Ok(Self {
            operators: count(restaking.delegation.operators().count()),
            stakers: count(restaking.delegation.delegations().count()),
            pods: count(restaking.pods.num_pods()),
            queued_withdrawals: count(restaking.delegation.withdrawals().count()),
            stakes: stakes(restaking, operator_shares(restaking)?),
            services: services.collect::<Result<_, _>>()?,
        })
    }
}

impl ServiceStake {
    fn of(restaking: &Restaking, avs: Address, now: BlockNumber, name: Option<String>) -> Result<Self, ArithError> {
        let (mut operators, mut slashable) = (0, BTreeMap::new());
        let sets = restaking.allocation.operator_sets().map(|(set, _)| set).filter(|set| set.avs == avs);
        for set in sets {
            let members = restaking.allocation.members(set);
            operators += count(members.len());
            add_slashable(restaking, set, &members, now, &mut slashable)?;
        }
        Ok(Self { avs, name, operators, slashable: stakes(restaking, slashable) })
    }
}

fn add_slashable(
    restaking: &Restaking,
    set: OperatorSet,
    members: &[Address],
    now: BlockNumber,
    sums: &mut BTreeMap<Address, StrategyShares>,
) -> Result<(), ArithError> {
    let strategies = restaking.allocation.strategies_in(set);
    for shares in restaking.minimum_slashable_stake(set, members, &strategies, now, now)? {
        for (strategy, shares) in strategies.iter().zip(shares) {
            add(sums, *strategy, shares)?;
        }
    }
    Ok(())
}

fn operator_shares(restaking: &Restaking) -> Result<BTreeMap<Address, StrategyShares>, ArithError> {
    let mut sums = BTreeMap::new();
    for (_, strategy, shares) in restaking.delegation.all_operator_shares() {
        add(&mut sums, strategy, shares)?;
    }
    Ok(sums)
}

fn add(sums: &mut BTreeMap<Address, StrategyShares>, strategy: Address, shares: StrategyShares) -> Result<(), ArithError> {
    let sum = sums.entry(strategy).or_insert(StrategyShares::ZERO);
    *sum = sum.try_add(shares)?;
    Ok(())
}

/// Native stake goes last.
fn stakes(restaking: &Restaking, shares: BTreeMap<Address, StrategyShares>) -> Vec<Stake> {
    let stake = |(strategy, shares): (Address, StrategyShares)| Stake {
        strategy,
        token: restaking.strategies.get(strategy).map(|strategy| strategy.token()),
        shares: shares.get().to_string(),
    };
    let (native, tokens): (Vec<_>, Vec<_>) = shares.into_iter().partition(|(strategy, _)| *strategy == BEACON_CHAIN_ETH);
    tokens.into_iter().chain(native).filter(|(_, shares)| shares.get() > U256::ZERO).map(stake).collect()
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

//! Who and what there is in restaking: lists that no view of the contracts gives. Everything else is asked of the contracts.

mod summary;

pub(crate) use summary::summary;

use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::Address;
use aquifer_protocol::restaking::{OperatorSetId, Restaking};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A strategy of ours. Native stake is none: nothing lives at its address.
#[derive(Debug, Serialize)]
pub(crate) struct StrategyRecord {
    strategy: Address,
    token: Address,
    /// Whether it takes deposits.
    whitelisted: bool,
}

/// An operator.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OperatorRecord {
    operator: Address,
    /// As the network file names its account.
    name: Option<String>,
    /// Who must sign for new stakers; zero: nobody.
    delegation_approver: Address,
    /// Who has delegated to it, itself among them.
    stakers: u64,
}

/// The stakers of an operator.
#[derive(Debug, Serialize)]
pub(crate) struct OperatorStakers {
    /// Who has delegated to it now.
    delegated: Vec<Address>,
    /// Who has withdrawals queued that it can still be slashed for, or that only wait to be completed.
    leaving: Vec<Address>,
}

/// A service.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceRecord {
    avs: Address,
    /// As the network file names it.
    name: Option<String>,
    /// Who is asked when operators register.
    registrar: Address,
    operator_sets: Vec<u32>,
}

/// `aquifer_restakingStrategies(block)`, in the order of their addresses.
pub(crate) fn strategies(api: &Api, mut args: Args) -> Result<Vec<StrategyRecord>, RpcError> {
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    let restaking = &state.world.protocol.restaking;
    let record = |(strategy, record): (Address, &aquifer_protocol::restaking::strategies::Strategy)| StrategyRecord {
        strategy,
        token: record.token(),
        whitelisted: restaking.strategy_manager.is_whitelisted(strategy),
    };
    Ok(restaking.strategies.iter().map(record).collect())
}

/// `aquifer_restakingOperators(block)`, in the order of their addresses.
pub(crate) fn operators(api: &Api, mut args: Args) -> Result<Vec<OperatorRecord>, RpcError> {
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    let delegation = &state.world.protocol.restaking.delegation;
    let mut stakers: BTreeMap<Address, u64> = BTreeMap::new();
    for (_, operator) in delegation.delegations() {
        *stakers.entry(operator).or_default() += 1;
    }
    let record = |operator| OperatorRecord {
        operator,
        name: api.config.names.get(&operator).cloned(),
        delegation_approver: delegation.approver(operator).unwrap_or_default(),
        stakers: stakers.get(&operator).copied().unwrap_or_default(),
    };
    Ok(delegation.operators().map(record).collect())
}

/// `aquifer_restakingStakers(operator, block)`, each list in the order of addresses.
pub(crate) fn stakers(api: &Api, mut args: Args) -> Result<OperatorStakers, RpcError> {
    let operator: Address = args.required()?;
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    let delegation = &state.world.protocol.restaking.delegation;
    let delegated = delegation.delegations().filter(|(_, to)| *to == operator).map(|(staker, _)| staker).collect();
    let leaving = delegation.withdrawals().filter(|(_, withdrawal)| withdrawal.delegated_to == operator);
    let leaving: BTreeSet<Address> = leaving.map(|(_, withdrawal)| withdrawal.staker).collect();
    Ok(OperatorStakers { delegated, leaving: leaving.into_iter().collect() })
}

/// `aquifer_restakingServices(block)`, in the order of their addresses: who has published metadata.
pub(crate) fn services(api: &Api, mut args: Args) -> Result<Vec<ServiceRecord>, RpcError> {
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    let restaking = &state.world.protocol.restaking;
    let sets = sets_by_service(restaking);
    let record = |avs| ServiceRecord {
        avs,
        name: api.config.names.get(&avs).cloned(),
        registrar: restaking.allocation.avs_registrar(avs),
        operator_sets: sets.get(&avs).map(|ids| ids.iter().copied().collect()).unwrap_or_default(),
    };
    Ok(restaking.allocation.services().map(record).collect())
}

fn sets_by_service(restaking: &Restaking) -> BTreeMap<Address, BTreeSet<OperatorSetId>> {
    let mut sets: BTreeMap<Address, BTreeSet<OperatorSetId>> = BTreeMap::new();
    for (set, _) in restaking.allocation.operator_sets() {
        sets.entry(set.avs).or_default().insert(set.id);
    }
    sets
}

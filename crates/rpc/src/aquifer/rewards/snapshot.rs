//! What rewards go by on a day.

use crate::{
    api::Api,
    args::Args,
    error::RpcError,
    number::{Decimal, Number},
};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    restaking::{
        OperatorSet,
        rewards::{
            SplitKey,
            calculation::{Allocated, Day, Staker},
        },
    },
    units::{BlockNumber, StrategyShares, Timestamp},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A day. Shares are in units of their strategy, magnitudes parts of 10^18 as decimal strings.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DayRecord {
    stakers: Vec<StakerRecord>,
    operators: Vec<OperatorRecord>,
    services: Vec<ServiceRecord>,
    sets: Vec<SetRecord>,
    splits: Vec<SplitRecord>,
    default_split_bips: u16,
}

#[derive(Debug, Serialize)]
struct StakerRecord {
    staker: Address,
    operator: Option<Address>,
    shares: Vec<(Address, U256)>,
}

#[derive(Debug, Serialize)]
struct OperatorRecord {
    operator: Address,
    shares: Vec<(Address, U256)>,
}

#[derive(Debug, Serialize)]
struct ServiceRecord {
    avs: Address,
    operators: Vec<RegisteredRecord>,
}

#[derive(Debug, Serialize)]
struct RegisteredRecord {
    operator: Address,
    strategies: BTreeSet<Address>,
}

#[derive(Debug, Serialize)]
struct SetRecord {
    avs: Address,
    id: u32,
    members: Vec<MemberRecord>,
}

#[derive(Debug, Serialize)]
struct MemberRecord {
    operator: Address,
    allocations: Vec<AllocationRecord>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AllocationRecord {
    strategy: Address,
    magnitude: Decimal,
    max_magnitude: Decimal,
}

/// Of a service, of a set when there is an id, of programmatic incentives when there is neither.
#[derive(Debug, Serialize)]
struct SplitRecord {
    operator: Address,
    avs: Option<Address>,
    id: Option<u32>,
    bips: u16,
}

/// `aquifer_rewardsSnapshot(time, block)`: the state after the block, and what counts of it at the time.
pub(crate) fn snapshot(api: &Api, mut args: Args) -> Result<DayRecord, RpcError> {
    let Number(time) = args.required()?;
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    let number = BlockNumber::new(state.env.number.saturating_to());
    let day = state.world.protocol.restaking.rewards_day(number, Timestamp::new(time));
    day.map(|day| DayRecord::new(&day)).map_err(RpcError::internal)
}

impl DayRecord {
    fn new(day: &Day) -> Self {
        let delegated = day.delegated.iter().flat_map(|(operator, stakers)| {
            let operator = Some(*operator);
            stakers.iter().map(move |staker| StakerRecord::new(operator, staker))
        });
        let undelegated = day.undelegated.iter().map(|staker| StakerRecord::new(None, staker));
        let operator = |(operator, shares): (&Address, &BTreeMap<Address, StrategyShares>)| OperatorRecord {
            operator: *operator,
            shares: shares.iter().map(|(strategy, shares)| (*strategy, shares.get())).collect(),
        };
        Self {
            stakers: delegated.chain(undelegated).collect(),
            operators: day.operator_shares.iter().map(operator).collect(),
            services: day.services.iter().map(service).collect(),
            sets: day.sets.iter().map(set).collect(),
            splits: day.splits.iter().map(|(key, bips)| SplitRecord::new(*key, bips.get())).collect(),
            default_split_bips: day.default_split.get(),
        }
    }
}

impl StakerRecord {
    fn new(operator: Option<Address>, staker: &Staker) -> Self {
        let shares = staker.shares.iter().map(|(strategy, shares)| (*strategy, shares.get()));
        Self { staker: staker.address, operator, shares: shares.collect() }
    }
}

impl SplitRecord {
    const fn new(key: SplitKey, bips: u16) -> Self {
        let (avs, id) = match key {
            SplitKey::Avs { avs, .. } => (Some(avs), None),
            SplitKey::ProgrammaticIncentives { .. } => (None, None),
            SplitKey::Set { set, .. } => (Some(set.avs), Some(set.id)),
        };
        Self { operator: key.operator(), avs, id, bips }
    }
}

fn service((avs, operators): (&Address, &BTreeMap<Address, BTreeSet<Address>>)) -> ServiceRecord {
    let operators =
        operators.iter().map(|(operator, strategies)| RegisteredRecord { operator: *operator, strategies: strategies.clone() });
    ServiceRecord { avs: *avs, operators: operators.collect() }
}

fn set((set, members): (&OperatorSet, &BTreeMap<Address, BTreeMap<Address, Allocated>>)) -> SetRecord {
    let allocation = |(strategy, allocated): (&Address, &Allocated)| AllocationRecord {
        strategy: *strategy,
        magnitude: Decimal::of(allocated.magnitude.get()),
        max_magnitude: Decimal::of(allocated.max_magnitude.get()),
    };
    let members = members.iter().map(|(operator, allocations)| MemberRecord {
        operator: *operator,
        allocations: allocations.iter().map(allocation).collect(),
    });
    SetRecord { avs: set.avs, id: set.id, members: members.collect() }
}

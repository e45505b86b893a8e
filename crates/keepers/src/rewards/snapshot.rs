//! The state of a day, as of the last block before it.

use super::Grid;
use crate::chain::{Client, Head, quantity};
use alloy_primitives::{Address, U256};
use alloy_provider::Provider as _;
use alloy_rpc_types_eth::{BlockId, TransactionRequest};
use alloy_sol_types::SolCall as _;
use aquifer_contracts::interfaces::IServiceManager::getOperatorRestakedStrategiesCall;
use aquifer_protocol::{
    restaking::{
        OperatorSet,
        rewards::{
            SplitKey,
            calculation::{Allocated, Day, Staker},
        },
    },
    units::{Bips, Magnitude, StrategyShares, Timestamp},
};
use eyre::eyre;
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// `aquifer_rewardsSnapshot`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DayRecord {
    stakers: Vec<StakerRecord>,
    operators: Vec<OperatorRecord>,
    services: Vec<ServiceRecord>,
    sets: Vec<SetRecord>,
    splits: Vec<SplitRecord>,
    default_split_bips: u16,
}

#[derive(Debug, Deserialize)]
struct StakerRecord {
    staker: Address,
    operator: Option<Address>,
    shares: Vec<(Address, U256)>,
}

#[derive(Debug, Deserialize)]
struct OperatorRecord {
    operator: Address,
    shares: Vec<(Address, U256)>,
}

#[derive(Debug, Deserialize)]
struct ServiceRecord {
    avs: Address,
    operators: Vec<RegisteredRecord>,
}

#[derive(Debug, Deserialize)]
struct RegisteredRecord {
    operator: Address,
    strategies: BTreeSet<Address>,
}

#[derive(Debug, Deserialize)]
struct SetRecord {
    avs: Address,
    id: u32,
    members: Vec<MemberRecord>,
}

#[derive(Debug, Deserialize)]
struct MemberRecord {
    operator: Address,
    allocations: Vec<AllocationRecord>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AllocationRecord {
    strategy: Address,
    #[serde(deserialize_with = "quantity")]
    magnitude: u64,
    #[serde(deserialize_with = "quantity")]
    max_magnitude: u64,
}

#[derive(Debug, Deserialize)]
struct SplitRecord {
    operator: Address,
    avs: Option<Address>,
    id: Option<u32>,
    bips: u16,
}

/// The state of the day that begins at `day`; nobody was there before the chain began.
pub(super) async fn of_day(client: &Client, day: Timestamp, grid: Grid, head: Head) -> eyre::Result<Day> {
    if day.get() <= grid.genesis_time {
        return Ok(Day::default());
    }
    let block = client.block_at(day.get() - 1, grid.seconds_per_slot, head).await?.number;
    let params = json!([day.get(), format!("0x{block:x}")]);
    let record: DayRecord = client.request("aquifer_rewardsSnapshot", params).await?;
    let mut state = record.into_day()?;
    ask_services(client, &mut state, block).await;
    Ok(state)
}

/// Services that register operators in `AVSDirectory` say themselves what each restakes there.
async fn ask_services(client: &Client, day: &mut Day, block: u64) {
    for (avs, operators) in &mut day.services {
        for (operator, strategies) in operators.iter_mut().filter(|(_, strategies)| strategies.is_empty()) {
            let call = getOperatorRestakedStrategiesCall { operator: *operator };
            let request = TransactionRequest::default().to(*avs).input(call.abi_encode().into());
            let answer = client.provider().call(request).block(BlockId::number(block)).await;
            // A service that does not answer restakes nothing: it is not asked a second time.
            let told = answer.ok().and_then(|data| getOperatorRestakedStrategiesCall::abi_decode_returns(&data).ok());
            strategies.extend(told.unwrap_or_default());
        }
    }
}

impl DayRecord {
    fn into_day(self) -> eyre::Result<Day> {
        let mut day = Day { default_split: bips(self.default_split_bips)?, ..Day::default() };
        for record in self.stakers {
            let shares = record.shares.into_iter().map(|(strategy, shares)| (strategy, StrategyShares::new(shares)));
            let staker = Staker { address: record.staker, shares: shares.collect() };
            match record.operator {
                Some(operator) => day.delegated.entry(operator).or_default().push(staker),
                None => day.undelegated.push(staker),
            }
        }
        for record in self.operators {
            let shares = record.shares.into_iter().map(|(strategy, shares)| (strategy, StrategyShares::new(shares)));
            day.operator_shares.insert(record.operator, shares.collect());
        }
        for record in self.services {
            let operators = record.operators.into_iter().map(|entry| (entry.operator, entry.strategies));
            day.services.insert(record.avs, operators.collect());
        }
        for record in self.sets {
            let members = record.members.into_iter().map(|member| (member.operator, allocations(member.allocations)));
            day.sets.insert(OperatorSet { avs: record.avs, id: record.id }, members.collect());
        }
        for record in self.splits {
            day.splits.insert(record.key(), bips(record.bips)?);
        }
        Ok(day)
    }
}

impl SplitRecord {
    const fn key(&self) -> SplitKey {
        let operator = self.operator;
        match (self.avs, self.id) {
            (Some(avs), Some(id)) => SplitKey::Set { operator, set: OperatorSet { avs, id } },
            (Some(avs), None) => SplitKey::Avs { operator, avs },
            (None, _) => SplitKey::ProgrammaticIncentives { operator },
        }
    }
}

fn allocations(records: Vec<AllocationRecord>) -> BTreeMap<Address, Allocated> {
    let allocated = |record: AllocationRecord| Allocated {
        magnitude: Magnitude::new(record.magnitude),
        max_magnitude: Magnitude::new(record.max_magnitude),
    };
    records.into_iter().map(|record| (record.strategy, allocated(record))).collect()
}

fn bips(value: u16) -> eyre::Result<Bips> {
    Bips::new(value).ok_or_else(|| eyre!("a split of {value} basis points"))
}

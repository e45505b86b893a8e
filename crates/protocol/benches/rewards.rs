//! Rewards for 100,000 earners: `cargo bench -p aquifer-protocol --bench rewards`.
//!
//! The middle column to look at is items a second, one item an earner with its token leaf and its earner leaf; the
//! allocations below each figure show the memory.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use aquifer_protocol::{
    Address, U256,
    restaking::{
        OperatorSet,
        rewards::{
            RewardsFor, RewardsSubmission, StrategyAndMultiplier,
            calculation::{Allocated, DAY, Day, Offer, Recorded, Staker, calculate},
            tree::{DistributionTree, Earnings},
        },
    },
    units::{Bips, Magnitude, StrategyShares, Timestamp},
};
use divan::counter::ItemsCount;
use std::{collections::BTreeMap, sync::Arc};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

const EARNERS: u64 = 100_000;
const OPERATORS: u64 = 100;
const SET: OperatorSet = OperatorSet { avs: Address::repeat_byte(0xa5), id: 0 };
const STRATEGY: Address = Address::repeat_byte(0x51);
const TOKEN: Address = Address::repeat_byte(0x70);

fn main() {
    divan::main();
}

/// Spread over all addresses, as those of people are.
fn account(number: u64) -> Address {
    Address::from_slice(&alloy_primitives::keccak256(number.to_be_bytes())[12..])
}

fn earnings(tokens: u8) -> Earnings {
    let amounts = |number: u64| (0..tokens).map(|token| (Address::repeat_byte(token), U256::from(number + 1))).collect();
    (0..EARNERS).map(|number| (account(number), amounts(number))).collect()
}

#[divan::bench(args = [1, 3], sample_count = 10, sample_size = 1)]
fn tree_of_100_000_earners(bencher: divan::Bencher<'_, '_>, tokens: u8) {
    let earnings = earnings(tokens);
    bencher.counter(ItemsCount::new(EARNERS)).bench_local(|| DistributionTree::new(&earnings).unwrap());
}

#[divan::bench]
fn proof_out_of_100_000_earners(bencher: divan::Bencher<'_, '_>) {
    let tree = DistributionTree::new(&earnings(1)).unwrap();
    let (earner, token) = (account(77), Address::repeat_byte(0));
    bencher.bench_local(|| tree.claim(0, earner, &[token]).unwrap());
}

/// A day on which every earner is delegated to one of the operators of a set.
fn day() -> Day {
    let shares = |number: u64| StrategyShares::new(U256::from(10u64.pow(18)) * U256::from(number % 1_000 + 1));
    let mut day = Day { default_split: Bips::new(1_000).unwrap(), ..Day::default() };
    for number in 0..EARNERS {
        let operator = account(number % OPERATORS);
        let staker = Staker { address: account(number), shares: vec![(STRATEGY, shares(number))] };
        day.delegated.entry(operator).or_default().push(staker);
        let held = day.operator_shares.entry(operator).or_default().entry(STRATEGY).or_insert(StrategyShares::ZERO);
        *held = held.try_add(shares(number)).unwrap();
        let allocated = Allocated { magnitude: Magnitude::new(5 * 10u64.pow(17)), max_magnitude: Magnitude::WHOLE };
        day.sets.entry(SET).or_default().insert(operator, [(STRATEGY, allocated)].into());
    }
    day
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn a_day_of_unique_stake_for_100_000_earners(bencher: divan::Bencher<'_, '_>) {
    let submission = RewardsSubmission {
        strategies: vec![StrategyAndMultiplier { strategy: STRATEGY, multiplier: U256::from(10u64.pow(18)) }],
        token: TOKEN,
        amount: U256::from(10u64.pow(18)) * U256::from(1_000u64),
        start: Timestamp::new(0),
        duration: DAY,
    };
    let offer = Offer::ByStake { to: RewardsFor::UniqueStake(SET), submitter: SET.avs, submission };
    let recorded = [Recorded { at: Timestamp::new(0), offer }];
    let days: BTreeMap<_, _> = [(Timestamp::new(DAY.get()), Arc::new(day()))].into();
    let cutoff = Timestamp::new(DAY.get());
    bencher.counter(ItemsCount::new(EARNERS)).bench_local(|| calculate(&recorded, &days, cutoff).unwrap());
}

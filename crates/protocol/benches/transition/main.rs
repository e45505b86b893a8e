//! The epoch transition of large registries: `cargo bench -p aquifer-protocol --bench transition`.
//!
//! One core, no hashing. Every figure is the median of five runs on a fresh clone of the same state, as a chain has it that
//! keeps the state before: what is written is copied. The yardstick is one pass in the same run that reads every column the
//! transition uses and writes fresh copies of those it changes.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark fails by panicking, reads the clock and prints its figures"
)]

mod realistic;

use aquifer_protocol::ethereum::{Beacon, BeaconConstants, Columns, GenesisValidator, PerformanceProfile, PublicKey};
use aquifer_protocol::units::{Gwei, Slot, Slots, Timestamp};
use aquifer_protocol::{Address, B256};
use realistic::{ETH, realistic};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    // `-- distinct` or `-- leak` alone.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|chosen| chosen == name);
    if is_chosen("distinct") {
        distinct_validators(1_000_000);
        distinct_validators(100_000);
    }
    if is_chosen("leak") {
        leak_of_equal_validators(1_000_000, 64);
    }
}

/// The median of five runs.
fn median<T>(mut prepare: impl FnMut() -> T, mut run: impl FnMut(T) -> T) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let input = prepare();
            let start = Instant::now();
            let output = black_box(run(input));
            let elapsed = start.elapsed();
            drop(output);
            elapsed
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}

fn report(what: &str, time: Duration, yardstick: Duration) {
    println!(
        "{what:<66} {:>9.3} ms  {:>6.2} times the pass",
        time.as_secs_f64() * 1e3,
        time.as_secs_f64() / yardstick.as_secs_f64()
    );
}

fn distinct_validators(count: u64) {
    println!("\n{count} distinct validators, mainnet constants");
    let beacon = realistic(count);
    let pass = median(|| None, |_| Some(one_pass(beacon.columns().unwrap())));
    report("one pass: reads the columns used, copies those changed", pass, pass);

    let transition = |mut beacon: Beacon| {
        beacon.process_epoch().unwrap();
        beacon
    };
    report("epoch transition, with the draws of proposers", median(|| beacon.clone(), transition), pass);
    let played = |mut beacon: Beacon| {
        let next = beacon.slot().after(Slots::new(1)).unwrap();
        beacon.advance_to_slot(next).unwrap();
        beacon
    };
    report("the same as a chain plays it: participation by profile", median(|| beacon.clone(), played), pass);
    let viewed = |mut beacon: Beacon| {
        beacon.process_empty_block().unwrap();
        beacon
    };
    let started = played(beacon.clone());
    report("first block of an epoch: duties, sweep, sync committee", median(|| started.clone(), viewed), pass);
}

/// What the columns weigh: every one that the transition reads is summed, every one it changes is copied.
fn one_pass(columns: Columns<'_>) -> (u64, [Vec<u64>; 3], [Vec<u8>; 2]) {
    let mut sum = 0u64;
    let rows = columns.balances.len();
    let mut wide: [Vec<u64>; 3] = std::array::from_fn(|_| Vec::with_capacity(rows));
    let mut narrow: [Vec<u8>; 2] = std::array::from_fn(|_| Vec::with_capacity(rows));
    for number in 0..columns.balances.shared_chunks().len() {
        let epochs = [
            &columns.activation_eligibility_epochs.shared_chunks()[number],
            &columns.activation_epochs.shared_chunks()[number],
            &columns.exit_epochs.shared_chunks()[number],
            &columns.withdrawable_epochs.shared_chunks()[number],
        ];
        for epoch in epochs {
            sum = sum.wrapping_add(epoch.iter().map(|epoch| epoch.get()).fold(0, u64::wrapping_add));
        }
        sum = sum.wrapping_add(columns.slashed.shared_chunks()[number].iter().map(|slashed| u64::from(*slashed)).sum());
        wide[0].extend(columns.balances.shared_chunks()[number].iter().map(|balance| balance.get() + 1));
        wide[1].extend(columns.effective_balances.shared_chunks()[number].iter().map(|balance| balance.get() + 1));
        wide[2].extend(columns.inactivity_scores.shared_chunks()[number].iter().map(|score| score + 1));
        narrow[0].extend(columns.previous_participation.shared_chunks()[number].iter().map(|flags| flags | 8));
        narrow[1].extend(columns.current_participation.shared_chunks()[number].iter().map(|flags| flags | 8));
    }
    (sum, wide, narrow)
}

/// Half of the stake away, as two cohorts and as single rows.
fn leak_of_equal_validators(count: u64, epochs: u64) {
    println!("\na leak of {count} equal-looking validators, half of them away, {epochs} epochs without blocks");
    let first = |number: u64, profile| GenesisValidator {
        pubkey: PublicKey::left_padding_from(&number.to_be_bytes()),
        credentials: B256::with_last_byte(1),
        balance: Gwei::new(32 * ETH),
        fee_recipient: Address::ZERO,
        profile,
    };
    let halves = vec![
        (first(0, PerformanceProfile::PERFECT), count / 2),
        (first(count / 2, PerformanceProfile::OFFLINE), count - count / 2),
    ];
    let constants = Arc::new(BeaconConstants::mainnet());
    let mut cohorts = Beacon::genesis_of_cohorts(constants, Timestamp::new(0), B256::repeat_byte(1), halves).unwrap();
    cohorts.advance_to_slot(Slot::new(32 * 8)).unwrap();
    let singles = cohorts.clone().into_single_rows();
    let play = |mut beacon: Beacon| {
        beacon.advance_to_slot(beacon.slot().after(Slots::new(32 * epochs)).unwrap()).unwrap();
        beacon
    };
    let (together, apart) = (play(cohorts.clone()), play(singles.clone()));
    assert_eq!(together.record(), apart.record());
    let cohort_time = median(|| cohorts.clone(), play);
    let single_time = median(|| singles.clone(), play);
    let per_epoch = |time: Duration| time.as_secs_f64() * 1e3 / epochs as f64;
    println!(
        "row by row {:>9.3} ms an epoch, as cohorts {:>9.5} ms: {:.0} times as fast",
        per_epoch(single_time),
        per_epoch(cohort_time),
        single_time.as_secs_f64() / cohort_time.as_secs_f64()
    );
}

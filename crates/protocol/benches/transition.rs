//! The epoch transition of large registries: `cargo bench -p aquifer-protocol --bench transition`.
//!
//! One core, no hashing. Every figure is the median of five runs on a fresh clone of the same state, as a chain has it that
//! keeps the state before: what is written is copied. The yardstick is one pass in the same run that reads every column the
//! transition uses and writes fresh copies of those it changes.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark fails by panicking and prints its figures")]

use aquifer_protocol::ethereum::{
    Beacon, BeaconConstants, Columns, Finality, GenesisValidator, PartsPerMillion, PerformanceProfile, PublicKey, StateRecord,
    Validator,
};
use aquifer_protocol::units::{Epoch, Gwei, Slot, Slots, Timestamp};
use aquifer_protocol::{Address, B256};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ETH: u64 = 1_000_000_000;
const RUNS: usize = 5;
/// The epoch that ends: far from the start, so that exits and slashings lie in the past and the future.
const EPOCH: u64 = 9_000;

fn main() {
    distinct_validators(1_000_000);
    distinct_validators(100_000);
    leak_of_equal_validators(1_000_000, 64);
}

/// A sequence of numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

/// A state like mainnet's: nine in ten at 32 ETH, the others between 33 and 2,048, every balance its own; some three in a
/// hundred votes missing, one in a hundred exiting, a few slashed (some at their midpoint), out, or not yet active.
fn realistic(count: u64) -> Beacon {
    let mut numbers = Numbers(7);
    let validators = (0..count).map(|number| realistic_validator(number, &mut numbers)).collect();
    let finality = Finality {
        justification_bits: [true; 4],
        previous_justified: Epoch::new(EPOCH - 2),
        current_justified: Epoch::new(EPOCH - 1),
        finalized: Epoch::new(EPOCH - 2),
    };
    let slot = Slot::new(EPOCH * 32 + 31);
    let slashings = (0..100).map(|epoch| (epoch * 80, Gwei::new(64 * ETH))).collect();
    let record = StateRecord { slot, validators, finality, slashings, ..StateRecord::default() };
    Beacon::from_record(Arc::new(BeaconConstants::mainnet()), Timestamp::new(0), B256::repeat_byte(1), record).unwrap()
}

fn realistic_validator(number: u64, numbers: &mut Numbers) -> Validator {
    let compounds = numbers.percent(10);
    let effective = if compounds { (33 + numbers.below(2_016)) * ETH } else { (32 - numbers.below(40) / 39) * ETH };
    let mut credentials = Address::left_padding_from(&number.to_be_bytes()).into_word();
    credentials[0] = 1 + u8::from(compounds);
    let mut validator = Validator {
        pubkey: PublicKey::left_padding_from(&number.to_be_bytes()),
        credentials,
        effective_balance: Gwei::new(effective),
        slashed: false,
        activation_eligibility_epoch: Epoch::new(10),
        activation_epoch: Epoch::new(20 + number / 200),
        exit_epoch: Epoch::FAR,
        withdrawable_epoch: Epoch::FAR,
        balance: Gwei::new(effective + numbers.below(ETH / 5)),
        inactivity_score: 0,
        previous_participation: participation(numbers),
        current_participation: participation(numbers),
        fee_recipient: Address::ZERO,
        profile: PerformanceProfile::PERFECT,
    };
    match numbers.below(1_000) {
        0..10 => leave(&mut validator, EPOCH + 1 + numbers.below(500)),
        10..13 => {
            leave(&mut validator, EPOCH - 4_000 + numbers.below(3_900));
            validator.slashed = true;
            validator.withdrawable_epoch = Epoch::new(if numbers.percent(1) { EPOCH + 4_096 } else { EPOCH + 4_000 });
        }
        13..40 => leave(&mut validator, EPOCH - 600 + numbers.below(500)),
        40..42 => validator.activation_epoch = Epoch::FAR,
        _ => {}
    }
    if validator.previous_participation & 2 == 0 {
        validator.inactivity_score = numbers.below(40);
    }
    validator
}

/// Seven in a hundred miss something: most the head, fewer the target, some everything.
fn participation(numbers: &mut Numbers) -> u8 {
    match numbers.below(100) {
        0..4 => 0b011,
        4 => 0b001,
        5..7 => 0,
        _ => 0b111,
    }
}

fn leave(validator: &mut Validator, epoch: u64) {
    validator.exit_epoch = Epoch::new(epoch);
    validator.withdrawable_epoch = Epoch::new(epoch + 256);
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
        (first(count / 2, PerformanceProfile::of_uptime(PartsPerMillion::ZERO)), count - count / 2),
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

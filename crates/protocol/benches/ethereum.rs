//! How fast the beacon chain plays: `cargo bench -p aquifer-protocol --bench ethereum`.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use aquifer_protocol::ethereum::{Beacon, BeaconConstants, GenesisValidator, PartsPerMillion, PerformanceProfile, PublicKey};
use aquifer_protocol::units::{Gwei, Slots, Timestamp};
use aquifer_protocol::{Address, B256};
use std::sync::Arc;

/// Slots of 30 days.
const MONTH: u64 = 216_000;

fn main() {
    divan::main();
}

/// A chain of `count` validators after eight epochs, so that finality is live.
fn chain(count: u64, profile: PerformanceProfile) -> Beacon {
    let validators = (0..count).map(|number| {
        let mut credentials = Address::left_padding_from(&number.to_be_bytes()).into_word();
        credentials[0] = 1;
        GenesisValidator {
            pubkey: PublicKey::left_padding_from(&number.to_be_bytes()),
            credentials,
            balance: Gwei::new(32_000_000_000),
            fee_recipient: Address::ZERO,
            profile,
        }
    });
    let constants = Arc::new(BeaconConstants::mainnet());
    let mut beacon = Beacon::genesis(constants, Timestamp::new(0), B256::repeat_byte(1), validators.collect()).unwrap();
    play(&mut beacon, 256);
    beacon
}

fn imperfect() -> PerformanceProfile {
    let chance = |parts| PartsPerMillion::new(parts).unwrap();
    PerformanceProfile { head: chance(980_000), sync: chance(990_000), ..PerformanceProfile::of_uptime(chance(995_000)) }
}

/// Every slot with a block.
fn play(beacon: &mut Beacon, slots: u64) {
    for _ in 0..slots {
        beacon.advance_to_slot(beacon.slot().after(Slots::new(1)).unwrap()).unwrap();
        divan::black_box(beacon.process_empty_block().unwrap());
    }
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn thirty_days_of_500_validators(bencher: divan::Bencher<'_, '_>) {
    let beacon = chain(500, PerformanceProfile::PERFECT);
    bencher.with_inputs(|| beacon.clone()).bench_local_values(|mut beacon| play(&mut beacon, MONTH));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn thirty_days_of_500_imperfect_validators(bencher: divan::Bencher<'_, '_>) {
    let beacon = chain(500, imperfect());
    bencher.with_inputs(|| beacon.clone()).bench_local_values(|mut beacon| play(&mut beacon, MONTH));
}

/// As in a run of blocks: the value of every slot is kept while the next is made.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn thirty_days_of_500_validators_keeping_the_last_value(bencher: divan::Bencher<'_, '_>) {
    let beacon = chain(500, PerformanceProfile::PERFECT);
    bencher.with_inputs(|| beacon.clone()).bench_local_values(|mut beacon| {
        let mut last = beacon.clone();
        for _ in 0..MONTH {
            play(&mut beacon, 1);
            last = divan::black_box(beacon.clone());
        }
        last
    });
}

#[divan::bench(args = [500, 10_000, 100_000])]
fn epoch_transition(bencher: divan::Bencher<'_, '_>, validators: u64) {
    let beacon = chain(validators, PerformanceProfile::PERFECT);
    bencher.with_inputs(|| beacon.clone()).bench_local_values(|mut beacon| {
        beacon.process_epoch().unwrap();
        beacon
    });
}

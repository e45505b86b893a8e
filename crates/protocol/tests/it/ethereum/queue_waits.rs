//! How long queues take: target R7 (three years of readings of mainnet's queues) and the closed forms of the rules.

use super::support::{ETH, chain, credentials, index, key, next_slot, owner, perfect_chain, play_to_epoch, staker};
use aquifer_protocol::ethereum::{
    Beacon, BeaconConstants, ConsolidationRequest, DepositRequest, PendingDeposit, PerformanceProfile, WithdrawalRequest,
};
use aquifer_protocol::units::{Epoch, Epochs, Gwei, Slot, Timestamp};
use aquifer_protocol::{Address, B256};
use std::sync::Arc;

const READINGS: &str = include_str!("../../../../../tests/data/validator_queue_daily.csv");

/// One day of the queue file.
struct Reading {
    date: &'static str,
    electra: bool,
    entry_queue_eth: u64,
    exit_queue_eth: u64,
    entry_wait_days: f64,
    exit_wait_days: f64,
    exit_churn_eth: u64,
    staked_eth: u64,
}

/// Rows whose units are certain.
fn readings() -> Vec<Reading> {
    let rows = READINGS.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| row[14] == "ok")
        .map(|row| {
            let electra = row[1] == "electra";
            // Validators an epoch before Electra, ether after.
            let unit = if electra { 1 } else { 32 };
            Reading {
                date: row[0],
                electra,
                entry_queue_eth: row[3].parse().unwrap(),
                exit_queue_eth: row[4].parse().unwrap(),
                entry_wait_days: row[5].parse().unwrap(),
                exit_wait_days: row[6].parse().unwrap(),
                exit_churn_eth: row[8].parse::<u64>().unwrap() * unit,
                staked_eth: row[11].parse().unwrap(),
            }
        })
        .collect()
}

/// Mainnet with a fixed limit an epoch, no delays, no rewards.
fn limited(churn_eth: u64) -> BeaconConstants {
    BeaconConstants {
        min_per_epoch_churn_limit: Gwei::new(churn_eth * ETH),
        max_per_epoch_activation_exit_churn_limit: Gwei::new(churn_eth * ETH),
        shard_committee_period: Epochs::new(0),
        base_reward_factor: 0,
        ..BeaconConstants::mainnet()
    }
}

/// Epochs in which `eth` leave through an empty queue, by a request to withdraw so much.
fn epochs_to_leave(churn_eth: u64, eth: u64) -> u64 {
    let mut beacon = chain(limited(churn_eth), vec![staker(0, 2, (32 + eth) * ETH, PerformanceProfile::PERFECT)]);
    let request = WithdrawalRequest { source_address: owner(0), pubkey: key(0), amount: Gwei::new(eth * ETH) };
    beacon.process_withdrawal_request(&request).unwrap();
    let queued = beacon.pending_partial_withdrawals().iter().next().copied().unwrap();
    // The first place is in epoch 5; what it has left is withdrawable 256 epochs later.
    queued.withdrawable_epoch.get() - 256 - 5 + 1
}

fn days(epochs: u64) -> f64 {
    epochs as f64 * 384.0 / 86_400.0
}

fn is_near(wait: f64, reading: f64) -> bool {
    (wait - reading).abs() <= f64::max(0.08, 0.02 * reading)
}

#[test] // R7
fn exits_wait_as_long_as_they_did_on_mainnet() {
    let readings = readings();
    assert_eq!(readings.len(), 1_164);
    let waits = readings.iter().filter(|reading| reading.exit_queue_eth > 0);
    let off: Vec<_> = waits
        .filter(|reading| !is_near(days(epochs_to_leave(reading.exit_churn_eth, reading.exit_queue_eth)), reading.exit_wait_days))
        .map(|reading| reading.date)
        .collect();
    // That day's reading of the limit is one validator too low for its own wait: 536,512 ETH in 5.6 days are 13.3 an epoch.
    assert_eq!(off, ["2024-01-05"]);
    assert!(readings.iter().filter(|reading| reading.exit_queue_eth == 0).all(|reading| reading.exit_wait_days < 0.08));

    let wait_on = |date| {
        let reading = readings.iter().find(|reading| reading.date == date).unwrap();
        days(epochs_to_leave(reading.exit_churn_eth, reading.exit_queue_eth))
    };
    assert!((wait_on("2025-09-13") - 46.41).abs() < 0.01, "{}", wait_on("2025-09-13"));
    assert!((wait_on("2024-03-12") - 0.73).abs() < 0.01, "{}", wait_on("2024-03-12"));
}

#[test] // R7
fn deposits_wait_as_long_as_they_did_on_mainnet() {
    // Before Electra the origin counts in that the limit rises while the queue shrinks; since then it is at its cap.
    for reading in readings().iter().filter(|reading| reading.electra && reading.entry_queue_eth > 0) {
        let wait = days(epochs_to_leave(reading.exit_churn_eth, reading.entry_queue_eth));
        assert!(is_near(wait, reading.entry_wait_days), "{}: {wait} for {}", reading.date, reading.entry_wait_days);
    }
    // The longest one by way of the deposit queue itself.
    let longest = readings().into_iter().find(|reading| reading.date == "2026-02-12").unwrap();
    let wait = days(epochs_to_enter(longest.entry_queue_eth));
    assert!(is_near(wait, 71.40), "{wait}");
}

#[test]
fn the_limit_of_every_reading_follows_from_the_stake_of_its_day() {
    for reading in readings().iter().filter(|reading| reading.electra) {
        let constants = BeaconConstants { max_effective_balance: Gwei::new(50_000_000 * ETH), ..BeaconConstants::mainnet() };
        let beacon = chain(constants, vec![staker(0, 2, reading.staked_eth * ETH, PerformanceProfile::PERFECT)]);
        assert_eq!(beacon.exit_churn_limit(), Gwei::new(reading.exit_churn_eth * ETH), "{}", reading.date);
    }
}

/// Epochs in which the deposit queue credits `eth`, in deposits of 2,048 and less for one key, on a chain with mainnet's cap.
fn epochs_to_enter(eth: u64) -> u64 {
    let mut beacon = queue_of(&vec![2_048; usize::try_from(eth / 2_048).unwrap()], eth % 2_048);
    let mut epochs = 0;
    while !beacon.pending_deposits().is_empty() {
        beacon.process_epoch().unwrap();
        epochs += 1;
    }
    epochs
}

/// One validator whose deposits wait, with 256 ETH an epoch.
fn queue_of(amounts: &[u64], rest: u64) -> Beacon {
    let mut beacon = chain(limited(256), vec![staker(0, 2, 2_048 * ETH, PerformanceProfile::PERFECT)]);
    let mut record = beacon.record();
    let amounts = amounts.iter().copied().chain((rest > 0).then_some(rest));
    record.pending_deposits = amounts
        .map(|eth| PendingDeposit {
            pubkey: key(0),
            credentials: credentials(2, owner(0)),
            amount: Gwei::new(eth * ETH),
            signature: Default::default(),
            signature_valid: true,
            slot: Slot::new(0),
        })
        .collect();
    beacon = Beacon::from_record(Arc::clone(&beacon.constants), Timestamp::new(0), B256::ZERO, record).unwrap();
    beacon
}

#[test]
fn a_queue_clears_in_its_ether_over_the_limit() {
    //         limit   ether       epochs (section 12)
    assert_eq!(epochs_to_leave(256, 1_000_000), 3_907);
    assert_eq!(epochs_to_leave(256, 2_500_000), 9_766);
    assert_eq!(epochs_to_leave(256, 57_600), 225, "a day");
    assert_eq!(epochs_to_enter(57_600), 225, "a day");
    assert_eq!(epochs_to_enter(2_048), 8);
}

#[test]
fn small_deposits_are_limited_by_their_number() {
    let mut beacon = queue_of(&[1; 100], 0);
    for left in [84, 68, 52, 36, 20, 4, 0] {
        beacon.process_epoch().unwrap();
        assert_eq!(beacon.pending_deposits().len(), left);
    }
}

#[test]
fn consolidations_at_36_million_move_293_ether_an_epoch() {
    let mut stakers: Vec<_> = (0..40).map(|number| staker(number, 1, 32 * ETH, PerformanceProfile::PERFECT)).collect();
    stakers.push(staker(40, 2, (36_000_000 - 40 * 32) * ETH, PerformanceProfile::PERFECT));
    let constants = BeaconConstants {
        max_effective_balance: Gwei::new(50_000_000 * ETH),
        shard_committee_period: Epochs::new(0),
        ..BeaconConstants::mainnet()
    };
    let mut beacon = chain(constants, stakers);
    assert_eq!(beacon.consolidation_churn_limit(), Gwei::new(293 * ETH));
    let exits: Vec<u64> = (0..40)
        .map(|number| {
            let (source_pubkey, target_pubkey) = (key(number), key(40));
            let request = ConsolidationRequest { source_address: owner(number), source_pubkey, target_pubkey };
            beacon.process_consolidation_request(&request).unwrap();
            beacon.validator(index(number)).unwrap().exit_epoch.get()
        })
        .collect();
    // The k-th is through when k * 32 ETH fit: at 293 an epoch, from epoch 5 on.
    let expected: Vec<u64> = (1..=40u64).map(|number| 5 + (number * 32 - 1) / 293).collect();
    assert_eq!(exits, expected);
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_block_pays_sixteen_and_at_most_eight_of_them_from_the_queue() {
    let mut stakers: Vec<_> = (0..24).map(|number| staker(number, 2, 64 * ETH, PerformanceProfile::PERFECT)).collect();
    stakers.extend((24..64).map(|number| staker(number, 1, 33 * ETH, PerformanceProfile::PERFECT)));
    let constants = BeaconConstants {
        min_validator_withdrawability_delay: Epochs::new(0),
        shard_committee_period: Epochs::new(0),
        min_per_epoch_churn_limit: Gwei::new(2_048 * ETH),
        max_per_epoch_activation_exit_churn_limit: Gwei::new(2_048 * ETH),
        base_reward_factor: 0,
        ..BeaconConstants::mainnet()
    };
    let mut beacon = chain(constants, stakers);
    for number in 0..20 {
        let request = WithdrawalRequest { source_address: owner(number), pubkey: key(number), amount: Gwei::new(ETH) };
        beacon.process_withdrawal_request(&request).unwrap();
    }
    beacon.advance_to_slot(Slot::new(5 * 32 - 1)).unwrap();
    let mut counts = Vec::new();
    for _ in 0..4 {
        next_slot(&mut beacon);
        let paid = beacon.process_empty_block().unwrap().withdrawals;
        let queued = paid.iter().filter(|withdrawal| withdrawal.validator.get() < 24).count();
        counts.push((queued, paid.len() - queued));
    }
    assert_eq!(counts, [(8, 8), (8, 8), (4, 12), (0, 12)], "twenty queued, forty to sweep");
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_sweep_with_nothing_to_pay_goes_around_in_its_stretches() {
    let constants = BeaconConstants { max_validators_per_withdrawals_sweep: 16, ..BeaconConstants::mainnet() };
    let mut beacon = perfect_chain(constants, 64);
    let cursors: Vec<u64> = (0..5)
        .map(|_| {
            assert!(beacon.process_withdrawals().unwrap().is_empty());
            beacon.record().next_withdrawal_validator.get()
        })
        .collect();
    assert_eq!(cursors, [16, 32, 48, 0, 16]);
}

#[test]
fn leaving_takes_the_queue_then_5_then_256_epochs() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 256);
    // 128 ETH an epoch: four validators.
    let times: Vec<_> = (0..9)
        .map(|number| {
            beacon.process_voluntary_exit(index(number), Epoch::new(0)).unwrap();
            let leaving = beacon.validator(index(number)).unwrap();
            (leaving.exit_epoch.get() - 256, leaving.withdrawable_epoch.get() - 256)
        })
        .collect();
    assert_eq!([times[0], times[3], times[4], times[8]], [(5, 261), (5, 261), (6, 262), (7, 263)]);
}

#[test]
fn a_deposit_in_the_first_slot_of_an_epoch_is_credited_an_epoch_earlier() {
    #[track_caller]
    fn check(slot_in_epoch: u64, credited_by: u64) {
        let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
        beacon.advance_to_slot(Slot::new(10 * 32 + slot_in_epoch)).unwrap();
        beacon.process_deposit_request(DepositRequest {
            pubkey: key(64),
            credentials: credentials(1, Address::repeat_byte(1)),
            amount: Gwei::new(32 * ETH),
            signature: Default::default(),
            signature_valid: true,
            index: 0,
        });
        beacon.advance_to_slot(Slot::new(credited_by * 32)).unwrap();
        assert_eq!(beacon.find(&key(64)), None);
        beacon.advance_to_slot(Slot::new((credited_by + 1) * 32)).unwrap();
        assert_eq!(beacon.find(&key(64)), Some(index(64)), "in the transition of epoch {credited_by}");
        // Credited in the transition of E: eligible from E+2, active from E+8.
        beacon.advance_to_slot(Slot::new((credited_by + 4) * 32)).unwrap();
        let newcomer = beacon.validator(index(64)).unwrap();
        assert_eq!(newcomer.activation_eligibility_epoch, Epoch::new(credited_by + 2));
        assert_eq!(newcomer.activation_epoch, Epoch::new(credited_by + 8));
    }
    check(0, 11);
    check(1, 12);
    check(31, 12);
}

//! Forecasts of the queues: against the closed forms, and against what then happens.

use super::support::{ETH, chain, credentials, index, key, owner, perfect_chain, play, play_to_epoch, quick, staker};
use aquifer_protocol::ethereum::{
    Beacon, BeaconConstants, ConsolidationRequest, DepositRequest, EntryLimit, EntryWaits, Expected, ForecastError, Moment,
    Obstacle, PartsPerMillion, PerformanceProfile, QueueForecast, QueueLimit, WithdrawalRequest,
};
use aquifer_protocol::units::{Epoch, Epochs, Gwei, Slots};
use proptest::prelude::*;

/// Short epochs, the limits of a full mainnet: 256 ETH an epoch each way.
fn at_the_cap() -> BeaconConstants {
    BeaconConstants {
        slots_per_epoch: 4,
        sync_committee_size: 4,
        min_per_epoch_churn_limit: Gwei::new(256 * ETH),
        ..BeaconConstants::mainnet()
    }
}

fn forecast(beacon: &Beacon, eth: u64, horizon: u64) -> QueueForecast {
    beacon.forecast_queues(Gwei::new(eth * ETH), Epochs::new(horizon)).unwrap()
}

#[track_caller]
fn moment(expected: Expected) -> Moment {
    match expected {
        Expected::At(moment) => moment,
        other => panic!("expected a moment, got {other:?}"),
    }
}

#[track_caller]
fn epoch(expected: Expected) -> u64 {
    moment(expected).epoch.get()
}

fn deposit(number: u64, gwei: u64) -> DepositRequest {
    DepositRequest {
        pubkey: key(number),
        credentials: credentials(2, owner(number)),
        amount: Gwei::new(gwei),
        signature: Default::default(),
        signature_valid: true,
        index: 0,
    }
}

fn waits(finality: u64, churn: u64, entries: u64) -> EntryWaits {
    EntryWaits { finality: Epochs::new(finality), churn: Epochs::new(churn), entries: Epochs::new(entries) }
}

#[test]
fn a_deposit_on_a_quiet_chain_waits_for_finality_alone() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 9);
    play(&mut beacon, 31);
    let first_slot = forecast(&beacon, 32, 300).entry;
    assert_eq!((epoch(first_slot.credited), epoch(first_slot.active)), (12, 19), "it asks in the first slot of 10, a checkpoint");
    assert_eq!((first_slot.waits, first_slot.limit()), (waits(1, 0, 0), Some(EntryLimit::Finality)));

    play(&mut beacon, 1);
    let later = forecast(&beacon, 32, 300);
    assert_eq!((epoch(later.entry.credited), epoch(later.entry.active)), (13, 20));
    assert_eq!(later.entry.waits, waits(2, 0, 0));
    assert_eq!(moment(later.entry.active).time.get(), 1_000 + 20 * 384);
    assert_eq!((later.asked.slot.get(), later.asked.epoch, later.asked.time.get()), (321, Epoch::new(10), 1_000 + 321 * 12));
}

#[test]
fn a_deposit_behind_others_waits_for_the_churn() {
    #[track_caller]
    fn check(queued_eth: u64, churn_epochs: u64) {
        let mut beacon = perfect_chain(at_the_cap(), 64);
        play_to_epoch(&mut beacon, 3);
        play(&mut beacon, 1);
        for (number, start) in (100..).zip((0..queued_eth).step_by(2_048)) {
            beacon.process_deposit_request(deposit(number, (queued_eth - start).min(2_048) * ETH));
        }
        let entry = forecast(&beacon, 32, 10_000).entry;
        assert_eq!((entry.waiting_gwei, entry.churn_limit), (u128::from(queued_eth * ETH), Gwei::new(256 * ETH)));
        // Asked after the first slot of epoch 3: the transition of epoch 5 is the first that may credit it.
        assert_eq!(entry.waits, waits(2, churn_epochs, 0), "{entry:?}");
        assert_eq!(epoch(entry.credited), 6 + churn_epochs);
        assert_eq!(epoch(entry.active), 6 + churn_epochs + 7);
    }
    // A queue of Q ETH with the 32 behind it clears in ceil((Q + 32) / 256) epochs, the last of which credits it.
    check(0, 0);
    check(224, 0);
    check(225, 1);
    check(2_048, 8);
    check(100_000, 390); // 391 epochs for 100,032 ETH
}

#[test]
fn a_deposit_behind_many_small_ones_waits_for_its_turn() {
    let mut beacon = perfect_chain(at_the_cap(), 64);
    play_to_epoch(&mut beacon, 3);
    play(&mut beacon, 1);
    (0..64).for_each(|number| beacon.process_deposit_request(deposit(number, ETH)));
    let entry = forecast(&beacon, 32, 300).entry;
    assert_eq!((entry.waits, entry.limit()), (waits(2, 0, 4), Some(EntryLimit::Entries)), "16 of 64 an epoch");
    assert_eq!((entry.deposits, entry.entries_limit), (64, 16));
}

#[test]
fn a_large_amount_comes_as_validators_that_are_full() {
    let mut beacon = perfect_chain(at_the_cap(), 64);
    play_to_epoch(&mut beacon, 3);
    let entry = forecast(&beacon, 10_000, 300).entry;
    assert_eq!(entry.parts, 5);
    // 2,000 ETH each, 256 an epoch, what is left over is carried on: ceil(10,000 / 256) = 40 epochs.
    assert_eq!((epoch(entry.credited), entry.waits), (6 + 39, waits(2, 39, 0)));
    assert_eq!(epoch(entry.active), 6 + 39 + 7);
}

#[test]
fn less_than_a_validator_is_credited_and_never_active() {
    let beacon = perfect_chain(at_the_cap(), 64);
    let entry = forecast(&beacon, 31, 300).entry;
    assert!(matches!(entry.credited, Expected::At(_)));
    assert_eq!(entry.active, Expected::Never(Obstacle::BelowActivationBalance));
}

#[test]
fn without_finality_nobody_gets_in_within_any_horizon() {
    let away = |number| staker(number, 1, 32 * ETH, PerformanceProfile::OFFLINE);
    let beacon = chain(at_the_cap(), (0..8).map(away).collect());
    let mut beacon = beacon;
    play(&mut beacon, 1);
    let entry = forecast(&beacon, 32, 50).entry;
    assert_eq!((entry.credited, entry.active), (Expected::NotWithin(Epochs::new(50)), Expected::NotWithin(Epochs::new(50))));
    assert_eq!((entry.waits, entry.limit()), (waits(49, 0, 0), Some(EntryLimit::Finality)));
}

#[test]
fn an_exit_from_an_empty_queue_takes_the_fixed_delays_and_a_sweep() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 10);
    let exit = forecast(&beacon, 32, 300).exit;
    assert_eq!((exit.limit, exit.backlog, exit.leavers), (Some(QueueLimit::Lookahead), Gwei::ZERO, 1));
    assert_eq!((epoch(exit.exits), epoch(exit.withdrawable), epoch(exit.paid)), (15, 271, 271));
    let wait = moment(exit.paid).slot.since(moment(exit.withdrawable).slot).unwrap();
    assert!(wait < Slots::new(4), "64 validators are swept in four blocks: {wait}");
}

#[test]
fn an_exit_behind_others_waits_for_the_churn() {
    #[track_caller]
    fn check(queued: u64, asked_eth: u64, epochs: u64) {
        let mut beacon = perfect_chain(at_the_cap(), 400);
        play_to_epoch(&mut beacon, 257);
        (0..queued).for_each(|number| beacon.process_voluntary_exit(index(number), Epoch::new(0)).unwrap());
        let exit = forecast(&beacon, asked_eth, 400).exit;
        assert_eq!((exit.validators, exit.backlog), (queued, Gwei::new(queued * 32 * ETH)));
        assert_eq!((exit.leavers, exit.leavers_gwei), (asked_eth / 32, u128::from(asked_eth * ETH)));
        assert_eq!(epoch(exit.exits), 262 + epochs);
        assert_eq!(epoch(exit.withdrawable), 262 + epochs + 256);
        let limit = if epochs == 0 { QueueLimit::Lookahead } else { QueueLimit::Churn(Epochs::new(epochs)) };
        assert_eq!(exit.limit, Some(limit));
    }
    //   queued  asked ETH   ceil((Q + X) / 256) - 1
    check(0, 32, 0);
    check(7, 32, 0);
    check(8, 32, 1);
    check(200, 3_200, 37); // 9,600 ETH
}

#[test]
fn the_queue_times_of_a_full_mainnet_follow() {
    // A million ETH each way at 256 an epoch: 3,907 epochs, 17.4 days.
    let full = |number| staker(number, 2, 2_048 * ETH, PerformanceProfile::PERFECT);
    let mut beacon = chain(at_the_cap(), (0..500).map(full).collect());
    play_to_epoch(&mut beacon, 3);
    let answer = forecast(&beacon, 1_000_000, 4_000);
    assert_eq!(answer.entry.parts, 489);
    assert_eq!(epoch(answer.entry.credited), 6 + 3_907 - 1);
    // The 489th leaver is whole: 1,001,472 ETH leave, in 3,912 epochs.
    assert_eq!((answer.exit.leavers, answer.exit.leavers_gwei), (489, u128::from(1_001_472 * ETH)));
    assert_eq!(answer.exit.limit, Some(QueueLimit::Churn(Epochs::new(3_911))));
    assert_eq!(answer.exit.paid, Expected::NotWithin(Epochs::new(4_000)), "256 epochs and a sweep later");
}

#[test]
fn more_than_is_staked_cannot_leave() {
    let beacon = perfect_chain(at_the_cap(), 10);
    let exit = forecast(&beacon, 321, 300).exit;
    let never = Expected::Never(Obstacle::NotEnoughStake);
    assert_eq!((exit.exits, exit.withdrawable, exit.paid), (never, never, never));
    assert_eq!((exit.limit, exit.leavers), (None, 0));
}

#[test]
fn the_newest_that_fit_are_thought_to_leave() {
    let sizes = [(2, 500), (1, 32), (2, 100), (0, 32), (1, 32)];
    let stakers = (0..).zip(sizes).map(|(number, (prefix, eth))| staker(number, prefix, eth * ETH, PerformanceProfile::PERFECT));
    let beacon = chain(at_the_cap(), stakers.collect());
    #[track_caller]
    fn check(beacon: &Beacon, eth: u64, leavers: u64, stake: u64) {
        let exit = forecast(beacon, eth, 10).exit;
        assert_eq!((exit.leavers, exit.leavers_gwei), (leavers, u128::from(stake * ETH)));
    }
    check(&beacon, 32, 1, 32);
    check(&beacon, 64, 2, 64);
    check(&beacon, 100, 3, 164); // 32 + 32, and the 100 does not fit into the 36 that are missing
    check(&beacon, 164, 3, 164);
    check(&beacon, 500, 4, 664); // BLS credentials cannot be paid and are passed over
}

#[test]
fn a_turn_of_the_sweep_pays_sixteen_a_block() {
    let poor = perfect_chain(BeaconConstants { base_reward_factor: 0, ..BeaconConstants::mainnet() }, 100);
    let unpaid = forecast(&poor, 32, 300).sweep;
    assert_eq!((unpaid.turn_slots, unpaid.validators), (Slots::new(1), 100), "nobody has anything to pay");

    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 100);
    play_to_epoch(&mut beacon, 4);
    let sweep = forecast(&beacon, 32, 300).sweep;
    assert_eq!((sweep.turn_slots, epoch(sweep.turn)), (Slots::new(7), 4), "ceil(100 / 16)");
    assert_eq!(sweep.partials, 0);
}

#[test]
fn consolidations_have_a_queue_of_their_own() {
    let poor = perfect_chain(at_the_cap(), 10);
    let refused = forecast(&poor, 32, 300).consolidation;
    let never = Expected::Never(Obstacle::NoConsolidationChurn);
    assert_eq!((refused.limit, refused.exits, refused.moved), (None, never, never));

    // 300 ETH an epoch in all, 256 of them for exits: 44 for consolidations.
    let rich = BeaconConstants { min_per_epoch_churn_limit: Gwei::new(300 * ETH), ..at_the_cap() };
    let full = |number| staker(number, 2, 64 * ETH, PerformanceProfile::PERFECT);
    let mut beacon = chain(rich, (0..20).map(full).collect());
    play_to_epoch(&mut beacon, 257);
    let request = ConsolidationRequest { source_address: owner(0), source_pubkey: key(0), target_pubkey: key(1) };
    beacon.process_consolidation_request(&request).unwrap();
    let consolidation = forecast(&beacon, 64, 300).consolidation;
    assert_eq!((consolidation.pending, consolidation.waiting_gwei), (1, u128::from(64 * ETH)));
    assert_eq!(consolidation.churn_limit, Gwei::new(44 * ETH));
    // 128 ETH at 44: three epochs, two more than the first.
    assert_eq!(consolidation.limit, Some(QueueLimit::Churn(Epochs::new(2))));
    assert_eq!((epoch(consolidation.exits), epoch(consolidation.moved)), (264, 520));
    assert_eq!(forecast(&beacon, 64, 200).consolidation.moved, Expected::NotWithin(Epochs::new(200)));
    assert_eq!(forecast(&beacon, 2_000, 2).consolidation.moved, Expected::Never(Obstacle::NotEnoughStake));
}

#[test]
fn amounts_that_make_no_sense_are_refused() {
    let beacon = perfect_chain(at_the_cap(), 10);
    let ask = |gwei| beacon.forecast_queues(Gwei::new(gwei), Epochs::new(10)).map(|_| ());
    assert_eq!(ask(0), Err(ForecastError::NothingAsked));
    let most = Gwei::new(65_536 * 2_048 * ETH);
    assert_eq!(ask(u64::MAX), Err(ForecastError::TooMuch { amount: Gwei::new(u64::MAX), most }));
}

/// What has come before: deposits, exits, partial withdrawals, and how well everybody performs.
#[derive(Debug, Clone)]
struct Past {
    uptime: u32,
    slots: u64,
    deposits: Vec<u64>,
    exits: Vec<u64>,
    partials: Vec<u64>,
}

fn past() -> impl Strategy<Value = Past> {
    let deposits = prop::collection::vec(1u64..100, 0..12);
    let exits = prop::collection::vec(0u64..11, 0..6);
    let partials = prop::collection::vec(1u64..40, 0..3);
    (700_000..=1_000_000u32, 12u64..40, deposits, exits, partials).prop_map(|(uptime, slots, deposits, exits, partials)| Past {
        uptime,
        slots,
        deposits,
        exits,
        partials,
    })
}

impl Past {
    fn lived(&self) -> Beacon {
        let profile = PerformanceProfile::of_uptime(PartsPerMillion::new(self.uptime).unwrap());
        let mut validators: Vec<_> = (0..10).map(|number| staker(number, 1, 32 * ETH, profile)).collect();
        validators.push(staker(10, 2, 200 * ETH, profile));
        validators.push(staker(11, 1, 32 * ETH, profile));
        let mut beacon = chain(quick(), validators);
        play(&mut beacon, self.slots);
        (100..).zip(&self.deposits).for_each(|(number, eth)| beacon.process_deposit_request(deposit(number, eth * ETH)));
        for number in &self.exits {
            // Some ask twice.
            let _ = beacon.process_voluntary_exit(index(*number), Epoch::new(0));
        }
        for eth in &self.partials {
            let amount = Gwei::new(eth * ETH);
            let _ = beacon.process_withdrawal_request(&WithdrawalRequest { source_address: owner(10), pubkey: key(10), amount });
        }
        beacon
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_forecast_of_a_deposit_comes_true(past in past()) {
        let mut beacon = past.lived();
        let entry = forecast(&beacon, 40, 400).entry;
        play(&mut beacon, 1);
        beacon.process_deposit_request(deposit(999, 40 * ETH));
        let (credited, active) = (moment(entry.credited), moment(entry.active));
        while beacon.find(&key(999)).is_none() {
            play(&mut beacon, 1);
        }
        prop_assert_eq!(beacon.slot(), credited.slot);
        let newcomer = beacon.find(&key(999)).unwrap();
        while !beacon.validator(newcomer).unwrap().activation_epoch.le(&beacon.epoch()) {
            play(&mut beacon, 1);
        }
        prop_assert_eq!(beacon.slot(), active.slot);
    }

    #[test]
    fn a_forecast_of_an_exit_comes_true(past in past()) {
        let mut beacon = past.lived();
        let exit = forecast(&beacon, 32, 400).exit;
        play(&mut beacon, 1);
        // The newest of the first generation: who came by deposit is not active yet.
        beacon.process_voluntary_exit(index(11), Epoch::new(0)).unwrap();
        let leaving = beacon.validator(index(11)).unwrap();
        prop_assert_eq!((moment(exit.exits).epoch, moment(exit.withdrawable).epoch), (leaving.exit_epoch, leaving.withdrawable_epoch));
        let full = |beacon: &mut Beacon| {
            beacon.advance_to_slot(beacon.slot().after(Slots::new(1)).unwrap()).unwrap();
            let paid = beacon.process_empty_block().unwrap().withdrawals;
            beacon.epoch() >= leaving.withdrawable_epoch && paid.iter().any(|withdrawal| withdrawal.validator == index(11))
        };
        while !full(&mut beacon) {}
        prop_assert_eq!(beacon.slot(), moment(exit.paid).slot);
    }
}

//! Numbers that follow from the rules by hand: issuance, leaks, slashing losses, how long things take.

use super::support::{
    ETH, chain, credentials, index, key, next_slot, owner, perfect_chain, play, play_to_epoch, quick, staker, withdrawal_key,
};
use aquifer_protocol::ethereum::{
    AttestedEpoch, Beacon, BeaconConstants, BeaconError, ConsolidationRequest, DepositRequest, IgnoredRequest, NewcomerDefaults,
    PartsPerMillion, PerformanceProfile, StateRecord, ValidatorStatus, WithdrawalRequest, bls_credentials,
};
use aquifer_protocol::units::{Epoch, Gwei, Slot, Timestamp};
use aquifer_protocol::{Address, B256};
use std::sync::Arc;

/// A chain with exactly this much active stake; validators 0 and 1 have 32 ETH, the others up to 2,048.
fn chain_of(total_eth: u64) -> Beacon {
    let mut left = total_eth - 64;
    let mut validators: Vec<_> = (0..2).map(|number| staker(number, 1, 32 * ETH, PerformanceProfile::PERFECT)).collect();
    for number in 2.. {
        let stake = left.min(2_048);
        validators.push(staker(number, 2, stake * ETH, PerformanceProfile::PERFECT));
        left -= stake;
        if left == 0 {
            break;
        }
    }
    chain(BeaconConstants::mainnet(), validators)
}

#[test]
fn issuance_follows_the_square_root_of_the_stake() {
    #[track_caller]
    fn check(total_eth: u64, base: u64, missed_votes: (u64, u64), part: u64, prop: u64, proposer_a_slot: u64) {
        let mut beacon = chain_of(total_eth);
        assert_eq!(beacon.total_active_balance().get(), total_eth * ETH);
        assert_eq!(beacon.base_reward_per_increment().get() * 32, base);
        assert_eq!(base / 32 * total_eth * 54 / 32 / 448, proposer_a_slot);

        let balance = |beacon: &Beacon, number| beacon.validator(index(number)).unwrap().balance.get();
        beacon.process_sync_aggregate(index(2), &[index(0), index(1)], &[true, false]).unwrap();
        assert_eq!([balance(&beacon, 0), balance(&beacon, 1)], [32 * ETH + part, 32 * ETH - part]);
        assert_eq!(balance(&beacon, 2), 2_048 * ETH + prop);

        beacon.process_epoch().unwrap();
        let mut flags = vec![7; usize::try_from(beacon.validator_count()).unwrap()];
        flags[1] = 0;
        beacon.set_participation(AttestedEpoch::Previous, &flags).unwrap();
        beacon.process_epoch().unwrap();
        assert_eq!(balance(&beacon, 1), 32 * ETH - part - missed_votes.0 - missed_votes.1);
        // 54/64 of the base, less what the two absent increments in ten million take off each reward.
        let reward = balance(&beacon, 0) - 32 * ETH - part;
        assert!((base * 54 / 64 - 3..=base * 54 / 64).contains(&reward), "{reward}");
    }
    //    stake ETH   base(32)  source, target     part   prop  proposer a slot
    check(10_000_000, 20_480, (4_480, 8_320), 12_207, 1_743, 24_107_142);
    check(20_000_000, 14_464, (3_164, 5_876), 17_242, 2_463, 34_051_339);
    check(30_000_000, 11_808, (2_583, 4_797), 21_114, 3_016, 41_697_823);
    check(35_000_000, 10_944, (2_394, 4_446), 22_830, 3_261, 45_087_890);
    check(36_000_000, 10_784, (2_359, 4_381), 23_139, 3_305, 45_698_102);
    check(40_000_000, 10_240, (2_240, 4_160), 24_414, 3_487, 48_214_285);
    check(50_000_000, 9_152, (2_002, 3_718), 27_275, 3_896, 53_864_397);
}

#[test]
fn a_year_of_perfect_duty_issues_what_the_table_says() {
    #[track_caller]
    fn check(total_million: u64, yearly_eth: u64, apr_percent: f64) {
        let beacon = chain_of(total_million * 1_000_000);
        let an_epoch = u128::from(beacon.base_reward_per_increment().get()) * u128::from(total_million) * 1_000_000;
        // 82,181.25 epochs a year of 365.25 days.
        let yearly = an_epoch * 8_218_125 / 100 / u128::from(ETH);
        assert!(yearly.abs_diff(u128::from(yearly_eth)) <= 1, "{yearly}");
        let apr = yearly as f64 / (total_million as f64 * 1e6) * 100.0;
        assert!((apr - apr_percent).abs() < 0.000_06, "{apr}");
    }
    //    million   ETH a year   percent
    check(10, 525_960, 5.2596);
    check(20, 742_918, 3.7146);
    check(30, 909_746, 3.0325);
    check(35, 983_710, 2.8106);
    check(36, 997_023, 2.7695);
    check(40, 1_051_920, 2.6298);
    check(50, 1_175_192, 2.3504);
}

#[test]
fn when_a_part_is_away_the_others_earn_that_part_less() {
    // A fifth is away, too little for a leak: p = 0.8. Equal validators, nothing swept.
    let mut validators: Vec<_> = (0..100).map(|number| staker(number, 0, 32 * ETH, PerformanceProfile::PERFECT)).collect();
    validators.iter_mut().step_by(5).for_each(|validator| validator.profile = PerformanceProfile::OFFLINE);
    let mut beacon = chain(BeaconConstants::mainnet(), validators);
    beacon.advance_to_slot(Slot::new(320)).unwrap();
    let base = u128::from(beacon.base_reward_per_increment().get()) * 32;
    let balance = |beacon: &Beacon, number| u128::from(beacon.validator(index(number)).unwrap().balance.get());
    let before = [balance(&beacon, 0), balance(&beacon, 1)];
    beacon.advance_to_slot(Slot::new(352)).unwrap();
    // One floor for each of three flags.
    let earned = balance(&beacon, 1) - before[1];
    assert!((base * 80 / 100 * 54 / 64 - 3..=base * 80 / 100 * 54 / 64).contains(&earned), "{earned} of {base}");
    assert_eq!(before[0] - balance(&beacon, 0), base * 14 / 64 + base * 26 / 64);
    assert_eq!(beacon.validator(index(0)).unwrap().inactivity_score, 0, "finality lives");
}

#[test]
fn in_a_leak_a_perfect_validator_neither_earns_nor_loses_by_voting() {
    let mut validators: Vec<_> = (0..10).map(|number| staker(number, 0, 32 * ETH, PerformanceProfile::PERFECT)).collect();
    validators.iter_mut().take(4).for_each(|validator| validator.profile = PerformanceProfile::OFFLINE);
    let mut beacon = chain(BeaconConstants::mainnet(), validators);
    beacon.advance_to_slot(Slot::new(320)).unwrap();
    let before = beacon.validator(index(9)).unwrap().balance;
    beacon.advance_to_slot(Slot::new(960)).unwrap();
    let present = beacon.validator(index(9)).unwrap();
    assert_eq!((present.balance, present.inactivity_score), (before, 0));
    assert!(beacon.validator(index(0)).unwrap().balance < before);
    assert_eq!(beacon.finalized_epoch(), Epoch::new(0));
}

#[test]
fn a_perfect_epoch_issues_nearly_the_base_reward_of_all_stake_and_never_more() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 200);
    play_to_epoch(&mut beacon, 5);
    let before = beacon.ledger().issued;
    play_to_epoch(&mut beacon, 6);
    let issued = beacon.ledger().issued - before;

    let most = u128::from(beacon.base_reward_per_increment().get()) * 200 * 32;
    assert!(issued <= most && issued * 10_000 > most * 9_999, "{issued} of {most}");
    assert_eq!(beacon.ledger().penalised, 0);
    assert_eq!(beacon.finalized_epoch(), Epoch::new(4));
}

#[test]
fn a_leak_drains_with_the_square_of_its_length() {
    // No rewards and no flag penalties: inactivity alone. Without finality the leak begins with the transition of epoch 6.
    let constants = BeaconConstants { base_reward_factor: 0, ..BeaconConstants::mainnet() };
    let mut beacon = chain(constants, vec![staker(0, 1, 32 * ETH, PerformanceProfile::OFFLINE)]);
    for _ in 0..6 {
        beacon.process_epoch().unwrap();
    }
    let mut played = 0;
    let mut check = |epochs: u64, balance: u64| {
        while played < epochs {
            beacon.process_epoch().unwrap();
            played += 1;
        }
        let validator = beacon.validator(index(0)).unwrap();
        assert_eq!((validator.inactivity_score, validator.balance.get()), (4 * epochs, balance), "after {epochs} epochs");
        assert_eq!(validator.effective_balance.get() <= 16 * ETH, epochs >= 4_685);
    };
    check(100, 31_990_367_939);
    check(225, 31_951_505_772);
    check(1_000, 31_067_376_873);
    check(2_000, 28_431_111_559);
    check(3_000, 24_528_616_856);
    check(4_000, 19_956_328_070);
    check(4_685, 16_749_669_693);
}

/// A deposit for key `number`.
fn deposit(number: u64, eth: u64) -> DepositRequest {
    DepositRequest {
        pubkey: key(number),
        credentials: credentials(1, owner(number)),
        amount: Gwei::new(eth * ETH),
        signature: Default::default(),
        signature_valid: true,
        index: 0,
    }
}

#[test]
fn a_deposit_is_active_eight_epochs_after_it_is_credited() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 10);
    play(&mut beacon, 1);
    let defaults = NewcomerDefaults { fee_recipient: Address::repeat_byte(9), profile: PerformanceProfile::OFFLINE };
    beacon.set_newcomer_defaults(owner(64), defaults).unwrap();
    beacon.process_deposit_request(deposit(64, 32));

    // Asked in epoch 10, after its first slot: credited in the transition of 12.
    play_to_epoch(&mut beacon, 12);
    assert_eq!((beacon.find(&key(64)), beacon.pending_deposits().len()), (None, 1));
    play_to_epoch(&mut beacon, 13);
    let newcomer = |beacon: &Beacon| beacon.validator(index(64)).unwrap();
    assert_eq!(newcomer(&beacon).status_at(beacon.epoch()), ValidatorStatus::PendingInitialized);
    assert_eq!((newcomer(&beacon).fee_recipient, newcomer(&beacon).profile), (defaults.fee_recipient, defaults.profile));
    play_to_epoch(&mut beacon, 16);
    assert_eq!(newcomer(&beacon).activation_eligibility_epoch, Epoch::new(14));
    assert_eq!(newcomer(&beacon).activation_epoch, Epoch::new(20));
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn an_exit_ends_in_the_sweep() {
    let constants =
        BeaconConstants { shard_committee_period: aquifer_protocol::units::Epochs::new(2), ..BeaconConstants::mainnet() };
    let mut beacon = perfect_chain(constants, 64);
    play_to_epoch(&mut beacon, 10);
    assert_eq!(
        beacon.process_voluntary_exit(index(3), Epoch::new(11)),
        Err(BeaconError::ExitNotYetValid { signed: Epoch::new(11), epoch: Epoch::new(10) })
    );
    beacon.process_voluntary_exit(index(3), Epoch::new(0)).unwrap();
    let leaving = beacon.validator(index(3)).unwrap();
    assert_eq!((leaving.exit_epoch, leaving.withdrawable_epoch), (Epoch::new(15), Epoch::new(271)));
    assert_eq!(
        beacon.process_voluntary_exit(index(3), Epoch::new(0)),
        Err(BeaconError::AlreadyExiting { index: index(3), exit_epoch: Epoch::new(15) })
    );

    play_to_epoch(&mut beacon, 271);
    play(&mut beacon, 32);
    // It sits in the sync committee to the end of the period, so a little may have come in again.
    let left = beacon.validator(index(3)).unwrap();
    assert!(left.balance.get() < ETH / 1_000, "{}", left.balance);
    assert_eq!(left.status_at(beacon.epoch()).name().split('_').next(), Some("withdrawal"));
    assert_eq!(beacon.totals().by_status[&ValidatorStatus::ActiveOngoing], 63);
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn an_exit_queue_at_its_limit_grows_by_one_epoch_for_four_validators() {
    let mut beacon = perfect_chain(quick(), 64);
    play_to_epoch(&mut beacon, 5);
    let exits: Vec<u64> = (0..6)
        .map(|number| {
            beacon.process_voluntary_exit(index(number), Epoch::new(0)).unwrap();
            beacon.validator(index(number)).unwrap().exit_epoch.get()
        })
        .collect();
    assert_eq!(exits, [10, 10, 11, 11, 12, 12], "64 ETH an epoch");
}

#[test]
fn everybody_is_swept_once_in_a_turn() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 3);
    let swept: Vec<u64> = (0..4)
        .flat_map(|_| {
            next_slot(&mut beacon);
            beacon.process_empty_block().unwrap().withdrawals
        })
        .map(|withdrawal| withdrawal.validator.get())
        .collect();
    let first = swept[0];
    assert_eq!(swept, (0..64).map(|step| (first + step) % 64).collect::<Vec<_>>());
}

#[test]
fn who_is_away_earns_nothing_and_pays_for_it() {
    let mut validators: Vec<_> = (0..100).map(|number| staker(number, 1, 32 * ETH, PerformanceProfile::PERFECT)).collect();
    validators[5].profile = PerformanceProfile::OFFLINE;
    validators[6].profile = PerformanceProfile::of_uptime(PartsPerMillion::new(500_000).unwrap());
    validators[7].profile = PerformanceProfile { target: PartsPerMillion::ZERO, ..PerformanceProfile::PERFECT };
    // Without withdrawals balances tell what was earned.
    validators.iter_mut().for_each(|validator| validator.credentials = credentials(0, Address::ZERO));
    let mut beacon = chain(BeaconConstants::mainnet(), validators);
    play_to_epoch(&mut beacon, 40);

    let balance = |number| beacon.validator(index(number)).unwrap().balance.get();
    assert!(balance(5) < balance(6) && balance(6) < balance(1), "{} {} {}", balance(5), balance(6), balance(1));
    assert!(balance(5) < 32 * ETH && balance(7) < balance(1));
    assert_eq!(beacon.validator(index(7)).unwrap().previous_participation, 1, "the source vote alone");
    assert_eq!(beacon.finalized_epoch(), Epoch::new(38));
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn skipped_slots_have_no_rewards_and_epochs_turn_all_the_same() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    beacon.advance_to_slot(Slot::new(320)).unwrap();
    let ledger = beacon.ledger();
    assert_eq!((beacon.finalized_epoch(), ledger.withdrawn, ledger.penalised), (Epoch::new(8), 0, 0));
    // Nine transitions with rewards of 54/64, none of the other ten.
    let most = 9 * u128::from(beacon.base_reward_per_increment().get()) * 64 * 32 * 54 / 64;
    assert!(ledger.issued <= most && ledger.issued * 1_000 > most * 999);
    assert_eq!(
        beacon.advance_to_slot(Slot::new(320)),
        Err(BeaconError::SlotNotAfter { slot: Slot::new(320), to: Slot::new(320) })
    );
    beacon.process_empty_block().unwrap();
    assert_eq!(beacon.process_empty_block(), Err(BeaconError::BlockAlreadyBegun { slot: Slot::new(320) }));
}

#[test]
fn proposers_are_known_for_this_epoch_and_the_next() {
    let mut beacon = perfect_chain(quick(), 10);
    let announced: Vec<_> = (4..8).map(|slot| beacon.proposer_at(Slot::new(slot)).unwrap()).collect();
    assert_eq!(beacon.proposer_at(Slot::new(8)), Err(BeaconError::ProposerNotDrawn { slot: Slot::new(8) }));
    next_slot(&mut beacon);
    next_slot(&mut beacon);
    next_slot(&mut beacon);
    let proposed: Vec<_> = (0..4)
        .map(|_| {
            next_slot(&mut beacon);
            beacon.process_empty_block().unwrap().proposer
        })
        .collect();
    assert_eq!(proposed, announced);
    assert_eq!(beacon.proposer_at(Slot::new(3)), Err(BeaconError::ProposerNotDrawn { slot: Slot::new(3) }));
}

#[test]
fn duties_are_drawn_in_proportion_to_effective_balance() {
    let mut validators: Vec<_> = (0..64).map(|number| staker(number, 1, 32 * ETH, PerformanceProfile::PERFECT)).collect();
    validators.push(staker(64, 2, 2_048 * ETH, PerformanceProfile::PERFECT));
    let beacon = chain(BeaconConstants::mainnet(), validators);
    let seats = beacon.sync_committee().iter().filter(|seat| **seat == index(64)).count();
    assert!((220..292).contains(&seats), "half the stake holds {seats} of 512 seats");
}

#[test]
fn a_slashed_validator_pays_at_once_and_its_reporter_earns() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 5);
    let before: Vec<u64> = (0..2).map(|number| beacon.validator(index(number)).unwrap().balance.get()).collect();
    beacon.slash_validator(index(0), index(1)).unwrap();
    let after: Vec<u64> = (0..2).map(|number| beacon.validator(index(number)).unwrap().balance.get()).collect();
    assert_eq!([before[0] - after[0], after[1] - before[1]], [7_812_500, 7_812_500]);
    let slashed = beacon.validator(index(0)).unwrap();
    assert_eq!((slashed.exit_epoch, slashed.withdrawable_epoch), (Epoch::new(10), Epoch::new(5 + 8_192)));
    assert_eq!(
        beacon.slash_attesters(&[index(0)], index(1)),
        Err(BeaconError::NotSlashable { index: index(0), epoch: Epoch::new(5) })
    );
    assert_eq!(beacon.slash_attesters(&[index(3), index(0), index(2)], index(1)), Ok(vec![index(2), index(3)]));
    play(&mut beacon, 32);
    assert_eq!(beacon.validator(index(0)).unwrap().previous_participation, 0, "nobody runs it any more");
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_request_names_the_rule_it_breaks() {
    let mut validators: Vec<_> = (0..8).map(|number| staker(number, 1, 33 * ETH, PerformanceProfile::PERFECT)).collect();
    validators.push(staker(8, 2, 100 * ETH, PerformanceProfile::PERFECT));
    validators.push(staker(9, 0, 32 * ETH, PerformanceProfile::PERFECT));
    validators[9].credentials = bls_credentials(&withdrawal_key(9));
    let mut beacon = chain(quick(), validators);
    let withdraw = |beacon: &mut Beacon, number, source_address, eth| {
        let amount = Gwei::new(eth * ETH);
        beacon.process_withdrawal_request(&WithdrawalRequest { source_address, pubkey: key(number), amount })
    };
    let consolidate = |beacon: &mut Beacon, source, target| {
        beacon.process_consolidation_request(&ConsolidationRequest {
            source_address: owner(source),
            source_pubkey: key(source),
            target_pubkey: key(target),
        })
    };
    assert_eq!(withdraw(&mut beacon, 0, owner(0), 0), Err(IgnoredRequest::TooYoung { index: index(0), earliest: Epoch::new(2) }));
    play_to_epoch(&mut beacon, 3);
    assert_eq!(withdraw(&mut beacon, 77, owner(0), 0), Err(IgnoredRequest::UnknownKey { pubkey: key(77) }));
    assert!(matches!(withdraw(&mut beacon, 0, owner(1), 0), Err(IgnoredRequest::NotTheOwner { .. })));
    assert!(matches!(withdraw(&mut beacon, 9, owner(9), 0), Err(IgnoredRequest::NotTheOwner { .. })), "BLS credentials");
    assert!(matches!(withdraw(&mut beacon, 0, owner(0), 1), Err(IgnoredRequest::WrongCredentials { .. })));
    assert_eq!(withdraw(&mut beacon, 8, owner(8), 60), Ok(()));
    assert!(matches!(withdraw(&mut beacon, 8, owner(8), 0), Err(IgnoredRequest::PartialWithdrawalsPending { .. })));
    assert_eq!(withdraw(&mut beacon, 8, owner(8), 60), Ok(()), "the eight ETH that are left");
    assert_eq!(withdraw(&mut beacon, 8, owner(8), 60), Err(IgnoredRequest::NothingToWithdraw { index: index(8) }));
    assert!(matches!(consolidate(&mut beacon, 0, 8), Err(IgnoredRequest::NoConsolidationChurn { .. })));
    assert!(matches!(consolidate(&mut beacon, 8, 8), Err(IgnoredRequest::WrongCredentials { .. })), "already compounding");
    assert_eq!(consolidate(&mut beacon, 1, 1), Ok(()));
    assert_eq!(beacon.validator(index(1)).unwrap().balance, Gwei::new(32 * ETH));
    assert_eq!(beacon.process_bls_to_execution_change(index(9), &withdrawal_key(9), owner(9)), Ok(()));
    assert_eq!(withdraw(&mut beacon, 9, owner(9), 0), Ok(()));
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_chain_refuses_to_start_with_what_cannot_work() {
    let twice = vec![staker(1, 1, 32 * ETH, PerformanceProfile::PERFECT), staker(1, 1, 32 * ETH, PerformanceProfile::PERFECT)];
    let start = |constants, validators| Beacon::genesis(Arc::new(constants), Timestamp::new(0), B256::ZERO, validators);
    assert_eq!(start(BeaconConstants::mainnet(), twice), Err(BeaconError::DuplicateKey { index: index(1) }));
    let broken = BeaconConstants { slots_per_epoch: 0, ..BeaconConstants::mainnet() };
    assert_eq!(start(broken, Vec::new()), Err(BeaconError::UnusableConstants));
    let mut record = StateRecord::default();
    record.validators = perfect_chain(quick(), 1).record().validators;
    record.validators[0].effective_balance = Gwei::new(1);
    let result = Beacon::from_record(Arc::new(quick()), Timestamp::new(0), B256::ZERO, record);
    assert_eq!(result, Err(BeaconError::BadRecord { index: index(0) }));
}

#[test]
fn a_chain_whose_validators_have_all_left_goes_on() {
    let mut beacon = perfect_chain(quick(), 4);
    play_to_epoch(&mut beacon, 3);
    (0..4).for_each(|number| beacon.process_voluntary_exit(index(number), Epoch::new(0)).unwrap());
    play_to_epoch(&mut beacon, 40);
    assert_eq!(beacon.totals().by_status[&ValidatorStatus::WithdrawalDone], 4);
    assert_eq!(beacon.check(), Ok(()));
    beacon.process_deposit_request(deposit(4, 32));
    // Two thirds of nobody are there, so epochs are finalized and the newcomer gets in; then all duties are its own.
    play_to_epoch(&mut beacon, 53);
    assert_eq!(beacon.totals().by_status[&ValidatorStatus::ActiveOngoing], 1);
    assert_eq!(beacon.proposer_at(beacon.slot()), Ok(index(4)));
    assert_eq!(beacon.check(), Ok(()));
}

//! Outages that last, groups that are away together, and offences that become slashings.

use super::support::{ETH, chain, index, key, next_slot, owner, perfect_chain, play_to_epoch, quick, staker};
use aquifer_protocol::ethereum::{
    Beacon, BeaconConstants, BeaconError, DepositRequest, Equivocation, EquivocationKind, NewcomerDefaults, OperatorGroup,
    PartsPerMillion, PerformanceProfile,
};
use aquifer_protocol::units::{Epoch, Epochs, Gwei, Slot, Slots, Timestamp};
use aquifer_protocol::{Address, B256};
use std::sync::Arc;

fn ppm(value: u32) -> PartsPerMillion {
    PartsPerMillion::new(value).unwrap()
}

/// There for nine tenths of the time, away for ten epochs at a time.
fn flaky() -> PerformanceProfile {
    PerformanceProfile { mean_outage: Epochs::new(10), ..PerformanceProfile::of_uptime(ppm(900_000)) }
}

fn flaky_group(number: u32) -> PerformanceProfile {
    PerformanceProfile { group: Some(OperatorGroup::new(number)), ..flaky() }
}

/// BLS credentials: nothing is swept.
fn chain_with(constants: BeaconConstants, profiles: impl IntoIterator<Item = PerformanceProfile>) -> Beacon {
    chain(constants, (0..).zip(profiles).map(|(number, profile)| staker(number, 0, 32 * ETH, profile)).collect())
}

/// Ends the epoch; who attested in it, by index.
fn attended(beacon: &mut Beacon) -> Vec<bool> {
    let slots = beacon.constants.slots_per_epoch;
    let next = Slot::new((beacon.slot().get() / slots + 1) * slots);
    beacon.advance_to_slot(next).unwrap();
    beacon.validators().map(|(_, validator)| validator.previous_participation != 0).collect()
}

#[test]
fn outages_last_as_long_as_the_profile_says_and_leave_the_uptime_it_says() {
    let mut beacon = chain_with(quick(), vec![flaky(); 200]);
    assert!(attended(&mut beacon).iter().all(|there| *there), "everybody begins there");
    let (mut away_now, mut away, mut outages) = (vec![false; 200], 0u32, 0u32);
    for _ in 0..600 {
        for (there, was_away) in attended(&mut beacon).into_iter().zip(&mut away_now) {
            away += u32::from(!there);
            outages += u32::from(!there && !*was_away);
            *was_away = !there;
        }
    }
    let (share, length) = (f64::from(away) / (200.0 * 600.0), f64::from(away) / f64::from(outages));
    assert!((0.085..0.115).contains(&share), "away for {share} of the time");
    assert!((9.0..11.0).contains(&length), "for {length} epochs at a time");
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn validators_of_a_group_are_away_in_the_same_epochs() {
    let drawn = PerformanceProfile { group: Some(OperatorGroup::new(3)), ..PerformanceProfile::of_uptime(ppm(800_000)) };
    let profiles = [flaky_group(1), flaky_group(2), drawn, PerformanceProfile::PERFECT];
    let mut beacon = chain_with(quick(), (0..40).map(|number| profiles[number / 10]));
    let mut away = [0; 4];
    for _ in 0..300 {
        let groups_away: Vec<_> = beacon.groups_away().map(|(group, _)| group.get()).collect();
        let there = attended(&mut beacon);
        for (group, members) in there.chunks(10).enumerate() {
            assert!(members.iter().all(|member| *member == members[0]), "group {group} as one");
            away[group] += i32::from(!members[0]);
        }
        assert_eq!(groups_away.contains(&1), !there[0]);
        assert_eq!(groups_away.contains(&2), !there[10]);
    }
    assert!(away[0] > 5 && away[1] > 5 && away[2] > 30, "{away:?} of 300 epochs");
    assert_ne!(away[0], away[1], "groups draw apart");
    assert_eq!(away[3], 0);
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_cohort_of_one_group_stays_one_row() {
    let cohort = (staker(0, 0, 32 * ETH, flaky_group(1)), 1_000);
    let others = (staker(5_000, 0, 32 * ETH, PerformanceProfile::PERFECT), 4_000);
    let time = Timestamp::new(0);
    let mut beacon = Beacon::genesis_of_cohorts(Arc::new(quick()), time, B256::ZERO, vec![cohort, others]).unwrap();
    // Without blocks: sync seats and proposals would single out members.
    for _ in 0..100 {
        beacon.advance_to_slot(beacon.slot().after(Slots::new(4)).unwrap()).unwrap();
        assert_eq!(beacon.cohorts().count(), 2);
    }
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn an_equivocation_is_punished_by_the_next_block() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 3);
    let slot = beacon.slot();
    beacon.commit_equivocation(index(5), EquivocationKind::DoubleVote).unwrap();
    beacon.commit_equivocation(index(4), EquivocationKind::DoubleProposal).unwrap();
    assert!(!beacon.validator(index(5)).unwrap().slashed);
    // A slot without a block between them.
    next_slot(&mut beacon);
    next_slot(&mut beacon);
    let ledger = beacon.ledger();
    let start = beacon.begin_block().unwrap();
    let expected = [(4, EquivocationKind::DoubleProposal), (5, EquivocationKind::DoubleVote)];
    assert_eq!(start.equivocations, expected.map(|(number, kind)| Equivocation { validator: index(number), slot, kind }));
    assert!(beacon.validator(index(4)).unwrap().slashed && beacon.validator(index(5)).unwrap().slashed);
    // The proposer that includes the evidence gets as much as each offender pays.
    assert_eq!(beacon.ledger().issued - ledger.issued, 2 * 7_812_500);
    assert_eq!(beacon.ledger().penalised - ledger.penalised, 2 * 7_812_500);
    beacon.end_block(&start).unwrap();

    next_slot(&mut beacon);
    assert_eq!(beacon.process_empty_block().unwrap().equivocations, []);
    let again = beacon.commit_equivocation(index(4), EquivocationKind::DoubleVote);
    assert_eq!(again, Err(BeaconError::NotSlashable { index: index(4), epoch: Epoch::new(3) }));
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_block_takes_sixteen_double_proposals_and_the_double_votes_of_one_slot() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 3);
    (0..20).for_each(|number| beacon.commit_equivocation(index(number), EquivocationKind::DoubleProposal).unwrap());
    (20..23).for_each(|number| beacon.commit_equivocation(index(number), EquivocationKind::DoubleVote).unwrap());
    next_slot(&mut beacon);
    beacon.commit_equivocation(index(23), EquivocationKind::DoubleVote).unwrap();
    let mut taken = || {
        next_slot(&mut beacon);
        beacon.process_empty_block().unwrap().equivocations.iter().map(|found| found.validator.get()).collect::<Vec<_>>()
    };
    assert_eq!(taken(), (0..16).chain(20..23).collect::<Vec<_>>());
    assert_eq!(taken(), [16, 17, 18, 19, 23]);
    assert!(taken().is_empty());
}

#[test]
fn who_is_no_longer_slashable_when_its_turn_comes_gets_away() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    beacon.commit_equivocation(index(7), EquivocationKind::DoubleVote).unwrap();
    beacon.slash_validator(index(7), index(0)).unwrap();
    next_slot(&mut beacon);
    assert_eq!(beacon.process_empty_block().unwrap().equivocations, []);
    assert_eq!(
        beacon.commit_equivocation(index(64), EquivocationKind::DoubleVote),
        Err(BeaconError::UnknownValidator { index: index(64) })
    );
}

#[test]
fn drawn_double_votes_are_found_in_the_block_after_the_vote() {
    let offender = PerformanceProfile { double_votes: PartsPerMillion::FULL, ..PerformanceProfile::PERFECT };
    let away = PerformanceProfile { double_votes: PartsPerMillion::FULL, ..PerformanceProfile::OFFLINE };
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 3);
    beacon.set_performance(index(9), offender).unwrap();
    beacon.set_performance(index(10), away).unwrap();
    play_to_epoch(&mut beacon, 4);
    let duty = beacon.attestation_slot(index(9), Epoch::new(4)).unwrap();
    for _ in 0..40 {
        next_slot(&mut beacon);
        let found = beacon.process_empty_block().unwrap().equivocations;
        let expected = (beacon.slot() == duty.after(Slots::new(1)).unwrap()).then_some(Equivocation {
            validator: index(9),
            slot: duty,
            kind: EquivocationKind::DoubleVote,
        });
        assert_eq!(found, Vec::from_iter(expected), "slot {}", beacon.slot());
    }
    assert!(!beacon.validator(index(10)).unwrap().slashed, "who is away votes not even once");
}

#[test]
fn a_profile_set_in_time_takes_back_what_was_drawn_for_later() {
    let offender = PerformanceProfile { double_votes: PartsPerMillion::FULL, ..PerformanceProfile::PERFECT };
    let mut beacon = chain_with(BeaconConstants::mainnet(), vec![offender; 64]);
    play_to_epoch(&mut beacon, 1);
    // Half of the epoch has passed: two validators a slot have offended, the others have not yet.
    for _ in 0..16 {
        next_slot(&mut beacon);
        beacon.process_empty_block().unwrap();
    }
    beacon.set_performance_of(0..64, PerformanceProfile::PERFECT).unwrap();
    let now = beacon.slot();
    let duty = |beacon: &Beacon, number| beacon.attestation_slot(number, Epoch::new(1)).unwrap();
    let innocent = (0..64).map(index).find(|number| duty(&beacon, *number) > now).unwrap();
    beacon.commit_equivocation(innocent, EquivocationKind::DoubleVote).unwrap();
    play_to_epoch(&mut beacon, 3);
    let offended = (0..64).map(index).filter(|number| beacon.validator(*number).unwrap().slashed);
    let early = offended.filter(|number| duty(&beacon, *number) <= now).count();
    let all = beacon.validators().filter(|(_, validator)| validator.slashed).count();
    assert_eq!((early, all), (34, 35), "seventeen slots, and the one that was announced");
}

#[test]
fn drawn_double_proposals_are_found_in_the_block_after_theirs() {
    let offender = PerformanceProfile { double_proposals: PartsPerMillion::FULL, ..PerformanceProfile::PERFECT };
    let mut beacon = chain_with(quick(), vec![offender; 64]);
    play_to_epoch(&mut beacon, 1);
    let mut last = Vec::new();
    for _ in 0..4 {
        let proposer = beacon.proposer_at(beacon.slot()).unwrap();
        next_slot(&mut beacon);
        let found = beacon.process_empty_block().unwrap().equivocations;
        let expected = if last.contains(&proposer) { vec![] } else { vec![proposer] };
        assert_eq!(found.iter().map(|found| found.validator).collect::<Vec<_>>(), expected);
        assert!(found.iter().all(|found| found.kind == EquivocationKind::DoubleProposal));
        last.push(proposer);
    }
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_newcomer_with_a_restless_profile_has_its_behaviour_decided() {
    let mut beacon = perfect_chain(quick(), 8);
    let profile = PerformanceProfile { double_votes: PartsPerMillion::FULL, ..PerformanceProfile::PERFECT };
    beacon.set_newcomer_defaults(owner(8), NewcomerDefaults { fee_recipient: Address::ZERO, profile }).unwrap();
    beacon.process_deposit_request(DepositRequest {
        pubkey: key(8),
        credentials: super::support::credentials(1, owner(8)),
        amount: Gwei::new(32 * ETH),
        signature: Default::default(),
        signature_valid: true,
        index: 0,
    });
    play_to_epoch(&mut beacon, 20);
    assert!(beacon.validator(index(8)).unwrap().slashed, "caught in its first epoch of duty");
}

#[test]
fn outages_no_chances_can_bring_about_are_refused() {
    let impossible = PerformanceProfile { mean_outage: Epochs::new(2), ..PerformanceProfile::of_uptime(ppm(100_000)) };
    let error = BeaconError::ImpossibleOutages { uptime: ppm(100_000), mean_outage: Epochs::new(2) };
    let mut beacon = perfect_chain(quick(), 4);
    let before = beacon.clone();
    assert_eq!(beacon.set_performance(index(0), impossible), Err(error.clone()));
    assert_eq!(beacon.set_performance_of(0..4, impossible), Err(error.clone()));
    let defaults = NewcomerDefaults { fee_recipient: Address::ZERO, profile: impossible };
    assert_eq!(beacon.set_newcomer_defaults(owner(0), defaults), Err(error.clone()));
    assert_eq!(beacon, before);
    let mut record = beacon.record();
    record.validators[0].profile = impossible;
    let time = Timestamp::new(0);
    let started = Beacon::from_record(beacon.constants.clone(), time, B256::ZERO, record);
    assert_eq!(started, Err(error));
}

//! The phases of a block: who is paid, and when.

use super::support::{ETH, chain, index, next_slot, perfect_chain, play_to_epoch, quick, staker};
use aquifer_protocol::ethereum::{Beacon, BeaconConstants, BeaconError, PartsPerMillion, PerformanceProfile};
use aquifer_protocol::units::Gwei;

#[test]
fn the_phases_of_a_block_pay_in_the_order_of_the_specification() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 3);
    next_slot(&mut beacon);
    let balances = |beacon: &Beacon| beacon.validators().map(|(_, validator)| validator.balance.get()).collect::<Vec<_>>();
    let issued = beacon.ledger().issued;

    let start = beacon.begin_block().unwrap();
    assert_eq!(start.withdrawals.len(), 16);
    assert_eq!(beacon.ledger().issued, issued, "the start only takes withdrawals");
    let proposer = usize::try_from(start.proposer.get()).unwrap();
    let proposer_before = balances(&beacon)[proposer];

    assert_eq!(beacon.include_attestations(&start), Ok(start.attestation_reward));
    assert!(!start.attestation_reward.is_zero());
    assert_eq!(balances(&beacon)[proposer] - proposer_before, start.attestation_reward.get());
    assert_eq!(beacon.ledger().issued, issued + u128::from(start.attestation_reward.get()));

    let before = balances(&beacon);
    let reward = beacon.sync_seat_reward();
    assert_eq!(beacon.end_block(&start), Ok(Gwei::new(512 * reward.proposer.get())));
    let seats = beacon.sync_committee().iter().filter(|seat| **seat == index(63)).count();
    assert_eq!(reward.member.get(), beacon.base_reward_per_increment().get() * 64 * 32 * 2 / 64 / 32 / 512);
    assert_ne!((seats, start.proposer), (0, index(63)), "a member that does not propose");
    assert_eq!(balances(&beacon)[63] - before[63], u64::try_from(seats).unwrap() * reward.member.get());
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_block_keeps_the_bits_it_began_with_when_it_slashes_a_member() {
    let mut beacon = perfect_chain(BeaconConstants::mainnet(), 64);
    play_to_epoch(&mut beacon, 3);
    next_slot(&mut beacon);
    let start = beacon.begin_block().unwrap();
    assert_eq!(&start.sync_bits[..], [0xff; 64]);
    let member = beacon.sync_committee()[0];
    beacon.slash_validator(member, start.proposer).unwrap();
    let penalised = beacon.ledger().penalised;
    beacon.end_block(&start).unwrap();
    assert_eq!(beacon.ledger().penalised, penalised, "it had signed the block before");

    next_slot(&mut beacon);
    let next = beacon.begin_block().unwrap();
    assert_eq!(next.sync_bits[0] & 1, 0, "nobody runs it any more");
    assert_eq!(beacon.end_block(&start), Err(BeaconError::BlockNotBegun { slot: start.slot }));
    assert_eq!(beacon.include_attestations(&start), Err(BeaconError::BlockNotBegun { slot: start.slot }));
}

#[test]
fn who_misses_its_proposals_earns_nothing_as_a_proposer() {
    let away = PerformanceProfile { proposals: PartsPerMillion::ZERO, ..PerformanceProfile::PERFECT };
    let mut beacon = chain(quick(), (0..4).map(|number| staker(number, 0, 32 * ETH, away)).collect());
    play_to_epoch(&mut beacon, 3);
    next_slot(&mut beacon);
    let issued = beacon.ledger().issued;
    let start = beacon.begin_block().unwrap();
    assert!(!start.is_proposed && !start.attestation_reward.is_zero());
    assert_eq!(beacon.include_attestations(&start), Ok(Gwei::ZERO));
    assert_eq!(beacon.ledger().issued, issued);
    assert_eq!(beacon.end_block(&start), Ok(Gwei::ZERO));
    let part = u128::from(beacon.base_reward_per_increment().get()) * 4 * 32 * 2 / 64 / 4 / 8;
    assert_eq!(beacon.ledger().issued, issued + 8 * part, "eight seats, no part of the proposer");
}

//! What a slashed validator loses: the tables of the rules and target R3 (Electra), part by part and over a whole life.

use super::support::{ETH, chain, credentials, index, staker};
use aquifer_protocol::ethereum::{Beacon, BeaconConstants, PerformanceProfile};
use aquifer_protocol::units::{Epoch, Gwei, Slot, Timestamp};
use aquifer_protocol::{Address, B256};
use std::sync::Arc;

/// Active stake of target R3.
const R3_TOTAL_ETH: u64 = 34_200_207;

/// Two validators with so much stake together, the first with 32 ETH: with a cap that high one stands for all others.
fn two_of(total_eth: u64) -> Beacon {
    let rest = Gwei::new((total_eth - 32) * ETH);
    let constants = BeaconConstants { max_effective_balance: rest, ..BeaconConstants::mainnet() };
    let others = staker(1, 2, rest.get(), PerformanceProfile::PERFECT);
    // BLS credentials: nothing is swept, so balances tell the whole story.
    let mut first = staker(0, 0, 32 * ETH, PerformanceProfile::PERFECT);
    first.credentials = credentials(0, Address::ZERO);
    chain(constants, vec![first, others])
}

/// The correlation penalty of a 32-ETH validator when `slashed_eth` of `total_eth` were slashed around it, in Gwei.
fn correlation_penalty(total_eth: u64, slashed_eth: u64) -> u64 {
    let beacon = two_of(total_eth);
    let mut record = beacon.record();
    record.slot = Slot::new(32);
    record.slashings.insert(0, Gwei::new(slashed_eth * ETH));
    let slashed = &mut record.validators[0];
    (slashed.slashed, slashed.exit_epoch, slashed.withdrawable_epoch) = (true, Epoch::new(6), Epoch::new(1 + 4_096));
    // Rewards and penalties for votes out of the way.
    let constants = BeaconConstants { base_reward_factor: 0, ..(*beacon.constants).clone() };
    let mut beacon = Beacon::from_record(Arc::new(constants), Timestamp::new(0), B256::ZERO, record).unwrap();
    assert_eq!(beacon.total_active_balance(), Gwei::new(total_eth * ETH));
    beacon.process_epoch().unwrap();
    32 * ETH - beacon.validator(index(0)).unwrap().balance.get()
}

#[test] // R3, Electra
fn the_correlation_penalty_follows_the_slashed_share_without_steps() {
    #[track_caller]
    fn check(share_of_ten_thousand: u64, penalty: u64) {
        let slashed_eth = R3_TOTAL_ETH * share_of_ten_thousand / 10_000;
        assert_eq!(correlation_penalty(R3_TOTAL_ETH, slashed_eth), penalty);
    }
    //  share     Gwei
    check(10, 95_999_392);
    check(104, 998_399_552);
    check(105, 1_007_999_488);
    check(500, 4_799_999_008);
    check(1_000, 9_599_998_016);
    check(2_740, 26_303_997_984);
}

#[test]
fn correlated_slashing_takes_three_times_the_slashed_share() {
    #[track_caller]
    fn check(slashed_eth: u64, per_increment: u64) {
        assert_eq!(correlation_penalty(35_000_000, slashed_eth), 32 * per_increment);
    }
    //    ETH slashed    Gwei an ETH (section 12)
    check(32, 2_742);
    check(3_200, 274_285);
    check(35_000, 3_000_000);
    check(350_000, 30_000_000);
    check(3_500_000, 300_000_000);
    check(11_666_667, 1_000_000_000); // a third and more: everything
    check(35_000_000, 1_000_000_000);
}

#[test] // R3: initial penalty and missed attestations; the slashing table's first row
fn a_slashed_life_costs_the_first_penalty_the_missed_votes_and_the_correlation() {
    #[track_caller]
    fn check(total_eth: u64, missed: u64, correlation: u64) {
        let mut beacon = two_of(total_eth);
        beacon.advance_to_slot(Slot::new(10 * 32)).unwrap();
        let balance = |beacon: &Beacon| beacon.validator(index(0)).unwrap().balance.get();
        let start = balance(&beacon);
        beacon.slash_validator(index(0), index(1)).unwrap();
        assert_eq!(start - balance(&beacon), 7_812_500, "initial");
        let slashed = beacon.validator(index(0)).unwrap();
        assert_eq!((slashed.exit_epoch, slashed.withdrawable_epoch), (Epoch::new(15), Epoch::new(10 + 8_192)));

        // The transition of `withdrawable - 4096` takes the correlation penalty.
        let slots = |epoch: u64| Slot::new(epoch * 32);
        beacon.advance_to_slot(slots(10 + 4_096)).unwrap();
        let before = balance(&beacon);
        beacon.advance_to_slot(slots(10 + 4_097)).unwrap();
        assert_eq!(before - balance(&beacon), missed / 8_192 + correlation);

        beacon.advance_to_slot(slots(10 + 8_192)).unwrap();
        assert_eq!(start - balance(&beacon), 7_812_500 + missed + correlation);
        beacon.advance_to_slot(slots(10 + 8_200)).unwrap();
        assert_eq!(start - balance(&beacon), 7_812_500 + missed + correlation, "then it is over");
        assert_eq!(beacon.validator(index(0)).unwrap().effective_balance, Gwei::new(32 * ETH));
        assert_eq!(beacon.check(), Ok(()));
    }
    //      total      missed votes         correlation
    check(R3_TOTAL_ETH, 56_688_640, 32 * (3 * 32 * ETH / R3_TOTAL_ETH));
    check(35_000_000, 8_192 * (2_394 + 4_446), 32 * 2_742);
}

#[test]
fn without_finality_the_inactivity_penalty_comes_on_top() {
    // Everybody else is away: a leak.
    let mut beacon = two_of(35_000_000);
    beacon.set_performance(index(1), PerformanceProfile::OFFLINE).unwrap();
    let mut final_chain = two_of(35_000_000);
    for beacon in [&mut beacon, &mut final_chain] {
        beacon.advance_to_slot(Slot::new(10 * 32)).unwrap();
        beacon.slash_validator(index(0), index(1)).unwrap();
        beacon.advance_to_slot(Slot::new(2_000 * 32)).unwrap();
    }
    let balance = |beacon: &Beacon| beacon.validator(index(0)).unwrap().balance.get();
    assert!(balance(&beacon) < balance(&final_chain) - 3 * ETH, "{} {}", balance(&beacon), balance(&final_chain));
}

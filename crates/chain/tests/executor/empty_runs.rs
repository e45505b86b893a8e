//! Runs of empty blocks.

use crate::fixture::{ALICE, Chain, credentials, ether, protocol_of, validator};
use aquifer_chain::{BlockError, ExecutedBlock, build_empty_run, mev::Mev, system_contracts::WITHDRAWAL_REQUESTS};
use aquifer_protocol::{
    ethereum::{BeaconConstants, PartsPerMillion, PerformanceProfile},
    units::{Epochs, Slot},
};

fn run(chain: &Chain, first: Slot, count: u64) -> Vec<ExecutedBlock> {
    let mut blocks = Vec::new();
    build_empty_run(&chain.spec, &chain.head, &chain.world, first, count, |block| blocks.push(block)).expect("runs");
    blocks
}

#[test]
fn a_run_gives_what_building_one_by_one_gives() {
    let mut chain = Chain::new();
    // Over two epochs, so that an epoch's end is among the slots.
    let blocks = run(&chain, Slot::new(1), 70);
    assert_eq!(blocks.len(), 70);
    for block in blocks {
        let (built, _) = chain.build(vec![]);
        assert_eq!(built.block.header, block.block.header);
        assert_eq!(built, block);
        (chain.head, chain.world) = (built.block, built.world);
    }
    chain.world.check().expect("invariants");
}

#[test]
fn a_run_may_start_after_missed_slots_but_not_in_the_past() {
    let chain = Chain::new();
    let blocks = run(&chain, Slot::new(40), 2);
    assert_eq!([blocks[0].block.number(), blocks[1].block.number()], [1, 2]);
    let error = build_empty_run(&chain.spec, &chain.head, &chain.world, Slot::new(0), 1, |_| {});
    assert!(matches!(error, Err(BlockError::SlotNotAfterParent { .. })));
}

/// Validators that are away, late and sometimes double, one that leaves, and somebody who pays proposers.
fn troubled() -> Chain {
    let chance = |ppm| PartsPerMillion::new(ppm).expect("at most the whole");
    let mut constants = BeaconConstants::mainnet();
    constants.shard_committee_period = Epochs::new(0);
    let mut validators: Vec<_> = (0..64).map(|index| validator(index, credentials(1, ALICE), 32)).collect();
    for (number, validator) in validators.iter_mut().enumerate() {
        validator.profile = PerformanceProfile {
            sync: chance(900_000),
            proposals: chance(800_000),
            double_votes: chance(if number % 2 == 0 { 20_000 } else { 0 }),
            double_proposals: chance(200_000),
            ..PerformanceProfile::of_uptime(chance(970_000))
        };
    }
    let mut chain = Chain::with_protocol(protocol_of(constants, validators, Vec::new()));
    let part = chance(500_000);
    chain.spec.mev = Some(Mev { source: ALICE, blocks: part, typical: 1_000_000, large_share: part, large: 2_000_000 });
    let request = chain.transaction(ALICE, Some(WITHDRAWAL_REQUESTS), ether(1), vec![1; 56].into());
    chain.mine(vec![]);
    chain.mine(vec![request]);
    chain
}

#[test]
fn a_run_of_absences_offences_and_payments_is_what_building_one_by_one_gives() {
    let mut chain = troubled();
    let blocks = run(&chain, Slot::new(5), 70);
    let found: usize = blocks.iter().map(|block| block.block.equivocations.len()).sum();
    assert!(found > 0, "no offence in the run");
    for (block, slot) in blocks.into_iter().zip(5..) {
        let (built, _) = chain.build_at(Slot::new(slot), vec![]);
        assert_eq!(built.block, block.block);
        assert_eq!(built, block);
        chain.extend(built);
    }
    assert!(!chain.world.supply.mev.is_zero(), "no payment in the run");
}

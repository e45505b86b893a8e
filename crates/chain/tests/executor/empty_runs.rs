//! Runs of empty blocks.

use crate::fixture::Chain;
use aquifer_chain::{BlockError, ExecutedBlock, build_empty_run};
use aquifer_protocol::units::Slot;

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

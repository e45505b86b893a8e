//! The beacon chain around the blocks: found by slot and root, final, and kept through restarts.

use crate::fixture::{Wallet, by_hand, config, genesis, open, send};
use alloy_primitives::B256;
use aquifer_beacon::Envelope;
use aquifer_chain::{
    Node, NodeConfig,
    snapshot::{SnapshotError, Snapshots},
};
use aquifer_protocol::units::Slot;

/// A transaction, a run of empty slots, a skipped stretch, and another transaction.
fn live(node: &Node) {
    send(node, Wallet::new(1).transfer(0));
    node.advance_slots(40, |_, _| {}).unwrap();
    node.increase_time(120).unwrap();
    send(node, Wallet::new(1).transfer(1));
}

#[track_caller]
fn check_lookups(node: &Node) {
    for number in 0..=node.head().number() {
        let block = node.block_by_number(number).unwrap().unwrap();
        assert_eq!(node.block_at_slot(block.slot).unwrap().as_ref(), Some(&block));
        assert_eq!(node.block_by_beacon_root(&block.beacon_root()).unwrap().as_ref(), Some(&block));
        assert_eq!(node.block_by_beacon_state_root(&block.beacon.state_root).unwrap(), Some(block));
    }
    assert_eq!(node.block_by_beacon_root(&B256::repeat_byte(9)).unwrap(), None);
}

#[test]
fn a_block_is_found_by_slot_root_and_state_root_in_memory_and_in_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    live(&node);
    check_lookups(&node);
    let head = node.head();
    let missed = Slot::new(head.block.slot.get() - 1);
    assert_eq!(node.block_at_slot(missed).unwrap(), None, "nobody proposed in it");
    assert_eq!(node.block_at_slot(Slot::new(head.block.slot.get() + 1)).unwrap(), None, "it is not there yet");
    node.shutdown();
    drop(node);
    check_lookups(&open(NodeConfig { history_budget: 1, ..by_hand(dir.path()) }));
}

#[test]
fn a_reverted_block_is_found_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    let saved = node.snapshot().unwrap();
    live(&node);
    let gone = node.head().block.beacon;
    let root = node.head().beacon_root;
    assert!(node.revert(saved).unwrap());
    // As many blocks again, of another life.
    node.advance_slots(60, |_, _| {}).unwrap();
    assert_eq!(node.block_by_beacon_root(&root).unwrap(), None);
    assert_eq!(node.block_by_beacon_state_root(&gone.state_root).unwrap(), None);
    node.shutdown();
    drop(node);
    let node = open(NodeConfig { history_budget: 1, ..by_hand(dir.path()) });
    assert_eq!(node.block_by_beacon_root(&root).unwrap(), None, "its row in the index means nothing");
}

#[test]
fn every_slot_has_a_state_and_its_root_is_the_one_chained() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(NodeConfig { history_budget: 1, ..config(dir.path()) });
    live(&node);
    let head = node.head();
    for slot in (0..head.block.slot.get()).map(Slot::new) {
        let world = node.state_at_slot(slot).unwrap().unwrap();
        assert_eq!(world.protocol.beacon.slot(), slot);
        assert_eq!(world.beacon_state_root().unwrap(), head.world.envelope.state_root_at(slot), "slot {slot}");
    }
    assert_eq!(node.state_at_slot(head.block.slot).unwrap(), Some(head.world.clone()));
    assert_eq!(node.state_at_slot(Slot::new(head.block.slot.get() + 1)).unwrap(), None);
}

#[test]
fn blocks_become_justified_and_final() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.mine(40).unwrap();
    assert_eq!(node.finalized_block().unwrap().number(), 0);
    node.mine(4 * 32).unwrap();
    // Slot 168 lies in epoch 5: epoch 4 is justified, epoch 3 final, each by its first block.
    assert_eq!(node.justified_block().unwrap().slot, Slot::new(4 * 32));
    assert_eq!(node.finalized_block().unwrap().slot, Slot::new(3 * 32));
}

#[test]
fn a_snapshot_with_another_beacon_state_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.mine(3).unwrap();
    let (head, genesis) = (node.head(), genesis());
    let snapshots = Snapshots::new(dir.path().join("own"), genesis.block.hash);
    snapshots.write(&head.block, &head.world).unwrap();
    let (block, world) = snapshots.load(3).unwrap();
    assert_eq!((&block, &world), (&*head.block, &*head.world));

    let mut other = world.clone();
    other.envelope = Envelope::genesis(&world.protocol.beacon, &genesis.spec.forks(), Default::default());
    snapshots.write(&block, &other).unwrap();
    assert!(matches!(snapshots.load(3), Err(SnapshotError::BeaconState)));
}

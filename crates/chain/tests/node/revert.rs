//! Going back to an earlier head, for good.

use crate::fixture::{BOB, Wallet, by_hand, config, hashes, open, send};
use alloy_primitives::U256;
use aquifer_chain::{LogQuery, NodeConfig};
use aquifer_protocol::units::Slot;

#[test]
fn a_revert_truncates_the_store_for_good() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    send(&node, Wallet::new(1).transfer(0));
    let id = node.snapshot().unwrap();
    let kept = hashes(&node);
    let gone = Wallet::new(1).transfer(1);
    let gone_hash = *gone.tx_hash();
    send(&node, gone);
    node.advance_slots(40, |_, _| {}).unwrap();
    let gone_block = node.head().hash();
    assert_eq!(node.revert(id), Ok(true));

    let check = |node: &aquifer_chain::Node| {
        assert_eq!(hashes(node), kept);
        assert_eq!(node.head().world.balance(&BOB), U256::from(1));
        assert!(node.transaction(gone_hash).unwrap().is_none());
        assert!(node.block_by_hash(gone_block).unwrap().is_none());
        assert!(node.block_by_number(2).unwrap().is_none());
        assert!(node.receipts(2).unwrap().is_none());
        assert!(node.world_at(2).is_err());
    };
    check(&node);
    drop(node);
    let node = open(by_hand(dir.path()));
    check(&node);
    node.mine(1).unwrap();
    assert_eq!(node.head().block.slot, Slot::new(2));
}

#[test]
fn a_revert_is_durable_when_the_process_dies_right_after() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    let id = node.snapshot().unwrap();
    node.advance_slots(20, |_, _| {}).unwrap();
    node.revert(id).unwrap();
    let copy = crate::fixture::copy_of(dir.path());
    assert_eq!(open(by_hand(copy.path())).head().number(), 0);
}

#[test]
fn a_revert_uses_up_its_id_and_all_later_ones() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    let first = node.snapshot().unwrap();
    node.mine(1).unwrap();
    let second = node.snapshot().unwrap();
    node.mine(1).unwrap();
    let third = node.snapshot().unwrap();
    assert_eq!(node.revert(99), Ok(false));
    assert_eq!(node.revert(second), Ok(true));
    assert_eq!(node.head().number(), 1);
    assert_eq!((node.revert(second), node.revert(third)), (Ok(false), Ok(false)));
    assert_eq!(node.revert(first), Ok(true));
    assert_eq!(node.head().number(), 0);
}

#[test]
fn a_revert_empties_the_pool_and_puts_the_clock_back() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    let id = node.snapshot().unwrap();
    node.increase_time(600).unwrap();
    node.mine(1).unwrap();
    node.submit_transaction(Wallet::new(1).transfer(0)).unwrap();
    node.revert(id).unwrap();
    assert_eq!(node.pool_status().pending, 0);
    assert_eq!(node.time_offset(), 0);
    assert_eq!(node.next_slot().0, Slot::new(1));
}

#[test]
fn another_branch_after_a_revert_is_found_and_the_old_one_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(NodeConfig { history_budget: 1, ..config(dir.path()) });
    let wallet = Wallet::new(1);
    let id = node.snapshot().unwrap();
    let (place, _) = send(&node, wallet.stake(0, U256::from(10_u64.pow(18))));
    let query = LogQuery { to: u64::MAX, addresses: vec![crate::fixture::book().steth], ..LogQuery::default() };
    let logs = node.logs(&query).unwrap();
    assert!(!logs.is_empty());
    node.revert(id).unwrap();
    assert_eq!(node.logs(&query).unwrap(), []);
    node.mine(3).unwrap();
    send(&node, wallet.stake(0, U256::from(10_u64.pow(18))));
    let again = node.logs(&query).unwrap();
    assert_eq!(again.len(), logs.len());
    assert_eq!(again[0].block_number, place + 3);
    drop(node);
    assert_eq!(open(config(dir.path())).logs(&query).unwrap(), again);
}

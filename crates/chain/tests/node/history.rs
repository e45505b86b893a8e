//! Old blocks, states and logs.

use crate::fixture::{Wallet, book, by_hand, config, ether, genesis, hashes, open, send};
use alloy_primitives::{Address, B256, keccak256};
use aquifer_chain::{LogLimits, LogQuery, LogsError, NodeConfig};
use aquifer_protocol::units::Slot;

/// A node that keeps only the last state in memory.
fn forgetful(dir: &std::path::Path) -> NodeConfig {
    NodeConfig { history_budget: 1, ..by_hand(dir) }
}

#[test]
fn states_that_left_memory_come_back_by_replay() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(forgetful(dir.path()));
    let mut commitments = vec![node.head().world.commitment()];
    for nonce in 0..30 {
        if nonce % 3 == 0 {
            node.submit_transaction(Wallet::new(1).transfer(nonce / 3)).unwrap();
        }
        node.mine(1).unwrap();
        commitments.push(node.head().world.commitment());
    }
    for (number, commitment) in commitments.iter().enumerate().rev() {
        assert_eq!(node.world_at(number as u64).unwrap().commitment(), *commitment);
    }
    assert!(node.world_at(31).is_err());
}

#[test]
fn blocks_of_a_run_are_answered_by_number_and_hash_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.advance_slots(600, |_, _| {}).unwrap();
    let before = hashes(&node);
    let headers: Vec<_> = [1, 255, 256, 599, 600].map(|number| node.block_by_number(number).unwrap().unwrap()).into();
    drop(node);
    let node = open(by_hand(dir.path()));
    assert_eq!(hashes(&node), before);
    for block in headers {
        assert_eq!(node.block_by_number(block.number()).unwrap().as_ref(), Some(&block));
        assert_eq!(node.block_by_hash(block.hash).unwrap(), Some(block));
    }
    assert_eq!(node.block_by_hash(B256::repeat_byte(3)).unwrap(), None);
    assert_eq!(node.block_by_number(601).unwrap(), None);
}

#[test]
fn a_slot_names_the_last_block_in_or_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.mine(5).unwrap();
    node.increase_time(1_200).unwrap();
    node.mine(5).unwrap();
    let check = |slot, number| assert_eq!(node.number_at_or_before(Slot::new(slot)).unwrap(), number);
    check(0, 0);
    check(5, 5);
    check(60, 5);
    check(105, 6);
    check(106, 7);
    check(9_999, 10);
}

#[test]
fn logs_are_found_by_emitter_and_topic_in_memory_and_in_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    let wallet = Wallet::new(1);
    for nonce in 0..4 {
        send(&node, wallet.stake(nonce, ether(1)));
        node.advance_slots(3, |_, _| {}).unwrap();
    }
    let submitted = keccak256("Submitted(address,uint256,address)");
    let all = LogQuery { to: u64::MAX, ..LogQuery::default() };
    let of_steth = LogQuery { addresses: vec![book().steth], ..all.clone() };
    let mut by_topic = of_steth.clone();
    by_topic.topics[0] = vec![submitted];
    let mut by_second = by_topic.clone();
    by_second.topics[1] = vec![Wallet::new(2).address().into_word()];
    let of_nobody = LogQuery { addresses: vec![Address::repeat_byte(5)], ..all.clone() };
    let later = LogQuery { from: 5, to: 9, ..by_topic.clone() };

    let check = |node: &aquifer_chain::Node| {
        let count = |query: &LogQuery| node.logs(query).unwrap().len();
        assert!(count(&all) >= 12);
        assert_eq!(count(&all), count(&of_steth));
        assert_eq!(count(&by_topic), 4);
        assert_eq!((count(&by_second), count(&of_nobody)), (0, 0));
        let found = node.logs(&later).unwrap();
        assert_eq!(found.iter().map(|log| log.block_number).collect::<Vec<_>>(), [5, 9]);
        let block = node.block_by_number(5).unwrap().unwrap();
        assert_eq!((found[0].block_hash, found[0].timestamp), (block.hash, block.header.timestamp));
        let receipts = node.receipts(5).unwrap().unwrap();
        let place = usize::try_from(found[0].log_index).unwrap();
        assert_eq!(found[0].log, receipts[0].logs[place]);
    };
    check(&node);
    drop(node);
    check(&open(by_hand(dir.path())));
}

#[test]
fn a_query_for_too_much_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let log_limits = LogLimits { blocks: 10, logs: 4 };
    let node = open(NodeConfig { log_limits, ..config(dir.path()) });
    for nonce in 0..2 {
        send(&node, Wallet::new(1).stake(nonce, ether(1)));
    }
    let all = LogQuery { to: u64::MAX, ..LogQuery::default() };
    assert!(matches!(node.logs(&all), Err(LogsError::TooManyLogs { limit: 4 })));
    node.advance_slots(20, |_, _| {}).unwrap();
    assert!(matches!(node.logs(&all), Err(LogsError::TooManyBlocks { blocks: 23, limit: 10 })));
    assert_eq!(node.logs(&LogQuery { from: 3, to: 9, ..all }).unwrap(), []);
}

#[test]
fn genesis_is_a_block_like_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.mine(3).unwrap();
    drop(node);
    let node = open(by_hand(dir.path()));
    let block = node.block_by_number(0).unwrap().unwrap();
    assert_eq!(*block, genesis().block);
    assert_eq!(node.block_by_hash(block.hash).unwrap(), Some(block.clone()));
    assert_eq!(node.genesis_hash(), block.hash);
    assert_eq!(node.world_at(0).unwrap().commitment(), block.header.state_root);
    assert_eq!(node.receipts(0).unwrap().unwrap().len(), 0);
}

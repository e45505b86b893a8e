//! When blocks are made, and what goes into them.

use crate::fixture::{BOB, HandClock, Wallet, by_hand, config, ether, eventually, impersonated, open, send, set_balance};
use alloy_primitives::U256;
use aquifer_chain::{CommandError, Mining, NodeConfig, PoolError, Submitted};
use aquifer_protocol::units::Slot;
use std::sync::{Arc, Mutex};

#[test]
fn on_demand_a_transaction_is_in_the_next_slot_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    assert_eq!(node.next_slot().0, Slot::new(1));
    assert_eq!(send(&node, Wallet::new(1).transfer(0)), (1, 0));
    let head = node.head();
    assert_eq!((head.number(), head.block.slot), (1, Slot::new(1)));
    assert!(head.receipts[0].success);
    assert_eq!(head.world.balance(&BOB), U256::from(1));
    assert_eq!(node.pool_status().pending, 0);
}

#[test]
fn by_hand_transactions_wait_for_a_block_in_order_of_their_tips() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    let (rich, other) = (Wallet::new(1), Wallet::new(2));
    for nonce in 0..3 {
        node.submit_transaction(rich.transfer(nonce)).unwrap();
    }
    node.submit_transaction(other.transfer(0)).unwrap();
    assert_eq!(node.pending_nonce(rich.address()), 3);
    assert_eq!((node.head().number(), node.pool_status().pending), (0, 4));
    assert!(!node.automine());
    node.mine(1).unwrap();
    let head = node.head();
    assert_eq!((head.number(), head.receipts.len()), (1, 4));
    assert_eq!(node.pool_status().pending, 0);
    assert_eq!(node.pending_nonce(rich.address()), 3);
}

#[test]
fn automine_is_switched_while_the_node_runs() {
    let dir = tempfile::tempdir().unwrap();
    let clock = HandClock::default();
    let node = open(NodeConfig { time: Arc::new(clock.clone()), ..config(dir.path()) });
    node.set_automine(false).unwrap();
    node.submit_transaction(Wallet::new(1).transfer(0)).unwrap();
    clock.pass(60);
    node.set_automine(false).unwrap();
    assert_eq!(node.head().number(), 0);
    node.set_automine(true).unwrap();
    eventually("a block", || node.head().number() > 0);
    assert_eq!(node.block_by_number(1).unwrap().unwrap().inputs.len(), 1);
}

#[test]
fn many_blocks_are_mined_in_slots_that_follow_one_another() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.submit_transaction(Wallet::new(1).transfer(0)).unwrap();
    node.mine(50).unwrap();
    assert_eq!((node.head().number(), node.head().block.slot), (50, Slot::new(50)));
    assert_eq!(node.block_by_number(1).unwrap().unwrap().inputs.len(), 1);
    assert!(node.block_by_number(2).unwrap().unwrap().inputs.is_empty());
}

#[test]
fn passed_slots_become_empty_blocks() {
    let dir = tempfile::tempdir().unwrap();
    let clock = HandClock::default();
    let node = open(NodeConfig { time: Arc::new(clock.clone()), ..config(dir.path()) });
    clock.pass(40);
    // Any command wakes the builder, which waits by the real clock.
    node.set_automine(true).unwrap();
    eventually("three blocks", || node.head().number() == 3);
    assert_eq!(node.head().block.slot, Slot::new(3));
}

#[test]
fn with_a_block_time_transactions_wait_for_their_slot() {
    let dir = tempfile::tempdir().unwrap();
    let clock = HandClock::default();
    let node = open(NodeConfig { mining: Mining::EverySlot, time: Arc::new(clock.clone()), ..config(dir.path()) });
    node.submit_transaction(Wallet::new(1).transfer(0)).unwrap();
    node.set_automine(true).unwrap();
    assert_eq!(node.head().number(), 0);
    clock.pass(12);
    node.set_automine(true).unwrap();
    eventually("a block", || node.head().number() == 1);
    assert_eq!(node.head().receipts.len(), 1);
}

#[test]
fn inputs_that_are_not_signed_go_in_and_are_refused_with_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    assert_eq!(node.submit_input(set_balance(BOB, ether(5))), Ok(Submitted::Included { number: 1 }));
    assert_eq!(node.head().world.balance(&BOB), ether(5));
    assert_eq!(node.submit_input(impersonated(BOB, 0, ether(1))), Ok(Submitted::Included { number: 2 }));
    assert_eq!(node.head().receipts.len(), 1);
    let refused = node.submit_input(impersonated(BOB, 0, ether(1)));
    assert!(matches!(refused, Err(CommandError::Refused { .. })), "{refused:?}");
    assert_eq!(node.head().number(), 2);
    node.set_automine(false).unwrap();
    assert_eq!(node.submit_input(set_balance(BOB, ether(7))), Ok(Submitted::Queued));
    node.mine(1).unwrap();
    assert_eq!(node.head().world.balance(&BOB), ether(7));
}

#[test]
fn nonces_are_held_against_the_head() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    let wallet = Wallet::new(1);
    send(&node, wallet.transfer(0));
    assert_eq!(node.submit_transaction(wallet.transfer(0)), Err(PoolError::NonceTooLow { next: 1, got: 0 }));
    let gapped = node.submit_transaction(wallet.transfer(3)).unwrap();
    assert_eq!(node.pool_status().queued, 1);
    assert!(node.pending_transaction(&gapped).is_some());
    assert_eq!(node.pending_nonce(wallet.address()), 1);
    send(&node, wallet.transfer(1));
    send(&node, wallet.transfer(2));
    eventually("the gap to close", || node.transaction(gapped).unwrap().is_some());
    assert_eq!(node.pending_nonce(wallet.address()), 4);
}

#[test]
fn what_its_sender_cannot_pay_any_more_leaves_the_pool_without_a_block() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    let wallet = Wallet::new(1);
    node.submit_transaction(wallet.transfer(0)).unwrap();
    node.submit_input(set_balance(wallet.address(), U256::ZERO)).unwrap();
    node.mine(1).unwrap();
    assert_eq!(node.head().receipts.len(), 0);
    assert_eq!(node.pool_status(), aquifer_chain::PoolStatus::default());
}

#[test]
fn a_block_takes_what_fits_and_the_next_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let mut small = by_hand(dir.path());
    small.genesis.spec.gas_limit = 63_000;
    let node = open(small);
    for nonce in 0..5 {
        node.submit_transaction(Wallet::new(1).transfer(nonce)).unwrap();
    }
    node.mine(2).unwrap();
    let counts = [1, 2].map(|number| node.receipts(number).unwrap().unwrap().len());
    assert_eq!(counts, [3, 2]);
}

#[test]
fn subscribers_hear_of_every_block_once() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    let mut updates = node.subscribe();
    node.mine(3).unwrap();
    node.submit_transaction(Wallet::new(1).transfer(0)).unwrap();
    node.mine(2).unwrap();
    let mut next = 1;
    while let Ok(update) = updates.try_recv() {
        assert_eq!((update.first, update.reverted_to), (next, None));
        next = update.head.number() + 1;
    }
    assert_eq!(next, 6);
}

#[test]
fn advancing_takes_what_waits_first_and_tells_how_far_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.submit_transaction(Wallet::new(1).transfer(0)).unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let ear = told.clone();
    let head = node.advance_slots(100, move |done, total| ear.lock().unwrap().push((done, total))).unwrap();
    assert_eq!(head, 100);
    assert_eq!(node.block_by_number(1).unwrap().unwrap().inputs.len(), 1);
    assert_eq!(told.lock().unwrap().last(), Some(&(100, 100)));
    assert_eq!(node.advance_to_slot(Slot::new(130), |_, _| {}), Ok(130));
    assert_eq!(node.advance_to_slot(Slot::new(5), |_, _| {}), Ok(130));
}

#[test]
fn a_run_of_empty_blocks_equals_blocks_made_one_by_one() {
    let (one, many) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, many) = (open(by_hand(one.path())), open(by_hand(many.path())));
    many.advance_slots(80, |_, _| {}).unwrap();
    for _ in 0..80 {
        one.mine(1).unwrap();
    }
    assert_eq!(crate::fixture::hashes(&one), crate::fixture::hashes(&many));
    assert_eq!(one.head().world, many.head().world);
}

#[test]
fn a_stopped_node_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    node.shutdown();
    node.shutdown();
    assert_eq!(node.mine(1), Err(CommandError::Stopped { reason: None }));
    assert_eq!(node.submit_transaction(Wallet::new(1).transfer(0)), Err(PoolError::Stopping));
    assert_eq!(node.head().number(), 0);
}

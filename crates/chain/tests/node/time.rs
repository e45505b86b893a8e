//! Moving time.

use crate::fixture::{HandClock, Wallet, config, eventually, open, send};
use aquifer_chain::{CommandError, NodeConfig, clock::ClockError};
use aquifer_protocol::units::Slot;
use std::sync::Arc;

#[test]
fn increased_time_mines_nothing_and_the_next_block_takes_the_first_slot_at_or_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    send(&node, Wallet::new(1).transfer(0));
    let before = node.head();
    assert_eq!(node.increase_time(3_600), Ok(3_600));
    assert_eq!(node.increase_time(5), Ok(3_605));
    assert_eq!(node.time_offset(), 3_605);
    assert_eq!(node.head().number(), 1);
    assert_eq!(node.next_slot().0, Slot::new(1 + 301)); // 3605 / 12 = 300.4
    node.mine(1).unwrap();
    let after = node.head();
    assert_eq!((after.number(), after.block.slot), (2, Slot::new(302)));
    assert_eq!(after.block.header.timestamp, before.block.header.timestamp + 301 * 12);
    node.mine(1).unwrap();
    assert_eq!(node.head().block.slot, Slot::new(303));
}

#[test]
fn skipped_slots_have_no_block_even_when_the_clock_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let clock = HandClock::default();
    let node = open(NodeConfig { time: Arc::new(clock.clone()), ..config(dir.path()) });
    node.increase_time(120).unwrap();
    clock.pass(11);
    node.set_automine(true).unwrap();
    assert_eq!(node.head().number(), 0);
    clock.pass(13);
    node.set_automine(true).unwrap();
    eventually("the moved time's block and two more", || node.head().number() == 3);
    assert_eq!(node.block_by_number(1).unwrap().unwrap().slot, Slot::new(10));
    assert_eq!(node.head().block.slot, Slot::new(12));
}

#[test]
fn the_offset_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(crate::fixture::by_hand(dir.path()));
    node.increase_time(1_200).unwrap();
    drop(node);
    let node = open(crate::fixture::by_hand(dir.path()));
    assert_eq!(node.time_offset(), 1_200);
    node.mine(1).unwrap();
    assert_eq!(node.head().block.slot, Slot::new(100));
}

#[test]
fn downtime_is_not_played() {
    let dir = tempfile::tempdir().unwrap();
    let clock = HandClock::default();
    let open_at = |clock: &HandClock| open(NodeConfig { time: Arc::new(clock.clone()), ..config(dir.path()) });
    let node = open_at(&clock);
    send(&node, Wallet::new(1).transfer(0));
    drop(node);
    clock.pass(1_000_000);
    let node = open_at(&clock);
    assert_eq!(node.next_slot().0, Slot::new(2));
    send(&node, Wallet::new(1).transfer(1));
    assert_eq!(node.head().block.slot, Slot::new(2));
}

#[test]
fn time_moves_by_two_years_at_most() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    let seconds = u64::MAX;
    assert_eq!(node.increase_time(seconds), Err(CommandError::Clock(ClockError::TooFar { seconds })));
}

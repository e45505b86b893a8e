//! Replaying the whole chain from genesis.

use crate::fixture::{BOB, Wallet, by_hand, config, ether, genesis, open, send, set_balance};
use aquifer_chain::{Block, VerifyError, store::StoreError, verify};
use redb::{Database, ReadableTable as _, TableDefinition};
use std::path::Path;

const BLOCKS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("blocks");
const RUNS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("runs");

fn live(dir: &Path) {
    let node = open(config(dir));
    send(&node, Wallet::new(1).stake(0, ether(2)));
    node.submit_input(set_balance(BOB, ether(9))).unwrap();
    node.advance_slots(100, |_, _| {}).unwrap();
    send(&node, Wallet::new(1).transfer(1));
    node.shutdown();
}

/// Changes stored bytes behind the checksum, as somebody with the format in hand would.
fn rewrite(dir: &Path, table: TableDefinition<'_, u64, &'static [u8]>, key: u64, change: impl Fn(&mut Vec<u8>)) {
    let database = Database::open(dir.join("blocks.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut table = transaction.open_table(table).unwrap();
        let mut payload = table.get(key).unwrap().unwrap().value()[8..].to_vec();
        change(&mut payload);
        let mut bytes = blake3::hash(&payload).as_bytes()[..8].to_vec();
        bytes.extend(payload);
        table.insert(key, bytes.as_slice()).unwrap();
    }
    transaction.commit().unwrap();
}

#[test]
fn a_sound_chain_verifies_and_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    live(dir.path());
    let mut told = Vec::new();
    let report = verify(dir.path(), &genesis(), |done, total| told.push((done, total))).unwrap();
    assert_eq!((report.blocks, report.transactions, report.other_inputs), (103, 2, 1));
    assert!(report.checks > 3 && report.commitments >= 2);
    assert_eq!(told.last(), Some(&(103, 103)));
    let node = open(by_hand(dir.path()));
    assert_eq!((report.head, report.head_hash), (103, node.head().hash()));
    assert_eq!(report.state_root, node.head().world.commitment());
}

#[test]
fn a_changed_input_is_detected() {
    let dir = tempfile::tempdir().unwrap();
    live(dir.path());
    rewrite(dir.path(), BLOCKS, 2, |payload| {
        let mut block = Block::decode(payload).unwrap();
        block.inputs[0] = set_balance(BOB, ether(10));
        *payload = block.encode();
    });
    match verify(dir.path(), &genesis(), |_, _| {}) {
        Err(VerifyError::Replay(error)) => assert!(error.to_string().starts_with("block 2 "), "{error}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_changed_hash_in_a_run_is_detected() {
    let dir = tempfile::tempdir().unwrap();
    live(dir.path());
    rewrite(dir.path(), RUNS, 3, |payload| payload[18 + 32 * 40] ^= 1);
    match verify(dir.path(), &genesis(), |_, _| {}) {
        Err(VerifyError::Replay(error)) => assert!(error.to_string().starts_with("block 43 "), "{error}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_flipped_byte_is_detected_before_anything_is_executed() {
    let dir = tempfile::tempdir().unwrap();
    live(dir.path());
    let database = Database::open(dir.path().join("blocks.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut table = transaction.open_table(BLOCKS).unwrap();
        let mut bytes = table.get(2).unwrap().unwrap().value().to_vec();
        bytes[60] ^= 4;
        table.insert(2, bytes.as_slice()).unwrap();
    }
    transaction.commit().unwrap();
    drop(database);
    let error = verify(dir.path(), &genesis(), |_, _| {}).unwrap_err();
    assert!(matches!(error, VerifyError::Store(StoreError::Damaged { .. })), "{error}");
}

#[test]
fn a_directory_in_use_is_not_verified() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    let error = verify(dir.path(), &genesis(), |_, _| {}).unwrap_err();
    assert!(matches!(error, VerifyError::Store(StoreError::Locked { .. })), "{error}");
    drop(node);
    assert_eq!(verify(dir.path(), &genesis(), |_, _| {}).unwrap().blocks, 0);
}

#[test]
fn where_there_is_no_chain_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    for path in [dir.path().to_owned(), dir.path().join("nowhere")] {
        let error = verify(&path, &genesis(), |_, _| {}).unwrap_err();
        assert!(matches!(error, VerifyError::Store(StoreError::NoChain { .. })), "{error}");
    }
    assert!(!dir.path().join("nowhere").exists());
    assert!(!dir.path().join("blocks.redb").exists());
}

#[test]
fn a_changed_beacon_block_is_detected() {
    let dir = tempfile::tempdir().unwrap();
    live(dir.path());
    rewrite(dir.path(), BLOCKS, 2, |payload| {
        let mut block = Block::decode(payload).unwrap();
        block.beacon.proposer_index += 1;
        *payload = block.encode();
    });
    match verify(dir.path(), &genesis(), |_, _| {}) {
        Err(VerifyError::Replay(error)) => {
            let told = error.to_string();
            assert!(told.starts_with("block 2 ") && told.contains("beacon block"), "{told}");
        }
        other => panic!("{other:?}"),
    }
}

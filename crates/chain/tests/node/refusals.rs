//! Data directories a node does not start on, and what it says.

use crate::fixture::{by_hand, open};
use alloy_primitives::B256;
use aquifer_chain::{Node, NodeConfig, OpenError, store::StoreError};
use std::{fs, path::Path};

#[track_caller]
fn refusal(config: NodeConfig) -> StoreError {
    match Node::open(config) {
        Err(OpenError::Store(error)) => error,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it started"),
    }
}

fn with_ten_blocks(dir: &Path) {
    let node = open(by_hand(dir));
    node.mine(10).unwrap();
    node.shutdown();
}

#[test]
fn a_second_process_is_refused_while_the_first_lives() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(by_hand(dir.path()));
    let error = refusal(by_hand(dir.path()));
    assert!(matches!(&error, StoreError::Locked { pid: Some(pid), .. } if *pid == std::process::id()), "{error}");
    assert!(error.to_string().contains("is used by another process"));
    first.mine(1).unwrap();
    drop(first);
    assert_eq!(open(by_hand(dir.path())).head().number(), 1);
}

#[test]
fn a_changed_network_file_is_refused_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    with_ten_blocks(dir.path());
    let mut config = by_hand(dir.path());
    config.genesis.network = B256::repeat_byte(0x43);
    assert!(matches!(refusal(config), StoreError::NetworkChanged { .. }));
    let mut config = by_hand(dir.path());
    config.genesis.block.hash = B256::repeat_byte(1);
    assert!(matches!(refusal(config), StoreError::GenesisMismatch { .. }));
    let mut config = by_hand(dir.path());
    config.genesis.spec.chain_id = 1;
    assert!(matches!(refusal(config), StoreError::ChainIdMismatch { found: 31_337, expected: 1 }));
    assert_eq!(open(by_hand(dir.path())).head().number(), 10);
}

#[test]
fn a_damaged_block_database_is_refused_and_left_as_it_is() {
    #[track_caller]
    fn check(harm: impl Fn(&Path)) {
        let dir = tempfile::tempdir().unwrap();
        with_ten_blocks(dir.path());
        let blocks = dir.path().join("blocks.redb");
        harm(&blocks);
        let harmed = fs::read(&blocks).ok();
        let error = refusal(by_hand(dir.path()));
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert_eq!(fs::read(&blocks).ok().map(|bytes| bytes.len()), harmed.map(|bytes| bytes.len()));
    }
    check(|blocks| fs::write(blocks, b"").unwrap());
    check(|blocks| fs::remove_file(blocks).unwrap());
    check(|blocks| fs::write(blocks, b"something else").unwrap());
    check(|blocks| {
        let bytes = fs::read(blocks).unwrap();
        fs::write(blocks, &bytes[..bytes.len() / 2]).unwrap();
    });
}

#[test]
fn a_fresh_start_drops_the_old_chain() {
    let dir = tempfile::tempdir().unwrap();
    with_ten_blocks(dir.path());
    let node = open(NodeConfig { fresh: true, ..by_hand(dir.path()) });
    assert_eq!(node.head().number(), 0);
    node.mine(2).unwrap();
    drop(node);
    assert_eq!(open(by_hand(dir.path())).head().number(), 2);
}

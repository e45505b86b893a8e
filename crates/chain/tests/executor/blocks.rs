//! Blocks: headers, replay, encodings.

use crate::fixture::{ALICE, BOB, Chain, ether};
use alloy_consensus::{constants::EMPTY_ROOT_HASH, proofs};
use alloy_eips::eip7685::EMPTY_REQUESTS_HASH;
use alloy_primitives::{B256, Bytes, U256};
use aquifer_chain::{
    Block, BlockError,
    block::{decode_receipts, encode_receipts},
    execute_block,
};

#[test]
fn a_header_has_its_full_osaka_shape() {
    let mut chain = Chain::new();
    let genesis = chain.head.clone();
    chain.mine(vec![]);
    let header = &chain.head.header;
    assert_eq!((header.number, header.parent_hash), (1, genesis.hash));
    assert_eq!(header.timestamp, chain.spec.slot_time(chain.head.slot));
    assert_eq!((header.transactions_root, header.receipts_root), (EMPTY_ROOT_HASH, EMPTY_ROOT_HASH));
    assert_eq!(header.requests_hash, Some(EMPTY_REQUESTS_HASH));
    assert_eq!((header.blob_gas_used, header.excess_blob_gas), (Some(0), Some(0)));
    assert_eq!(header.parent_beacon_block_root, Some(genesis.beacon_root()));
    assert_eq!(header.withdrawals_root, Some(proofs::calculate_withdrawals_root(&chain.head.withdrawals)));
    assert_eq!(header.state_root, chain.world.commitment());
    assert_eq!(chain.head.hash, header.hash_slow());
}

#[test]
fn the_base_fee_follows_the_gas_of_the_parent() {
    let mut chain = Chain::new();
    chain.mine(vec![]);
    let first = chain.head.header.base_fee_per_gas.expect("a base fee");
    chain.mine(vec![]);
    assert_eq!(chain.head.header.base_fee_per_gas, Some(first - first / 8));
}

#[test]
fn a_block_that_does_not_follow_from_its_inputs_is_refused_by_field() {
    #[track_caller]
    fn check(field: &str, change: impl FnOnce(&mut Block)) {
        let chain = Chain::new();
        let tx = chain.transaction(ALICE, Some(BOB), ether(1), Bytes::new());
        let mut block = chain.build(vec![tx]).0.block;
        change(&mut block);
        match execute_block(&chain.spec, &chain.head, &chain.world, &block) {
            Err(BlockError::Header { field: found, .. }) => assert_eq!(found, field),
            other => panic!("{field}: {other:?}"),
        }
    }
    check("state_root", |block| block.header.state_root = B256::ZERO);
    check("gas_used", |block| block.header.gas_used += 1);
    check("timestamp", |block| block.header.timestamp += 1);
    check("base_fee_per_gas", |block| block.header.base_fee_per_gas = Some(1));
    check("transactions_root", |block| block.inputs.clear());
}

#[test]
fn an_input_that_cannot_execute_and_unknown_rules_are_refused() {
    let chain = Chain::new();
    let tx = chain.transaction(ALICE, Some(BOB), U256::MAX, Bytes::new());
    let mut block = chain.build(vec![]).0.block;
    block.inputs.push(tx);
    let refused = execute_block(&chain.spec, &chain.head, &chain.world, &block);
    assert!(matches!(refused, Err(BlockError::Input { index: 0, .. })));
    block.rules = 99;
    let refused = execute_block(&chain.spec, &chain.head, &chain.world, &block);
    assert!(matches!(refused, Err(BlockError::UnknownRules { found: 99, .. })));
}

#[test]
fn only_canonical_bytes_decode() {
    let chain = Chain::new();
    let tx = chain.transaction(ALICE, Some(BOB), ether(1), Bytes::new());
    let built = chain.build(vec![tx]).0;
    let mut bytes = built.block.encode();
    assert_eq!(Block::decode(&bytes), Ok(built.block));
    bytes.push(0);
    assert!(Block::decode(&bytes).is_err());
    bytes.truncate(bytes.len() / 2);
    assert!(Block::decode(&bytes).is_err());
    let receipts = encode_receipts(&built.receipts);
    assert_eq!(decode_receipts(&receipts), Ok(built.receipts));
}

#[test]
fn a_contract_sees_hashes_of_earlier_blocks() {
    use aquifer_chain::{Input, block::DevelopmentChange};
    let mut chain = Chain::new();
    // BLOCKHASH(NUMBER - 1), stored in slot 0.
    let code = alloy_primitives::bytes!("6001430340 5f55");
    chain.mine(vec![Input::Development(DevelopmentChange::SetCode { account: BOB, code })]);
    let parent = chain.head.hash;
    chain.send(ALICE, BOB, U256::ZERO, []);
    assert_eq!(B256::from(chain.world.storage(&BOB, &U256::ZERO)), parent);
}

#[test]
fn a_state_survives_encoding() {
    let mut chain = Chain::new();
    chain.deploy_probe();
    let bytes = postcard::to_stdvec(&chain.world).expect("encodes");
    let world: aquifer_chain::World = postcard::from_bytes(&bytes).expect("decodes");
    assert_eq!(world, chain.world);
    world.check().expect("invariants");
}

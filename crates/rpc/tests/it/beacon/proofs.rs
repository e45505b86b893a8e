//! Merkle proofs by JSON-RPC: each verifies against the root it is for, by hand.

use crate::{
    beacon::client::{data, number},
    genesis::key,
    server::Server,
};
use alloy_primitives::{B256, hex};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn root(value: &Value) -> B256 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no root"))
}

fn nodes(value: &Value) -> Vec<B256> {
    let bytes = hex::decode(value.as_str().expect("bytes")).expect("hex");
    bytes.chunks(32).map(B256::from_slice).collect()
}

fn pair(left: B256, right: B256) -> B256 {
    B256::new(Sha256::new().chain_update(left).chain_update(right).finalize().into())
}

/// The root a branch leads to; a bit of the index says on which side the node is.
fn climbed(leaf: B256, branch: &[B256], index: u64) -> B256 {
    let mut node = leaf;
    for (level, sibling) in branch.iter().enumerate() {
        node = if index >> level & 1 == 1 { pair(*sibling, node) } else { pair(node, *sibling) };
    }
    node
}

fn of_leaves(leaves: &[B256]) -> B256 {
    match leaves {
        [leaf] => *leaf,
        _ => pair(of_leaves(&leaves[..leaves.len() / 2]), of_leaves(&leaves[leaves.len() / 2..])),
    }
}

#[test]
fn a_validator_is_proven_against_the_root_a_contract_can_ask_for() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([6]));
    let number_of_head = server.node.head().block.number();
    let before = format!("{:#x}", number_of_head - 1);
    let proof = server.ok("aquifer_getValidatorProof", json!([5, before]));
    assert_eq!(proof, server.ok("aquifer_getValidatorProof", json!([key(5).public_key(), before])));

    let head = server.ok("eth_getBlockByNumber", json!(["latest", false]));
    assert_eq!(proof["blockRoot"], head["parentBeaconBlockRoot"]);
    assert_eq!(json!(format!("{:#x}", proof["timestamp"].as_u64().expect("a number"))), head["timestamp"]);
    let state_root = root(&proof["stateRootProof"]["beaconStateRoot"]);
    let branch = nodes(&proof["stateRootProof"]["stateRootProof"]);
    assert_eq!((branch.len(), climbed(state_root, &branch, 3)), (3, root(&proof["blockRoot"])));

    let fields: Vec<B256> = proof["validatorFields"].as_array().expect("a list").iter().map(root).collect();
    let branch = nodes(&proof["validatorFieldsProof"]);
    assert_eq!((fields.len(), branch.len()), (8, 47));
    assert_eq!(climbed(of_leaves(&fields), &branch, 11 << 41 | 5), state_root);
    assert_eq!(proof["validatorIndex"], json!(5));
}

#[test]
fn a_balance_is_proven_through_the_list_of_balances() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([6]));
    let proof = server.ok("aquifer_getBalanceProof", json!([6]));
    assert_eq!(proof["timestamp"], Value::Null, "nothing has stored the head's root yet");
    assert_eq!(proof["blockRoot"], data(&server, "/eth/v1/beacon/blocks/head/root")["root"]);
    let container = &proof["validatorBalancesRootProof"];
    let (list, branch) = (root(&container["validatorBalanceRoot"]), nodes(&container["proof"]));
    assert_eq!((branch.len(), climbed(list, &branch, 3 << 6 | 12)), (9, root(&proof["blockRoot"])));
    let (leaf, branch) = (root(&proof["balanceProof"]["balanceRoot"]), nodes(&proof["balanceProof"]["proof"]));
    assert_eq!((branch.len(), climbed(leaf, &branch, 6 / 4)), (39, list));
    let balance = u64::from_le_bytes(leaf[16..24].try_into().expect("eight bytes"));
    assert_eq!(number(&proof["balance"]), balance);
    assert_eq!(number(&data(&server, "/eth/v1/beacon/states/head/validators/6")["balance"]), balance);
}

#[test]
fn any_node_of_the_state_is_proven() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([4]));
    let finalized = data(&server, "/eth/v1/beacon/states/head/finality_checkpoints")["finalized"]["root"].clone();
    let proof = server.ok("aquifer_getBeaconProof", json!([169, "latest"]));
    assert_eq!(proof["leaf"], finalized);
    let branch: Vec<B256> = proof["proof"].as_array().expect("a list").iter().map(root).collect();
    assert_eq!(climbed(root(&proof["leaf"]), &branch, 169), root(&proof["stateRootProof"]["beaconStateRoot"]));
}

#[test]
fn what_is_not_there_is_not_proven() {
    let server = Server::start();
    server.refused("aquifer_getValidatorProof", json!([99]), -32000);
    server.refused("aquifer_getBalanceProof", json!([key(0).bls_credentials(), "latest"]), -32602);
    server.refused("aquifer_getValidatorProof", json!([0, "0xffffff"]), -32000);
    server.refused("aquifer_getBeaconProof", json!([0]), -32000);
    server.refused("aquifer_getBeaconProof", json!(["x"]), -32602);
}

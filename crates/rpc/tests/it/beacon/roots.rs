//! Whole states: what is served has the root the header names.

use super::client::{data, json, number, refused, ssz};
use crate::server::Server;
use alloy_primitives::B256;
use aquifer_beacon::types::{BeaconState, Checkpoint};
use serde_json::{Value, json};
use ssz::Decode;
use tree_hash::TreeHash;

const DEBUG: &str = "/eth/v2/debug/beacon/states";

fn state(server: &Server, id: &str) -> BeaconState {
    BeaconState::from_ssz_bytes(&ssz(server, &format!("{DEBUG}/{id}"))).expect("a state in SSZ")
}

fn root(value: &Value) -> B256 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no root"))
}

#[test]
fn a_state_has_the_root_its_header_names() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([5]));
    for id in ["genesis", "head", "3"] {
        let header = data(&server, &format!("/eth/v1/beacon/headers/{id}"))["header"]["message"].clone();
        let state = state(&server, id);
        assert_eq!(state.tree_hash_root(), root(&header["state_root"]), "{id}");
        assert_eq!((state.slot, state.latest_block_header.state_root), (number(&header["slot"]), B256::ZERO));
        assert_eq!(data(&server, &format!("/eth/v1/beacon/states/{id}/root"))["root"], header["state_root"]);
        let by_root = format!("{DEBUG}/{}", root(&header["state_root"]));
        assert_eq!(BeaconState::from_ssz_bytes(&ssz(&server, &by_root)).as_ref(), Ok(&state), "{id}");
    }
}

#[test]
fn a_state_in_json_is_the_state_in_ssz() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([1]));
    let answer = json(&server, &format!("{DEBUG}/head"));
    assert_eq!((&answer["version"], &answer["finalized"]), (&json!("fulu"), &json!(false)));
    let from_json: BeaconState = serde_json::from_value(answer["data"].clone()).expect("a state in JSON");
    assert_eq!(from_json, state(&server, "head"));
}

#[test]
fn a_slot_without_a_block_has_a_state_with_its_own_root() {
    let server = Server::start();
    server.ok("evm_mine", json!([]));
    let block = data(&server, "/eth/v1/beacon/blocks/head/root")["root"].clone();
    let before = server.node.head().block.slot.get();
    server.ok("evm_increaseTime", json!([12 * 40]));
    server.ok("evm_mine", json!([]));
    // Forwards and backwards: states that were played are kept, and used only where they fit.
    for slot in [before + 1, before + 36, before + 2, before + 36] {
        let state = state(&server, &slot.to_string());
        assert_eq!((state.slot, json!(state.latest_block_header.tree_hash_root())), (slot, block.clone()));
        // The chain itself went through this state: its root is in the ring of the head.
        assert_eq!(self::state(&server, "head").state_roots[usize::try_from(slot).expect("small")], state.tree_hash_root());
        let by_root = data(&server, &format!("/eth/v1/beacon/states/{}/root", state.tree_hash_root()));
        assert_eq!(root(&by_root["root"]), state.tree_hash_root());
    }
}

#[test]
fn checkpoints_name_the_blocks_that_began_their_epochs() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([4]));
    let found = data(&server, "/eth/v1/beacon/states/head/finality_checkpoints");
    let head = state(&server, "head");
    let checkpoints = [
        ("previous_justified", head.previous_justified_checkpoint),
        ("current_justified", head.current_justified_checkpoint),
        ("finalized", head.finalized_checkpoint),
    ];
    for (name, checkpoint) in checkpoints {
        assert_eq!(serde_json::from_value::<Checkpoint>(found[name].clone()).ok(), Some(checkpoint), "{name}");
        let first = data(&server, &format!("/eth/v1/beacon/blocks/{}/root", checkpoint.epoch * 32));
        assert_eq!(root(&first["root"]), checkpoint.root, "{name}");
    }
    assert!(head.finalized_checkpoint.epoch >= 1);
    let finalized = data(&server, "/eth/v1/beacon/blocks/finalized/root");
    assert_eq!(root(&finalized["root"]), head.finalized_checkpoint.root);
    assert_eq!(
        number(&data(&server, "/eth/v1/beacon/headers/finalized")["header"]["message"]["slot"]),
        head.finalized_checkpoint.epoch * 32
    );
}

#[test]
fn fork_and_randomness_are_those_of_the_state() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([2]));
    let state = state(&server, "head");
    assert_eq!(data(&server, "/eth/v1/beacon/states/head/fork"), json!(state.fork));
    let epoch = usize::try_from(state.slot / 32).expect("small");
    let mix = |query: &str| root(&data(&server, &format!("/eth/v1/beacon/states/head/randao{query}"))["randao"]);
    assert_eq!(mix(""), state.randao_mixes[epoch]);
    assert_eq!(mix("?epoch=0"), state.randao_mixes[0]);
    assert_ne!(mix("?epoch=0"), mix(""));
    refused(&server, "/eth/v1/beacon/states/head/randao?epoch=9", 400);
    refused(&server, "/eth/v1/beacon/states/head/randao?epoch=x", 400);
}

#[test]
fn there_is_one_head_and_a_line_of_blocks_to_it() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([3]));
    let head = data(&server, "/eth/v2/debug/beacon/heads");
    let root = data(&server, "/eth/v1/beacon/blocks/head/root")["root"].clone();
    assert_eq!((head.as_array().map(Vec::len), &head[0]["root"]), (Some(1), &root));
    let choice = json(&server, "/eth/v1/debug/fork_choice");
    let nodes = choice["fork_choice_nodes"].as_array().expect("a list");
    assert_eq!(nodes.last().map(|node| &node["block_root"]), Some(&root));
    assert!(nodes.windows(2).all(|pair| pair[1]["parent_root"] == pair[0]["block_root"]), "{choice}");
}

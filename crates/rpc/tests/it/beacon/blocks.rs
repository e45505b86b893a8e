//! Headers and blocks: every root is the root of what is served.

use super::client::{data, get, json, number, refusal, refused, ssz};
use crate::server::Server;
use alloy_primitives::B256;
use aquifer_beacon::types::SignedBeaconBlock;
use serde_json::{Value, json};
use ssz::Decode;
use tree_hash::TreeHash;

/// Some blocks, a gap of slots, and a block with a transaction.
fn chain() -> Server {
    let server = Server::start();
    server.ok("evm_mine", json!([{"blocks": 3}]));
    server.ok("evm_increaseTime", json!([60]));
    server.send(json!({"from": server.account(0), "to": server.account(1), "value": "0x1"}));
    server
}

fn root(value: &Value) -> B256 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no root"))
}

#[test]
fn a_block_has_one_header_by_every_name() {
    let server = chain();
    let head = data(&server, "/eth/v1/beacon/headers/head");
    assert_eq!(head["canonical"], json!(true));
    let (slot, block_root) = (number(&head["header"]["message"]["slot"]), root(&head["root"]));
    for id in [slot.to_string(), block_root.to_string()] {
        assert_eq!(data(&server, &format!("/eth/v1/beacon/headers/{id}")), head, "{id}");
        assert_eq!(data(&server, &format!("/eth/v1/beacon/blocks/{id}/root")), json!({"root": block_root}), "{id}");
    }
    assert_eq!(data(&server, "/eth/v1/beacon/headers"), json!([head]));
    assert_eq!(data(&server, &format!("/eth/v1/beacon/headers?slot={slot}")), json!([head]));
    let parent = root(&head["header"]["message"]["parent_root"]);
    assert_eq!(data(&server, &format!("/eth/v1/beacon/headers?parent_root={parent}")), json!([head]));
    assert_eq!(data(&server, &format!("/eth/v1/beacon/headers/{parent}"))["root"], json!(parent));
    refused(&server, &format!("/eth/v1/beacon/headers?parent_root={block_root}"), 404);
}

#[test]
fn every_block_of_the_chain_hangs_on_the_one_before() {
    let server = chain();
    let number_of_head = server.node.head().block.number();
    let mut parent = root(&data(&server, "/eth/v1/beacon/headers/genesis")["root"]);
    for height in 1..=number_of_head {
        let slot = server.node.block_by_number(height).expect("history").expect("a block").slot;
        let path = format!("/eth/v2/beacon/blocks/{slot}");
        let block = SignedBeaconBlock::from_ssz_bytes(&ssz(&server, &path)).expect("a block in SSZ");
        let header = data(&server, &format!("/eth/v1/beacon/headers/{slot}"));
        assert_eq!(block.message.parent_root, parent);
        assert_eq!(root(&header["root"]), block.message.tree_hash_root());
        assert_eq!(root(&header["header"]["message"]["body_root"]), block.message.body.tree_hash_root());
        assert_eq!(serde_json::to_value(&block).expect("JSON"), data(&server, &path));

        let payload = &block.message.body.execution_payload;
        let evm = server.ok("eth_getBlockByNumber", json!([format!("{height:#x}"), false]));
        assert_eq!((root(&evm["hash"]), root(&evm["parentBeaconBlockRoot"])), (payload.block_hash, parent));
        assert_eq!(root(&evm["mixHash"]), payload.prev_randao);
        parent = block.message.tree_hash_root();
    }
    assert_eq!(parent, root(&data(&server, "/eth/v1/beacon/blocks/head/root")["root"]));
}

#[test]
fn the_genesis_block_is_the_standard_one() {
    let server = Server::start();
    let header = data(&server, "/eth/v1/beacon/headers/genesis")["header"]["message"].clone();
    assert_eq!((&header["slot"], root(&header["parent_root"])), (&json!("0"), B256::ZERO));
    assert_eq!(header["body_root"], json!("0xca4f98890bc98a59f015d06375a5e00546b8f2ac1e88d31b1774ea28d4b3e7d1"));
    assert_eq!(data(&server, "/eth/v1/beacon/headers/0"), data(&server, "/eth/v1/beacon/headers/genesis"));
}

#[test]
fn a_block_has_its_envelope_and_a_body_in_full() {
    let server = chain();
    let answer = json(&server, "/eth/v2/beacon/blocks/head");
    assert_eq!((&answer["version"], &answer["execution_optimistic"]), (&json!("fulu"), &json!(false)));
    let body = &answer["data"]["message"]["body"];
    assert_eq!(body["execution_payload"]["transactions"].as_array().map(Vec::len), Some(1));
    assert_eq!(body["sync_aggregate"]["sync_committee_bits"], json!(format!("0x{}", "ff".repeat(64))));
    assert_eq!(data(&server, "/eth/v2/beacon/blocks/head/attestations"), json!([]));
    let blinded = data(&server, "/eth/v1/beacon/blinded_blocks/head")["message"]["body"].clone();
    assert!(blinded["execution_payload"].is_null());
    assert_eq!(blinded["execution_payload_header"]["block_hash"], body["execution_payload"]["block_hash"]);
    assert_eq!(data(&server, "/eth/v1/beacon/blob_sidecars/head"), json!([]));
    let headers = get(&server, "/eth/v2/beacon/blocks/head", None).headers;
    assert_eq!(headers.matches("eth-consensus-version: fulu").count(), 1, "{headers}");
}

#[test]
fn a_slot_without_a_block_is_not_found() {
    let server = chain();
    let missed = server.node.head().block.slot.get() - 1;
    for path in ["/eth/v1/beacon/headers", "/eth/v2/beacon/blocks", "/eth/v1/beacon/rewards/blocks"] {
        for id in [missed.to_string(), (missed + 2).to_string(), B256::repeat_byte(7).to_string()] {
            assert_eq!(refused(&server, &format!("{path}/{id}"), 404), "Block not found");
        }
        for id in ["-1", "tip", "0x12", "justified"] {
            let message = refused(&server, &format!("{path}/{id}"), 400);
            assert!(message.starts_with("Invalid block ID"), "{message}");
        }
    }
    refused(&server, &format!("/eth/v1/beacon/headers?slot={missed}"), 404);
    refused(&server, "/eth/v1/beacon/headers?slot=x", 400);
    refused(&server, "/eth/v1/beacon/headers?parent_root=0x12", 400);
    refusal(&get(&server, "/eth/v2/beacon/blocks/head", Some("text/html")), 406);
}

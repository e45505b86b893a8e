//! What clients ask before they trust a node.

use super::client::{data, get, json, number, refused};
use crate::server::Server;
use serde_json::json;

#[test]
fn a_node_is_never_behind_its_own_chain() {
    let server = Server::start();
    server.ok("evm_mine", json!([{"blocks": 3}]));
    let syncing = data(&server, "/eth/v1/node/syncing");
    assert_eq!(number(&syncing["head_slot"]), server.node.head().block.slot.get());
    assert_eq!((&syncing["sync_distance"], &syncing["is_syncing"]), (&json!("0"), &json!(false)));
    assert_eq!((&syncing["is_optimistic"], &syncing["el_offline"]), (&json!(false), &json!(false)));
    let health = get(&server, "/eth/v1/node/health", None);
    assert_eq!((health.status, health.body.as_str()), (200, ""));
    assert_eq!(get(&server, "/eth/v1/node/health?syncing_status=299", None).status, 200);
    refused(&server, "/eth/v1/node/health?syncing_status=9", 400);
}

#[test]
fn a_node_says_what_it_is_and_has_no_peers() {
    let server = Server::start();
    let version = data(&server, "/eth/v1/node/version")["version"].as_str().expect("a version").to_owned();
    assert!(version.starts_with("Aquifer/v") && !version.contains("charon"), "{version}");
    let identity = data(&server, "/eth/v1/node/identity");
    for field in ["peer_id", "enr", "p2p_addresses", "discovery_addresses", "metadata"] {
        assert!(!identity[field].is_null(), "{field}");
    }
    assert_eq!(json(&server, "/eth/v1/node/peers"), json!({"data": [], "meta": {"count": 0}}));
    assert_eq!(data(&server, "/eth/v1/node/peer_count")["connected"], json!("0"));
    refused(&server, "/eth/v1/node/peers/16Uiu2", 404);
}

//! States by every name they have.

use super::client::{data, json, number, refused};
use crate::server::Server;
use serde_json::json;

fn balance(server: &Server, state: &str) -> u64 {
    number(&data(server, &format!("/eth/v1/beacon/states/{state}/validators/0"))["balance"])
}

#[test]
fn a_state_is_named_by_a_word_or_a_slot() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([4]));
    let head = server.node.head();
    assert!(head.world.protocol.beacon.finalized_epoch().get() >= 1);
    let genesis = balance(&server, "genesis");
    assert_eq!(genesis, 32_000_000_000);
    assert_eq!(balance(&server, "0"), genesis);
    let all = |state: &str| data(&server, &format!("/eth/v1/beacon/states/{state}/validator_balances"));
    assert_ne!(all("finalized"), all("genesis"));
    assert_ne!(all("justified"), all("finalized"));
    assert_ne!(all("head"), all("justified"));
    assert_eq!(balance(&server, "head"), balance(&server, &head.block.slot.get().to_string()));
    let finalized = |state: &str| json(&server, &format!("/eth/v1/beacon/states/{state}/validators/0"))["finalized"].clone();
    assert_eq!((finalized("finalized"), finalized("genesis")), (json!(true), json!(true)));
    assert_eq!((finalized("justified"), finalized("head")), (json!(false), json!(false)));
}

#[test]
fn a_slot_without_a_block_has_a_state_all_the_same() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([2]));
    let before = server.node.head().block.slot.get();
    server.ok("evm_increaseTime", json!([12 * 40]));
    server.ok("evm_mine", json!([]));
    let after = server.node.head().block.slot.get();
    assert!(after > before + 33, "{before} {after}");
    // The epoch in between has ended: everybody was paid for it.
    assert_eq!(balance(&server, &(before + 1).to_string()), balance(&server, &before.to_string()));
    assert_ne!(balance(&server, &(after - 1).to_string()), balance(&server, &before.to_string()));
}

#[test]
fn states_that_are_not_there_and_names_that_are_none() {
    let server = Server::start();
    let ahead = server.node.head().block.slot.get() + 1;
    let unknown = format!("0x{}", "ab".repeat(32));
    for state in [ahead.to_string(), u64::MAX.to_string(), unknown] {
        let message = refused(&server, &format!("/eth/v1/beacon/states/{state}/validators"), 404);
        assert_eq!(message, "State not found");
    }
    for state in ["heads", "-1", "0x12", "1e3", "18446744073709551616", "%20"] {
        let message = refused(&server, &format!("/eth/v1/beacon/states/{state}/validators"), 400);
        assert!(message.starts_with("Invalid state ID"), "{message}");
    }
}

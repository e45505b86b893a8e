//! Queues, committees, lookahead, expected withdrawals.

use super::client::{data, json, number, refused, ssz};
use crate::server::Server;
use serde_json::{Value, json};

const STATE: &str = "/eth/v1/beacon/states/head";

fn numbers(list: &Value) -> Vec<u64> {
    list.as_array().expect("a list").iter().map(number).collect()
}

#[test]
fn empty_queues_are_empty_lists_in_both_forms() {
    let server = Server::start();
    for queue in ["pending_deposits", "pending_partial_withdrawals", "pending_consolidations"] {
        let answer = json(&server, &format!("{STATE}/{queue}"));
        assert_eq!((&answer["data"], &answer["version"]), (&json!([]), &json!("fulu")), "{queue}");
        assert_eq!(ssz(&server, &format!("{STATE}/{queue}")), b"", "{queue}");
    }
}

#[test]
fn the_lookahead_names_the_proposers_of_two_epochs() {
    let server = Server::start();
    let proposers = numbers(&data(&server, &format!("{STATE}/proposer_lookahead")));
    assert_eq!(proposers.len(), 64);
    let bytes: Vec<u8> = proposers.iter().flat_map(|proposer| proposer.to_le_bytes()).collect();
    assert_eq!(ssz(&server, &format!("{STATE}/proposer_lookahead")), bytes);
}

#[test]
fn every_validator_attests_once_an_epoch() {
    let server = Server::start();
    let committees = data(&server, &format!("{STATE}/committees"));
    let committees = committees.as_array().expect("a list");
    assert_eq!(committees.len(), 32);
    let mut all: Vec<u64> = committees.iter().flat_map(|committee| numbers(&committee["validators"])).collect();
    all.sort_unstable();
    assert_eq!(all, (0..64).collect::<Vec<_>>());
    let one = data(&server, &format!("{STATE}/committees?epoch=1&slot=33&index=0"));
    assert_eq!((one.as_array().map(Vec::len), &one[0]["slot"], &one[0]["index"]), (Some(1), &json!("33"), &json!("0")));
    assert_eq!(data(&server, &format!("{STATE}/committees?index=1")), json!([]));
    refused(&server, &format!("{STATE}/committees?slot=33"), 400);
    refused(&server, &format!("{STATE}/committees?epoch=9"), 400);
    refused(&server, &format!("{STATE}/committees?epoch=x"), 400);
}

#[test]
fn the_sync_committee_has_512_seats_in_four_parts() {
    let server = Server::start();
    let committee = data(&server, &format!("{STATE}/sync_committees"));
    let seats = numbers(&committee["validators"]);
    assert_eq!(seats.len(), 512);
    let parts: Vec<_> = committee["validator_aggregates"].as_array().expect("a list").iter().map(numbers).collect();
    assert_eq!((parts.len(), parts.concat()), (4, seats));
    assert_eq!(data(&server, &format!("{STATE}/sync_committees?epoch=255")), committee);
    assert_ne!(data(&server, &format!("{STATE}/sync_committees?epoch=256")), committee);
    refused(&server, &format!("{STATE}/sync_committees?epoch=512"), 400);
}

#[test]
fn the_next_block_pays_what_was_expected() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([3]));
    let path = "/eth/v1/builder/states/head/expected_withdrawals";
    let expected = data(&server, path);
    assert_eq!(expected.as_array().map(Vec::len), Some(16));
    assert_eq!(ssz(&server, path).len(), 16 * 44);
    let slot = server.node.head().block.slot.get() + 1;
    assert_eq!(data(&server, &format!("{path}?proposal_slot={slot}")), expected);
    server.ok("aquifer_advanceSlots", json!([1]));
    let paid = server.ok("eth_getBlockByNumber", json!(["latest", false]));
    let amounts = |list: &Value, read: fn(&Value) -> u64| -> Vec<u64> {
        list.as_array().expect("a list").iter().map(|withdrawal| read(&withdrawal["amount"])).collect()
    };
    let hex = |value: &Value| u64::from_str_radix(value.as_str().expect("hex").trim_start_matches("0x"), 16).expect("hex");
    assert_eq!(amounts(&expected, number), amounts(&paid["withdrawals"], hex));
    refused(&server, &format!("{path}?proposal_slot={slot}"), 400);
    refused(&server, &format!("{path}?proposal_slot=x"), 400);
}

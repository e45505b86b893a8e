//! Duties: who was announced is who does it.

use super::client::{data, json, number, post, posted, refusal, refused};
use crate::{genesis::key, server::Server};
use serde_json::{Value, json};

#[test]
fn who_was_announced_proposes() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([10]));
    let announced = data(&server, "/eth/v1/validator/duties/proposer/1");
    assert_eq!(announced.as_array().map(Vec::len), Some(32));
    server.ok("aquifer_advanceEpochs", json!([2]));
    for duty in announced.as_array().expect("a list") {
        let header = data(&server, &format!("/eth/v1/beacon/headers/{}", number(&duty["slot"])));
        assert_eq!(header["header"]["message"]["proposer_index"], duty["validator_index"]);
        let validator = data(&server, &format!("/eth/v1/beacon/states/head/validators/{}", number(&duty["validator_index"])));
        assert_eq!(validator["validator"]["pubkey"], duty["pubkey"]);
    }
    // The epoch is over: the same is told of it.
    let past = json(&server, "/eth/v1/validator/duties/proposer/1");
    assert_eq!(past["data"], announced);
    assert_eq!(past["dependent_root"], data(&server, "/eth/v1/beacon/blocks/31/root")["root"]);
    let now = server.node.head().block.slot.get() / 32;
    refused(&server, &format!("/eth/v1/validator/duties/proposer/{}", now + 2), 400);
    refused(&server, "/eth/v1/validator/duties/proposer/x", 400);
    let genesis = data(&server, "/eth/v1/beacon/blocks/genesis/root")["root"].clone();
    assert_eq!(json(&server, "/eth/v2/validator/duties/proposer/1")["dependent_root"], genesis);
}

#[test]
fn attesters_have_their_place_in_a_committee() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([40]));
    let answer = post(&server, "/eth/v1/validator/duties/attester/1", &json!(["4", "9", "99"])).json();
    let duties = answer["data"].as_array().expect("a list");
    assert_eq!(duties.len(), 2);
    assert_eq!(answer["dependent_root"], data(&server, "/eth/v1/beacon/blocks/genesis/root")["root"]);
    for (duty, index) in duties.iter().zip([4, 9]) {
        assert_eq!((&duty["validator_index"], &duty["pubkey"]), (&json!(index.to_string()), &json!(key(index).public_key())));
        let slot = number(&duty["slot"]);
        let committee = data(&server, &format!("/eth/v1/beacon/states/head/committees?epoch=1&slot={slot}"));
        let members = committee[0]["validators"].as_array().expect("a list");
        assert_eq!(number(&duty["committee_length"]), members.len() as u64);
        assert_eq!(members[usize::try_from(number(&duty["validator_committee_index"])).expect("small")], duty["validator_index"]);
        assert_eq!((&duty["committees_at_slot"], &duty["committee_index"]), (&json!("1"), &json!("0")));
    }
    refusal(&post(&server, "/eth/v1/validator/duties/attester/4", &json!(["1"])), 400);
    refusal(&post(&server, "/eth/v1/validator/duties/attester/1", &json!(["x"])), 400);
    refusal(&post(&server, "/eth/v1/validator/duties/attester/1", &json!({})), 400);
}

#[test]
fn sync_duties_are_the_seats() {
    let server = Server::start();
    let seats = data(&server, "/eth/v1/beacon/states/head/sync_committees")["validators"].clone();
    let seats = seats.as_array().expect("a list");
    let duties = posted(&server, "/eth/v1/validator/duties/sync/0", &json!(["1", "2", "99"]));
    for duty in duties.as_array().expect("a list") {
        for seat in duty["validator_sync_committee_indices"].as_array().expect("a list") {
            assert_eq!(seats[usize::try_from(number(seat)).expect("small")], duty["validator_index"]);
        }
    }
    assert!(duties.as_array().is_some_and(|duties| !duties.is_empty()), "{duties}");
    assert_eq!(post(&server, "/eth/v1/validator/duties/sync/300", &json!(["1"])).status, 200);
    refusal(&post(&server, "/eth/v1/validator/duties/sync/512", &json!(["1"])), 400);
}

#[test]
fn who_attested_was_live() {
    let server = Server::start();
    server.ok("aquifer_setPerformance", json!([[3], "offline"]));
    server.ok("aquifer_advanceEpochs", json!([2]));
    let now = server.node.head().block.slot.get() / 32;
    let live = posted(&server, &format!("/eth/v1/validator/liveness/{}", now - 1), &json!(["2", "3"]));
    assert_eq!(live, json!([{"index": "2", "is_live": true}, {"index": "3", "is_live": false}]));
    let next = posted(&server, &format!("/eth/v1/validator/liveness/{}", now + 1), &json!(["2"]));
    assert_eq!(next[0]["is_live"], json!(false));
    for far in [now + 2, now - 2] {
        refusal(&post(&server, &format!("/eth/v1/validator/liveness/{far}"), &json!(["2"])), 400);
    }
    let none: Value = posted(&server, &format!("/eth/v1/validator/liveness/{now}"), &json!([]));
    assert_eq!(none, json!([]));
}

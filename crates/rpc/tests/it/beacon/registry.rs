//! Validators and balances, by every filter.

use super::client::{data, get, json, number, post, posted, refusal, refused, ssz};
use crate::{genesis::key, server::Server};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::TcpStream,
};

const STATE: &str = "/eth/v1/beacon/states/head";
/// Nobody's key.
const STRANGER: &str = "0x999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999";

fn indices(list: &Value) -> Vec<u64> {
    list.as_array().expect("a list").iter().map(|entry| number(&entry["index"])).collect()
}

#[test]
fn a_validator_has_the_fields_of_the_standard() {
    let server = Server::start();
    let answer = json(&server, &format!("{STATE}/validators"));
    assert_eq!((&answer["execution_optimistic"], answer["finalized"].is_boolean()), (&json!(false), true));
    assert_eq!(answer["data"].as_array().map(Vec::len), Some(64));
    let first = &answer["data"][0];
    let validator = json!({
        "pubkey": key(0).public_key(),
        "withdrawal_credentials": format!("0x010000000000000000000000{}", "aa".repeat(20)),
        "effective_balance": "32000000000",
        "slashed": false,
        "activation_eligibility_epoch": "0",
        "activation_epoch": "0",
        "exit_epoch": "18446744073709551615",
        "withdrawable_epoch": "18446744073709551615",
    });
    assert_eq!(first, &json!({"index": "0", "balance": "32000000000", "status": "active_ongoing", "validator": validator}));
    assert_eq!(&data(&server, &format!("{STATE}/validators/0")), first);
    assert_eq!(&data(&server, &format!("{STATE}/validators/{}", key(0).public_key())), first);
}

#[test]
fn ids_are_repeated_or_joined_and_unknown_ones_passed_over() {
    let server = Server::start();
    let found = |query: &str| indices(&data(&server, &format!("{STATE}/validators?{query}")));
    let third = key(3).public_key();
    assert_eq!(found("id=2,1"), [1, 2]);
    assert_eq!(found("id=2&id=1"), [1, 2]);
    assert_eq!(found(&format!("id=1,{third}&id=7,99,{STRANGER}")), [1, 3, 7]);
    assert!(found("id=99").is_empty());
    assert_eq!(found("id=").len(), 64);
    let posted = |body: Value| indices(&posted(&server, &format!("{STATE}/validators"), &body));
    assert_eq!(posted(json!({"ids": ["2", third, "99"]})), [2, 3]);
    assert_eq!(posted(json!({})).len(), 64);
    assert_eq!(posted(json!({"ids": null, "statuses": null})).len(), 64);
}

#[test]
fn statuses_are_single_or_groups() {
    let server = Server::start();
    server.ok("aquifer_slashValidator", json!([5]));
    let found = |query: &str| indices(&data(&server, &format!("{STATE}/validators?{query}")));
    assert_eq!(found("status=active_slashed"), [5]);
    assert_eq!(found("status=active").len(), 64);
    assert_eq!(found("status=active_ongoing").len(), 63);
    assert_eq!(found("status=active_ongoing,active_slashed").len(), 64);
    assert!(found("status=pending&status=exited&status=withdrawal").is_empty());
    assert_eq!(found("id=4,5&status=active_slashed"), [5]);
    let body = json!({"ids": ["4", "5"], "statuses": ["active_ongoing"]});
    assert_eq!(indices(&posted(&server, &format!("{STATE}/validators"), &body)), [4]);
}

#[test]
fn malformed_ids_and_statuses_are_refused() {
    let server = Server::start();
    for query in ["id=x", "id=-1", "id=0x12", "id=1.5", "status=asleep", &format!("id={}", &STRANGER[..97])] {
        refused(&server, &format!("{STATE}/validators?{query}"), 400);
    }
    refused(&server, &format!("{STATE}/validators/x"), 400);
    assert_eq!(refused(&server, &format!("{STATE}/validators/99"), 404), "Validator not found");
    refused(&server, &format!("{STATE}/validators/{STRANGER}"), 404);
    refusal(&post(&server, &format!("{STATE}/validators"), &json!({"ids": ["x"]})), 400);
    refusal(&post(&server, &format!("{STATE}/validator_balances"), &json!(["x"])), 400);
}

#[test]
fn balances_and_identities_are_json_or_ssz() {
    let server = Server::start();
    let path = format!("{STATE}/validator_balances");
    let some = json!([{"index": "1", "balance": "32000000000"}, {"index": "4", "balance": "32000000000"}]);
    assert_eq!(data(&server, &format!("{path}?id=4,1")), some);
    assert_eq!(posted(&server, &path, &json!(["4", "1"])), some);
    assert_eq!(data(&server, &path).as_array().map(Vec::len), Some(64));
    let bytes = ssz(&server, &format!("{path}?id=4"));
    assert_eq!(bytes, [4u64.to_le_bytes(), 32_000_000_000u64.to_le_bytes()].concat());
    let identities = posted(&server, &format!("{STATE}/validator_identities"), &json!(["2"]));
    assert_eq!(identities, json!([{"index": "2", "pubkey": key(2).public_key(), "activation_epoch": "0"}]));
}

#[test]
fn a_thousand_keys_fit_into_a_url() {
    let server = Server::start();
    let mut keys = vec![STRANGER.to_owned(); 999];
    keys.push(key(9).public_key().to_string());
    let path = format!("{STATE}/validators?id={}", keys.join(","));
    assert!(path.len() > 98_000);
    assert_eq!(indices(&data(&server, &path)), [9]);
    let repeated = format!("{STATE}/validators?id={}", keys.join("&id="));
    assert_eq!(indices(&data(&server, &repeated)), [9]);
}

#[test]
fn a_long_url_may_follow_a_short_one_on_the_same_connection() {
    let server = Server::start();
    let mut stream = TcpStream::connect(server.health).expect("the server listens");
    let long = format!("{STATE}/validators?id={},7", vec![STRANGER; 1_000].join(","));
    for (path, close) in [("/eth/v1/node/version", ""), (&long, ""), (&long, "Connection: close\r\n")] {
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{close}\r\n").as_bytes()).expect("sent");
        let mut text = String::new();
        while !text.ends_with("0\r\n\r\n") && !text.ends_with("}}") {
            let mut chunk = [0; 4_096];
            let read = stream.read(&mut chunk).expect("an answer");
            assert!(read > 0, "closed after {text}");
            text.push_str(&String::from_utf8_lossy(&chunk[..read]));
        }
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        assert!(path.len() < 1_000 || text.contains("\"index\":\"7\""), "{text}");
    }
}

#[test]
fn a_url_beyond_all_bounds_is_refused() {
    let server = Server::start();
    let answer = get(&server, &format!("{STATE}/validators?id={}", "1,".repeat(300_000)), None);
    assert!([0, 414, 431].contains(&answer.status), "{}", answer.status);
    data(&server, "/eth/v1/node/version");
}

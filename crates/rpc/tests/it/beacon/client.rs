//! Requests of the Beacon API.

use crate::{
    http::{Answer, exchange},
    server::Server,
};
use serde_json::Value;

/// Gets a path, with an `Accept` header if one is given.
pub(super) fn get(server: &Server, path: &str, accept: Option<&str>) -> Answer {
    let accept = accept.map_or_else(String::new, |accept| format!("Accept: {accept}\r\n"));
    let host = server.health;
    exchange(host, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{accept}Connection: close\r\n\r\n"))
}

/// Posts a body as JSON.
pub(super) fn post(server: &Server, path: &str, body: &Value) -> Answer {
    post_as(server, path, "application/json", &body.to_string())
}

/// Posts a body of a kind.
pub(super) fn post_as(server: &Server, path: &str, kind: &str, body: &str) -> Answer {
    let (host, length) = (server.health, body.len());
    let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {length}");
    exchange(host, &format!("{head}\r\nConnection: close\r\n\r\n{body}"))
}

/// The JSON behind a path that answers.
#[track_caller]
pub(super) fn json(server: &Server, path: &str) -> Value {
    let answer = get(server, path, None);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    assert!(answer.headers.contains("content-type: application/json"), "{path}: {}", answer.headers);
    answer.json()
}

/// What stands under `data` behind a path that answers.
#[track_caller]
pub(super) fn data(server: &Server, path: &str) -> Value {
    json(server, path)["data"].clone()
}

/// What stands under `data` in the answer to a body.
#[track_caller]
pub(super) fn posted(server: &Server, path: &str, body: &Value) -> Value {
    let answer = post(server, path, body);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.json()["data"].clone()
}

/// The bytes behind a path that answers in SSZ.
#[track_caller]
pub(super) fn ssz(server: &Server, path: &str) -> Vec<u8> {
    let answer = get(server, path, Some("application/octet-stream;q=1,application/json;q=0.9"));
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    assert!(answer.headers.contains("content-type: application/octet-stream"), "{path}: {}", answer.headers);
    assert_eq!(answer.headers.matches("eth-consensus-version: fulu").count(), 1, "{path}: {}", answer.headers);
    answer.bytes
}

/// The message of a refusal with this status.
#[track_caller]
pub(super) fn refusal(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}", answer.body);
    let body = answer.json();
    assert_eq!(body["code"], status, "{body}");
    body["message"].as_str().expect("a message").to_owned()
}

/// The message of a path that is refused with this status.
#[track_caller]
pub(super) fn refused(server: &Server, path: &str, status: u16) -> String {
    refusal(&get(server, path, None), status)
}

/// A number in quotes.
#[track_caller]
pub(super) fn number(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no quoted number"))
}

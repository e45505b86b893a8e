//! Statuses and media types.

use super::client::{get, post_as, refusal, refused};
use crate::server::Server;

#[test]
fn what_a_client_does_not_accept_is_not_sent() {
    let server = Server::start();
    let path = "/eth/v1/beacon/states/head/validators";
    assert_eq!(get(&server, path, Some("*/*")).status, 200);
    assert_eq!(get(&server, path, Some("application/octet-stream;q=1,application/json;q=0.9")).status, 200);
    for accept in ["application/octet-stream", "text/html", "application/json;q=0"] {
        refusal(&get(&server, path, Some(accept)), 406);
    }
}

#[test]
fn a_body_is_json() {
    let server = Server::start();
    let path = "/eth/v1/beacon/states/head/validators";
    refusal(&post_as(&server, path, "application/octet-stream", "{}"), 415);
    refusal(&post_as(&server, path, "text/plain", "{}"), 415);
    assert_eq!(post_as(&server, path, "application/json; charset=utf-8", "{}").status, 200);
    let message = refusal(&post_as(&server, path, "application/json", "{\"ids\": 5}"), 400);
    assert!(message.starts_with("Invalid request body"), "{message}");
    refusal(&post_as(&server, path, "application/json", "{"), 400);
}

#[test]
fn unknown_paths_and_methods_are_answered_in_json() {
    let server = Server::start();
    refused(&server, "/eth/v1/beacon/nonsense", 404);
    refused(&server, "/eth/v9/beacon/genesis", 404);
    refusal(&post_as(&server, "/eth/v1/beacon/genesis", "application/json", "{}"), 405);
}

#[test]
fn a_path_is_text() {
    let server = Server::start();
    let message = refused(&server, "/eth/v1/beacon/blocks/%ff/root", 400);
    assert!(message.contains("UTF-8"), "{message}");
}

#[test]
fn a_body_has_an_end() {
    let server = Server::with(|config| config.limits.request_bytes = 2_000);
    let body = format!("[\"{}\"]", "1".repeat(4_000));
    refusal(&post_as(&server, "/eth/v1/beacon/states/head/validator_balances", "application/json", &body), 413);
}

//! Requests that are not what they should be: the code and message clients know, and a server that goes on.

use crate::{
    http::{exchange, post},
    server::{Server, read},
    transactions::{signed, transfer},
};
use alloy_primitives::{Address, B256};
use serde_json::{Value, json};

#[track_caller]
fn refused(server: &Server, body: &str, code: i64) -> String {
    match read(&post(server.rpc, body).json()) {
        Err(refusal) if refusal.code == code => refusal.message,
        other => panic!("wanted code {code}, got {other:?}"),
    }
}

#[test]
fn what_is_no_request_has_the_codes_of_json_rpc() {
    let server = Server::start();
    for body in ["{", "", "nonsense", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"] {
        refused(&server, body, -32700);
    }
    for body in [
        "{\"id\":1}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"eth_chainId\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}",
        "[]",
    ] {
        refused(&server, body, -32600);
    }
    assert_eq!(server.refused("eth_nonsense", json!([]), -32601), "the method eth_nonsense does not exist/is not available");
    assert_eq!(server.refused("eth_call", json!({"to": Address::ZERO}), -32602), "non-array args");
    server.ok("eth_chainId", json!([]));
}

#[test]
fn arguments_that_do_not_fit_are_refused_with_their_position() {
    let server = Server::start();
    let refused = |method, params| server.refused(method, params, -32602);
    assert_eq!(refused("eth_getBalance", json!([])), "missing value for required argument 0");
    assert_eq!(refused("eth_getBalance", json!([null])), "missing value for required argument 0");
    assert_eq!(refused("eth_chainId", json!([1])), "too many arguments, want at most 0");
    assert_eq!(refused("eth_getBalance", json!([Address::ZERO, "latest", 1])), "too many arguments, want at most 2");
    for (method, params, position) in [
        ("eth_getBalance", json!(["0x12"]), 0),
        ("eth_getBalance", json!([5]), 0),
        ("eth_getBalance", json!([Address::ZERO, "newest"]), 1),
        ("eth_getBalance", json!([Address::ZERO, "12"]), 1),
        ("eth_getBlockByNumber", json!(["latest", "yes"]), 1),
        ("eth_getBlockByHash", json!(["0x1", false]), 0),
        ("eth_getStorageAt", json!([Address::ZERO, "slot"]), 1),
        ("eth_call", json!([{"to": "0x1"}]), 0),
        ("eth_call", json!([{"to": Address::ZERO, "value": "-1"}]), 0),
        ("eth_getLogs", json!([{"address": "0x1"}]), 0),
        ("eth_getTransactionReceipt", json!(["0x1"]), 0),
        ("eth_feeHistory", json!(["many", "latest", []]), 0),
        ("eth_feeHistory", json!(["0x1", "latest", ["x"]]), 2),
    ] {
        let message = refused(method, params);
        assert!(message.starts_with(&format!("invalid argument {position}: ")), "{method}: {message}");
    }
}

#[test]
fn a_block_that_is_not_there_has_no_state() {
    let server = Server::start();
    for tag in [json!("0xffffff"), json!({"blockHash": B256::repeat_byte(1)})] {
        assert_eq!(server.refused("eth_getBalance", json!([Address::ZERO, tag]), -32000), "header not found");
        assert_eq!(server.refused("eth_call", json!([{"to": Address::ZERO}, tag]), -32000), "header not found");
    }
}

#[test]
fn params_may_be_left_out_and_ids_come_back_as_they_were() {
    let server = Server::start();
    for id in [json!(1), json!("a"), json!(0), json!(u64::MAX)] {
        let request = json!({"jsonrpc": "2.0", "id": id, "method": "eth_blockNumber"});
        let answer = post(server.rpc, &request.to_string()).json();
        assert_eq!(answer["id"], id);
        assert!(read(&answer).is_ok());
    }
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": null});
    assert!(read(&post(server.rpc, &request.to_string()).json()).is_ok());
}

#[test]
fn a_batch_is_answered_call_by_call() {
    let server = Server::start();
    let batch = json!([
        {"jsonrpc": "2.0", "id": "x", "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": 2, "method": "eth_nonsense"},
        {"jsonrpc": "2.0", "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": 3, "method": "eth_getBalance", "params": []},
        5,
    ]);
    let answers = post(server.rpc, &batch.to_string()).json();
    let by_id = |id: Value| answers.as_array().and_then(|all| all.iter().find(|answer| answer["id"] == id)).expect("an answer");
    assert_eq!(answers.as_array().map(Vec::len), Some(4), "a notification is not answered: {answers}");
    assert_eq!(by_id(json!("x"))["result"], json!("0x7a69"));
    assert_eq!(by_id(json!(2))["error"]["code"], json!(-32601));
    assert_eq!(by_id(json!(2))["error"]["message"], json!("the method eth_nonsense does not exist/is not available"));
    assert_eq!(by_id(json!(3))["error"]["code"], json!(-32602));
    assert_eq!(by_id(Value::Null)["error"]["code"], json!(-32600));
}

#[test]
fn a_batch_of_raw_transactions_is_mined() {
    let server = Server::start();
    let calls: Vec<_> = (0..50)
        .map(|nonce| {
            let bytes = signed(&server.accounts[0], transfer(nonce, server.account(1)));
            json!({"jsonrpc": "2.0", "id": nonce, "method": "eth_sendRawTransaction", "params": [bytes]})
        })
        .collect();
    let answers = post(server.rpc, &json!(calls).to_string()).json();
    for answer in answers.as_array().expect("an array") {
        assert_eq!(server.receipt(&read(answer).expect("taken"))["status"], json!("0x1"));
    }
    assert_eq!(server.quantity("eth_getTransactionCount", json!([server.account(0), "latest"])), 50);
}

#[test]
fn limits_hold() {
    let server = Server::with(|config| {
        config.limits.request_bytes = 2_000;
        config.limits.batch_calls = 3;
        config.limits.filters = 1;
    });
    let big = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": ["x".repeat(4_000)]}).to_string();
    let answer = post(server.rpc, &big);
    assert_eq!(answer.status, 413, "{}", answer.body);
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"});
    refused(&server, &json!([call, call, call, call]).to_string(), -32010);
    assert!(post(server.rpc, &json!([call, call, call]).to_string()).json().is_array());
    server.ok("eth_newBlockFilter", json!([]));
    server.refused("eth_newBlockFilter", json!([]), -32005);
}

#[test]
fn foreign_pages_are_kept_out() {
    let server = Server::start();
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"}).to_string();
    let with = |headers: &str| {
        let length = body.len();
        exchange(
            server.rpc,
            &format!("POST / HTTP/1.1\r\n{headers}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"),
        )
    };
    let local = with("Host: localhost\r\nContent-Type: application/json\r\nOrigin: https://evil.example");
    assert_eq!(local.status, 200);
    assert!(!local.headers.contains("access-control-allow-origin"), "{}", local.headers);
    assert_eq!(with("Host: evil.example\r\nContent-Type: application/json").status, 403);
    assert_eq!(with("Host: localhost\r\nContent-Type: text/plain").status, 415);
    let preflight = "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(exchange(server.rpc, preflight).status, 405);
}

#[test]
fn a_production_network_has_no_development_methods() {
    let server = Server::with(|config| {
        config.development = false;
        config.accounts.clear();
    });
    for method in [
        "evm_mine",
        "evm_increaseTime",
        "evm_snapshot",
        "evm_revert",
        "evm_setAutomine",
        "anvil_setBalance",
        "hardhat_setBalance",
        "aquifer_advanceEpochs",
        "aquifer_advanceSlots",
        "aquifer_setPerformance",
        "aquifer_slashValidator",
        "aquifer_equivocate",
    ] {
        let message = server.refused(method, json!([]), -32601);
        assert_eq!(message, format!("the method {method} does not exist/is not available"));
    }
    assert_eq!(server.ok("eth_accounts", json!([])), json!([]));
    server.ok("aquifer_status", json!([]));
}

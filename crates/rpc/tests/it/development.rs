//! Blocks, time, snapshots and accounts at will.

use crate::server::{STETH, Server, quantity};
use alloy_primitives::{Address, B256};
use serde_json::{Value, json};

fn head(server: &Server) -> (u128, u128) {
    let block = server.ok("eth_getBlockByNumber", json!(["latest", false]));
    (quantity(&block["number"]), quantity(&block["timestamp"]))
}

/// A server on which only the test makes blocks.
fn by_hand() -> Server {
    let server = Server::start();
    server.ok("evm_setAutomine", json!([false]));
    server
}

#[test]
fn blocks_are_made_when_asked() {
    let server = by_hand();
    let (number, timestamp) = head(&server);
    assert_eq!(server.ok("evm_mine", json!([])), json!("0x0"));
    let (next, later) = head(&server);
    assert_eq!((next, later >= timestamp + 12), (number + 1, true));
    server.ok("evm_mine", json!([{"blocks": 3}]));
    server.ok("anvil_mine", json!(["0x2"]));
    server.ok("hardhat_mine", json!([2, 60]));
    assert_eq!(head(&server).0, number + 8);
    let (_, before) = head(&server);
    server.ok("evm_mine", json!([before + 1_200]));
    assert_eq!(head(&server), (number + 9, before + 1_200));
    server.ok("evm_setNextBlockTimestamp", json!([before + 2_400]));
    server.ok("evm_mine", json!([]));
    assert_eq!(head(&server).1, before + 2_400);
    server.refused("evm_mine", json!([before]), -32602);
    server.refused("evm_mine", json!([{"blocks": 2_000_000}]), -32602);
    server.refused("evm_mine", json!(["soon"]), -32602);
}

#[test]
fn time_moves_by_the_sum_of_increases_and_mines_nothing() {
    let server = by_hand();
    let (number, timestamp) = head(&server);
    let total = server.ok("evm_increaseTime", json!([3_600])).as_u64().expect("a number");
    assert_eq!(server.ok("evm_increaseTime", json!(["0xe10"])).as_u64(), Some(total + 3_600));
    assert_eq!(head(&server).0, number);
    server.ok("evm_mine", json!([]));
    let (next, later) = head(&server);
    assert_eq!(next, number + 1);
    assert!(later >= timestamp + 7_200, "{later}");
    server.refused("evm_increaseTime", json!([-5]), -32602);
}

#[test]
fn a_snapshot_brings_everything_back_once() {
    let server = by_hand();
    let to = server.account(1);
    let before = (head(&server), server.quantity("eth_getBalance", json!([to])));
    let id = server.ok("evm_snapshot", json!([]));
    let hash = server.ok("eth_sendTransaction", json!([{"from": server.account(0), "to": to, "value": "0x5"}]));
    server.ok("evm_mine", json!([]));
    server.receipt(&hash);
    assert_eq!(server.ok("evm_revert", json!([id])), json!(true));
    assert_eq!((head(&server), server.quantity("eth_getBalance", json!([to]))), before);
    assert_eq!(server.ok("eth_getTransactionReceipt", json!([hash])), Value::Null);
    assert_eq!(server.ok("evm_revert", json!([id])), json!(false));
    assert_eq!(server.ok("evm_revert", json!(["0x63"])), json!(false));
}

#[test]
fn accounts_become_what_one_wishes() {
    let server = Server::start();
    let account = Address::repeat_byte(0x55);
    server.ok("anvil_setBalance", json!([account, "0x64"]));
    assert_eq!(server.quantity("eth_getBalance", json!([account])), 100);
    server.ok("hardhat_setBalance", json!([account, "0x65"]));
    assert_eq!(server.quantity("eth_getBalance", json!([account])), 101);
    server.ok("anvil_setNonce", json!([account, "0x7"]));
    assert_eq!(server.quantity("eth_getTransactionCount", json!([account])), 7);
    // Returns storage slot 0.
    server.ok("anvil_setCode", json!([account, "0x5f545f5260205ff3"]));
    assert_eq!(server.ok("anvil_setStorageAt", json!([account, "0x0", B256::with_last_byte(9)])), json!(true));
    assert_eq!(server.ok("eth_call", json!([{"to": account}])), json!(B256::with_last_byte(9)));
    assert_eq!(server.ok("eth_getStorageAt", json!([account, "0x0"])), json!(B256::with_last_byte(9)));
}

#[test]
fn a_native_account_keeps_its_inside() {
    let server = Server::start();
    for (method, params) in [
        ("anvil_setCode", json!([STETH, "0x00"])),
        ("anvil_setNonce", json!([STETH, "0x9"])),
        ("anvil_setStorageAt", json!([STETH, "0x0", B256::ZERO])),
    ] {
        let message = server.refused(method, params, -32000);
        assert!(message.contains("is a native contract"), "{method}: {message}");
    }
    let message = server.refused("anvil_setBalance", json!([STETH, "0x0"]), -32000);
    assert!(message.contains("must hold"), "{message}");
}

#[test]
fn an_impersonated_account_sends_without_a_key() {
    let server = Server::start();
    let account = Address::repeat_byte(0x77);
    server.ok("anvil_setBalance", json!([account, "0xde0b6b3a7640000"]));
    let payment = json!({"from": account, "to": server.account(1), "value": "0x5"});
    assert_eq!(server.refused("eth_sendTransaction", json!([payment]), -32000), "unknown account");
    server.ok("anvil_impersonateAccount", json!([account]));
    let receipt = server.send(payment.clone());
    assert_eq!((&receipt["status"], &receipt["type"]), (&json!("0x1"), &json!("0x2")));
    let transaction = server.ok("eth_getTransactionByHash", json!([receipt["transactionHash"]]));
    assert_eq!((&transaction["hash"], &transaction["from"]), (&receipt["transactionHash"], &receipt["from"]));
    assert_eq!(server.quantity("eth_getTransactionCount", json!([account])), 1);
    // A contract may be impersonated too.
    server.ok("anvil_setBalance", json!([STETH, "0x56bc75e2d63100000"]));
    server.ok("hardhat_impersonateAccount", json!([STETH]));
    assert_eq!(server.send(json!({"from": STETH, "to": account, "value": "0x1"}))["status"], json!("0x1"));
    server.ok("hardhat_stopImpersonatingAccount", json!([account]));
    assert_eq!(server.refused("eth_sendTransaction", json!([payment]), -32000), "unknown account");
    server.ok("anvil_autoImpersonateAccount", json!([true]));
    server.send(payment);
}

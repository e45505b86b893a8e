//! Reading: chain, accounts, blocks, fees, logs.

use crate::{
    genesis::CHAIN_ID,
    server::{STETH, Server, quantity},
};
use alloy_primitives::{B256, U256, hex, keccak256};
use aquifer_chain::LogLimits;
use serde_json::{Value, json};

/// `balanceOf(address)`.
fn balance_of(owner: alloy_primitives::Address) -> String {
    hex::encode_prefixed([&hex!("70a08231")[..], owner.into_word().as_slice()].concat())
}

#[test]
fn the_chain_introduces_itself() {
    let server = Server::start();
    assert_eq!(server.quantity("eth_chainId", json!([])), u128::from(CHAIN_ID));
    assert_eq!(server.ok("net_version", json!([])), json!("31337"));
    assert_eq!(server.ok("net_listening", json!([])), json!(true));
    assert_eq!(server.quantity("net_peerCount", json!([])), 0);
    assert_eq!(server.ok("eth_syncing", json!([])), json!(false));
    assert!(server.ok("web3_clientVersion", json!([])).as_str().is_some_and(|version| version.starts_with("aquifer/v")));
    let accounts = server.ok("eth_accounts", json!([]));
    assert_eq!(accounts.as_array().map(Vec::len), Some(10));
    assert_eq!(accounts[0], json!("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"));
}

#[test]
fn an_account_is_read_at_any_block() {
    let server = Server::start();
    let (from, to) = (server.account(0), server.account(1));
    let before = server.quantity("eth_blockNumber", json!([]));
    let receipt = server.send(json!({"from": from, "to": to, "value": "0x5"}));
    let block = receipt["blockNumber"].clone();
    let ten_thousand = 10_000 * 10_u128.pow(18);
    let balance = |tag: Value| server.quantity("eth_getBalance", json!([to, tag]));
    assert_eq!(balance(json!("latest")), ten_thousand + 5);
    assert_eq!(balance(json!("pending")), ten_thousand + 5);
    assert_eq!(balance(block.clone()), ten_thousand + 5);
    assert_eq!(balance(json!({"blockHash": receipt["blockHash"]})), ten_thousand + 5);
    assert_eq!(balance(json!({"blockNumber": block})), ten_thousand + 5);
    for old in [json!("earliest"), json!("finalized"), json!("safe"), json!(format!("{before:#x}"))] {
        assert_eq!(balance(old.clone()), ten_thousand, "{old}");
    }
    assert_eq!(server.quantity("eth_getBalance", json!([to])), ten_thousand + 5);
    assert_eq!(server.quantity("eth_getTransactionCount", json!([from, "latest"])), 1);
    assert_eq!(server.quantity("eth_getTransactionCount", json!([from, "earliest"])), 0);
    assert_eq!(server.ok("eth_getCode", json!([from, "latest"])), json!("0x"));
    assert!(server.ok("eth_getCode", json!([STETH, "latest"])).as_str().is_some_and(|code| code.len() > 2));
    assert_eq!(server.ok("eth_getStorageAt", json!([STETH, "0x0", "latest"])), json!(B256::ZERO));
}

#[test]
fn a_block_is_the_same_by_number_and_hash() {
    let server = Server::start();
    let receipt = server.send(json!({"from": server.account(0), "to": server.account(1), "value": "0x1"}));
    let (number, hash) = (receipt["blockNumber"].clone(), receipt["blockHash"].clone());
    let block = server.ok("eth_getBlockByNumber", json!([number, false]));
    assert_eq!(block, server.ok("eth_getBlockByHash", json!([hash, false])));
    assert_eq!(block["hash"], hash);
    assert_eq!(block["transactions"], json!([receipt["transactionHash"]]));
    assert_eq!(quantity(&block["timestamp"]) % 12, 1_767_225_600 % 12);
    for field in ["baseFeePerGas", "withdrawalsRoot", "parentBeaconBlockRoot", "requestsHash", "excessBlobGas", "size"] {
        assert!(block[field].is_string(), "{field} is missing");
    }
    let full = server.ok("eth_getBlockByNumber", json!([number, true]));
    let transaction = &full["transactions"][0];
    assert_eq!(transaction["hash"], receipt["transactionHash"]);
    assert_eq!(transaction["from"], json!(server.account(0)).as_str().map(str::to_lowercase).map(Value::from).unwrap());
    for (method, params) in [
        ("eth_getTransactionByHash", json!([receipt["transactionHash"]])),
        ("eth_getTransactionByBlockNumberAndIndex", json!([number, "0x0"])),
        ("eth_getTransactionByBlockHashAndIndex", json!([hash, "0x0"])),
    ] {
        assert_eq!(&server.ok(method, params), transaction, "{method}");
    }
    assert_eq!(server.ok("eth_getBlockReceipts", json!([number])), json!([receipt]));
    assert_eq!(server.quantity("eth_getBlockTransactionCountByNumber", json!([number])), 1);
    assert_eq!(server.quantity("eth_getBlockTransactionCountByHash", json!([hash])), 1);
    assert_eq!(server.quantity("eth_getUncleCountByBlockNumber", json!([number])), 0);
}

#[test]
fn what_is_not_there_is_null() {
    let server = Server::start();
    let nothing = B256::repeat_byte(7);
    for (method, params) in [
        ("eth_getBlockByNumber", json!(["0xffffff", false])),
        ("eth_getBlockByHash", json!([nothing, false])),
        ("eth_getBlockReceipts", json!(["0xffffff"])),
        ("eth_getTransactionByHash", json!([nothing])),
        ("eth_getTransactionReceipt", json!([nothing])),
        ("eth_getTransactionByBlockNumberAndIndex", json!(["latest", "0x9"])),
        ("eth_getBlockTransactionCountByNumber", json!(["0xffffff"])),
    ] {
        assert_eq!(server.ok(method, params), Value::Null, "{method}");
    }
}

#[test]
fn the_pending_block_follows_the_latest() {
    let server = Server::start();
    let latest = server.ok("eth_getBlockByNumber", json!(["latest", false]));
    let pending = server.ok("eth_getBlockByNumber", json!(["pending", false]));
    assert_eq!(quantity(&pending["number"]), quantity(&latest["number"]) + 1);
    assert_eq!(pending["parentHash"], latest["hash"]);
    assert!(quantity(&pending["timestamp"]) > quantity(&latest["timestamp"]));
    assert_eq!((&pending["hash"], &pending["nonce"]), (&Value::Null, &Value::Null));
}

#[test]
fn fees_fit_the_next_block() {
    let server = Server::start();
    let base_fee = quantity(&server.ok("eth_getBlockByNumber", json!(["pending", false]))["baseFeePerGas"]);
    let tip = server.quantity("eth_maxPriorityFeePerGas", json!([]));
    assert_eq!(server.quantity("eth_gasPrice", json!([])), base_fee + tip);
    assert_eq!(server.quantity("eth_blobBaseFee", json!([])), 1);
    server.send(json!({"from": server.account(0), "to": server.account(1), "maxPriorityFeePerGas": "0x77359400"}));
    let history = server.ok("eth_feeHistory", json!(["0xa", "latest", [20.0]]));
    let (fees, rewards) = (history["baseFeePerGas"].as_array().unwrap(), history["reward"].as_array().unwrap());
    assert_eq!(fees.len(), rewards.len() + 1);
    assert_eq!(rewards.last(), Some(&json!(["0x77359400"])));
    assert_eq!(server.ok("eth_feeHistory", json!([0, "latest", []]))["oldestBlock"], json!("0x0"));
    assert!(server.refused("eth_feeHistory", json!(["0x1", "latest", [101]]), -32000).starts_with("invalid reward percentile"));
    assert!(server.refused("eth_feeHistory", json!(["0x1", "latest", [9, 8]]), -32000).starts_with("invalid reward percentile"));
}

#[test]
fn a_call_reads_any_block_and_any_override() {
    let server = Server::start();
    let owner = server.account(3);
    let call = json!({"to": STETH, "data": balance_of(owner)});
    let balance =
        |params: Value| server.ok("eth_call", params).as_str().map(|hex| U256::from_str_radix(&hex[2..], 16).unwrap()).unwrap();
    assert_eq!(balance(json!([call])), U256::ZERO);
    let block =
        server.send(json!({"from": owner, "to": STETH, "value": "0xde0b6b3a7640000", "gas": "0x7a120"}))["blockNumber"].clone();
    let ether = U256::from(10).pow(U256::from(18));
    assert!(balance(json!([call, "latest"])).abs_diff(ether) < U256::from(3));
    assert!(balance(json!([call, block])).abs_diff(ether) < U256::from(3));
    assert_eq!(balance(json!([call, "earliest"])), U256::ZERO);
    let both = json!({"to": STETH, "data": balance_of(owner), "input": balance_of(owner)});
    assert!(balance(json!([both, "pending"])) > U256::ZERO);

    let poor = alloy_primitives::Address::repeat_byte(9);
    let payment = json!({"from": poor, "to": owner, "value": "0x5"});
    let refusal = server.refused("eth_call", json!([payment, "latest"]), -32000);
    assert!(refusal.starts_with("insufficient funds for gas * price + value: address"), "{refusal}");
    server.ok("eth_call", json!([payment, "latest", {poor.to_string(): {"balance": "0x5"}}]));
}

#[test]
fn code_can_be_overridden_where_it_is_bytecode() {
    let server = Server::start();
    let target = alloy_primitives::Address::repeat_byte(9);
    // Returns storage slot 0.
    let code = "0x5f545f5260205ff3";
    let slots = json!({B256::ZERO.to_string(): B256::with_last_byte(42)});
    let overrides = json!({target.to_string(): {"code": code, "stateDiff": slots}});
    assert_eq!(server.ok("eth_call", json!([{"to": target}, "latest", overrides])), json!(B256::with_last_byte(42)));
    let refusal = server.refused("eth_call", json!([{"to": STETH}, "latest", {STETH.to_string(): {"code": code}}]), -32000);
    assert!(refusal.contains("is a native contract"), "{refusal}");
}

#[test]
fn an_estimate_suffices() {
    let server = Server::start();
    let (from, to) = (server.account(0), server.account(1));
    assert_eq!(server.quantity("eth_estimateGas", json!([{"from": from, "to": to, "value": "0x1"}])), 21_000);
    let submit = json!({"from": from, "to": STETH, "value": "0xde0b6b3a7640000"});
    let gas = server.quantity("eth_estimateGas", json!([submit, "latest"]));
    let mut sent = submit;
    sent["gas"] = json!(format!("{gas:#x}"));
    assert_eq!(server.send(sent)["status"], json!("0x1"));
}

#[test]
fn logs_are_found_by_block_address_and_topic() {
    let server = Server::start();
    let receipt = server.send(json!({"from": server.account(2), "to": STETH, "value": "0xde0b6b3a7640000"}));
    let (number, hash) = (receipt["blockNumber"].clone(), receipt["blockHash"].clone());
    let transfer = keccak256("Transfer(address,address,uint256)");
    let found = |filter: Value| server.ok("eth_getLogs", json!([filter]));
    let all = receipt["logs"].clone();
    assert!(all.as_array().is_some_and(|logs| logs.len() >= 3), "{all}");
    assert_eq!(found(json!({"fromBlock": number, "toBlock": number})), all);
    assert_eq!(found(json!({"blockHash": hash})), all);
    assert_eq!(found(json!({})), all);
    assert_eq!(found(json!({"fromBlock": "earliest", "address": STETH})), all);
    assert_eq!(found(json!({"fromBlock": "earliest", "address": [server.account(1)]})), json!([]));
    let transfers = found(json!({"fromBlock": "earliest", "topics": [[transfer]]}));
    assert_eq!(transfers.as_array().map(Vec::len), Some(1));
    assert_eq!(transfers[0]["transactionHash"], receipt["transactionHash"]);
    assert_eq!(found(json!({"fromBlock": "earliest", "topics": [null, server.account(7).into_word()]})), json!([]));
    assert_eq!(found(json!({"fromBlock": "0xffffff"})), json!([]));
}

#[test]
fn ranges_that_cannot_be_searched_are_refused() {
    let server = Server::start();
    let refused = |filter: Value, code| server.refused("eth_getLogs", json!([filter]), code);
    assert_eq!(refused(json!({"fromBlock": "0x2", "toBlock": "0x1"}), -32602), "invalid block range params");
    assert_eq!(refused(json!({"fromBlock": "pending"}), -32602), "pending logs are not supported");
    assert_eq!(refused(json!({"blockHash": B256::repeat_byte(1)}), -32000), "unknown block");
    let both = json!({"blockHash": B256::repeat_byte(1), "fromBlock": "0x1"});
    refused(both, -32602);
}

#[test]
fn a_query_for_too_much_has_the_code_of_a_limit() {
    let server = Server::over(|node| node.log_limits = LogLimits { blocks: 3, logs: 2 }, |_| ());
    server.ok("evm_mine", json!([{"blocks": 5}]));
    let message = server.refused("eth_getLogs", json!([{"fromBlock": "0x0", "toBlock": "0x4"}]), -32005);
    assert!(message.contains("at most 3"), "{message}");
    server.send(json!({"from": server.account(2), "to": STETH, "value": "0xde0b6b3a7640000"}));
    let message = server.refused("eth_getLogs", json!([{}]), -32005);
    assert!(message.contains("more than 2 results"), "{message}");
}

#[test]
fn filters_tell_what_is_new() {
    let server = Server::start();
    let blocks = server.ok("eth_newBlockFilter", json!([]));
    let logs = server.ok("eth_newFilter", json!([{"address": STETH}]));
    let receipt = server.send(json!({"from": server.account(2), "to": STETH, "value": "0xde0b6b3a7640000"}));
    let changes = |id: &Value| server.ok("eth_getFilterChanges", json!([id]));
    assert!(changes(&blocks).as_array().is_some_and(|hashes| hashes.contains(&receipt["blockHash"])));
    assert_eq!(changes(&logs), receipt["logs"]);
    assert_eq!(changes(&logs), json!([]));
    assert_eq!(server.ok("eth_getFilterLogs", json!([logs])), receipt["logs"]);
    assert_eq!(server.ok("eth_uninstallFilter", json!([logs])), json!(true));
    assert_eq!(server.ok("eth_uninstallFilter", json!([logs])), json!(false));
    assert_eq!(server.refused("eth_getFilterChanges", json!([logs]), -32000), "filter not found");
}

//! Transactions on their way in, and what becomes of them.

use crate::{
    genesis::CHAIN_ID,
    server::{STETH, Server, quantity},
};
use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEnvelope, TxLegacy};
use alloy_eips::eip2718::Encodable2718;
use alloy_network::TxSignerSync;
use alloy_primitives::{Address, Bytes, TxKind, U256, hex};
use alloy_signer_local::PrivateKeySigner;
use serde_json::{Value, json};

const GWEI: u128 = 1_000_000_000;

/// A plain transfer of one wei.
pub(crate) fn transfer(nonce: u64, to: Address) -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: 100 * GWEI,
        max_priority_fee_per_gas: GWEI,
        to: TxKind::Call(to),
        value: U256::ONE,
        ..TxEip1559::default()
    }
}

/// Signs a transaction.
pub(crate) fn signed<T>(signer: &PrivateKeySigner, mut transaction: T) -> Bytes
where
    T: SignableTransaction<alloy_primitives::Signature>,
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let signature = signer.sign_transaction_sync(&mut transaction).expect("a signature");
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
}

fn send_raw(server: &Server, bytes: &Bytes) -> Value {
    server.ok("eth_sendRawTransaction", json!([bytes]))
}

#[track_caller]
fn refused(server: &Server, bytes: &Bytes) -> String {
    server.refused("eth_sendRawTransaction", json!([bytes]), -32000)
}

#[test]
fn three_types_of_transactions_are_mined() {
    let server = Server::start();
    let (signer, to) = (&server.accounts[0], server.account(1));
    let legacy = TxLegacy {
        chain_id: Some(CHAIN_ID),
        nonce: 0,
        gas_price: 100 * GWEI,
        gas_limit: 21_000,
        to: TxKind::Call(to),
        value: U256::ONE,
        input: Bytes::new(),
    };
    let with_list = TxEip2930 {
        chain_id: CHAIN_ID,
        nonce: 1,
        gas_price: 100 * GWEI,
        gas_limit: 30_000,
        to: TxKind::Call(to),
        value: U256::ONE,
        ..TxEip2930::default()
    };
    let raw = [signed(signer, legacy), signed(signer, with_list), signed(signer, transfer(2, to))];
    for (kind, bytes) in raw.iter().enumerate() {
        let hash = send_raw(&server, bytes);
        let receipt = server.receipt(&hash);
        assert_eq!(receipt["type"], json!(format!("{kind:#x}")));
        assert_eq!(receipt["status"], json!("0x1"));
        assert_eq!(quantity(&receipt["gasUsed"]), 21_000);
        let transaction = server.ok("eth_getTransactionByHash", json!([hash]));
        assert_eq!(transaction["type"], json!(format!("{kind:#x}")));
        assert_eq!(transaction["blockHash"], receipt["blockHash"]);
    }
}

#[test]
fn a_transaction_the_pool_cannot_take_is_refused_at_once() {
    let server = Server::start();
    let (signer, to) = (&server.accounts[0], server.account(1));
    server.receipt(&send_raw(&server, &signed(signer, transfer(0, to))));

    let low = refused(&server, &signed(signer, transfer(0, to)));
    assert!(low.starts_with("nonce too low: next nonce 1, tx nonce 0"), "{low}");
    let other = refused(&server, &signed(signer, TxEip1559 { chain_id: 1, ..transfer(1, to) }));
    assert!(other.contains("invalid chain id for signer: have 1 want 31337"), "{other}");
    let tip = refused(&server, &signed(signer, TxEip1559 { max_fee_per_gas: 1, ..transfer(1, to) }));
    assert!(tip.starts_with("max priority fee per gas higher than max fee per gas"), "{tip}");
    let gas = refused(&server, &signed(signer, TxEip1559 { gas_limit: 20_999, ..transfer(1, to) }));
    assert!(gas.starts_with("intrinsic gas too low: gas 20999, minimum needed 21000"), "{gas}");
    let cap = refused(&server, &signed(signer, TxEip1559 { gas_limit: 1 << 25, ..transfer(1, to) }));
    assert!(cap.starts_with("transaction gas limit too high (cap: 16777216"), "{cap}");
    let block = refused(&server, &signed(signer, TxEip1559 { gas_limit: 1 << 60, ..transfer(1, to) }));
    assert!(block.contains("gas limit"), "{block}");
    let poor = refused(&server, &signed(&PrivateKeySigner::random(), transfer(0, to)));
    assert!(poor.starts_with("insufficient funds for gas * price + value"), "{poor}");
    assert_eq!(server.quantity("eth_getTransactionCount", json!([signer.address(), "pending"])), 1);
}

#[test]
fn bytes_that_are_no_transaction_are_refused() {
    let server = Server::start();
    let good = signed(&server.accounts[0], transfer(0, server.account(1)));
    assert_eq!(refused(&server, &Bytes::new()), "typed transaction too short");
    assert_eq!(refused(&server, &Bytes::from_static(&hex!("05c0"))), "transaction type not supported");
    assert!(refused(&server, &good.slice(..good.len() - 1)).starts_with("rlp: "));
    let trailing: Bytes = [good.as_ref(), &[0]].concat().into();
    assert!(refused(&server, &trailing).starts_with("rlp: "));
    server.refused("eth_sendRawTransaction", json!(["0xzz"]), -32602);
    server.refused("eth_sendRawTransaction", json!([]), -32602);

    // An s above half the curve's order is no valid signature (EIP-2).
    let mut forged = transfer(0, server.account(1)).into_signed(alloy_primitives::Signature::new(U256::ONE, U256::MAX, false));
    assert_eq!(refused(&server, &TxEnvelope::from(forged.clone()).encoded_2718().into()), "invalid sender");
    forged = transfer(0, server.account(1)).into_signed(alloy_primitives::Signature::new(U256::ZERO, U256::ONE, false));
    assert_eq!(refused(&server, &TxEnvelope::from(forged).encoded_2718().into()), "invalid sender");
    assert_eq!(server.quantity("eth_getTransactionCount", json!([server.account(0), "pending"])), 0);
}

#[test]
fn what_waits_is_seen_as_waiting() {
    let server = Server::start();
    server.ok("evm_setAutomine", json!([false]));
    let (signer, to) = (&server.accounts[0], server.account(1));
    let first = signed(signer, transfer(0, to));
    let hash = send_raw(&server, &first);
    assert_eq!(refused(&server, &first), "already known");
    let replacement = TxEip1559 { value: U256::from(2), ..transfer(0, to) };
    assert_eq!(refused(&server, &signed(signer, replacement)), "replacement transaction underpriced");
    // A gap is taken and waits.
    send_raw(&server, &signed(signer, transfer(2, to)));
    assert_eq!(server.quantity("eth_getTransactionCount", json!([signer.address(), "pending"])), 1);
    assert_eq!(server.quantity("eth_getTransactionCount", json!([signer.address(), "latest"])), 0);
    assert_eq!(server.ok("eth_getTransactionReceipt", json!([hash])), Value::Null);
    let waiting = server.ok("eth_getTransactionByHash", json!([hash]));
    assert_eq!((&waiting["hash"], &waiting["blockHash"]), (&hash, &Value::Null));
    let pending = server.ok("eth_getBlockByNumber", json!(["pending", false]));
    assert!(pending["transactions"].as_array().is_some_and(|hashes| hashes.contains(&hash)), "{pending}");
    server.ok("evm_mine", json!([]));
    assert_eq!(server.receipt(&hash)["status"], json!("0x1"));
}

#[test]
fn the_node_fills_in_and_signs_for_its_accounts() {
    let server = Server::start();
    let from = server.account(4);
    let deployed = server.send(json!({"from": from, "data": "0x6001600c60003960016000f300"}));
    assert_eq!(deployed["status"], json!("0x1"), "{deployed}");
    let contract: Address = deployed["contractAddress"].as_str().and_then(|hex| hex.parse().ok()).expect("an address");
    assert_eq!(contract, from.create(0));
    assert_eq!(server.ok("eth_getCode", json!([contract, "latest"])), json!("0x00"));
    let legacy = server.send(json!({"from": from, "to": server.account(5), "gasPrice": "0x174876e800", "nonce": "0x1"}));
    assert_eq!(legacy["type"], json!("0x0"));

    let refused = |transaction: Value| server.refused("eth_sendTransaction", json!([transaction]), -32000);
    assert_eq!(refused(json!({"from": Address::repeat_byte(3), "to": from})), "unknown account");
    assert_eq!(refused(json!({"to": from})), "unknown account");
    assert_eq!(refused(json!({"from": from})), "contract creation without any data provided");
    let fees = json!({"from": from, "to": from, "gasPrice": "0x1", "maxFeePerGas": "0x1"});
    assert_eq!(refused(fees), "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    let order = json!({"from": from, "to": from, "maxFeePerGas": "0x1", "maxPriorityFeePerGas": "0x2"});
    assert_eq!(refused(order), "maxFeePerGas (1) < maxPriorityFeePerGas (2)");
    let chain = json!({"from": from, "to": from, "chainId": "0x1"});
    assert_eq!(refused(chain), "chainId does not match node's (have=1, want=31337)");
    let both = json!({"from": from, "to": from, "data": "0x01", "input": "0x02"});
    assert!(refused(both).starts_with("both \"data\" and \"input\" are set and not equal"));
}

#[test]
fn transactions_sent_together_get_nonces_of_their_own() {
    let server = Server::start();
    let from = server.account(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| server.send(json!({"from": from, "to": server.account(1), "value": "0x1"})));
        }
    });
    assert_eq!(server.quantity("eth_getTransactionCount", json!([from, "latest"])), 8);
}

#[test]
fn a_revert_says_why_and_keeps_its_data() {
    let server = Server::start();
    // transfer(address,uint256) of more than one has.
    let to = server.account(1).into_word();
    let input = hex::encode_prefixed([&hex!("a9059cbb")[..], to.as_slice(), &U256::from(5).to_be_bytes::<32>()].concat());
    let call = json!({"from": server.account(8), "to": STETH, "input": input});
    for method in ["eth_call", "eth_estimateGas"] {
        let refusal = server.call(method, json!([call])).expect_err("it reverts");
        assert_eq!((refusal.code, refusal.message.as_str()), (3, "execution reverted: BALANCE_EXCEEDED"), "{method}");
        assert!(refusal.data.is_some_and(|data| data.starts_with("0x08c379a0")), "{method}");
    }
    let mut sent = call;
    sent["gas"] = json!("0x186a0");
    let receipt = server.send(sent);
    assert_eq!((&receipt["status"], &receipt["logs"]), (&json!("0x0"), &json!([])));
}

#[test]
fn a_halt_is_told_in_the_words_of_geth() {
    let server = Server::start();
    let target = Address::repeat_byte(9);
    let run = |code: &str, gas: &str| {
        let overrides = json!({target.to_string(): {"code": code}});
        server.refused("eth_call", json!([{"to": target, "gas": gas}, "latest", overrides]), -32000)
    };
    assert_eq!(run("0x5b5f56", "0xffff"), "out of gas");
    assert_eq!(run("0xfe", "0xffff"), "invalid opcode: INVALID");
    assert_eq!(run("0x600456", "0xffff"), "invalid jump destination");
    assert_eq!(run("0x01", "0xffff"), "stack underflow");
    assert!(run("0x00", "0x1").starts_with("intrinsic gas too low: have 1, want 21000"));
}

#[test]
fn native_contracts_refuse_what_they_do_not_understand() {
    let server = Server::start();
    for (case, call) in [
        ("an unknown selector", json!({"to": STETH, "input": "0xdeadbeef"})),
        ("truncated calldata", json!({"to": STETH, "input": "0xa9059cbb00"})),
        ("value for a function that takes none", json!({"to": STETH, "input": "0x18160ddd", "value": "0x1"})),
    ] {
        let mut call = call;
        call["from"] = json!(server.account(0));
        let refusal = server.call("eth_call", json!([call])).expect_err(case);
        assert_eq!(refusal.code, 3, "{case}: {refusal:?}");
        assert!(refusal.message.starts_with("execution reverted"), "{case}: {refusal:?}");
        assert!(refusal.data.is_some(), "{case}");
    }
}

#[test]
fn messages_are_signed_for_own_accounts_only() {
    let server = Server::start();
    let address = server.account(0);
    let signature = server.ok("eth_sign", json!([address, "0x68656c6c6f"]));
    assert_eq!(server.ok("personal_sign", json!(["0x68656c6c6f", address])), signature);
    let signature: Bytes = signature.as_str().and_then(|hex| hex.parse().ok()).expect("bytes");
    let signature = alloy_primitives::Signature::from_raw(&signature).expect("a signature");
    assert_eq!(signature.recover_address_from_msg("hello").ok(), Some(address));
    assert_eq!(server.refused("eth_sign", json!([Address::ZERO, "0x00"]), -32000), "unknown account");
}

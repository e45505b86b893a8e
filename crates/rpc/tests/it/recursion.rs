//! Contracts that native contracts call back, deep, through the methods that execute on the server's own threads.
//!
//! A debug build needs the most stack: an overflow there would end this process, and every test with it.

use crate::server::{STETH, Server};
use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_sol_types::{SolCall, SolValue as _, sol};
use aquifer_chain::evm::CALLBACK_DEPTH_MAX;
use aquifer_contracts::addresses;
use serde_json::{Value, json};

sol! {
    contract Probe {
        function hooksRun() external view returns (uint256);
        function set(uint8 hook, bool refusesEther, bool signs) external;
        function stake() external payable returns (uint256);
        function requestWithdrawal(uint256 amount) external returns (uint256);
        function sendWithFullMemory(address to, uint256 id) external;
    }
}

/// The hook that sends the NFT back, each time.
const PING_PONG: u8 = 3;

fn deploy(server: &Server) -> Address {
    let code = hex::decode(include_str!("../../../chain/tests/contracts/out/Probe.hex").trim()).expect("hex");
    let arguments = (STETH, addresses::mainnet().withdrawal_queue).abi_encode_params();
    let receipt = server.send(json!({"from": server.account(0), "data": Bytes::from([code, arguments].concat())}));
    receipt["contractAddress"].as_str().and_then(|hex| hex.parse().ok()).expect("a contract")
}

fn request(server: &Server, to: Address, call: &impl SolCall) -> Value {
    json!({"from": server.account(0), "to": to, "data": Bytes::from(call.abi_encode())})
}

#[track_caller]
fn must(server: &Server, to: Address, call: &impl SolCall, value: &str) {
    let mut transaction = request(server, to, call);
    transaction["value"] = json!(value);
    assert_eq!(server.send(transaction)["status"], json!("0x1"));
}

/// Two contracts that send an NFT to each other for ever, and the call that sets them off.
fn ping_pong(server: &Server) -> ([Address; 2], Value) {
    let probes = [deploy(server), deploy(server)];
    must(server, probes[0], &Probe::stakeCall {}, "0x4563918244f40000");
    must(server, probes[0], &Probe::requestWithdrawalCall { amount: U256::from(10_u64.pow(18)) }, "0x0");
    for probe in probes {
        must(server, probe, &Probe::setCall { hook: PING_PONG, refusesEther: false, signs: false }, "0x0");
    }
    (probes, request(server, probes[0], &Probe::sendWithFullMemoryCall { to: probes[1], id: U256::ONE }))
}

#[test]
fn calls_and_estimates_of_deep_callbacks_answer_and_the_server_goes_on() {
    let server = Server::start();
    let (_, call) = ping_pong(&server);
    assert_eq!(server.ok("eth_call", json!([call])), json!("0x"));
    assert!(server.quantity("eth_estimateGas", json!([call])) > 21_000);
    // All threads at once.
    std::thread::scope(|scope| {
        for number in 0..12 {
            let (server, call) = (&server, &call);
            let method = if number % 2 == 0 { "eth_call" } else { "eth_estimateGas" };
            scope.spawn(move || server.ok(method, json!([call])));
        }
    });
    server.ok("eth_chainId", json!([]));
}

#[test]
fn deep_callbacks_sent_through_the_server_run_down_to_the_cap() {
    let server = Server::start();
    let (probes, call) = ping_pong(&server);
    // Enough for every callback; an estimate finds less, with which the deepest fail and nobody minds.
    let mut sent = call;
    sent["gas"] = json!("0xe4e1c0");
    assert_eq!(server.send(sent)["status"], json!("0x1"));
    let ran = probes.map(|probe| {
        let answer = server.ok("eth_call", json!([request(&server, probe, &Probe::hooksRunCall {})]));
        answer.as_str().and_then(|word| word.parse::<U256>().ok()).expect("a word")
    });
    assert_eq!(ran.into_iter().sum::<U256>(), U256::from(CALLBACK_DEPTH_MAX));
}

//! `aquifer up` does what its flags and its network file say, and prints what runs where.

mod support;

use alloy_provider::{Provider, ProviderBuilder};
use serde_json::{Value, json};
use std::fs;
use support::{Node, run, stderr, stdout};
use tempfile::TempDir;

const ACCOUNT_0: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const KEY_0: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const STETH: &str = "0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84";
const WSTETH: &str = "0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0";
/// A phrase that is not the one everybody knows.
const OWN_PHRASE: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";

/// A network file: the built-in one with edits.
struct File {
    _folder: TempDir,
    path: String,
}

impl File {
    fn new(edits: &[(&str, &str)]) -> Self {
        Self::of(support::DEVNET.to_owned(), edits)
    }

    fn of(mut text: String, edits: &[(&str, &str)]) -> Self {
        for (from, to) in edits {
            assert!(text.contains(from), "the built-in file has no `{from}`");
            text = text.replacen(from, to, 1);
        }
        let folder = tempfile::tempdir().expect("a temporary directory");
        let path = folder.path().join("mine.toml");
        fs::write(&path, text).expect("written");
        Self { path: path.to_str().expect("a plain path").to_owned(), _folder: folder }
    }
}

async fn request(node: &Node, method: &'static str, params: Value) -> Result<Value, String> {
    let provider = ProviderBuilder::new().connect_http(node.url().parse().expect("address"));
    provider.raw_request::<Value, Value>(method.into(), params).await.map_err(|error| error.to_string())
}

async fn ask(node: &Node, method: &'static str, params: Value) -> Value {
    request(node, method, params).await.expect(method)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test]
async fn host_gas_limit_and_genesis_time_are_those_of_the_command_line() {
    let node = Node::start(&["--no-keepers", "--host", "127.0.0.2", "--gas-limit", "12345678", "--genesis-time", "1700000000"]);
    assert!(node.url().starts_with("http://127.0.0.2:"), "{}", node.url());
    ask(&node, "evm_mine", json!([])).await;
    let genesis = ask(&node, "eth_getBlockByNumber", json!(["0x0", false])).await;
    assert_eq!(genesis["timestamp"], format!("{:#x}", 1_700_000_000_u64));
    for number in ["0x0", "latest"] {
        let block = ask(&node, "eth_getBlockByNumber", json!([number, false])).await;
        assert_eq!(block["gasLimit"], format!("{:#x}", 12_345_678_u64), "block {number}");
    }
    node.stop();
}

#[tokio::test]
async fn a_network_file_brings_contracts_and_leaves_native_ones_out() {
    // PUSH1 42, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN
    let alloc = "[[alloc]]\naccount = \"0x00000000000000000000000000000000000A11ce\"\nbalance = \"7 wei\"\ncode = \"0x602a60005260206000f3\"\n\n[[alloc]]\naccount";
    let native = format!("wsteth = \"{WSTETH}\"\n");
    let edits = [("name = \"devnet\"", "name = \"mine\""), (&*native, ""), ("[[alloc]]\naccount", alloc)];
    let file = File::of(support::devnet_without_restaking(), &edits);
    let node = Node::start(&["--no-keepers", "--network", &file.path]);
    let contract = "0x00000000000000000000000000000000000a11ce";
    let answer = ask(&node, "eth_call", json!([{"to": contract}, "latest"])).await;
    assert_eq!(answer, format!("0x{:064x}", 42));
    assert_eq!(ask(&node, "eth_getBalance", json!([contract, "latest"])).await, "0x7");
    // An ordinary account without code: a call returns nothing.
    let total_supply = |to: &str| json!([{"to": to, "data": "0x18160ddd"}, "latest"]);
    assert_eq!(ask(&node, "eth_getCode", json!([WSTETH, "latest"])).await, "0x");
    assert_eq!(ask(&node, "eth_call", total_supply(WSTETH)).await, "0x");
    let pooled = ask(&node, "eth_call", total_supply(STETH)).await;
    assert_eq!(pooled.as_str().map(str::len), Some(66), "stETH is still native: {pooled}");
    node.stop();
}

#[test]
fn the_accounts_with_their_keys_and_the_contracts_are_printed() {
    let node = Node::start(&["--no-keepers"]);
    let printed = node.printed();
    let has = |parts: &[&str]| printed.lines().any(|line| parts.iter().all(|part| line.contains(part)));
    assert!(has(&["(0)", ACCOUNT_0, KEY_0, "10,000.000000 ETH"]), "{printed}");
    assert!(has(&["(9)"]) && !has(&["(10)"]), "{printed}");
    assert!(has(&["stETH", STETH]) && has(&["wstETH", WSTETH]), "{printed}");
    assert!(has(&["chain id 31337"]) && has(&["keepers", "none"]), "{printed}");
    node.stop();
}

#[test]
fn results_asked_for_as_json_are_json() {
    let mut node = Node::start(&["--no-keepers"]);
    node.run(&["advance", "--slots", "3"]);
    let status = json(&node.run(&["status", "--json"]));
    assert_eq!((&status["network"], &status["block"]["slot"]), (&json!("devnet"), &json!(3)));
    assert_eq!(status["lido"]["totalPooledEther"], "6410000000000000000000");
    let mev = |name: &str| status["mev"][name].as_str().and_then(|text| text.parse::<u128>().ok()).expect("wei");
    assert_eq!(mev("balance") + mev("paid"), 200_000_000_000_000_000_000);
    let accounts = json(&node.run(&["accounts", "--json"]));
    assert_eq!(accounts.as_array().map(Vec::len), Some(10));
    assert_eq!(accounts[0]["privateKey"], KEY_0);
    node.stop_keeping_data();
    let verified = json(&node.run_offline(&["verify", "--json"]));
    assert_eq!(verified["blocks"], status["block"]["number"]);
    assert_eq!(verified["headHash"].as_str().map(str::len), Some(66), "{verified}");
}

#[test]
fn logs_asked_for_as_json_are_an_object_a_line() {
    let mut node = Node::start(&["--log", "info", "--log-format", "json"]);
    node.run(&["advance", "--slots", "1"]);
    node.stop_keeping_data();
    let logged = node.errors();
    assert!(logged.lines().count() > 1, "{logged}");
    for line in logged.lines() {
        let entry = json(line);
        assert!(entry["level"].is_string() && entry["timestamp"].is_string() && entry["fields"].is_object(), "{line}");
    }
    assert!(logged.lines().any(|line| json(line)["fields"]["message"] == "stopping"), "{logged}");
}

#[tokio::test]
async fn another_chain_id_has_development_methods_only_when_somebody_says_so() {
    let node = Node::start(&["--no-keepers", "--chain-id", "777", "--allow-test-keys"]);
    let refused = request(&node, "evm_mine", json!([])).await.expect_err("no such method");
    assert!(refused.contains("-32601"), "{refused}");
    assert_eq!(ask(&node, "eth_accounts", json!([])).await, json!([]), "it signs for nobody");
    node.stop();

    let node = Node::start(&["--no-keepers", "--chain-id", "560048", "--development"]);
    ask(&node, "evm_mine", json!([])).await;
    let state = ask(&node, "aquifer_beaconState", json!([])).await;
    assert_eq!(state["genesisForkVersion"], "0x10000910", "the version that tools expect with this id");
    assert_eq!(state["exitForkVersion"], "0x40000910", "Capella's, as for every exit");
    node.stop();

    let file = File::new(&[("id = 31337", "id = 777\ndevelopment = true")]);
    let node = Node::start(&["--no-keepers", "--network", &file.path, "--allow-test-keys"]);
    ask(&node, "evm_mine", json!([])).await;
    node.stop();
}

#[test]
fn the_phrase_decides_whether_keys_are_known_to_everybody() {
    let file = File::new(&[("id = 31337", "id = 777")]);
    let output = run(&["up", "--port", "0", "--http-port", "0", "--network", &file.path]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains("everybody knows the test keys"), "{}", stderr(&output));

    let words = "test test test test test test test test test test test junk";
    let file = File::new(&[("id = 31337", "id = 777"), (words, OWN_PHRASE)]);
    let node = Node::start(&["--no-keepers", "--network", &file.path]);
    assert!(!node.printed().contains(KEY_0) && !node.printed().contains("everybody knows"), "{}", node.printed());
    node.stop();
}

//! `aquifer restake`, `operator` and `avs` against a node: a life from deposit to payout with two slashes on the way, and
//! everything that is refused before it is sent.

mod support;

use alloy_network::EthereumWallet;
use alloy_primitives::{Address, U256, address};
use alloy_provider::{Provider, ProviderBuilder};
use alloy_rpc_types_eth::TransactionRequest;
use alloy_signer_local::MnemonicBuilder;
use serde_json::{Value, json};
use std::process::Output;
use support::{Node, stderr, stdout};
use tempfile::TempDir;

const PHRASE: &str = "test test test test test test test test test test test junk";
const STETH: Address = address!("0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84");
/// A port nobody listens on: 1 is reserved.
const NOBODY: &str = "http://127.0.0.1:1";
/// Accounts 1, 6, 7 and 8 of the phrase.
const STAKER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const STRANGER: &str = "0x976EA74026E726554dB657fA54763abd0C3a0aa9";
const OPERATOR: &str = "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955";
const SERVICE: &str = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";
const ETHER: u64 = 1_000_000_000_000_000_000;
/// Blocks of this network from queueing to completion.
const WITHDRAWAL_DELAY: u64 = 8;

/// The development network with delays of a few blocks.
struct Network {
    _folder: TempDir,
    file: String,
}

impl Network {
    fn quick() -> Self {
        let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/../../networks/devnet.toml");
        let text = std::fs::read_to_string(built_in).expect("the built-in network");
        let delays = "delays = { withdrawal = 8, deallocation = 8, allocation_configuration = 10, slash_resolution = 4 }";
        let quick = text.replace("delays = \"mainnet\"", delays);
        assert_ne!(quick, text, "the file says its delays as expected");
        let folder = tempfile::tempdir().expect("a temporary directory");
        let file = folder.path().join("quick.toml");
        std::fs::write(&file, quick).expect("written");
        Self { file: file.to_str().expect("a plain path").to_owned(), _folder: folder }
    }

    fn start(&self) -> Node {
        Node::start(&["--no-keepers", "--network", &self.file])
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[track_caller]
fn done(node: &Node, args: &[&str]) -> Value {
    let output = node.try_run(&[args, &["--json"]].concat());
    assert!(output.status.success(), "{args:?}: {}\n{}", stderr(&output), node.errors());
    json(&stdout(&output))
}

#[track_caller]
fn refused(output: &Output, status: i32, says: &[&str]) {
    let text = stderr(output);
    assert_eq!(output.status.code(), Some(status), "{text}{}", stdout(output));
    for part in says {
        assert!(text.contains(part), "it does not say `{part}`: {text}");
    }
}

/// An amount in JSON, in the smallest unit.
#[track_caller]
fn amount(value: &Value) -> U256 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no amount: {value}"))
}

fn ether(whole: u64) -> U256 {
    U256::from(whole) * U256::from(ETHER)
}

/// Holds an amount to what it should be, less a few units: stETH and shares round down on every step.
#[track_caller]
fn near(value: &Value, expected: U256) {
    let got = amount(value);
    assert!(got <= expected && got + U256::from(10) >= expected, "{got} is not {expected} less some units");
}

/// Stakes ether of accounts 1 and 8 with Lido.
async fn stake(node: &Node, account: u32, whole: u64) {
    let signer = MnemonicBuilder::from_phrase_nth(PHRASE, account);
    let provider = ProviderBuilder::new().wallet(EthereumWallet::from(signer)).connect_http(node.url().parse().expect("address"));
    let request = TransactionRequest::default().to(STETH).value(ether(whole));
    let receipt = provider.send_transaction(request).await.expect("accepted").get_receipt().await.expect("a receipt");
    assert!(receipt.status(), "stETH takes ether");
}

async fn mine(node: &Node, blocks: u64) {
    let provider = ProviderBuilder::new().connect_http(node.url().parse().expect("address"));
    let _: Value = provider.raw_request("hardhat_mine".into(), json!([format!("0x{blocks:x}")])).await.expect("mined");
}

/// A service with a set for stETH, an operator with half of its stake allocated, and a staker with 20 stETH delegated.
async fn opened(node: &Node) {
    stake(node, 1, 30).await;
    let created = done(
        node,
        &[
            "avs",
            "create",
            "--metadata-url",
            "https://example.org/avs.json",
            "--strategy-addresses",
            "stETH",
            "--open",
            "--account",
            "8",
        ],
    );
    assert_eq!((&created["avs"], created["transactions"].as_array().map(Vec::len)), (&json!(SERVICE.to_lowercase()), Some(4)));
    done(node, &["operator", "register", "--metadata-url", "https://example.org/operator.json", "--account", "7"]);
    done(node, &["operator", "register-operator-sets", "--avs-address", SERVICE, "--operator-set-ids", "0", "--account", "7"]);
    let allocated = done(node, &allocate("5000"));
    assert_eq!((&allocated["magnitude"], &allocated["pendingMagnitude"]), (&json!("500000000000000000"), &Value::Null));
    done(node, &["restake", "deposit", "stETH", "20ether", "--account", "1"]);
    done(node, &["restake", "delegate", OPERATOR, "--account", "1"]);
}

fn allocate(bips: &str) -> [&str; 12] {
    [
        "operator",
        "allocate",
        "--avs-address",
        SERVICE,
        "--operator-set-id",
        "0",
        "--strategy-address",
        "steth",
        "--bips-to-allocate",
        bips,
        "--account",
        "7",
    ]
}

/// Slashes half of what is allocated to the set.
const SLASH: [&str; 9] =
    ["avs", "slash", OPERATOR, "--bips-to-slash", "5000", "--description", "it signed twice", "--account", "8"];

fn shown(node: &Node) -> Value {
    done(node, &["restake", "show", STAKER])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_is_delegated_slashed_queued_slashed_again_and_paid() {
    let (network, node);
    network = Network::quick();
    node = network.start();
    opened(&node).await;
    near(&shown(&node)["positions"][0]["withdrawable"], ether(20));

    // A dry run says what the slash would do and does nothing.
    let tried = done(&node, &[&SLASH[..], &["--dry-run"]].concat());
    near(&shown(&node)["positions"][0]["withdrawable"], ether(20));
    let slashed = done(&node, &SLASH);
    assert_eq!((&tried["sent"], &slashed["sent"], &slashed["slashId"]), (&json!(false), &json!(true), &json!("1")));
    assert_eq!(tried["effect"], slashed["effect"], "what was foretold came");
    let branch = &slashed["effect"]["strategies"][0];
    assert_eq!((&branch["allocatedBefore"], &branch["allocated"]), (&json!("500000000000000000"), &json!("250000000000000000")));
    near(&branch["delegated"]["lost"], ether(5));
    let twig = &branch["stakers"][0];
    assert_eq!(twig["staker"], STAKER.to_lowercase());
    near(&twig["value"], ether(15));
    near(&shown(&node)["positions"][0]["withdrawable"], ether(15));

    // A third of it leaves; the second slash, of half of a third of the rest, reaches it in the queue.
    let queued = done(&node, &["restake", "queue", "stETH", "6ether", "--account", "1"]);
    near(&queued["queued"][0]["strategies"][0]["value"], ether(6));
    let again = done(&node, &SLASH);
    let leaf = &again["effect"]["strategies"][0]["stakers"][0]["withdrawals"][0];
    assert_eq!(leaf["root"], queued["queued"][0]["root"]);
    near(&leaf["value"], ether(5));
    let position = shown(&node);
    near(&position["positions"][0]["withdrawable"], ether(15) / U256::from(2));
    near(&position["queued"][0]["strategies"][0]["value"], ether(5));
    let text = node.run(&["restake", "show", "--account", "1"]);
    for part in ["can be withdrawn", "gone by slashing", "of its shares gone by slashing since it was queued", "completable"] {
        assert!(text.contains(part), "it does not say `{part}`: {text}");
    }

    let root = queued["queued"][0]["root"].as_str().expect("a root").to_owned();
    let complete = |which: &str| node.try_run(&["restake", "complete", which, "--account", "1"]);
    refused(&complete(&root), 1, &["nothing was sent", "its delay has not passed", "in block"]);
    refused(&complete("all"), 1, &["no delay has passed: the first can be completed in block"]);
    mine(&node, WITHDRAWAL_DELAY).await;
    let before = amount(&done(&node, &["accounts"])[1]["steth"]);
    let paid = done(&node, &["restake", "complete", "all", "--account", "1"]);
    near(&paid["completed"][0]["strategies"][0]["value"], ether(5));
    let after = amount(&done(&node, &["accounts"])[1]["steth"]);
    assert!(after - before > ether(5) - U256::from(10) && after - before <= ether(5), "{before} to {after}");
    refused(&complete(&root), 1, &["no withdrawal 0x", "completed already?"]);
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_an_operator_gets_it_all_back_as_shares() {
    let network = Network::quick();
    let node = network.start();
    opened(&node).await;
    let left = done(&node, &["restake", "undelegate", "--account", "1"]);
    assert_eq!(left["operator"], OPERATOR.to_lowercase());
    near(&left["queued"][0]["strategies"][0]["value"], ether(20));
    assert_eq!(shown(&node)["positions"], json!([]), "all is in the queue");
    refused(&node.try_run(&["restake", "undelegate", "--account", "1"]), 1, &["delegates to nobody"]);
    mine(&node, WITHDRAWAL_DELAY).await;
    done(&node, &["restake", "complete", "all", "--receive-as-shares", "--account", "1"]);
    let position = shown(&node);
    near(&position["positions"][0]["withdrawable"], ether(20));
    assert_eq!((&position["operator"], &position["queued"]), (&Value::Null, &json!([])));

    // An operator that picks its stakers: nobody gets in without its approver's word, and a word counts once.
    let approver = ["--delegation-approver-address", STRANGER];
    done(&node, &[&["operator", "register", "--account", "5"], &approver[..]].concat());
    let picky = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc";
    let delegate = |flags: &[&str]| node.try_run(&[&["restake", "delegate", picky, "--account", "1"], flags].concat());
    refused(&delegate(&[]), 1, &["takes only stakers that", "get-delegation-approval"]);
    refused(&delegate(&["--approver-account", "4"]), 1, &["the approver of", "is not"]);
    let approval = done(&node, &["operator", "get-delegation-approval", STAKER, "--operator-address", picky, "--account", "6"]);
    let text = |name: &str| approval[name].as_str().map_or_else(|| approval[name].to_string(), str::to_owned);
    let (signature, salt, expiry) = (text("signature"), text("salt"), text("expiry"));
    let flags = |signature: &str| {
        ["--approver-signature", signature, "--approver-salt", &salt, "--approver-expiry", &expiry].map(str::to_owned)
    };
    let forged = flags(&format!("0x{}", "11".repeat(65)));
    refused(&delegate(&forged.each_ref().map(String::as_str)), 1, &["InvalidSignature: the signature is not of who should"]);
    let given = flags(&signature);
    let delegated = delegate(&given.each_ref().map(String::as_str));
    assert!(delegated.status.success(), "{}", stderr(&delegated));
    let operator = done(&node, &["operator", "show", picky]);
    near(&operator["strategies"][0]["value"], ether(20));
    assert_eq!((&operator["stakers"], &operator["delegationApprover"]), (&json!(2), &json!(STRANGER.to_lowercase())));
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_and_services_are_shown_with_what_is_at_stake() {
    let network = Network::quick();
    let node = network.start();
    opened(&node).await;
    let operator = done(&node, &["operator", "show", OPERATOR]);
    assert_eq!((&operator["allocationDelay"], &operator["delegationApprover"]), (&json!(0), &Value::Null));
    let set = &operator["operatorSets"][0];
    assert_eq!(
        (&set["avs"], &set["registered"], &set["slashable"]),
        (&json!(SERVICE.to_lowercase()), &json!(true), &json!(true))
    );
    near(&set["allocations"][0]["value"], ether(10));
    assert_eq!(done(&node, &["operator", "sets", "--account", "7"])[0], *set);
    let service = done(&node, &["avs", "sets", SERVICE]);
    let set = &service["operatorSets"][0];
    assert_eq!(set["slasher"], SERVICE.to_lowercase());
    near(&set["strategies"][0]["slashable"], ether(10));
    near(&set["strategies"][0]["delegated"], ether(20));
    assert_eq!(done(&node, &["avs", "show", SERVICE]), service);
    let text = node.run(&["avs", "show"]);
    assert!(text.contains(SERVICE) && text.contains("slashable now"), "{text}");
    let text = node.run(&["operator", "show", OPERATOR]);
    for part in ["delegations  are free to everybody", "registered", "50 %", "delegated"] {
        assert!(text.contains(part), "it does not say `{part}`: {text}");
    }

    // Taking stake back takes the deallocation delay while the set may slash, and is said so.
    let back = done(&node, &allocate("1000"));
    assert_eq!((&back["magnitude"], &back["pendingMagnitude"]), (&json!("500000000000000000"), &json!("100000000000000000")));
    refused(&node.try_run(&allocate("2000")), 1, &["its allocation is changing from 50 % to 10 % in block"]);
    let left = node.run(&["operator", "deregister-operator-sets", "--aa", SERVICE, "--opsids", "0", "--account", "7"]);
    assert!(left.contains("slashable for 8 more blocks"), "{left}");
    let sets = done(&node, &["operator", "sets", OPERATOR]);
    assert_eq!((&sets[0]["registered"], &sets[0]["slashable"]), (&json!(false), &json!(true)), "shown although it left");

    stake(&node, 8, 5).await;
    let rewarded = done(&node, &["avs", "reward", "stETH", "2ether", "--duration", "7d", "--account", "8"]);
    assert_eq!((&rewarded["sent"], rewarded["transactions"].as_array().map(Vec::len)), (&json!(true), Some(2)));
    assert_eq!(rewarded["end"].as_u64().zip(rewarded["start"].as_u64()).map(|(end, start)| end - start), Some(604_800));
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_contracts_would_refuse_is_said_in_words_and_not_sent() {
    let network = Network::quick();
    let node = network.start();
    opened(&node).await;
    let run = |args: &[&str]| node.try_run(args);
    let number = |node: &Node| done(node, &["status"])["block"]["number"].clone();
    let before = number(&node);

    let deposit = |args: &[&str]| run(&[&["restake", "deposit"], args].concat());
    refused(&deposit(&["stETH", "1ether"]), 2, &["--account N", "--private-key"]);
    refused(&deposit(&["stETH", "1", "--account", "1"]), 2, &["no unit", "`all`"]);
    refused(&deposit(&["stETH", "-1ether", "--account", "1"]), 2, &[]);
    refused(&deposit(&["stETH", "0ether", "--account", "1"]), 1, &["nothing was sent", "asked for 0"]);
    refused(&deposit(&["stETH", "11ether", "--account", "1"]), 1, &["has", "stETH, asked for 11"]);
    refused(&deposit(&["dogecoin", "1ether", "--account", "1"]), 1, &["there is no strategy dogecoin; there are:", "stETH"]);
    refused(&deposit(&["native", "1ether", "--account", "1"]), 1, &["native stake is no token"]);
    refused(&run(&["restake", "delegate", OPERATOR, "--account", "1"]), 1, &["delegates to", "already: undelegate first"]);
    refused(&run(&["restake", "delegate", STRANGER, "--account", "6"]), 1, &["is no operator"]);
    refused(&run(&["restake", "delegate", "0x12", "--account", "6"]), 2, &[]);
    refused(&run(&["restake", "undelegate", "--account", "7"]), 1, &["is an operator, and operators never undelegate"]);
    refused(&run(&["restake", "undelegate", STAKER, "--account", "6"]), 1, &["CallerCannotUndelegate: only the staker"]);
    refused(&run(&["restake", "queue", "stETH", "21ether", "--account", "1"]), 1, &["can withdraw ", "asked for 21"]);
    refused(&run(&["restake", "queue", "native", "all", "--account", "1"]), 1, &["has no ETH in"]);
    refused(&run(&["restake", "complete", "all", "--account", "1"]), 1, &["has no withdrawal in the queue"]);
    refused(&run(&["restake", "complete", "0x12", "--account", "1"]), 2, &["expected a root of 32 bytes"]);

    refused(
        &run(&["operator", "register", "--account", "7"]),
        1,
        &["ActivelyDelegated: the account delegates to an operator already"],
    );
    refused(&run(&allocate("5000")), 1, &["50 % of stETH is allocated already"]);
    refused(&run(&allocate("10001")), 2, &["10001"]);
    let register = ["operator", "register-operator-sets", "--avs-address", SERVICE, "--account"];
    refused(
        &run(&[&register[..], &["7", "--operator-set-ids", "0"]].concat()),
        1,
        &["AlreadyMemberOfSet: the operator is registered"],
    );
    refused(
        &run(&[&register[..], &["7", "--operator-set-ids", "9"]].concat()),
        1,
        &["InvalidOperatorSet: there is no such operator set"],
    );
    refused(
        &run(&[&register[..], &["6", "--operator-set-ids", "0"]].concat()),
        1,
        &["InvalidOperator: there is no such operator"],
    );
    let behalf = ["--operator-set-ids", "0", "--operator-address", OPERATOR];
    refused(&run(&[&register[..], &["6"], &behalf].concat()), 1, &["InvalidPermissions: the sender is neither the account"]);
    refused(&run(&["operator", "show", STRANGER]), 1, &["is no operator"]);

    let create = ["avs", "create", "--strategy-addresses", "stETH", "--account"];
    refused(&run(&[&create[..], &["8"]].concat()), 1, &["has a set 0 already"]);
    refused(&run(&[&create[..], &["6"]].concat()), 1, &["is no service yet: say --metadata-url"]);
    let native = ["avs", "create", "--osid", "1", "--sa", "native", "--redistribution-recipient", STRANGER, "--account", "8"];
    refused(&run(&native), 1, &["InvalidStrategy: this strategy cannot be in a set that redistributes"]);
    let slash = |args: &[&str]| run(&[&["avs", "slash", OPERATOR], args].concat());
    refused(&slash(&["--account", "8"]), 2, &["--bips-to-slash"]);
    refused(&slash(&["--bips-to-slash", "0", "--account", "8"]), 2, &["0 of 10^18 is no part to slash"]);
    refused(&slash(&["--bips-to-slash", "10001", "--account", "8"]), 2, &["is no part to slash"]);
    refused(&slash(&["--bips-to-slash", "1", "--account", "6", "--avs-address", SERVICE]), 1, &["only", "slashes for set 0"]);
    refused(&slash(&["--bips-to-slash", "1", "--operator-set-id", "3", "--account", "8"]), 1, &["has no operator set 3"]);
    refused(&slash(&["--bips-to-slash", "1", "--sa", "native", "--account", "8"]), 1, &["StrategyNotInOperatorSet"]);
    refused(
        &slash(&["--sa", "steth,steth", "--wads-to-slash", "1,1", "--account", "8"]),
        1,
        &["StrategiesMustBeInAscendingOrder"],
    );
    refused(&slash(&["--sa", "steth", "--wads-to-slash", "1,1", "--account", "8"]), 2, &["has 2 parts for 1 strategies"]);
    refused(&run(&["avs", "slash", STRANGER, "--bips-to-slash", "1", "--account", "8"]), 1, &["is not slashable by set 0"]);
    refused(&run(&["avs", "show", STRANGER]), 1, &["is no service"]);
    let reward = |args: &[&str]| run(&[&["avs", "reward", "stETH", "1ether", "--account", "8"], args].concat());
    refused(&reward(&["--duration", "7d"]), 1, &["has 0 stETH, asked for 1"]);
    refused(&reward(&["--duration", "7"]), 2, &["no span of time"]);
    assert_eq!(number(&node), before, "no block was made: nothing was sent");

    let pauper = "0x0000000000000000000000000000000000000000000000000000000000000007";
    refused(&run(&["operator", "register", "--private-key", pauper]), 1, &["to register"]);
    for group in [&["restake", "show", STAKER][..], &["operator", "show"], &["avs", "show"]] {
        refused(&support::run(&[group, &["--rpc-url", NOBODY]].concat()), 3, &["no node answers at http://127.0.0.1:1"]);
    }
    node.stop();
}

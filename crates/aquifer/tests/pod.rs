//! `aquifer pod` against a node: a pod's life from its creation to a slashing on the beacon chain, and what is refused.

mod support;

use serde_json::{Value, json};
use std::process::Output;
use support::{Node, run, stderr, stdout};
use tempfile::TempDir;

/// The phrase of BIP-39's test vectors.
const PHRASE: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
/// Account 5 of the test phrase.
const OWNER: &str = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc";
const ETHER: u128 = 1_000_000_000_000_000_000;

fn pod(node: &Node, args: &[&str]) -> Output {
    node.try_run(&[&["pod"], args].concat())
}

/// Runs a command that must succeed; its JSON.
#[track_caller]
fn done(node: &Node, args: &[&str]) -> Value {
    let output = pod(node, &[args, &["--json"]].concat());
    assert!(output.status.success(), "{args:?}: {}{}", stdout(&output), stderr(&output));
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|error| panic!("{error}: {}", stdout(&output)))
}

/// A command that must fail with an exit status and these words.
#[track_caller]
fn refused(output: &Output, status: i32, says: &[&str]) {
    let text = stderr(output);
    assert_eq!(output.status.code(), Some(status), "{text}");
    for words in says {
        assert!(text.contains(words), "`{words}` is not in: {text}");
    }
}

/// Deposit data of one new key that withdraws to an address.
fn deposit_data(withdrawal_address: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let place = folder.path().to_string_lossy().into_owned();
    let fixed = ["validator", "keygen", "--json", "--kdf", "pbkdf2", "--password", "correct horse", "--folder", &place];
    let network = ["--fork-version", "0x10000038", "--network-name", "devnet"];
    let output = run(&[&fixed[..], &network, &["--mnemonic", PHRASE, "--withdrawal-address", withdrawal_address]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let made: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    (folder, made["depositData"].as_str().expect("a file").to_owned())
}

fn wei(value: &Value) -> u128 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no amount"))
}

/// Creates a pod for account 5; its address.
fn created(node: &Node) -> String {
    let made = done(node, &["create", "--account", "5"]);
    made["pod"].as_str().expect("an address").to_owned()
}

#[test]
fn a_pod_lives_from_its_creation_to_a_loss_on_the_beacon_chain() {
    let node = Node::start(&["--no-keepers"]);
    let before = done(&node, &["show", OWNER]);
    let future = before["futurePod"].as_str().expect("an address").to_owned();
    let dry = done(&node, &["create", "--account", "5", "--dry-run"]);
    assert_eq!((&dry["sent"], &dry["pod"]), (&json!(false), &json!(future)));
    let address = created(&node);
    assert_eq!(address, future, "the pod is where it was foretold");

    let (_folder, file) = deposit_data(&address);
    let dry = done(&node, &["stake", &file, "--account", "5", "--dry-run"]);
    assert_eq!(dry["sent"], json!(false));
    done(&node, &["stake", &file, "--account", "5"]);
    refused(&pod(&node, &["verify", "--account", "5"]), 1, &["no validator to prove"]);
    node.run(&["advance", "--epochs", "12"]);

    let dry = done(&node, &["verify", "--account", "5", "--dry-run"]);
    assert_eq!((&dry["sent"], &dry["addedGwei"]), (&json!(false), &json!("32000000000")));
    let proven = done(&node, &["credentials", "--account", "5"]);
    assert_eq!(wei(&proven["withdrawableShares"]), 32 * ETHER);
    refused(&pod(&node, &["verify", "--account", "5"]), 1, &["it is proven already"]);
    let index = proven["validators"][0].as_u64().expect("an index").to_string();
    refused(&pod(&node, &["verify", "--validator-index", "0", "--account", "5"]), 1, &["does not withdraw to pod"]);

    refused(&pod(&node, &["checkpoint", "--account", "5"]), 1, &["no ether since", "--force"]);
    node.run(&["validator", "slash", &index, "--mnemonic", PHRASE, "--beacon-url", &node.http_url()]);
    node.run(&["advance", "--epochs", "1"]);
    let shown = done(&node, &["show", "--account", "5"]);
    assert_eq!(shown["validators"][0]["slashed"], json!(true));
    assert_eq!(wei(&shown["withdrawableShares"]), 32 * ETHER, "nobody has shown it yet");
    let loss: i128 = shown["checkpointWouldChangeGwei"].as_str().and_then(|text| text.parse().ok()).expect("a number");
    assert!(loss < 0, "{shown}");
    let ended = done(&node, &["cp", "--force", "--account", "5"]);
    let after = wei(&ended["after"]["withdrawableShares"]);
    assert!(after < 32 * ETHER && ended["after"]["checkpoint"].is_null(), "{ended}");
    assert_eq!(wei(&ended["after"]["depositShares"]), 32 * ETHER, "a loss touches no share");
    let text = node.run(&["pod", "status", OWNER]);
    assert!(text.contains("can be withdrawn") && text.contains("lost on the beacon chain"), "{text}");
    node.stop();
}

#[test]
fn what_a_pod_would_refuse_is_not_sent() {
    let node = Node::start(&["--no-keepers"]);
    let none = ["has no pod", "aquifer pod create"];
    refused(&pod(&node, &["verify", "--account", "5"]), 1, &none);
    refused(&pod(&node, &["checkpoint", "--account", "5"]), 1, &none);
    refused(&pod(&node, &["create"]), 2, &["--account N", "--private-key"]);
    refused(&pod(&node, &["show"]), 2, &["OWNER"]);
    refused(&pod(&node, &["show", "--pod-address", OWNER]), 1, &["there is no pod at"]);
    let (_elsewhere, file) = deposit_data(OWNER);
    refused(&pod(&node, &["stake", &file, "--account", "5"]), 1, &["a pod stakes with its own credentials"]);
    refused(&pod(&node, &["stake", "nowhere.json", "--account", "5"]), 2, &["nowhere.json"]);
    let address = created(&node);
    refused(&pod(&node, &["create", "--account", "5"]), 1, &["has a pod already"]);
    // Somebody else may look, and not prove.
    let stranger = ["checkpoint", "--force", "--pod-address", &address, "--account", "6"];
    refused(&pod(&node, &stranger), 1, &["nothing was sent", "OnlyEigenPodOwnerOrProofSubmitter"]);
    let started = done(&node, &["checkpoint", "--force", "--account", "5"]);
    assert!(started["after"]["checkpoint"].is_null(), "without a validator it ends at once: {started}");
    node.stop();
}

//! The command line as a user meets it: help, refusals, exit statuses, signals.

mod support;

use std::fs;
use std::net::TcpListener;
use support::{DEVNET, Node, run, stderr, stdout};

const COMMANDS: [&str; 9] = ["up", "demo", "advance", "status", "accounts", "validator", "queue", "proof", "verify"];
const VALIDATOR_COMMANDS: [&str; 8] = ["keygen", "deposit", "list", "credentials", "exit", "withdraw", "consolidate", "slash"];
/// A port nobody listens on: 1 is reserved.
const NOBODY: &str = "http://127.0.0.1:1";

#[track_caller]
fn assert_fails(args: &[&str], status: i32, says: &[&str]) {
    let output = run(args);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(status), "aquifer {args:?}: {text}");
    assert!(stdout(&output).is_empty(), "results only go to stdout");
    for part in says {
        assert!(text.contains(part), "aquifer {args:?} does not say `{part}`: {text}");
    }
}

#[test]
fn every_command_has_help_with_two_examples() {
    for command in COMMANDS {
        let output = run(&[command, "--help"]);
        assert!(output.status.success());
        let text = stdout(&output);
        let examples = text.split("Examples:").nth(1).unwrap_or_default();
        assert_eq!(examples.matches(&format!("aquifer {command}")).count(), 2, "{text}");
    }
    for command in VALIDATOR_COMMANDS {
        let text = stdout(&run(&["validator", command, "--help"]));
        let examples = text.split("Examples:").nth(1).unwrap_or_default();
        assert_eq!(examples.matches(&format!("aquifer validator {command}")).count(), 2, "{text}");
    }
    let text = stdout(&run(&["--help"]));
    for part in ["Exit status:", "0  done", "3  something is not available"] {
        assert!(text.contains(part), "{text}");
    }
    let version = stdout(&run(&["--version"]));
    let rest = version.trim().strip_prefix(concat!("aquifer ", env!("CARGO_PKG_VERSION"))).expect(&version);
    let commit = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    assert!(rest.is_empty() || !commit.is_empty(), "{version}");
}

#[test]
fn a_wrong_command_line_ends_with_status_2() {
    assert_fails(&[], 2, &["Usage: aquifer"]);
    assert_fails(&["upp"], 2, &["unrecognized subcommand", "'up'"]);
    assert_fails(&["up", "--prot", "1"], 2, &["unexpected argument '--prot'", "--port"]);
    assert_fails(&["up", "--port", "70000"], 2, &["70000"]);
    assert_fails(&["up", "--block-time", "5s"], 2, &["a block is a slot", "12s"]);
    assert_fails(&["up", "--block-time", "often"], 2, &["no span of time", "30d"]);
    assert_fails(&["up", "--time-scale", "0"], 2, &["0"]);
    assert_fails(&["advance", "30"], 2, &["no span of time"]);
    assert_fails(&["advance"], 2, &["required"]);
    assert_fails(&["advance", "1d", "--epochs", "2"], 2, &["cannot be used with"]);
    assert_fails(&["up", "--gas-limit", "0"], 2, &["the command line: ", "gas"]);
    assert_fails(&["status", "--rpc-url", "nowhere"], 2, &["nowhere", "http://127.0.0.1:8545"]);
}

#[test]
fn a_wrong_network_file_is_named_with_its_line() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let file = folder.path().join("mine.toml");
    let path = file.to_str().expect("a plain path");
    fs::write(&file, DEVNET.replace("gas_limit =", "gas_limt =")).expect("written");
    let line = DEVNET.lines().position(|line| line.starts_with("gas_limit")).expect("the key") + 1;
    let place = format!("{path}:{line}: unknown key `gas_limt`; did you mean `gas_limit`?");
    assert_fails(&["up", "--network", path], 2, &[&place]);
    assert_fails(&["up", "--network", "not-there.toml"], 2, &["not-there.toml: cannot be read", "--network"]);
}

#[test]
fn test_keys_stay_on_local_chains() {
    assert_fails(&["up", "--chain-id", "1"], 2, &["chain id 1 is not local", "--allow-test-keys"]);
    let node = Node::start(&["--no-keepers", "--chain-id", "777", "--allow-test-keys"]);
    let status: serde_json::Value = serde_json::from_str(&node.run(&["status", "--json"])).expect("JSON");
    assert_eq!(status["chainId"], 777);
    node.stop();
}

#[test]
fn commands_without_a_node_say_how_to_start_one() {
    for args in [&["status"][..], &["accounts"], &["demo"], &["advance", "1d"], &["queue"], &["proof", "validator", "0"]] {
        let args = [args, &["--rpc-url", NOBODY]].concat();
        assert_fails(&args, 3, &["no node answers at http://127.0.0.1:1", "aquifer up"]);
    }
    let nothing = tempfile::tempdir().expect("a temporary directory");
    let path = nothing.path().join("chain");
    assert_fails(&["verify", "--data-dir", path.to_str().expect("a plain path")], 3, &["there is no chain in"]);
}

#[test]
fn a_port_that_is_taken_is_named_and_nothing_is_touched() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let folder = tempfile::tempdir().expect("a temporary directory");
    let data = folder.path().join("chain");
    let data = data.to_str().expect("a plain path");
    assert_fails(&["up", "--fresh", "--port", &port, "--http-port", "0", "--data-dir", data], 3, &[&port, "--port"]);
    assert_fails(&["up", "--port", "0", "--http-port", &port, "--data-dir", data], 3, &[&port, "--http-port"]);
    assert!(!folder.path().join("chain").exists());
}

#[test]
fn a_second_process_and_a_changed_network_are_refused_and_nothing_is_lost() {
    let mut node = Node::start(&["--no-keepers"]);
    let data = node.data_dir().to_str().expect("a plain path").to_owned();
    node.run(&["advance", "--epochs", "2"]);
    assert_fails(&["up", "--port", "0", "--http-port", "0", "--data-dir", &data], 3, &["used by another process", "--data-dir"]);
    assert_fails(&["verify", "--data-dir", &data], 3, &["used by another process"]);
    node.stop_keeping_data();

    let folder = tempfile::tempdir().expect("a temporary directory");
    let file = folder.path().join("changed.toml");
    fs::write(
        &file,
        DEVNET
            .replace("amount = \"4000 ether\"", "amount = \"3999 ether\"")
            .replace("amount = \"309 ether\"", "amount = \"310 ether\""),
    )
    .expect("written");
    let path = file.to_str().expect("a plain path");
    assert_fails(
        &["up", "--port", "0", "--http-port", "0", "--data-dir", &data, "--network", path],
        3,
        &["the network changed", "its file or by --chain-id", "--fresh"],
    );

    node.restart();
    let status: serde_json::Value = serde_json::from_str(&node.run(&["status", "--json"])).expect("JSON");
    assert!(status["block"]["number"].as_u64().is_some_and(|number| number >= 64), "{status}");
    node.stop();
}

#[test]
fn a_damaged_database_is_refused() {
    let mut node = Node::start(&["--no-keepers"]);
    node.run(&["advance", "--epochs", "1"]);
    node.stop_keeping_data();
    let data = node.data_dir().to_owned();
    for entry in fs::read_dir(&data).expect("a directory").flatten() {
        let is_database = entry.path().extension().is_some_and(|extension| extension == "redb");
        if is_database {
            fs::write(entry.path(), b"not a database at all").expect("written");
        }
    }
    let data = data.to_str().expect("a plain path");
    assert_fails(&["up", "--port", "0", "--http-port", "0", "--data-dir", data], 3, &["--fresh"]);
}

#[test]
fn both_signals_end_it_cleanly() {
    for name in ["INT", "TERM"] {
        let node = Node::start(&[]);
        let status = node.signal(name);
        assert!(status.success(), "SIG{name}: {status}");
    }
}

#[test]
fn reads_come_as_json_too() {
    let node = Node::start(&["--no-keepers"]);
    let accounts: serde_json::Value = serde_json::from_str(&node.run(&["accounts", "--json"])).expect("JSON");
    let accounts = accounts.as_array().expect("a list");
    assert_eq!(accounts.len(), 10);
    assert_eq!(accounts[0]["address"], "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    assert_eq!(accounts[0]["privateKey"], "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    assert_eq!(accounts[0]["balance"], "10000000000000000000000");
    let advanced: serde_json::Value = serde_json::from_str(&node.run(&["advance", "--slots", "40", "--json"])).expect("JSON");
    assert_eq!((&advanced["slots"], &advanced["missedFrames"]), (&40.into(), &0.into()));
    let refused = node.try_run(&["demo"]);
    assert_eq!(refused.status.code(), Some(3), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("without keepers"));
    node.stop();
}

#[test]
fn fresh_begins_at_genesis_again() {
    let mut node = Node::start(&["--no-keepers", "--fresh"]);
    node.run(&["advance", "--epochs", "1"]);
    node.stop_keeping_data();
    node.restart();
    let status: serde_json::Value = serde_json::from_str(&node.run(&["status", "--json"])).expect("JSON");
    assert!(status["block"]["number"].as_u64().is_some_and(|number| number < 32), "{status}");
    node.stop();
}

#[test]
fn a_span_of_more_than_a_century_is_refused() {
    let node = Node::start(&["--no-keepers"]);
    let output = node.try_run(&["advance", "99999999999999d"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("100 years"), "{}", stderr(&output));
    node.stop();
}

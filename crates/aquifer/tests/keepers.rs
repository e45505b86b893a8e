//! Keepers under trouble: missed frames, a moved clock, a node that restarts, other ways to mine.

mod support;

use alloy_provider::{Provider, ProviderBuilder};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::Node;

const DAY: u64 = 86_400;

fn status(node: &Node) -> Value {
    serde_json::from_str(&node.run(&["status", "--json"])).expect("JSON")
}

fn reporters(status: &Value) -> Vec<&Value> {
    let keepers = status["keepers"].as_array().expect("keepers are listed");
    keepers.iter().filter(|keeper| keeper["name"].as_str().is_some_and(|name| name.starts_with("reporter"))).collect()
}

async fn request(node: &Node, method: &'static str, params: Value) -> Value {
    let provider = ProviderBuilder::new().connect_http(node.url().parse().expect("address"));
    provider.raw_request::<Value, Value>(method.into(), params).await.expect(method)
}

/// Waits until the keepers' reports satisfy `holds`.
#[track_caller]
fn wait_until(node: &Node, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let status = status(node);
        if holds(&status) {
            return status;
        }
        assert!(Instant::now() < deadline, "{what}: {status:#}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_time_jumped_over_are_shown_as_missed_and_the_next_one_is_reported() {
    let node = Node::start(&[]);
    node.run(&["advance", "1d"]);
    let before = status(&node);
    assert!(reporters(&before).iter().all(|reporter| reporter["lastFrame"] == 6_399), "{before:#}");

    request(&node, "evm_increaseTime", json!([3 * DAY])).await;
    request(&node, "evm_mine", json!([])).await;
    let missed = |status: &Value| reporters(status).iter().all(|reporter| reporter["missedTotal"].as_u64() >= Some(2));
    let after = wait_until(&node, "two frames were missed", missed);
    assert_eq!(reporters(&after)[0]["missed"][0]["refSlot"], 6_399 + 7_200);

    let advanced: Value = serde_json::from_str(&node.run(&["advance", "1d", "--json"])).expect("JSON");
    assert_eq!(advanced["missed"], json!([]), "the keepers caught up");
    let last = reporters(&status(&node))[0]["lastFrame"].as_u64();
    assert!(last > Some(6_399 + 3 * 7_200), "{last:?}");
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_revert_the_days_are_reported_again() {
    let node = Node::start(&[]);
    node.run(&["advance", "3d"]);
    let id = request(&node, "evm_snapshot", json!([])).await;
    node.run(&["advance", "4d"]);
    assert_eq!(request(&node, "evm_revert", json!([id])).await, json!(true));

    let advanced: Value = serde_json::from_str(&node.run(&["advance", "3d", "--json"])).expect("JSON");
    assert_eq!((&advanced["missed"], &advanced["missedFrames"]), (&json!([]), &json!(0)), "{advanced:#}");
    assert!(advanced["stops"].as_u64() >= Some(3), "{advanced:#}");
    let last = reporters(&status(&node))[0]["lastFrame"].as_u64();
    assert!(last >= Some(6_399 + 4 * 7_200), "{last:?}");
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn keepers_go_on_after_a_restart() {
    let mut node = Node::start(&[]);
    node.run(&["advance", "1d"]);
    node.kill9();
    node.restart();
    node.run(&["advance", "1d"]);
    let status = status(&node);
    assert!(reporters(&status).iter().all(|reporter| reporter["lastFrame"] == 6_399 + 7_200), "{status:#}");
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_block_every_slot_and_a_fast_clock_reports_come_by_themselves() {
    let node = Node::start(&["--block-time", "12s", "--time-scale", "10000"]);
    let first_report = |status: &Value| reporters(status).iter().all(|reporter| reporter["lastFrame"].as_u64() >= Some(6_399));
    wait_until(&node, "a report came", first_report);
    node.stop();
}

/// The built-in network with one edit, in a file that lives as long as the folder.
fn network(from: &str, to: &str) -> (tempfile::TempDir, String) {
    network_of(support::DEVNET, from, to)
}

/// The same with another file to begin with.
fn network_of(base: &str, from: &str, to: &str) -> (tempfile::TempDir, String) {
    assert!(base.contains(from), "the file has no `{from}`");
    let folder = tempfile::tempdir().expect("a temporary directory");
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, base.replacen(from, to, 1)).expect("written");
    let path = file.to_str().expect("a plain path").to_owned();
    (folder, path)
}

const REPORTERS: &str = "reporters = [100, 101, 102, 103, 104]";

#[test]
fn reports_still_come_when_two_of_five_members_are_silent() {
    let (_folder, path) = network(REPORTERS, "reporters = [100, 101, 102]\nother_reporters = [103, 104]");
    let node = Node::start(&["--network", &path]);
    let advanced: Value = serde_json::from_str(&node.run(&["advance", "2d", "--json"])).expect("JSON");
    // The second frame's fast lane has a silent member: its two others wait for one of the slow lane.
    assert_eq!(advanced["missedFrames"], 0, "{advanced:#}");
    let status = status(&node);
    assert_eq!(reporters(&status).len(), 3);
    assert!(reporters(&status).iter().all(|reporter| reporter["lastFrame"] == 6_399 + 7_200), "{status:#}");
    node.stop();
}

#[test]
fn no_report_comes_when_three_of_five_are_silent_and_status_says_why() {
    let (_folder, path) = network(REPORTERS, "reporters = [100, 101]\nother_reporters = [102, 103, 104]");
    let node = Node::start(&["--network", &path]);
    // Frames lie between slots 6,400, 13,600 and 20,800: the first one is over.
    node.run(&["advance", "--slots", "13700"]);
    // Advancing no longer waits for those that were late once.
    let is_missed = |status: &Value| reporters(status).iter().all(|reporter| reporter["missedTotal"] == 1);
    let status = wait_until(&node, "a frame was missed", is_missed);
    for reporter in reporters(&status) {
        assert_eq!((&reporter["lastFrame"], &reporter["missedTotal"]), (&Value::Null, &json!(1)), "{status:#}");
        assert_eq!(reporter["missed"][0]["refSlot"], 6_399);
        let why = reporter["missed"][0]["why"].as_str().expect("a reason");
        assert!(why.contains("waiting for the committee: 2 of its 5 members say the same, 3 must"), "{why}");
    }
    let shown = node.run(&["status"]);
    assert!(shown.contains("reporter-1 missed 1 frames") && shown.contains("slot 6,399: no report"), "{shown}");
    node.stop();
}

#[test]
fn a_keeper_with_little_ether_is_shown_as_low() {
    let (_folder, path) = network("balance = \"100 ether\"", "balance = \"0.05 ether\"");
    let node = Node::start(&["--network", &path]);
    let status = wait_until(&node, "balances are low", |status| {
        let keepers = status["keepers"].as_array().expect("keepers are listed");
        !keepers.is_empty() && keepers.iter().all(|keeper| keeper["lowBalance"] == true)
    });
    assert_eq!(reporters(&status)[0]["balance"], "50000000000000000");
    let shown = node.run(&["status"]);
    assert!(shown.lines().any(|line| line.contains("reporter-1") && line.contains("LOW")), "{shown}");
    node.stop();
}

#[test]
fn keepers_without_a_contract_they_need_are_refused() {
    let steth = "steth = \"0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84\"\n";
    let (_folder, path) = network_of(&support::devnet_without_restaking(), steth, "");
    let output = support::run(&["up", "--port", "0", "--http-port", "0", "--network", &path]);
    assert_eq!(output.status.code(), Some(2), "{}", support::stderr(&output));
    assert!(support::stderr(&output).contains("leaves out `steth`"), "{}", support::stderr(&output));
    Node::start(&["--no-keepers", "--network", &path]).stop();
}

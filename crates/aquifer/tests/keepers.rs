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

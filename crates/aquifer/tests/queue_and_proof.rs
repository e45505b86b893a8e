//! `aquifer queue` and `aquifer proof`: what is printed is what the chain then does and serves.

mod support;

use serde_json::{Value, json};
use support::{Node, stderr};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn proofs_lead_to_the_root_that_contracts_see() {
    let node = Node::start(&["--no-keepers"]);
    node.run(&["advance", "--slots", "40"]);
    for what in ["validator", "balance"] {
        let proof = |block: &str| json(&node.run(&["proof", what, "41", "--verify", "--json", "--block", block]));
        let old = proof("0x20");
        assert_eq!((&old["slot"], &old["verified"], &old["rootServedByContract"]), (&json!(32), &json!(true), &json!(true)));
        let latest = proof("latest");
        assert_eq!((&latest["verified"], &latest["timestamp"]), (&json!(true), &Value::Null), "no block has its root yet");
        assert_ne!(old["blockRoot"], latest["blockRoot"]);
        let shown = node.run(&["proof", what, "41", "--verify", "--block", "0x20"]);
        assert!(shown.contains("verified        it leads to the block's root, and the system contract serves it"), "{shown}");
    }
    for (args, status) in [
        (&["proof", "validator", "99999"][..], 1),
        (&["proof", "balance", "0", "--block", "0xffff"], 1),
        (&["proof", "validator", "0", "--block", "yesterday"], 2),
        (&["proof", "everything", "0"], 2),
        (&["proof", "validator", "first"], 2),
    ] {
        let output = node.try_run(args);
        assert_eq!(output.status.code(), Some(status), "{args:?}: {}", stderr(&output));
    }
    node.stop();
}

#[test]
fn the_queue_is_forecast_with_its_reasons() {
    let node = Node::start(&["--no-keepers"]);
    node.run(&["advance", "--epochs", "3"]);
    let queues = json(&node.run(&["queue", "--amount", "1000ether", "--json"]));
    assert_eq!(queues["amount"], "1000000000000");
    let active = queues["entry"]["active"]["epoch"].as_u64().expect("an epoch");
    let shown = node.run(&["queue", "--amount", "1000ether"]);
    for part in
        ["Entry", "Exit", "Withdrawals", "Consolidations", "1,000 ETH deposited now", "because: ", "for churn, 128 ETH an epoch"]
    {
        assert!(shown.contains(part), "it does not say `{part}`: {shown}");
    }
    assert!(shown.contains(&format!("active in epoch {active}")), "{shown}");
    let refused = node.try_run(&["queue", "--amount", "0ether"]);
    assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
    node.stop();
}

//! The whole story of a staked ether, told by the binary against a node of the binary.

mod support;

use support::Node;

#[test]
fn the_demo_passes_against_up_twice() {
    let node = Node::start(&[]);
    let first = node.run(&["demo"]);
    assert!(first.contains("Every number held."), "{first}");
    // It looks at what changes, so a chain with a past is as good.
    let second = node.run(&["demo"]);
    assert!(second.contains("Every number held."), "{second}");
    let status = node.run(&["status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status).expect("status --json is JSON");
    let keepers = status["keepers"].as_array().expect("keepers are listed");
    let names: Vec<&str> = keepers.iter().filter_map(|keeper| keeper["name"].as_str()).collect();
    let of_lido = ["depositor", "finaliser", "operators", "reporter-1", "reporter-2", "reporter-3", "reporter-4", "reporter-5"];
    let of_restaking = ["attesters", "payer", "rewards", "watcher"];
    assert!(of_lido.iter().chain(&of_restaking).all(|name| names.contains(name)), "{names:?}");
    assert_eq!(names.len(), of_lido.len() + of_restaking.len(), "{names:?}");
    assert!(keepers.iter().all(|keeper| keeper["missedTotal"] == 0), "{keepers:#?}");
    node.stop();
}

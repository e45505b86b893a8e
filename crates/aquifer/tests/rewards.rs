//! Rewards from the submission to the claim, against a real node: the keeper works out who earned what, posts the root and
//! publishes the tree; people show, prove and claim.

mod support;

use serde_json::Value;
use std::path::PathBuf;
use support::{Node, stderr};

/// Holds 150 wstETH with operator 122 and nothing else.
const STAKER: &str = "202";
/// Pays the reference service's rewards.
const PAYER: &str = "117";

/// The built-in network, with roots that wait two hours instead of a week.
fn network(dir: &tempfile::TempDir) -> PathBuf {
    let text = include_str!("../../../networks/devnet.toml");
    let path = dir.path().join("network.toml");
    std::fs::write(&path, format!("{text}\n[restaking.rewards]\nactivation_delay = 7200\n")).expect("a file");
    path
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn amount(value: &Value) -> u128 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no amount"))
}

#[test]
fn what_a_service_pays_is_worked_out_posted_published_and_claimed() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let network = network(&dir);
    let network = network.to_str().expect("a path in UTF-8");
    let mut node = Node::start(&["--network", network]);

    let refused = node.try_run(&["rewards", "claim", "--account", STAKER, "--network", network]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("no root was posted"), "{}", stderr(&refused));

    let services = json(&node.run(&["avs", "show", "--json"]));
    let service = services[0]["avs"].as_str().unwrap_or_else(|| panic!("{services:#}")).to_owned();
    let reward = ["avs", "reward", "wstETH", "7ether", "--avs-address", &service, "--duration", "7d"];
    node.run(&[&reward[..], &["--account", PAYER, "--network", network]].concat());
    node.run(&["advance", "2d"]);
    node.run(&["advance", "3h"]);

    let claim = ["rewards", "claim", "--account", STAKER, "--network", network];
    let planned = json(&node.run(&[&claim[..], &["--dry-run", "--json"]].concat()));
    let earner = planned["earner"].as_str().expect("the sender").to_owned();
    let claimable = amount(&planned["claimed"][0]["amount"]);
    assert!(claimable > 0, "{planned:#}");
    let shown = json(&node.run(&["rewards", "show", &earner, "--json"]));
    assert_eq!(amount(&shown["tokens"][0]["claimable"]), claimable, "{shown:#}");
    assert_eq!(shown["tokens"][0]["symbol"], "wstETH");

    // The tree is on disk: a node that was killed serves the same proof.
    let proof = node.run(&["rewards", "proof", &earner, "--json"]);
    node.kill9();
    node.restart();
    assert_eq!(node.run(&["rewards", "proof", &earner, "--json"]), proof);

    let claimed = json(&node.run(&[&claim[..], &["--json"]].concat()));
    assert_eq!(amount(&claimed["claimed"][0]["amount"]), claimable);
    let shown = json(&node.run(&["rewards", "show", &earner, "--json"]));
    assert_eq!((amount(&shown["tokens"][0]["claimed"]), amount(&shown["tokens"][0]["claimable"])), (claimable, 0), "{shown:#}");
    let again = node.try_run(&claim);
    assert!(stderr(&again).contains("has nothing to claim now"), "{}", stderr(&again));
    node.stop();
}

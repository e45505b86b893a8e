//! Genesis, constants, forks.

use super::client::{data, number};
use crate::{
    genesis::{CHAIN_ID, GENESIS_TIME},
    server::Server,
};
use serde_json::json;

#[test]
fn the_specification_is_a_flat_map_of_strings_with_what_tools_need() {
    let server = Server::start();
    let spec = data(&server, "/eth/v1/config/spec");
    let entries = spec.as_object().expect("a map");
    assert!(entries.len() > 100 && entries.values().all(serde_json::Value::is_string), "{spec}");
    assert_eq!(number(&spec["DEPOSIT_CHAIN_ID"]), CHAIN_ID);
    assert_eq!(number(&spec["SLOTS_PER_EPOCH"]), 32);
    assert_eq!(number(&spec["SLOTS_PER_HISTORICAL_ROOT"]), 8192);
    assert_eq!(number(&spec["SECONDS_PER_SLOT"]) * 1_000, number(&spec["SLOT_DURATION_MS"]));
    assert_eq!(number(&spec["SHARD_COMMITTEE_PERIOD"]), 2);
    let contract = data(&server, "/eth/v1/config/deposit_contract");
    assert_eq!(contract["chain_id"], json!(CHAIN_ID.to_string()));
    assert_eq!(contract["address"], spec["DEPOSIT_CONTRACT_ADDRESS"]);
}

#[test]
fn genesis_is_when_and_what_the_chain_began_with() {
    let server = Server::start();
    let genesis = data(&server, "/eth/v1/beacon/genesis");
    assert_eq!(number(&genesis["genesis_time"]), GENESIS_TIME);
    assert_eq!(genesis["genesis_fork_version"], json!("0x10000038"));
    let root = server.node.head().world.protocol.beacon.genesis_validators_root;
    assert_eq!(genesis["genesis_validators_root"], json!(root));
}

#[test]
fn every_fork_begins_with_the_chain_under_a_version_of_its_own() {
    let server = Server::start();
    let (schedule, spec) = (data(&server, "/eth/v1/config/fork_schedule"), data(&server, "/eth/v1/config/spec"));
    let versions: Vec<_> = schedule.as_array().expect("a list").iter().map(|fork| fork["current_version"].clone()).collect();
    let expected = ["0x10000038", "0x20000038", "0x30000038", "0x40000038", "0x50000038", "0x60000038", "0x70000038"];
    assert_eq!(versions, expected.map(|version| json!(version)));
    for (fork, before) in schedule.as_array().expect("a list").iter().zip([&versions[..1], &versions].concat()) {
        assert_eq!((&fork["previous_version"], &fork["epoch"]), (&before, &json!("0")));
    }
    assert_eq!((&spec["GENESIS_FORK_VERSION"], &spec["CAPELLA_FORK_VERSION"]), (&versions[0], &versions[3]));
    assert_eq!((&spec["FULU_FORK_VERSION"], &spec["FULU_FORK_EPOCH"]), (&versions[6], &json!("0")));
}

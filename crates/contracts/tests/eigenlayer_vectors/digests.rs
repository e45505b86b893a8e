//! The published lists and our digests against the recorded ones.

use crate::{
    abi::{Contract, contracts},
    folder, read,
    sequence::Sequence,
    world::World,
};
use alloy_primitives::hex;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Signature to selector or topic, by contract.
type Signatures = BTreeMap<String, BTreeMap<String, String>>;

/// The recorded file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Recorded {
    chain_id: u64,
    digests: Vec<Digest>,
    selectors: Signatures,
    topics: Signatures,
    errors: Signatures,
}

/// One call and its result.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digest {
    contract: String,
    address: String,
    call: String,
    args: Value,
    result: Value,
}

fn recorded() -> Recorded {
    let path = folder().join("abi-and-digests.json");
    serde_json::from_str(&read(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Everything recorded of a contract is in its list, under the recorded selector.
#[track_caller]
fn compare(what: &str, recorded: &Signatures, listed: impl Fn(&Contract) -> BTreeMap<String, String>) {
    let contracts = contracts();
    let ours: Vec<&str> = contracts.iter().map(|contract| contract.name).collect();
    for contract in recorded.keys() {
        assert!(ours.contains(&contract.as_str()), "no published list of {contract}");
    }
    for contract in &contracts {
        let listed = listed(contract);
        for (signature, selector) in recorded.get(contract.name).into_iter().flatten() {
            assert_eq!(listed.get(signature), Some(selector), "{what} {}.{signature}", contract.name);
        }
    }
}

#[test]
fn published_functions_have_the_recorded_selectors() {
    compare("function", &recorded().selectors, |contract| {
        contract.functions.iter().map(|known| (known.signature(), hex::encode_prefixed(known.selector()))).collect()
    });
}

#[test]
fn published_events_have_the_recorded_topics() {
    compare("event", &recorded().topics, |contract| {
        contract.events.iter().map(|known| (known.signature(), hex::encode_prefixed(known.selector()))).collect()
    });
}

#[test]
fn published_errors_have_the_recorded_selectors() {
    compare("error", &recorded().errors, |contract| {
        contract.errors.iter().map(|known| (known.signature(), hex::encode_prefixed(known.selector()))).collect()
    });
}

#[test]
fn digests_are_the_recorded_ones() {
    let recorded = recorded();
    let sequence = Sequence::parse(&read(&folder().join("small-11.json")));
    assert_eq!(sequence.config.chain_id, recorded.chain_id, "the digests belong to the sequences' deployment");
    let mut world = World::new(&sequence);
    for digest in &recorded.digests {
        assert_eq!(world.names.address(&digest.contract), world.names.address(&digest.address), "{}", digest.contract);
        let ours = world.view(&digest.contract, &digest.call, digest.args.clone());
        assert_eq!(ours, digest.result, "{}.{} of {}", digest.contract, digest.call, digest.args);
    }
    assert!(!recorded.digests.is_empty(), "no digests");
}

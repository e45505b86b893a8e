//! The published lists and our digests against the recorded ones.

use crate::{
    Shape,
    abi::{Contract, contracts},
    folder,
    names::Names,
    of_shape,
    sequence::Config,
    world::World,
};
use alloy_primitives::{Address, hex};
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
    address: Address,
    call: String,
    args: Value,
    result: Value,
}

fn recorded() -> Vec<Recorded> {
    let files = of_shape(|shape| matches!(shape, Shape::Digests));
    assert!(!files.is_empty(), "no digests in {}", folder().display());
    files
        .into_iter()
        .map(|(name, text)| serde_json::from_str(&text).unwrap_or_else(|error| panic!("eigenlayer/{name}: {error}")))
        .collect()
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
    for recorded in recorded() {
        compare("function", &recorded.selectors, |contract| {
            contract.functions.iter().map(|known| (known.signature(), hex::encode_prefixed(known.selector()))).collect()
        });
    }
}

#[test]
fn published_events_have_the_recorded_topics() {
    for recorded in recorded() {
        compare("event", &recorded.topics, |contract| {
            contract.events.iter().map(|known| (known.signature(), hex::encode_prefixed(known.selector()))).collect()
        });
    }
}

#[test]
fn published_errors_have_the_recorded_selectors() {
    for recorded in recorded() {
        compare("error", &recorded.errors, |contract| {
            contract.errors.iter().map(|known| (known.signature(), hex::encode_prefixed(known.selector()))).collect()
        });
    }
}

#[test]
fn digests_are_the_recorded_ones() {
    for recorded in recorded() {
        let addresses = recorded.digests.iter().map(|digest| (digest.contract.clone(), digest.address));
        let config = Config { withdrawal: 1, deallocation: 1, allocation_configuration: 1, chain_id: recorded.chain_id };
        let mut world = World::bare(Names::new(addresses.collect()), &config);
        for digest in &recorded.digests {
            let ours = world.view(&digest.contract, &digest.call, digest.args.clone());
            assert_eq!(ours, digest.result, "{}.{} of {}", digest.contract, digest.call, digest.args);
        }
        println!("eigenlayer: {} digests", recorded.digests.len());
    }
}

//! `state_*`: whole states of 8 to 1000 validators, their roots, bytes, JSON and proofs.

use crate::support::halves;
use crate::vectors::{files_with, unfolded};
use alloy_primitives::{B256, Bytes, hex};
use aquifer_beacon::types::{BeaconBlockHeader, BeaconState, BlsPubkey};
use aquifer_beacon::{StateProver, StateTree, StateView};
use aquifer_protocol::units::ValidatorIndex;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use ssz::Decode as _;
use tree_hash::TreeHash as _;

pub(crate) fn parsed<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn index_of(value: &Value) -> ValidatorIndex {
    ValidatorIndex::new(value.as_u64().unwrap())
}

/// Every whole state of the family: name, file, plain state and whether it is one of Fulu.
fn for_each_state(check: impl Fn(&str, &Value, &BeaconState, bool)) {
    let files = files_with("ssz_sha256");
    for (name, file) in &files {
        let state: BeaconState = parsed(&unfolded(&file["state"]));
        check(name, file, &state, file["fork"] == "fulu");
    }
}

/// Calls with the state's view in the form of its fork.
fn with_view(state: &BeaconState, is_fulu: bool, call: impl FnOnce(StateView<'_>)) {
    let (beacon, envelope) = halves(state);
    let view = StateView::new(&beacon, &envelope).unwrap();
    call(if is_fulu { view } else { view.in_electra() });
}

fn with_prover(state: &BeaconState, is_fulu: bool, call: impl FnOnce(StateProver<'_>)) {
    with_view(state, is_fulu, |view| call(StateProver::new(view, &mut StateTree::default()).unwrap()));
}

#[test]
fn states_have_the_roots_of_others() {
    for_each_state(|name, file, state, is_fulu| {
        with_prover(state, is_fulu, |prover| {
            let fields: Vec<(&str, B256)> = prover.field_roots().collect();
            for (field, root) in &fields {
                assert_eq!(*root, parsed::<B256>(&file["field_roots"][field]), "{name}: {field}");
            }
            assert_eq!(fields.len(), file["field_roots"].as_object().unwrap().len(), "{name}");
            assert_eq!(prover.root(), parsed::<B256>(&file["hash_tree_root"]), "{name}");
            assert_eq!(prover.header(), parsed::<BeaconBlockHeader>(&file["header"]), "{name}");
            assert_eq!(prover.block_root(), parsed::<B256>(&file["header_root"]), "{name}");
            println!("{name}: root and {} fields", fields.len());
        });
    });
}

#[test]
fn the_derived_root_of_the_plain_state_is_the_same() {
    for_each_state(|name, file, state, is_fulu| {
        if is_fulu {
            assert_eq!(state.tree_hash_root(), parsed::<B256>(&file["hash_tree_root"]), "{name}");
        }
    });
}

#[test]
fn states_have_the_bytes_of_others() {
    for_each_state(|name, file, state, is_fulu| {
        with_view(state, is_fulu, |view| {
            let ssz = view.ssz();
            let bytes = ssz.to_vec();
            assert_eq!((ssz.len(), bytes.len()), (file["ssz_length"].as_u64().unwrap() as usize, ssz.len()), "{name}");
            assert_eq!(hex::encode_prefixed(Sha256::digest(&bytes)), file["ssz_sha256"].as_str().unwrap(), "{name}");
            if is_fulu {
                assert_eq!(&BeaconState::from_ssz_bytes(&bytes).unwrap(), state, "{name}");
            }
        });
    });
}

#[test]
fn states_are_written_as_the_json_they_were_read_from() {
    for_each_state(|name, file, state, is_fulu| {
        with_view(state, is_fulu, |view| {
            let mut expected = unfolded(&file["state"]);
            if !is_fulu {
                expected.as_object_mut().unwrap().remove("proposer_lookahead");
            }
            // Others write addresses with their checksum.
            let text = expected.to_string().to_lowercase();
            let written: Value = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
            assert!(written == serde_json::from_str::<Value>(&text).unwrap(), "{name}");
        });
    });
}

#[test]
fn any_node_is_proven_as_by_others() {
    for_each_state(|name, file, state, is_fulu| {
        with_prover(state, is_fulu, |prover| {
            let cases = file["proofs"]["gindex"].as_array().unwrap();
            for case in cases {
                let gindex: u64 = case["gindex"].as_str().unwrap().parse().unwrap();
                let proof = prover.proof(gindex).unwrap();
                assert_eq!(proof.leaf, parsed::<B256>(&case["leaf"]), "{name}: {}", case["path"]);
                assert_eq!(proof.branch, parsed::<Vec<B256>>(&case["branch"]), "{name}: {}", case["path"]);
                assert!(proof.is_valid(gindex, prover.root()));
            }
            println!("{name}: {} branches", cases.len());
        });
    });
}

#[test]
fn pods_get_the_proofs_others_make() {
    for_each_state(|name, file, state, is_fulu| {
        with_prover(state, is_fulu, |prover| {
            let pod = &file["proofs"]["eigenpod"];
            let state_root = prover.state_root_proof().unwrap();
            assert_eq!(state_root.beacon_state_root, parsed::<B256>(&pod["state_root"]["root"]), "{name}");
            assert_eq!(state_root.proof, parsed::<Bytes>(&pod["state_root"]["proof"]), "{name}");
            let container = prover.balance_container_proof().unwrap();
            assert_eq!(container.balance_container_root, parsed::<B256>(&pod["balances_container"]["root"]), "{name}");
            assert_eq!(container.proof, parsed::<Bytes>(&pod["balances_container"]["proof"]), "{name}");
            let (validators, balances) = (pod["validators"].as_array().unwrap(), pod["balances"].as_array().unwrap());
            for case in validators {
                let proof = prover.validator_proof(index_of(&case["index"])).unwrap();
                assert_eq!(proof.validator_fields.to_vec(), parsed::<Vec<B256>>(&case["fields"]), "{name}");
                assert_eq!(proof.proof, parsed::<Bytes>(&case["proof"]), "{name}");
            }
            for case in balances {
                let index = index_of(&case["index"]);
                let proof = prover.balance_proof(index).unwrap();
                assert_eq!(proof.pubkey_hash, parsed::<B256>(&case["pubkey_hash"]), "{name}");
                assert_eq!(proof.balance_root, parsed::<B256>(&case["balance_root"]), "{name}");
                assert_eq!(proof.proof, parsed::<Bytes>(&case["proof"]), "{name}");
                assert_eq!(proof.balance_of(index).get().to_string(), case["balance_gwei"].as_str().unwrap(), "{name}");
            }
            println!("{name}: {} validators, {} balances for pods", validators.len(), balances.len());
        });
    });
}

#[test]
fn credentials_are_proven_as_by_others() {
    for_each_state(|name, file, state, is_fulu| {
        with_prover(state, is_fulu, |prover| {
            let cases = file["proofs"]["credentials"].as_array().unwrap();
            for case in cases {
                let witness = prover.credentials_witness(index_of(&case["validator_index"])).unwrap();
                assert_eq!(witness.proof, parsed::<Vec<B256>>(&case["proof"]), "{name}");
                assert_eq!(witness.pubkey, parsed::<BlsPubkey>(&case["pubkey"]), "{name}");
                assert_eq!(witness.withdrawal_credentials, parsed::<B256>(&case["withdrawal_credentials"]), "{name}");
                assert_eq!(witness.slot.to_string(), case["slot"].as_str().unwrap(), "{name}");
                assert_eq!(witness.proposer_index.to_string(), case["proposer_index"].as_str().unwrap(), "{name}");
            }
            println!("{name}: {} credentials", cases.len());
        });
    });
}

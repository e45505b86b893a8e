//! `eigenpod`: proofs of others that the real pod contract has judged, read with the indices and hashes of this crate.

use crate::states::parsed;
use crate::vectors::files_with;
use alloy_primitives::{B256, Bytes};
use aquifer_beacon::gindex::{Gindices, HEADER_STATE_ROOT, concat};
use aquifer_beacon::types::BeaconBlockHeader;
use aquifer_beacon::{ForkName, Proof};
use serde_json::Value;
use tree_hash::TreeHash as _;

fn proof_of(leaf: B256, nodes: &Value) -> Proof {
    Proof { leaf, branch: parsed::<Bytes>(nodes).chunks(32).map(B256::from_slice).collect() }
}

/// Root of a validator from its eight leaves.
fn validator_root(fields: &Value) -> B256 {
    let fields: Vec<B256> = parsed(fields);
    let bytes: Vec<u8> = fields.iter().flatten().copied().collect();
    tree_hash::merkle_root(&bytes, 8)
}

fn check_state(state: &Value) -> usize {
    let gindices = Gindices::of(ForkName::Fulu).unwrap();
    let (block_root, state_root): (B256, B256) = (parsed(&state["block_root"]), parsed(&state["state_root"]));
    let proofs = &state["proofs"];
    assert_eq!(parsed::<BeaconBlockHeader>(&state["header"]).tree_hash_root(), block_root);
    assert!(proof_of(state_root, &proofs["state_root"]["proof"]).is_valid(HEADER_STATE_ROOT, block_root));

    let container: B256 = parsed(&proofs["balances_container"]["root"]);
    let balances = concat(HEADER_STATE_ROOT, gindices.balances());
    assert!(proof_of(container, &proofs["balances_container"]["proof"]).is_valid(balances, block_root));

    let validators = proofs["validators"].as_array().unwrap();
    for case in validators {
        let gindex = gindices.validator(case["index"].as_u64().unwrap());
        assert!(proof_of(validator_root(&case["fields"]), &case["proof"]).is_valid(gindex, state_root));
    }
    for case in proofs["balances"].as_array().unwrap() {
        let leaf = (1 << 39) | (case["index"].as_u64().unwrap() / 4);
        assert!(proof_of(parsed(&case["balance_root"]), &case["proof"]).is_valid(leaf, container));
    }
    validators.len()
}

#[test]
fn proofs_the_real_pod_accepted_are_valid_here() {
    for (name, file) in files_with("pectraForkTimestamp") {
        let states = file["states"].as_object().unwrap();
        let validators: usize = states.values().map(check_state).sum();
        println!("{name}: {} states, {validators} validators", states.len());
    }
}

#[test]
fn a_changed_branch_is_not_valid() {
    for (_, file) in files_with("pectraForkTimestamp") {
        for state in file["states"].as_object().unwrap().values() {
            let root: B256 = parsed(&state["block_root"]);
            let proof = proof_of(parsed(&state["state_root"]), &state["proofs"]["state_root"]["proof"]);
            let spoilt = Proof { leaf: B256::ZERO, ..proof.clone() };
            let short = Proof { branch: proof.branch[..2].to_vec(), ..proof.clone() };
            assert!(!spoilt.is_valid(HEADER_STATE_ROOT, root) && !short.is_valid(HEADER_STATE_ROOT, root));
            assert!(!proof.is_valid(HEADER_STATE_ROOT + 1, root) && !proof.is_valid(0, root));
        }
    }
}

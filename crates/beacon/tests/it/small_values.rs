//! `ssz_small`: bytes and roots of small values of every kind, and the default state.

use crate::support::{empty_state, halves};
use crate::vectors::files_with;
use alloy_primitives::{B256, FixedBytes, U256, hex};
use aquifer_beacon::types::*;
use aquifer_beacon::{FIELD_NAMES, StateProver, StateTree, StateView};
use serde::de::DeserializeOwned;
use serde_json::Value;
use ssz::{Decode, Encode};
use ssz_types::typenum::{U4, U32, U64, U512, U4096, U131072, U16777216, U1073741824, U1099511627776};
use ssz_types::{BitList, BitVector, FixedVector, VariableList};
use tree_hash::TreeHash;

fn bytes_of(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn root_of(value: &Value) -> B256 {
    value.as_str().unwrap().parse().unwrap()
}

/// From bytes and back, and the root.
fn check_bytes<T: Encode + Decode + TreeHash>(vector: &Value) -> T {
    let bytes = bytes_of(&vector["serialized"]);
    let value = T::from_ssz_bytes(&bytes).unwrap_or_else(|error| panic!("{}: {error:?}", vector["type"]));
    assert_eq!(value.as_ssz_bytes(), bytes, "{}", vector["type"]);
    assert_eq!(value.tree_hash_root(), root_of(&vector["root"]), "{}", vector["type"]);
    value
}

/// As above, and the same value from JSON and back.
fn check_container<T>(vector: &Value)
where
    T: Encode + Decode + TreeHash + DeserializeOwned + serde::Serialize + PartialEq + std::fmt::Debug,
{
    let value: T = check_bytes(vector);
    let parsed: T = serde_json::from_value(vector["value"].clone()).unwrap_or_else(|error| panic!("{}: {error}", vector["type"]));
    assert_eq!(parsed, value);
    let written = serde_json::to_string(&value).unwrap().to_lowercase();
    let expected: Value = serde_json::from_str(&vector["value"].to_string().to_lowercase()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), expected);
    let stored = postcard::to_allocvec(&value).unwrap();
    assert_eq!(postcard::from_bytes::<T>(&stored).unwrap(), value);
}

/// Whether the type is one that is checked.
fn check(vector: &Value) -> bool {
    match vector["type"].as_str().unwrap() {
        "uint64" => drop(check_bytes::<u64>(vector)),
        "uint256" => drop(check_bytes::<U256>(vector)),
        "boolean" => drop(check_bytes::<bool>(vector)),
        "ByteVector[20]" => drop(check_bytes::<FixedBytes<20>>(vector)),
        "ByteVector[31]" => drop(check_bytes::<FixedBytes<31>>(vector)),
        "ByteVector[32]" => drop(check_bytes::<FixedBytes<32>>(vector)),
        "ByteVector[33]" => drop(check_bytes::<FixedBytes<33>>(vector)),
        "ByteVector[48]" => drop(check_bytes::<FixedBytes<48>>(vector)),
        "ByteVector[64]" => drop(check_bytes::<FixedBytes<64>>(vector)),
        "ByteVector[96]" => drop(check_bytes::<FixedBytes<96>>(vector)),
        "ByteVector[256]" => drop(check_bytes::<FixedBytes<256>>(vector)),
        "ByteList[32]" => drop(check_bytes::<VariableList<u8, U32>>(vector)),
        "ByteList[1073741824]" => drop(check_bytes::<VariableList<u8, U1073741824>>(vector)),
        "List[uint64, 2^40]" => drop(check_bytes::<VariableList<u64, U1099511627776>>(vector)),
        "List[uint8, 2^40]" => drop(check_bytes::<VariableList<u8, U1099511627776>>(vector)),
        "List[Bytes32, 2^24]" => drop(check_bytes::<VariableList<B256, U16777216>>(vector)),
        "List[Bytes48, 4096]" => drop(check_bytes::<VariableList<BlsPubkey, U4096>>(vector)),
        "Vector[uint64, 64]" => drop(check_bytes::<FixedVector<u64, U64>>(vector)),
        "Vector[Bytes32, 4]" => drop(check_bytes::<FixedVector<B256, U4>>(vector)),
        "Bitvector[4]" => check_container::<BitVector<U4>>(vector),
        "Bitvector[512]" => check_container::<BitVector<U512>>(vector),
        "Bitlist[131072]" => check_container::<BitList<U131072>>(vector),
        "Fork" => check_container::<Fork>(vector),
        "ForkData" => check_container::<ForkData>(vector),
        "SigningData" => check_container::<SigningData>(vector),
        "Checkpoint" => check_container::<Checkpoint>(vector),
        "BeaconBlockHeader" => check_container::<BeaconBlockHeader>(vector),
        "Eth1Data" => check_container::<Eth1Data>(vector),
        "Validator" => check_container::<Validator>(vector),
        "PendingDeposit" => check_container::<PendingDeposit>(vector),
        "PendingPartialWithdrawal" => check_container::<PendingPartialWithdrawal>(vector),
        "PendingConsolidation" => check_container::<PendingConsolidation>(vector),
        "HistoricalSummary" => check_container::<HistoricalSummary>(vector),
        "Withdrawal" => check_container::<Withdrawal>(vector),
        "DepositData" => check_container::<DepositData>(vector),
        "DepositMessage" => check_container::<DepositMessage>(vector),
        "DepositRequest" => check_container::<DepositRequest>(vector),
        "WithdrawalRequest" => check_container::<WithdrawalRequest>(vector),
        "ConsolidationRequest" => check_container::<ConsolidationRequest>(vector),
        "ExecutionPayload" => check_container::<ExecutionPayload>(vector),
        "ExecutionPayloadHeader" => check_container::<ExecutionPayloadHeader>(vector),
        "ExecutionRequests (empty)" => check_container::<ExecutionRequests>(vector),
        "BeaconBlockBody Fulu (default)" => check_container::<BeaconBlockBody>(vector),
        "SyncAggregate" => check_container::<SyncAggregate>(vector),
        "Attestation" => check_container::<Attestation>(vector),
        other => {
            println!("  {other}: no such type here");
            return false;
        }
    }
    true
}

#[test]
fn small_values_have_the_bytes_and_roots_of_others() {
    for (name, file) in files_with("zero_hashes") {
        let values = file["values"].as_array().unwrap();
        let checked = values.iter().filter(|value| check(value)).count();
        println!("{name}: {checked} of {} values", values.len());
        assert_eq!(checked, values.len(), "{name}");
    }
}

#[test]
fn an_empty_state_has_the_default_roots_of_others() {
    for (name, file) in files_with("zero_hashes") {
        let (beacon, envelope) = halves(&empty_state());
        let view = StateView::new(&beacon, &envelope).unwrap();
        let (mut tree, mut electra_tree) = (StateTree::default(), StateTree::default());
        let prover = StateProver::new(view, &mut tree).unwrap();
        for (field, root) in prover.field_roots() {
            assert_eq!(root, root_of(&file["default_field_roots_fulu"][field]), "{name}: {field}");
        }
        assert_eq!(prover.root(), root_of(&file["default_state_root"]["fulu"]));
        let electra = view.in_electra().root(&mut electra_tree).unwrap();
        assert_eq!(electra, root_of(&file["default_state_root"]["electra"]));
        // The branch of a validator that is not there passes every empty subtree of its list.
        let branch = prover.proof(75 << 41).unwrap().branch;
        for (height, zero) in file["zero_hashes"].as_array().unwrap().iter().enumerate().take(40) {
            assert_eq!(branch[height], root_of(zero), "{name}: height {height}");
        }
        println!("{name}: {} default fields, 40 empty subtrees", FIELD_NAMES.len());
    }
}

//! Where vectors lie, and how their compact columns unfold.

use alloy_primitives::hex;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The project's own copies.
const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors");
const FAMILY: &str = "beacon-roots";

/// The folder of the family: below `AQUIFER_VECTORS`, by default the project's own.
///
/// # Panics
/// When the named folder is not there: a mistyped path must not pass for "nothing to compare".
fn folder() -> PathBuf {
    let Some(root) = std::env::var_os("AQUIFER_VECTORS").map(PathBuf::from) else { return Path::new(OWN).join(FAMILY) };
    assert!(root.is_dir(), "{} is no folder: AQUIFER_VECTORS names the one that holds beacon-roots/, ...", root.display());
    let named = root.join(FAMILY);
    if named.is_dir() {
        return named;
    }
    println!("{FAMILY}: not in {}, the project's own copy is replayed", root.display());
    Path::new(OWN).join(FAMILY)
}

/// The files with a field that only their kind has, sorted by name.
pub(crate) fn files_with(field: &str) -> Vec<(String, Value)> {
    let folder = folder();
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "no vectors in {}", folder.display());
    let files = paths.into_iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(&path)));
    let files: Vec<_> = files.filter(|(_, file)| file.get(field).is_some()).collect();
    assert!(!files.is_empty() || folder != Path::new(OWN).join(FAMILY), "the project's own copy has no file with `{field}`");
    println!("{FAMILY}: {} files with `{field}`", files.len());
    files
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// First `n` bytes of SHA-256(T ++ i) ++ SHA-256(T ++ i ++ 1).
fn tagged(tag: &str, index: u64, n: usize) -> Vec<u8> {
    let first = Sha256::new().chain_update(tag).chain_update(index.to_le_bytes()).finalize();
    let second = Sha256::new().chain_update(tag).chain_update(index.to_le_bytes()).chain_update([1]).finalize();
    first.into_iter().chain(second).take(n).collect()
}

/// A column as a plain list; `len` where the column does not say it.
fn column(value: &Value, len: Option<u64>) -> Vec<Value> {
    if let Some(list) = value.as_array() {
        return list.clone();
    }
    if let Some(runs) = value.get("rle") {
        let runs = runs.as_array().unwrap().iter();
        return runs.flat_map(|run| std::iter::repeat_n(run[0].clone(), run[1].as_u64().unwrap() as usize)).collect();
    }
    let len = value.get("len").and_then(Value::as_u64).or(len).unwrap();
    if let Some(tag) = value.get("sha256").and_then(Value::as_str) {
        let bytes = value.get("bytes").and_then(Value::as_u64).unwrap_or(32);
        return (0..len).map(|i| json!(hex::encode_prefixed(tagged(tag, i, bytes as usize)))).collect();
    }
    let mut list = vec![value["default"].clone(); len as usize];
    for set in value["set"].as_array().unwrap() {
        list[set[0].as_u64().unwrap() as usize] = set[1].clone();
    }
    list
}

/// Validators from their columns.
fn validators(value: &Value) -> Vec<Value> {
    if let Some(list) = value.as_array() {
        return list.clone();
    }
    let len = value["len"].as_u64().unwrap();
    let fields = value.as_object().unwrap().iter().filter(|(name, _)| *name != "len");
    let columns: Vec<(&String, Vec<Value>)> = fields.map(|(name, values)| (name, column(values, Some(len)))).collect();
    let row = |i: usize| columns.iter().map(|(name, values)| ((*name).clone(), values[i].clone())).collect::<Map<_, _>>();
    (0..len as usize).map(|i| Value::Object(row(i))).collect()
}

/// A state as plain JSON of the Beacon API. A state of Electra gets an empty lookahead.
pub(crate) fn unfolded(state: &Value) -> Value {
    let mut plain = state.clone();
    let validators = validators(&state["validators"]);
    for committee in ["current_sync_committee", "next_sync_committee"] {
        if let Some(indices) = state[committee]["pubkeys"].get("validator_index") {
            let keys = indices.as_array().unwrap().iter().map(|i| validators[i.as_u64().unwrap() as usize]["pubkey"].clone());
            plain[committee]["pubkeys"] = keys.collect();
        }
    }
    let lists = ["block_roots", "state_roots", "randao_mixes", "slashings", "historical_roots", "eth1_data_votes", "balances"];
    let more = ["previous_epoch_participation", "current_epoch_participation", "inactivity_scores", "historical_summaries"];
    let queues = ["pending_deposits", "pending_partial_withdrawals", "pending_consolidations", "proposer_lookahead"];
    for name in lists.into_iter().chain(more).chain(queues) {
        let unfolded = state.get(name).map_or_else(|| vec![json!("0"); 64], |value| column(value, None));
        plain[name] = Value::Array(unfolded);
    }
    plain["validators"] = Value::Array(validators);
    plain
}

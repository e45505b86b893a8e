//! Replays the recorded Lido sequences through `dispatch` on a mock host, to the wei.
//!
//! Every operation goes in as calldata and is compared in everything that was recorded: success, return values, revert
//! data, events in order with contract and arguments, ether moved, the whole state after it (what changed and what did
//! not), the calculation behind a report, every step of a batch calculation. Unknown operations, unknown fields and an
//! empty folder are failures.

mod abi;
mod actors;
mod fields;
mod ops;
mod replay;
mod report;
mod state;
mod world;

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder of the family: `AQUIFER_VECTORS`, or the project's own copy.
fn folder() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    std::env::var_os("AQUIFER_VECTORS").map_or(own, PathBuf::from).join("lido")
}

/// The recorded sequences, in the order of their names.
fn sequences() -> Vec<PathBuf> {
    let folder = folder();
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable folder").path()).filter(|path| is_sequence(path)).collect();
    files.sort();
    files
}

fn is_sequence(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("seq-") && name.ends_with(".json")
}

#[test]
fn lido_sequences_replay_to_the_wei() {
    let files = sequences();
    assert!(!files.is_empty(), "no sequence in {}", folder().display());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let sequence: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let (operations, values) = replay::replay(&name, &sequence);
        println!("lido/{name}: {operations} operations, {values} values compared");
    }
}

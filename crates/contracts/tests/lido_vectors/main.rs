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

/// The folder of the family: in `AQUIFER_VECTORS`, or the project's own copy when there is none.
fn folder() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let Some(root) = std::env::var_os("AQUIFER_VECTORS").map(PathBuf::from) else { return own.join("lido") };
    assert!(root.is_dir(), "{} is no folder: AQUIFER_VECTORS names the one that holds lido/, beacon/, ...", root.display());
    let folder = root.join("lido");
    if folder.is_dir() {
        return folder;
    }
    println!("lido: not in {}, the project's own copy is replayed", root.display());
    own.join("lido")
}

/// The recorded files, in the order of their names.
fn files() -> Vec<(String, Value)> {
    let folder = folder();
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "no vectors in {}", folder.display());
    paths.iter().map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), read(path))).collect()
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn lido_sequences_replay_to_the_wei() {
    for (name, file) in files() {
        match file["format"].as_str() {
            Some("lido-sequence/1") => {
                let (operations, values) = replay::replay(&name, &file);
                println!("lido/{name}: {operations} operations, {values} values compared");
            }
            Some("lido-function/1") => println!("lido/{name}: a function of the protocol, replayed there"),
            other => panic!("lido/{name}: unknown format {other:?}"),
        }
    }
}

//! Replays the recorded EigenLayer sequences through `dispatch` on a mock host, to the wei, and holds the published
//! lists against the recorded selectors, topics, error selectors and digests.
//!
//! Every transaction goes in as calldata and is compared in everything that was recorded: success, return values, error
//! names, events in order with contract and arguments, every observed value after it (what changed and what did not).
//! Unknown operations, unknown fields, unknown files and an empty folder are failures.

mod abi;
mod digests;
mod names;
mod observe;
mod replay;
mod sequence;
mod tokens;
mod world;

use std::path::{Path, PathBuf};

/// The folder of the family: in `AQUIFER_VECTORS`, or the project's own copy when there is none.
fn folder() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let Some(root) = std::env::var_os("AQUIFER_VECTORS").map(PathBuf::from) else { return own.join("eigenlayer") };
    assert!(root.is_dir(), "{} is no folder: AQUIFER_VECTORS names the one that holds eigenlayer/, lido/, ...", root.display());
    let folder = root.join("eigenlayer");
    if folder.is_dir() {
        return folder;
    }
    println!("eigenlayer: not in {}, the project's own copy is replayed", root.display());
    own.join("eigenlayer")
}

/// The text of a recorded file.
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The recorded files by name, in order.
fn files() -> Vec<(String, PathBuf)> {
    let folder = folder();
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "no vectors in {}", folder.display());
    paths.into_iter().map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path)).collect()
}

#[test]
fn restaking_sequences_replay_to_the_wei() {
    for (name, path) in files() {
        match name.split_once('-').map_or(name.as_str(), |(profile, _)| profile) {
            "small" | "mixed" | "pods" | "scaled" | "skew" => {
                let (steps, values) = replay::replay(&name, &sequence::Sequence::parse(&read(&path)));
                println!("eigenlayer/{name}: {steps} steps, {values} values compared");
            }
            "abi" => println!("eigenlayer/{name}: compared with the published lists"),
            "rewards" => println!("eigenlayer/{name}: a sequence of its own"),
            "security" => println!("eigenlayer/{name}: of the security of restaking graphs, which no contract computes"),
            other => panic!("eigenlayer/{name}: unknown profile {other}"),
        }
    }
}

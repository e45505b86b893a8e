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
mod rewards;
mod rewards_refusals;
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

/// What a file holds, told by its shape: other recordings have other names.
enum Shape {
    Sequence,
    Digests,
    Rewards,
    Security,
}

#[track_caller]
fn shape(name: &str, file: &serde_json::Value) -> Shape {
    let has = |fields: &[&str]| fields.iter().all(|field| file.get(field).is_some());
    if has(&["selectors", "topics", "digests"]) {
        Shape::Digests
    } else if has(&["config", "addresses", "operatorSets", "initialState", "steps", "finalState"]) {
        Shape::Sequence
    } else if has(&["config", "addresses", "steps"]) {
        Shape::Rewards
    } else if has(&["graphs"]) {
        Shape::Security
    } else {
        panic!("eigenlayer/{name}: neither a sequence, nor rewards, nor digests, nor graphs")
    }
}

/// Recorded files of one shape.
fn of_shape(wanted: impl Fn(&Shape) -> bool) -> Vec<(String, String)> {
    let all = files().into_iter().map(|(name, path)| (name, read(&path)));
    let parsed = all.filter(|(name, text)| {
        let file = serde_json::from_str(text).unwrap_or_else(|error| panic!("eigenlayer/{name}: {error}"));
        wanted(&shape(name, &file))
    });
    parsed.collect()
}

#[test]
fn restaking_sequences_replay_to_the_wei() {
    let sequences = of_shape(|shape| matches!(shape, Shape::Sequence));
    assert!(!sequences.is_empty(), "no sequences in {}", folder().display());
    for (name, text) in sequences {
        let (steps, values) = replay::replay(&name, &sequence::Sequence::parse(&text));
        println!("eigenlayer/{name}: {steps} steps, {values} values compared");
    }
    for (name, _) in of_shape(|shape| matches!(shape, Shape::Security)) {
        println!("eigenlayer/{name}: skipped; it is of the security of restaking graphs, which no contract computes");
    }
}

#[test]
fn recorded_rewards_replay_to_the_wei() {
    let recordings = of_shape(|shape| matches!(shape, Shape::Rewards));
    assert!(!recordings.is_empty(), "no rewards in {}", folder().display());
    for (name, text) in recordings {
        let (steps, values) = rewards::replay(&name, &rewards::Recording::parse(&text));
        println!("eigenlayer/{name}: {steps} steps, {values} values compared");
    }
}

//! Which families of vectors the tests replay.

use crate::vectors::root;

/// Families with a replay; a later one adds its name with its test.
const COVERED: [&str; 4] = ["beacon", "beacon-roots", "eigenlayer", "lido"];

#[test]
fn families_without_a_replay_are_listed() {
    let mut families: Vec<String> = std::fs::read_dir(root())
        .expect("checked by root()")
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    families.sort();
    assert!(!families.is_empty(), "no family of vectors in {}", root().display());
    for family in families {
        let verdict = if COVERED.contains(&family.as_str()) { "covered" } else { "not covered" };
        println!("{family}: {verdict}");
    }
}

//! Where vectors lie, and the little that all replays share.

use serde_json::{Map, Value};
use std::path::PathBuf;

/// The project's own copies.
const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors");

/// The folder all families lie in: `AQUIFER_VECTORS`, by default the project's own.
///
/// # Panics
/// When it is not there: a mistyped path must not pass for "nothing to compare".
pub(crate) fn root() -> PathBuf {
    let root = std::env::var_os("AQUIFER_VECTORS").map_or_else(|| PathBuf::from(OWN), PathBuf::from);
    assert!(root.is_dir(), "{} is no folder: AQUIFER_VECTORS names the one that holds lido/, beacon/, ...", root.display());
    root
}

/// The folder of a family; the project's own copy when the named folder does not have that family.
fn folder(name: &str) -> PathBuf {
    let folder = root().join(name);
    if folder.is_dir() {
        return folder;
    }
    println!("{name}: not in {}, the project's own copy is replayed", root().display());
    PathBuf::from(OWN).join(name)
}

/// The files of a family, sorted by name.
///
/// # Panics
/// When the family has no file: a replay of nothing proves nothing.
pub(crate) fn family(name: &str) -> Vec<(String, Value)> {
    let folder = folder(name);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(!files.is_empty(), "no vectors in {}", folder.display());
    files.into_iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(&path))).collect()
}

fn read(path: &PathBuf) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A JSON object whose fields are taken one by one: what is left at the end is a field nobody looked at.
pub(crate) struct Fields {
    at: String,
    map: Map<String, Value>,
}

impl Fields {
    pub(crate) fn of(at: impl Into<String>, value: &Value) -> Self {
        let at = at.into();
        let map = value.as_object().unwrap_or_else(|| panic!("{at}: expected an object, got {value}")).clone();
        Self { at, map }
    }

    pub(crate) fn take(&mut self, name: &str) -> Value {
        self.map.remove(name).unwrap_or_else(|| panic!("{}: field {name} is missing", self.at))
    }

    pub(crate) fn number(&mut self, name: &str) -> u64 {
        let value = self.take(name);
        value.as_u64().unwrap_or_else(|| panic!("{}: {name} is no number: {value}", self.at))
    }

    /// 0 or 1.
    pub(crate) fn bit(&mut self, name: &str) -> bool {
        match self.number(name) {
            0 => false,
            1 => true,
            other => panic!("{}: {name} is {other}, not 0 or 1", self.at),
        }
    }

    pub(crate) fn text(&mut self, name: &str) -> String {
        let value = self.take(name);
        value.as_str().unwrap_or_else(|| panic!("{}: {name} is no text: {value}", self.at)).to_owned()
    }

    pub(crate) fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(&mut self, name: &str) -> T {
        let text = self.text(name);
        text.parse().unwrap_or_else(|error| panic!("{}: {name} = {text}: {error:?}", self.at))
    }

    /// Fails on fields nobody took.
    pub(crate) fn done(self) {
        assert!(self.map.is_empty(), "{}: unknown fields {:?}", self.at, self.map.keys().collect::<Vec<_>>());
    }
}

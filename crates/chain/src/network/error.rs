//! What is wrong with a network file: where, what, and what was expected instead.

use std::{fmt, ops::Range, path::Path};

/// A fault in a network file, with the line to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkError {
    /// The file as the user named it.
    pub file: String,
    /// Line of the fault, 1 the first; `None` when the file could not be read at all.
    pub line: Option<usize>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl NetworkError {
    /// The file cannot be read.
    pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Self {
        let message = format!(
            "cannot be read: {error}; --network takes the path of a network file, without it the built-in devnet is used"
        );
        Self { file: file.display().to_string(), line: None, message }
    }

    /// A fault at a place in the text.
    pub(super) fn at(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: Some(line_of(text, span.start)), message: message.into() }
    }

    /// A fault the TOML reader found: syntax, unknown or missing keys, values of a wrong kind.
    pub(super) fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        Self::at(file, text, span, plain(error.message()))
    }
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for NetworkError {}

/// Line of a byte offset, 1 the first.
fn line_of(text: &str, offset: usize) -> usize {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    before.bytes().filter(|b| *b == b'\n').count() + 1
}

/// The reader's message in our words; for a misspelt key with the nearest one that exists.
fn plain(message: &str) -> String {
    for (opening, noun) in [("unknown field ", "key"), ("unknown variant ", "value")] {
        let Some(rest) = message.strip_prefix(opening) else { continue };
        let mut quoted = rest.split('`').skip(1).step_by(2);
        let Some(given) = quoted.next() else { break };
        let expected: Vec<&str> = quoted.collect();
        return unknown(noun, given, &expected);
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("the key {field} is missing from this table");
    }
    message.to_owned()
}

/// Message for a name that does not exist, with the nearest one that does.
pub(in crate::network) fn unknown(noun: &str, given: &str, expected: &[&str]) -> String {
    let suggestion = nearest(given, expected).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    format!("unknown {noun} `{given}`{suggestion} (expected one of: {})", expected.join(", "))
}

/// The expected name that a typing mistake most likely meant: at most a third of its letters differ.
fn nearest<'a>(given: &str, expected: &[&'a str]) -> Option<&'a str> {
    let (distance, name) = expected.iter().map(|name| (edit_distance(given, name), *name)).min()?;
    (distance * 3 <= name.len().max(3)).then_some(name)
}

/// Insertions, deletions and replacements that turn `a` into `b` (Levenshtein), one row at a time.
fn edit_distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let replaced = diagonal + usize::from(x != y);
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_gets_the_nearest_one_as_suggestion() {
        let keys = ["genesis_time", "gas_limit", "base_fee"];
        assert_eq!(nearest("genesis_tme", &keys), Some("genesis_time"));
        assert_eq!(nearest("gaslimit", &keys), Some("gas_limit"));
        assert_eq!(nearest("colour", &keys), None);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
    }
}

//! Network files: what a chain starts from.
//!
//! A file is read in three steps: its tables ([`file`]), what spans tables ([`check`]), the genesis it describes
//! ([`genesis`]). A fault in any of them names the file, the line and what was expected. The built-in network is
//! `networks/devnet.toml` of the repository.

pub mod amount;
mod check;
mod error;
pub mod file;
mod phrase;

pub use error::NetworkError;
pub use file::NetworkFile;
pub use phrase::{AccountRef, Phrase};

use std::path::PathBuf;

#[cfg(test)]
mod tests;

const BUILT_IN: &str = include_str!("../../../../networks/devnet.toml");

/// Chain ids of local development networks: the test phrase may hold ether there.
pub const LOCAL_CHAIN_IDS: [u64; 2] = [31_337, 1_337];

/// A phrase that is none, or an index without a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PhraseError(String);

/// Values a command line puts over those of the file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overrides {
    /// `--chain-id`
    pub chain_id: Option<u64>,
    /// `--gas-limit`
    pub gas_limit: Option<u64>,
    /// `--genesis-time`
    pub genesis_time: Option<u64>,
}

/// A checked network file.
#[derive(Debug, Clone)]
pub struct Network {
    /// What the file says.
    pub file: NetworkFile,
    /// Its test phrase.
    pub phrase: Phrase,
    /// The file as the user named it, for messages.
    pub source: String,
}

impl Network {
    /// The network built into the program.
    ///
    /// # Errors
    /// As [`Network::parse`], with `networks/devnet.toml` as the file.
    pub fn built_in() -> Result<Self, NetworkError> {
        Self::parse("networks/devnet.toml", BUILT_IN)
    }

    /// The network of a file.
    ///
    /// # Errors
    /// [`NetworkError`] when the file cannot be read, and as [`Network::parse`].
    pub fn load(path: &PathBuf) -> Result<Self, NetworkError> {
        let text = std::fs::read_to_string(path).map_err(|error| NetworkError::unreadable(path, &error))?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads and checks the text of a network file; `source` names it in messages.
    ///
    /// # Errors
    /// [`NetworkError`] with the line of the first fault.
    pub fn parse(source: &str, text: &str) -> Result<Self, NetworkError> {
        let file: NetworkFile = toml::from_str(text).map_err(|error| NetworkError::from_toml(source, text, &error))?;
        let phrase = Phrase::new(file.accounts.phrase.get_ref()).map_err(|error| {
            NetworkError::at(source, text, file.accounts.phrase.span(), format!("`phrase` is no BIP-39 phrase: {error}"))
        })?;
        check::check(&file).map_err(|fault| NetworkError::at(source, text, fault.span, fault.message))?;
        Ok(Self { file, phrase, source: source.to_owned() })
    }
}

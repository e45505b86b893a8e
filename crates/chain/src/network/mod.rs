//! Network files: what a chain starts from.
//!
//! A file is read in three steps: its tables (`file`), what spans tables (`check`), the genesis it describes
//! (`genesis`). A fault in any of them names the file, the line and what was expected. The built-in network is
//! `networks/devnet.toml` of the repository.

pub mod amount;
mod check;
mod crew;
mod error;
pub mod file;
mod genesis;
mod named;
mod phrase;
mod tokens;

pub use crew::{Crew, CrewOperator, CrewService};
pub use error::NetworkError;
pub use file::NetworkFile;
pub use phrase::{AccountRef, Phrase};

use alloy_primitives::{B256, FixedBytes, fixed_bytes, keccak256};
use std::path::PathBuf;

#[cfg(test)]
mod tests;

const BUILT_IN: &str = include_str!("../../../../networks/devnet.toml");

/// Chain ids of local development networks: the test phrase may hold ether there.
pub const LOCAL_CHAIN_IDS: [u64; 2] = [31_337, 1_337];

/// Chain ids of public networks with their genesis fork versions: tools that know a network by its id expect its version too.
const PUBLIC_NETWORKS: [(u64, FixedBytes<4>); 3] =
    [(1, fixed_bytes!("00000000")), (17_000, fixed_bytes!("01017000")), (560_048, fixed_bytes!("10000910"))];

/// The phrase whose keys everybody knows.
const WELL_KNOWN_PHRASE: &str = "test test test test test test test test test test test junk";

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
    /// Hash of the file's contents, in one order and without comments.
    contents: B256,
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
        let table: toml::Table = toml::from_str(text).map_err(|error| NetworkError::from_toml(source, text, &error))?;
        Ok(Self { file, phrase, source: source.to_owned(), contents: keccak256(table.to_string()) })
    }

    /// The network with some of its values replaced, and checked again. With the chain id of a public network come the fork
    /// versions of that network.
    ///
    /// # Errors
    /// [`NetworkError`] when a value is impossible.
    pub fn with(mut self, overrides: Overrides) -> Result<Self, NetworkError> {
        let chain = &mut self.file.chain;
        for (place, value) in [
            (&mut chain.id, overrides.chain_id),
            (&mut chain.gas_limit, overrides.gas_limit),
            (&mut chain.genesis_time, overrides.genesis_time),
        ] {
            *place.get_mut() = value.unwrap_or(*place.get_ref());
        }
        let public = PUBLIC_NETWORKS.iter().find(|(id, _)| overrides.chain_id == Some(*id));
        if let Some((_, version)) = public {
            self.file.beacon.genesis_fork_version = *version;
        }
        // The file was found good before: what is wrong now, the command line said.
        check::check(&self.file).map_err(|fault| NetworkError {
            file: "the command line".to_owned(),
            line: None,
            message: fault.message,
        })?;
        Ok(self)
    }

    /// EIP-155 chain id.
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        *self.file.chain.id.get_ref()
    }

    /// Whether this is a development network: as the file says, else whether its chain id is local.
    #[must_use]
    pub fn is_development(&self) -> bool {
        self.file.chain.development.unwrap_or_else(|| self.is_local())
    }

    /// Whether the chain id is one of [`LOCAL_CHAIN_IDS`].
    #[must_use]
    pub fn is_local(&self) -> bool {
        LOCAL_CHAIN_IDS.contains(&self.chain_id())
    }

    /// Whether the phrase is the one that every Ethereum development tool starts with.
    #[must_use]
    pub fn has_well_known_phrase(&self) -> bool {
        self.file.accounts.phrase.get_ref().split_whitespace().eq(WELL_KNOWN_PHRASE.split(' '))
    }

    /// Hash of what the file and the command line say; comments and layout do not count.
    #[must_use]
    pub fn digest(&self) -> B256 {
        let chain = &self.file.chain;
        let values = [*chain.id.get_ref(), *chain.gas_limit.get_ref(), *chain.genesis_time.get_ref()];
        let mut bytes = self.contents.to_vec();
        bytes.extend(values.iter().flat_map(|value| value.to_be_bytes()));
        keccak256(bytes)
    }

    /// What all draws of the chain, and the operators' keys, come from.
    #[must_use]
    pub fn seed(&self) -> B256 {
        keccak256(&self.file.beacon.seed)
    }

    /// A fault that belongs to no line.
    fn fault(&self, message: impl Into<String>) -> NetworkError {
        NetworkError { file: self.source.clone(), line: None, message: message.into() }
    }
}

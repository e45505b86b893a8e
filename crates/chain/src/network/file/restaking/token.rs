//! A token as a network file names it.

use alloy_primitives::Address;
use serde::{Deserialize, Deserializer};
use std::fmt;

/// A token: one that has a name here, or any by its address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenRef {
    /// A name; which ones exist is checked where it is looked up.
    Name(String),
    /// An ERC-20 of somebody else.
    Address(Address),
}

impl<'de> Deserialize<'de> for TokenRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(text.parse().map_or_else(|_| Self::Name(text), Self::Address))
    }
}

impl fmt::Display for TokenRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => write!(f, "{address}"),
        }
    }
}

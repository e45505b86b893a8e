//! How a URL names states, blocks and validators.

use super::error::ApiError;
use alloy_primitives::B256;
use aquifer_protocol::{
    ethereum::{Beacon, PublicKey},
    units::{Slot, ValidatorIndex},
};

/// A state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StateId {
    /// After the last block.
    Head,
    /// At slot 0.
    Genesis,
    /// After the last finalized block.
    Finalized,
    /// After the last justified block.
    Justified,
    /// At a slot, with a block or without.
    Slot(Slot),
    /// By its tree root.
    Root(B256),
}

/// A block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockId {
    /// The last one.
    Head,
    /// That of slot 0.
    Genesis,
    /// The last finalized one.
    Finalized,
    /// That of a slot.
    Slot(Slot),
    /// By its root.
    Root(B256),
}

/// A validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ValidatorId {
    /// By its position in the registry.
    Index(ValidatorIndex),
    /// By its key.
    Key(PublicKey),
}

impl StateId {
    /// # Errors
    /// 400.
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        Ok(match text {
            "head" => Self::Head,
            "genesis" => Self::Genesis,
            "finalized" => Self::Finalized,
            "justified" => Self::Justified,
            _ => match (slot(text), root(text)) {
                (Some(slot), _) => Self::Slot(slot),
                (None, Some(root)) => Self::Root(root),
                (None, None) => return Err(ApiError::bad_request(format!("Invalid state ID: {text}"))),
            },
        })
    }
}

impl BlockId {
    /// # Errors
    /// 400.
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        Ok(match text {
            "head" => Self::Head,
            "genesis" => Self::Genesis,
            "finalized" => Self::Finalized,
            _ => match (slot(text), root(text)) {
                (Some(slot), _) => Self::Slot(slot),
                (None, Some(root)) => Self::Root(root),
                (None, None) => return Err(ApiError::bad_request(format!("Invalid block ID: {text}"))),
            },
        })
    }
}

impl ValidatorId {
    /// # Errors
    /// 400.
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        let by_index = decimal(text).map(|index| Self::Index(ValidatorIndex::new(index)));
        let by_key = || hex::<48>(text).map(|key| Self::Key(PublicKey::new(key)));
        by_index.or_else(by_key).ok_or_else(|| ApiError::bad_request(format!("Invalid validator ID: {text}")))
    }

    /// Its position, if it is in the registry.
    pub(crate) fn find(self, beacon: &Beacon) -> Option<ValidatorIndex> {
        match self {
            Self::Index(index) => (index.get() < beacon.validator_count()).then_some(index),
            Self::Key(key) => beacon.find(&key),
        }
    }
}

fn slot(text: &str) -> Option<Slot> {
    decimal(text).map(Slot::new)
}

/// 32 bytes after `0x`.
pub(crate) fn root(text: &str) -> Option<B256> {
    hex::<32>(text).map(B256::new)
}

/// Digits alone: Rust's own parser would take a sign.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    alloy_primitives::hex::decode_to_array(text.strip_prefix("0x")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_slots_and_roots_are_told_apart() {
        let root = B256::repeat_byte(0xab);
        for (text, id) in [
            ("head", StateId::Head),
            ("genesis", StateId::Genesis),
            ("finalized", StateId::Finalized),
            ("justified", StateId::Justified),
            ("17", StateId::Slot(Slot::new(17))),
            (&root.to_string(), StateId::Root(root)),
        ] {
            assert_eq!(StateId::parse(text), Ok(id));
        }
        assert_eq!(BlockId::parse("17"), Ok(BlockId::Slot(Slot::new(17))));
        assert!(BlockId::parse("justified").is_err());
    }

    #[test]
    fn what_is_neither_is_malformed() {
        let short = format!("0x{}", "ab".repeat(31));
        for text in ["", "heads", "-1", "+1", "1.0", "0x", "0x12", "18446744073709551616", &short, &"ab".repeat(32)] {
            assert_eq!(StateId::parse(text), Err(ApiError::bad_request(format!("Invalid state ID: {text}"))));
            assert_eq!(BlockId::parse(text), Err(ApiError::bad_request(format!("Invalid block ID: {text}"))));
            assert!(ValidatorId::parse(text).is_err());
        }
    }

    #[test]
    fn a_validator_is_an_index_or_a_key() {
        assert_eq!(ValidatorId::parse("3"), Ok(ValidatorId::Index(ValidatorIndex::new(3))));
        let key = PublicKey::repeat_byte(7);
        assert_eq!(ValidatorId::parse(&key.to_string()), Ok(ValidatorId::Key(key)));
    }
}

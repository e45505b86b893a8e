//! How a command names a validator.

use alloy_primitives::hex;
use aquifer_protocol::ethereum::PublicKey;
use std::{fmt, str::FromStr};

/// A validator as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValidatorId {
    /// By its position in the registry.
    Index(u64),
    /// By its public key.
    Key(PublicKey),
}

impl FromStr for ValidatorId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(index) = text.parse() {
            return Ok(Self::Index(index));
        }
        let key = hex::decode_to_array(text).map_err(|_| format!("`{text}` is neither an index nor a public key of 48 bytes"))?;
        Ok(Self::Key(PublicKey::new(key)))
    }
}

impl fmt::Display for ValidatorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "validator {index}"),
            Self::Key(key) => write!(f, "validator {key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validators_are_named_by_index_or_key() {
        assert_eq!("7".parse(), Ok(ValidatorId::Index(7)));
        let key = "0x".to_owned() + &"ab".repeat(48);
        assert_eq!(key.parse(), Ok(ValidatorId::Key(PublicKey::repeat_byte(0xab))));
        assert_eq!(key[2..].parse(), Ok(ValidatorId::Key(PublicKey::repeat_byte(0xab))), "as deposit data writes it");
        for wrong in ["", "-1", "0x12", "seven"] {
            assert!(wrong.parse::<ValidatorId>().is_err_and(|error| error.contains("neither")), "{wrong}");
        }
    }
}

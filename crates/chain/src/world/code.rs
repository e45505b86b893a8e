//! Bytecode, analysed once when it enters the state.

use alloy_primitives::{B256, Bytes, KECCAK256_EMPTY, keccak256};
use revm::bytecode::Bytecode;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Code of an account, with its jump table. Stored as plain bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Code(Bytecode);

impl Code {
    /// Takes the bytes as they were deployed; a delegation designator (EIP-7702) is recognised.
    #[must_use]
    pub fn new(bytes: Bytes) -> Self {
        // A malformed designator cannot be deployed (EIP-3541); as data it is ordinary code that halts.
        Self(Bytecode::new_raw_checked(bytes.clone()).unwrap_or_else(|_| Bytecode::new_legacy(bytes)))
    }

    /// The bytes as they were deployed.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.0.original_bytes()
    }

    /// Keccak-256 of the bytes.
    #[must_use]
    pub fn hash(&self) -> B256 {
        if self.0.is_empty() { KECCAK256_EMPTY } else { keccak256(self.0.original_byte_slice()) }
    }

    /// What the EVM runs.
    #[must_use]
    pub const fn bytecode(&self) -> &Bytecode {
        &self.0
    }
}

impl From<Bytecode> for Code {
    fn from(bytecode: Bytecode) -> Self {
        Self(bytecode)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.bytes().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Bytes::deserialize(deserializer).map(Self::new)
    }
}

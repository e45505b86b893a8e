//! Keys of both curves, as their data lists them.

use super::KeyRegistrarError;
use alloy_primitives::{Address, B256, U256, keccak256};
use serde::{Deserialize, Serialize};

/// The curve of a set's keys (`CurveType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Curve {
    /// secp256k1; keys are addresses.
    Ecdsa,
    /// BN254, for BLS signatures.
    Bn254,
}

/// A key of BN254: the same secret times the generators of both groups. Coordinates as the EVM's precompiles take them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bn254Key {
    /// `x, y` in G1.
    pub g1: [U256; 2],
    /// `x` in G2, the imaginary part first.
    pub g2_x: [U256; 2],
    /// `y` in G2, likewise.
    pub g2_y: [U256; 2],
}

/// A key that can be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// An address.
    Ecdsa(Address),
    /// Points of both groups.
    Bn254(Bn254Key),
}

impl Key {
    /// Reads key data: 20 bytes of an address, or six words of a BN254 key.
    ///
    /// # Errors
    /// [`KeyRegistrarError::InvalidKeyFormat`], [`KeyRegistrarError::MalformedKeyData`], [`KeyRegistrarError::ZeroPubkey`].
    pub fn decode(curve: Curve, data: &[u8]) -> Result<Self, KeyRegistrarError> {
        let (key, is_zero) = match curve {
            Curve::Ecdsa => {
                let address = Address::try_from(data).map_err(|_| KeyRegistrarError::InvalidKeyFormat { bytes: data.len() })?;
                (Self::Ecdsa(address), address.is_zero())
            }
            Curve::Bn254 => {
                let key = Bn254Key::decode(data).ok_or(KeyRegistrarError::MalformedKeyData { bytes: data.len() })?;
                (Self::Bn254(key), key.g1 == [U256::ZERO; 2])
            }
        };
        if is_zero { Err(KeyRegistrarError::ZeroPubkey) } else { Ok(key) }
    }

    /// What the key is known by: the hash of the address, or of the point in G1.
    #[must_use]
    pub fn hash(&self) -> B256 {
        match self {
            Self::Ecdsa(address) => keccak256(address),
            Self::Bn254(key) => hash_g1(key.g1),
        }
    }
}

impl Bn254Key {
    /// No key: what the contract answers for operators without one.
    pub const ZERO: Self = Self { g1: [U256::ZERO; 2], g2_x: [U256::ZERO; 2], g2_y: [U256::ZERO; 2] };

    /// The first six words; what follows them is ignored, as the compiler's decoder does.
    #[must_use]
    pub fn decode(data: &[u8]) -> Option<Self> {
        let mut words = data.chunks_exact(32).map(U256::from_be_slice);
        let mut pair = || Some([words.next()?, words.next()?]);
        Some(Self { g1: pair()?, g2_x: pair()?, g2_y: pair()? })
    }

    /// The six words (`encodeBN254KeyData`).
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        [self.g1, self.g2_x, self.g2_y].iter().flatten().flat_map(|word| word.to_be_bytes::<32>()).collect()
    }
}

/// What a point of G1 is known by (`BN254.hashG1Point`).
pub(super) fn hash_g1([x, y]: [U256; 2]) -> B256 {
    let mut bytes = x.to_be_bytes_vec();
    bytes.extend(y.to_be_bytes::<32>());
    keccak256(bytes)
}

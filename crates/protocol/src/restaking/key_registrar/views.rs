//! What the registrar tells.

use super::{Bn254Key, Curve, Key, KeyRegistrar, KeyRegistrarError, key::hash_g1};
use crate::restaking::OperatorSet;
use alloy_primitives::{Address, B256, U256, keccak256};

impl KeyRegistrar {
    /// The curve of a set; `None` before it was chosen (`getOperatorSetCurveType`).
    #[must_use]
    pub fn curve(&self, set: OperatorSet) -> Option<Curve> {
        self.curves.get(&set).copied()
    }

    /// Whether an operator has a key for a set (`isRegistered`).
    #[must_use]
    pub fn is_registered(&self, set: OperatorSet, operator: Address) -> bool {
        self.keys.contains_key(&(set, operator))
    }

    /// Whether a key is registered, or was (`isKeyGloballyRegistered`).
    #[must_use]
    pub fn is_key_globally_registered(&self, key_hash: B256) -> bool {
        self.operator_of.contains_key(&key_hash)
    }

    /// An operator's key data for a set with ECDSA keys, empty when it has none (`getECDSAKey`).
    ///
    /// # Errors
    /// [`KeyRegistrarError::InvalidCurveType`] for a set with other keys.
    pub fn ecdsa_key(&self, set: OperatorSet, operator: Address) -> Result<Vec<u8>, KeyRegistrarError> {
        self.key_data(set, operator, Curve::Ecdsa).map(|data| data.cloned().unwrap_or_default())
    }

    /// An operator's key for a set with BN254 keys, zeros when it has none (`getBN254Key`).
    ///
    /// # Errors
    /// [`KeyRegistrarError::InvalidCurveType`] for a set with other keys.
    pub fn bn254_key(&self, set: OperatorSet, operator: Address) -> Result<Bn254Key, KeyRegistrarError> {
        let data = self.key_data(set, operator, Curve::Bn254)?;
        Ok(data.and_then(|data| Bn254Key::decode(data)).unwrap_or(Bn254Key::ZERO))
    }

    /// What an operator's key for a set is known by, zero when it has none (`getKeyHash`).
    #[must_use]
    pub fn key_hash(&self, set: OperatorSet, operator: Address) -> B256 {
        let key = self.curve(set).zip(self.keys.get(&(set, operator)));
        let key = key.and_then(|(curve, data)| Key::decode(curve, data).ok());
        key.map_or(B256::ZERO, |key| key.hash())
    }

    /// Who registered a key, and whether that operator has a key for the set now (`getOperatorFromSigningKey`). Of a BN254 key
    /// only the point in G1 is given.
    ///
    /// # Errors
    /// [`KeyRegistrarError::InvalidCurveType`] for a set without a curve, [`KeyRegistrarError::MalformedKeyData`].
    pub fn operator_from_signing_key(&self, set: OperatorSet, data: &[u8]) -> Result<(Address, bool), KeyRegistrarError> {
        let hash = match self.curve(set) {
            Some(Curve::Ecdsa) => keccak256(data),
            Some(Curve::Bn254) => {
                let mut words = data.chunks_exact(32).map(U256::from_be_slice);
                let point = words.next().zip(words.next()).map(|(x, y)| [x, y]);
                hash_g1(point.ok_or(KeyRegistrarError::MalformedKeyData { bytes: data.len() })?)
            }
            None => return Err(KeyRegistrarError::InvalidCurveType(set)),
        };
        let operator = self.operator_of.get(&hash).copied().unwrap_or_default();
        Ok((operator, self.is_registered(set, operator)))
    }

    fn key_data(&self, set: OperatorSet, operator: Address, curve: Curve) -> Result<Option<&Vec<u8>>, KeyRegistrarError> {
        if self.curve(set) == Some(curve) {
            Ok(self.keys.get(&(set, operator)))
        } else {
            Err(KeyRegistrarError::InvalidCurveType(set))
        }
    }
}

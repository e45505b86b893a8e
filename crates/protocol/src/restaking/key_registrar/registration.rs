//! Choosing a curve, registering keys, taking them back.

use super::{Curve, Key, KeyRegistrar, KeyRegistrarError, KeyRegistrarEvent};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{OperatorSet, Restaking, RestakingError, eigenlayer_domain},
    token::hash_words,
};
use alloy_primitives::{Address, B256, U256, keccak256};
use std::sync::Arc;

const ECDSA_TYPE: &[u8] = b"ECDSAKeyRegistration(address operator,address avs,uint32 operatorSetId,address keyAddress)";
const BN254_TYPE: &[u8] = b"BN254KeyRegistration(address operator,address avs,uint32 operatorSetId,bytes keyData)";

/// A key an operator wants to register, whose signature is still to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyClaim {
    /// Who wants it.
    pub operator: Address,
    /// For which set.
    pub set: OperatorSet,
    /// The key.
    pub key: Key,
    /// Its data as it came.
    pub data: Vec<u8>,
    /// What the key must have signed (EIP-712).
    pub digest: B256,
}

impl KeyRegistrar {
    /// `ECDSA_KEY_REGISTRATION_TYPEHASH`
    #[must_use]
    pub fn ecdsa_type_hash() -> B256 {
        keccak256(ECDSA_TYPE)
    }

    /// `BN254_KEY_REGISTRATION_TYPEHASH`
    #[must_use]
    pub fn bn254_type_hash() -> B256 {
        keccak256(BN254_TYPE)
    }

    /// `getECDSAKeyRegistrationMessageHash`
    #[must_use]
    pub fn ecdsa_digest(operator: Address, set: OperatorSet, key: Address, chain_id: u64, book: &RestakingAddresses) -> B256 {
        digest(Self::ecdsa_type_hash(), operator, set, key.into_word(), chain_id, book)
    }

    /// `getBN254KeyRegistrationMessageHash`
    #[must_use]
    pub fn bn254_digest(operator: Address, set: OperatorSet, data: &[u8], chain_id: u64, book: &RestakingAddresses) -> B256 {
        digest(Self::bn254_type_hash(), operator, set, keccak256(data), chain_id, book)
    }

    fn check_unknown(&self, key: &Key) -> Result<(), KeyRegistrarError> {
        match self.operator_of.get(&key.hash()) {
            Some(by) => Err(KeyRegistrarError::KeyAlreadyRegistered { by: *by }),
            None => Ok(()),
        }
    }

    fn configured_curve(&self, set: OperatorSet) -> Result<Curve, KeyRegistrarError> {
        self.curves.get(&set).copied().ok_or(KeyRegistrarError::OperatorSetNotConfigured(set))
    }
}

fn digest(type_hash: B256, operator: Address, set: OperatorSet, key: B256, chain_id: u64, book: &RestakingAddresses) -> B256 {
    let id = B256::from(U256::from(set.id));
    let message = hash_words(&[type_hash, operator.into_word(), set.avs.into_word(), id, key]);
    eigenlayer_domain(chain_id, book.key_registrar).signable(message)
}

impl Restaking {
    /// Chooses the curve of a set, once (`configureOperatorSet`); `None` is the contract's `NONE`.
    ///
    /// # Errors
    /// `InvalidPermissions`, [`KeyRegistrarError::InvalidCurveType`], [`KeyRegistrarError::ConfigurationAlreadySet`].
    pub fn configure_operator_set(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        set: OperatorSet,
        curve: Option<Curve>,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(set.avs, ctx, book.key_registrar)?;
        let curve = curve.ok_or(KeyRegistrarError::InvalidCurveType(set))?;
        if self.key_registrar.curves.contains_key(&set) {
            return Err(KeyRegistrarError::ConfigurationAlreadySet(set).into());
        }

        Arc::make_mut(&mut self.key_registrar).curves.insert(set, curve);
        fx.emit(KeyRegistrarEvent::OperatorSetConfigured { set, curve });
        Ok(())
    }

    /// What an operator must prove to register a key (`registerKey`), as far as that is known before its signature.
    ///
    /// # Errors
    /// `InvalidPermissions`, and [`KeyRegistrarError`]: `OperatorSetNotConfigured`, `OperatorAlreadyRegistered`,
    /// `InvalidKeyFormat`, `MalformedKeyData`, `ZeroPubkey`, `KeyAlreadyRegistered` of an address.
    pub fn key_claim(
        &self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        operator: Address,
        set: OperatorSet,
        data: &[u8],
    ) -> Result<KeyClaim, RestakingError> {
        self.permissions.check_can_call(operator, ctx, book.key_registrar)?;
        let curve = self.key_registrar.configured_curve(set)?;
        if self.key_registrar.is_registered(set, operator) {
            return Err(KeyRegistrarError::OperatorAlreadyRegistered { set, operator }.into());
        }
        let key = Key::decode(curve, data)?;
        let digest = match key {
            Key::Ecdsa(address) => {
                self.key_registrar.check_unknown(&key)?;
                KeyRegistrar::ecdsa_digest(operator, set, address, ctx.chain_id, book)
            }
            // Whether a point is known the contract asks after the signature.
            Key::Bn254(_) => KeyRegistrar::bn254_digest(operator, set, data, ctx.chain_id, book),
        };
        Ok(KeyClaim { operator, set, key, data: data.to_vec(), digest })
    }

    /// Registers a key (`registerKey`). `is_signed` says whether the signature over the claim's digest is the key's.
    ///
    /// # Errors
    /// [`KeyRegistrarError::InvalidSignature`], [`KeyRegistrarError::KeyAlreadyRegistered`], and those of [`Self::key_claim`]
    /// when the set or the operator changed since.
    pub fn register_key(&mut self, claim: KeyClaim, is_signed: bool, fx: &mut Effects) -> Result<(), RestakingError> {
        let KeyClaim { operator, set, key, data, .. } = claim;
        if !is_signed {
            return Err(KeyRegistrarError::InvalidSignature.into());
        }
        self.key_registrar.check_unknown(&key)?;
        let curve = self.key_registrar.configured_curve(set)?;
        // A signer's contract is only read from, so nothing can have changed; the check keeps it a rule of this call.
        if self.key_registrar.is_registered(set, operator) {
            return Err(KeyRegistrarError::OperatorAlreadyRegistered { set, operator }.into());
        }

        let registrar = Arc::make_mut(&mut self.key_registrar);
        registrar.keys.insert((set, operator), data.clone());
        registrar.operator_of.insert(key.hash(), operator);
        fx.emit(KeyRegistrarEvent::KeyRegistered { set, operator, curve, data });
        Ok(())
    }

    /// Takes a key back (`deregisterKey`); nobody can register it again.
    ///
    /// # Errors
    /// `InvalidPermissions`, and [`KeyRegistrarError`]: `OperatorStillSlashable`, `OperatorSetNotConfigured`, `KeyNotFound`.
    pub fn deregister_key(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        operator: Address,
        set: OperatorSet,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(operator, ctx, book.key_registrar)?;
        if self.allocation.is_operator_slashable(operator, set, ctx.block) {
            return Err(KeyRegistrarError::OperatorStillSlashable { set, operator }.into());
        }
        let curve = self.key_registrar.configured_curve(set)?;
        if !self.key_registrar.is_registered(set, operator) {
            return Err(KeyRegistrarError::KeyNotFound { set, operator }.into());
        }

        Arc::make_mut(&mut self.key_registrar).keys.remove(&(set, operator));
        fx.emit(KeyRegistrarEvent::KeyDeregistered { set, operator, curve });
        Ok(())
    }
}

//! A service registers an operator who signed for it.
//!
//! Whether a signature is the operator's is asked outside: by recovering a key, or by calling its contract (ERC-1271).

use super::{AvsDirectory, AvsDirectoryError, AvsDirectoryEvent, PAUSED_OPERATOR_REGISTER_DEREGISTER_TO_AVS};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{Restaking, RestakingError, eigenlayer_domain},
    token::hash_words,
};
use alloy_primitives::{Address, B256, U256, keccak256};
use std::sync::Arc;

const REGISTRATION_TYPE: &[u8] = b"OperatorAVSRegistration(address operator,address avs,bytes32 salt,uint256 expiry)";

/// What an operator signs for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AvsRegistration {
    /// Who signs.
    pub operator: Address,
    /// For which service.
    pub avs: Address,
    /// Good once.
    pub salt: B256,
    /// Last second at which it may be used, since 1970.
    pub expiry: U256,
}

impl AvsRegistration {
    /// `OPERATOR_AVS_REGISTRATION_TYPEHASH`
    #[must_use]
    pub fn type_hash() -> B256 {
        keccak256(REGISTRATION_TYPE)
    }

    /// `calculateOperatorAVSRegistrationDigestHash`
    #[must_use]
    pub fn digest(&self, chain_id: u64, book: &RestakingAddresses) -> B256 {
        let (operator, avs) = (self.operator.into_word(), self.avs.into_word());
        let message = hash_words(&[Self::type_hash(), operator, avs, self.salt, B256::from(self.expiry)]);
        eigenlayer_domain(chain_id, book.avs_directory).signable(message)
    }
}

impl Restaking {
    /// Refuses a registration for anything but its signature (`registerOperatorToAVS`): the service is the caller.
    ///
    /// # Errors
    /// Paused, and [`AvsDirectoryError`]: `OperatorAlreadyRegisteredToAvs`, `SaltSpent`, `OperatorNotRegisteredToEigenLayer`,
    /// `SignatureExpired`.
    pub fn check_avs_registration(&self, ctx: &Ctx, registration: &AvsRegistration) -> Result<(), RestakingError> {
        let AvsRegistration { operator, avs, salt, expiry } = *registration;
        let directory = &self.avs_directory;
        directory.paused.check(PAUSED_OPERATOR_REGISTER_DEREGISTER_TO_AVS)?;
        if directory.is_registered(avs, operator) {
            return Err(AvsDirectoryError::OperatorAlreadyRegisteredToAvs { avs, operator }.into());
        }
        if directory.is_salt_spent(operator, salt) {
            return Err(AvsDirectoryError::SaltSpent { operator, salt }.into());
        }
        if !self.delegation.is_operator(operator) {
            return Err(AvsDirectoryError::OperatorNotRegisteredToEigenLayer(operator).into());
        }
        if expiry < U256::from(ctx.timestamp.get()) {
            return Err(AvsDirectoryError::SignatureExpired { expiry, now: ctx.timestamp }.into());
        }
        Ok(())
    }

    /// Registers an operator (`registerOperatorToAVS`). `is_signed` says whether the signature is the operator's.
    ///
    /// # Errors
    /// Those of [`Self::check_avs_registration`], and [`AvsDirectoryError::InvalidSignature`].
    pub fn register_operator_to_avs(
        &mut self,
        ctx: &Ctx,
        registration: &AvsRegistration,
        is_signed: bool,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.check_avs_registration(ctx, registration)?;
        let AvsRegistration { operator, avs, salt, .. } = *registration;
        if !is_signed {
            return Err(AvsDirectoryError::InvalidSignature { operator }.into());
        }

        let directory = Arc::make_mut(&mut self.avs_directory);
        directory.spent_salts.insert((operator, salt), ());
        directory.registered.insert((avs, operator), ());
        fx.emit(AvsDirectoryEvent::OperatorAvsRegistrationStatusUpdated { operator, avs, is_registered: true });
        Ok(())
    }
}

impl AvsDirectory {
    /// The caller, a service, deregisters an operator (`deregisterOperatorFromAVS`).
    ///
    /// # Errors
    /// Paused, [`AvsDirectoryError::OperatorNotRegisteredToAvs`].
    pub fn deregister_operator_from_avs(&mut self, ctx: &Ctx, operator: Address, fx: &mut Effects) -> Result<(), RestakingError> {
        self.paused.check(PAUSED_OPERATOR_REGISTER_DEREGISTER_TO_AVS)?;
        let avs = ctx.caller;
        if self.registered.remove(&(avs, operator)).is_none() {
            return Err(AvsDirectoryError::OperatorNotRegisteredToAvs { avs, operator }.into());
        }
        fx.emit(AvsDirectoryEvent::OperatorAvsRegistrationStatusUpdated { operator, avs, is_registered: false });
        Ok(())
    }

    /// The caller uses up a salt of its own (`cancelSalt`).
    pub fn cancel_salt(&mut self, ctx: &Ctx, salt: B256) {
        self.spent_salts.insert((ctx.caller, salt), ());
    }

    /// The caller, a service, publishes where its metadata is; nothing is kept (`updateAVSMetadataURI`).
    pub fn update_avs_metadata_uri(&self, ctx: &Ctx, metadata_uri: String, fx: &mut Effects) {
        fx.emit(AvsDirectoryEvent::AvsMetadataUriUpdated { avs: ctx.caller, metadata_uri });
    }
}

//! Services ("AVSs"): any address that has published metadata, and who answers for it when operators come and go.

use super::{AllocationError, AllocationEvent, AllocationManager};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{Restaking, RestakingError},
};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is kept of a service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Whether it has published metadata, without which it cannot create sets. The metadata itself is in events only.
    pub has_metadata: bool,
    /// The contract asked when operators register and deregister; the service itself when none was named.
    pub registrar: Option<Address>,
}

impl AllocationManager {
    /// Services with metadata, in the order of their addresses.
    pub fn services(&self) -> impl Iterator<Item = Address> + '_ {
        self.services.iter().filter(|(_, service)| service.has_metadata).map(|(avs, _)| *avs)
    }

    /// The contract asked when operators register for a service's sets (`getAVSRegistrar`).
    #[must_use]
    pub fn avs_registrar(&self, avs: Address) -> Address {
        self.services.get(&avs).and_then(|service| service.registrar).unwrap_or(avs)
    }

    pub(super) fn check_metadata(&self, avs: Address) -> Result<(), AllocationError> {
        match self.services.get(&avs) {
            Some(service) if service.has_metadata => Ok(()),
            _ => Err(AllocationError::NonexistentAVSMetadata(avs)),
        }
    }
}

impl Restaking {
    /// Publishes where a service's metadata is (`updateAVSMetadataURI`).
    ///
    /// # Errors
    /// `InvalidPermissions`.
    pub fn update_avs_metadata_uri(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        avs: Address,
        metadata_uri: String,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(avs, ctx, book.allocation_manager)?;

        let services = &mut Arc::make_mut(&mut self.allocation).services;
        services.entry(avs).or_default().has_metadata = true;
        fx.emit(AllocationEvent::AvsMetadataUriUpdated { avs, metadata_uri });
        Ok(())
    }

    /// Names a service's registrar (`setAVSRegistrar`). `supports_avs` is its answer to the question whether it serves it.
    ///
    /// # Errors
    /// `InvalidPermissions`, [`AllocationError::InvalidAVSRegistrar`].
    pub fn set_avs_registrar(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        avs: Address,
        registrar: Address,
        supports_avs: bool,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(avs, ctx, book.allocation_manager)?;
        if !supports_avs {
            return Err(AllocationError::InvalidAVSRegistrar { avs, registrar }.into());
        }

        let services = &mut Arc::make_mut(&mut self.allocation).services;
        services.entry(avs).or_default().registrar = Some(registrar);
        fx.emit(AllocationEvent::AvsRegistrarSet { avs, registrar });
        Ok(())
    }
}

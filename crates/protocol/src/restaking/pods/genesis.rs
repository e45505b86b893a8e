//! Pods that a chain starts with.

use super::{EigenPodManager, PodError, PubkeyHash};
use crate::{
    Effects,
    address_book::RestakingAddresses,
    ethereum::{PublicKey, pubkey_root},
    units::{Gwei, StrategyShares, ValidatorIndex, Wei},
};
use alloy_primitives::Address;

/// A validator of a pod at genesis: its credentials are the pod's, and count as proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenesisPodValidator {
    /// Its place in the registry of the beacon chain.
    pub index: ValidatorIndex,
    /// Its key.
    pub pubkey: PublicKey,
    /// Its effective balance.
    pub restaked: Gwei,
}

impl EigenPodManager {
    /// A pod that is there before the first block, and whose validators count already. Its owner delegates later.
    ///
    /// # Errors
    /// [`PodError::EigenPodAlreadyExists`], [`PodError::CredentialsAlreadyVerified`] for a key named twice,
    /// [`PodError::InputAddressZero`], [`PodError::Arith`].
    pub fn genesis_pod(
        &mut self,
        book: &RestakingAddresses,
        owner: Address,
        validators: &[GenesisPodValidator],
    ) -> Result<Address, PodError> {
        if self.pod_of(owner).is_some() {
            return Err(PodError::EigenPodAlreadyExists(owner));
        }
        let mut next = self.clone();
        let fx = &mut Effects::new();
        let pod = next.deploy_pod(book, owner, fx);
        let mut sum = Gwei::ZERO;
        for GenesisPodValidator { index, pubkey, restaked } in validators {
            let pubkey_hash: PubkeyHash = pubkey_root(pubkey);
            if next.validator(pod, pubkey_hash).is_some() {
                return Err(PodError::CredentialsAlreadyVerified(pubkey_hash));
            }
            next.activate(pod, pubkey_hash, *index, *restaked, fx)?;
            sum = sum.try_add(*restaked)?;
        }
        next.add_shares(owner, StrategyShares::new(Wei::from(sum).get()), fx)?;

        *self = next;
        Ok(pod)
    }
}

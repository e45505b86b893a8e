//! Pods come into being, and take 32 ETH to the deposit contract for a new validator.

use super::{EigenPod, EigenPodEvent, EigenPodManager, PodError, PodEvent, pod_address};
use crate::{
    Ctx, Effects, Protocol,
    address_book::RestakingAddresses,
    ethereum::{PublicKey, pubkey_root},
    units::Wei,
};
use alloy_primitives::{Address, B256, U256};
use std::sync::Arc;

/// Pause bit of new pods, and of staking.
const PAUSED_NEW_EIGENPODS: u8 = 0;

/// 32 ETH: what a validator begins with.
const STAKE: Wei = Wei::new(U256::from_limbs([13_553_255_926_290_448_384, 1, 0, 0]));

/// The data of a deposit, as the depositor names it.
#[derive(Debug, Clone, Copy)]
pub struct StakeRequest<'a> {
    /// Key of the validator.
    pub pubkey: &'a [u8],
    /// Its proof of possession.
    pub signature: &'a [u8],
    /// SSZ root of the deposit's data.
    pub deposit_data_root: B256,
}

impl EigenPodManager {
    /// `createPod`: a pod for the caller, at the address that follows from it.
    ///
    /// # Errors
    /// [`PodError::Paused`], [`PodError::Reentrant`], [`PodError::EigenPodAlreadyExists`].
    pub fn create_pod(&mut self, book: &RestakingAddresses, ctx: &Ctx, fx: &mut Effects) -> Result<Address, PodError> {
        self.paused.check(PAUSED_NEW_EIGENPODS)?;
        self.check_not_entered()?;
        if self.pod_of(ctx.caller).is_some() {
            return Err(PodError::EigenPodAlreadyExists(ctx.caller));
        }
        Ok(self.deploy_pod(book, ctx.caller, fx))
    }

    /// A pod for somebody who has none. Nobody else can put anything where it goes.
    pub(super) fn deploy_pod(&mut self, book: &RestakingAddresses, owner: Address, fx: &mut Effects) -> Address {
        let pod = pod_address(book, owner);
        self.pods.insert(pod, EigenPod::new(owner));
        self.pod_of.insert(owner, pod);
        fx.deploy(pod);
        EigenPodEvent::BeaconUpgraded { beacon: book.eigen_pod_beacon }.emit_from(pod, fx);
        EigenPodEvent::Initialized.emit_from(pod, fx);
        fx.emit(PodEvent::PodDeployed { pod, owner });
        pod
    }
}

impl Protocol {
    /// `EigenPodManager.stake`: a deposit of 32 ETH with the credentials of the caller's pod, which is created first when
    /// there is none.
    ///
    /// # Errors
    /// [`PodError::Paused`], [`PodError::Reentrant`], [`PodError::MsgValueNot32Eth`], [`PodError::Deposit`].
    pub fn stake_through_pod(&mut self, ctx: &Ctx, request: &StakeRequest<'_>, fx: &mut Effects) -> Result<(), PodError> {
        self.restaking.pods.paused.check(PAUSED_NEW_EIGENPODS)?;
        self.restaking.pods.check_not_entered()?;
        self.attempt(|protocol| {
            let book = protocol.addresses.restaking;
            let pods = Arc::make_mut(&mut protocol.restaking.pods);
            let pod = pods.pod_of(ctx.caller).unwrap_or_else(|| pods.deploy_pod(&book, ctx.caller, fx));
            fx.move_ether(book.eigen_pod_manager, pod, ctx.value);
            protocol.stake_pod(&ctx.called_by(book.eigen_pod_manager), pod, request, fx)
        })
    }

    /// `EigenPod.stake`, for the manager: the ether lies in the pod, and its withdrawals will come back there (prefix 0x01).
    ///
    /// # Errors
    /// [`PodError::OnlyEigenPodManager`], [`PodError::MsgValueNot32Eth`], [`PodError::Deposit`].
    pub fn stake_pod(&mut self, ctx: &Ctx, pod: Address, request: &StakeRequest<'_>, fx: &mut Effects) -> Result<(), PodError> {
        self.restaking.pods.check_manager(&self.addresses.restaking, ctx)?;
        if ctx.value != STAKE {
            return Err(PodError::MsgValueNot32Eth(ctx.value));
        }
        let StakeRequest { pubkey, signature, deposit_data_root } = *request;
        let contract = self.addresses.deposit_contract;
        let credentials = pod_credentials(pod);
        let deposits = Arc::make_mut(&mut self.deposit_contract);
        let event = deposits.deposit(STAKE, pubkey, credentials.as_slice(), signature, deposit_data_root)?;

        let pubkey_hash = pubkey_root(&event.pubkey);
        fx.move_ether(pod, contract, STAKE);
        fx.emit(event);
        EigenPodEvent::EigenPodStaked { pubkey_hash }.emit_from(pod, fx);
        Ok(())
    }
}

/// Withdrawal credentials of a pod's new validators: prefix 0x01 and the pod's address.
#[must_use]
pub fn pod_credentials(pod: Address) -> B256 {
    with_prefix(1, pod)
}

/// Credentials of the pod's validators that compound: prefix 0x02.
pub(super) fn compounding_pod_credentials(pod: Address) -> B256 {
    with_prefix(2, pod)
}

fn with_prefix(prefix: u8, pod: Address) -> B256 {
    let mut credentials = pod.into_word();
    if let Some(first) = credentials.first_mut() {
        *first = prefix;
    }
    credentials
}

/// Root of a key that a caller names.
///
/// # Errors
/// [`PodError::InvalidPubKeyLength`] unless it is 48 bytes long.
pub fn pubkey_hash(pubkey: &[u8]) -> Result<B256, PodError> {
    let key = PublicKey::try_from(pubkey).map_err(|_| PodError::InvalidPubKeyLength(pubkey.len()))?;
    Ok(pubkey_root(&key))
}

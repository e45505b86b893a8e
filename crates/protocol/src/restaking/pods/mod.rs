//! Native restaking: `EigenPodManager` and every `EigenPod`.
//!
//! A pod is the withdrawal address of its owner's validators. Their credentials are proven to it once, their balances at
//! every checkpoint, by Merkle proofs against the beacon roots of EIP-4788; what they and the pod's ether are worth becomes
//! deposit shares of the virtual strategy [`BEACON_CHAIN_ETH`](super::BEACON_CHAIN_ETH), 1 wei a share. A gain adds shares. A
//! loss leaves the shares as they are and lowers the owner's *slashing factor* instead, which cuts whatever the owner has,
//! queued withdrawals included. Rules are those of sections 3 and 4 of the restaking specification.
//!
//! Deliberately absent: deficits of shares from before the slashing upgrade, as no account of ours is older.
//!
//! Invariants ([`EigenPodManager::check`])
//! - RST-40  every owner has one pod, and it is at the address that follows from the owner
//! - RST-41  a pod counts as many active validators as it lists
//! - RST-42  a running checkpoint waits for as many proofs as there are active validators it has not seen; none runs: for none
//! - RST-43  slashing factors are at most the whole
//! - RST-44  a withdrawn validator counts nothing, and no validator was seen by a later checkpoint than the pod's latest
//!
//! That a pod holds the ether that counts as restaked is LIQ-12, as for every native account.

mod address;
mod balances;
mod beacon_roots;
mod check;
mod checkpoints;
mod control;
mod creation;
mod credentials;
mod error;
mod events;
mod genesis;
mod pod;
mod proofs;
mod requests;
mod shares;
mod tables;

pub use address::pod_address;
pub use beacon_roots::{BEACON_ROOTS, BeaconRootAnswer, parent_block_root};
pub use checkpoints::StaleBalanceProof;
pub use creation::{StakeRequest, pod_credentials, pubkey_hash};
pub use credentials::CredentialProofs;
pub use error::PodError;
pub use events::{EigenPodEvent, PodEvent};
pub use genesis::GenesisPodValidator;
pub use pod::{Checkpoint, EigenPod, PodValidatorStatus, PubkeyHash, ValidatorInfo};
pub use proofs::{BalanceContainerProof, BalanceProof, ProofVersion, StateRootProof, ValidatorFields, ValidatorProof};
pub use requests::{CONSOLIDATION_REQUESTS, FeeAnswer, PodConsolidation, PodWithdrawal, WITHDRAWAL_REQUESTS};

use crate::{
    governance::{Owner, PauseBits, ReentrancyGuard, ReentrantCall},
    units::{Gwei, Magnitude, StrategyShares, Timestamp},
};
use alloy_primitives::Address;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// `EigenPodManager` and every `EigenPod`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EigenPodManager {
    owner: Owner,
    paused: PauseBits,
    guard: ReentrancyGuard,
    /// When Electra began: proofs up to then have a shorter state tree. Zero: not set, no proof is taken.
    pectra_fork_timestamp: Timestamp,
    proof_timestamp_setter: Address,
    /// Native shares that services slashed; their ether stays in the pods.
    burnable_shares: StrategyShares,
    /// Deposit shares of every owner.
    deposit_shares: OrdMap<Address, StrategyShares>,
    /// Slashing factors below the whole.
    slashing_factors: OrdMap<Address, Magnitude>,
    /// Every pod at its address.
    pods: OrdMap<Address, EigenPod>,
    /// Validators by pod and key.
    validators: OrdMap<(Address, PubkeyHash), ValidatorInfo>,
    /// What validators had that a checkpoint found withdrawn, by pod and start of the checkpoint (`checkpointBalanceExitedGwei`).
    exited: OrdMap<(Address, Timestamp), Gwei>,
    /// The pod of each owner.
    pod_of: OrdMap<Address, Address>,
}

impl EigenPodManager {
    /// A manager without a pod, for a chain on which Electra's trees hold from the first block on.
    #[must_use]
    pub fn genesis(owner: Address) -> Self {
        Self {
            owner: Owner::new(owner),
            pectra_fork_timestamp: Timestamp::new(1),
            proof_timestamp_setter: owner,
            ..Self::default()
        }
    }

    /// Whether a pod lives at the address.
    #[must_use]
    pub fn contains(&self, address: Address) -> bool {
        self.pods.contains_key(&address)
    }

    /// The pod of an owner, if there is one (`ownerToPod`).
    #[must_use]
    pub fn pod_of(&self, owner: Address) -> Option<Address> {
        self.pod_of.get(&owner).copied()
    }

    /// How many pods there are (`numPods`).
    #[must_use]
    pub fn num_pods(&self) -> usize {
        self.pods.len()
    }

    /// Every pod with its address, in the order of addresses.
    pub fn pods(&self) -> impl Iterator<Item = (Address, &EigenPod)> {
        self.pods.iter().map(|(address, pod)| (*address, pod))
    }

    /// The pod at an address.
    ///
    /// # Errors
    /// [`PodError::NoPod`].
    pub fn pod(&self, address: Address) -> Result<&EigenPod, PodError> {
        self.pods.get(&address).ok_or(PodError::NoPod(address))
    }

    pub(super) fn pod_mut(&mut self, address: Address) -> Result<&mut EigenPod, PodError> {
        self.pods.get_mut(&address).ok_or(PodError::NoPod(address))
    }

    /// What a pod knows of a validator (`validatorPubkeyHashToInfo`).
    #[must_use]
    pub fn validator(&self, pod: Address, pubkey_hash: PubkeyHash) -> Option<&ValidatorInfo> {
        self.validators.get(&(pod, pubkey_hash))
    }

    /// The validators of a pod, in the order of their keys' roots.
    pub fn validators(&self, pod: Address) -> impl Iterator<Item = (PubkeyHash, &ValidatorInfo)> {
        let range = (pod, PubkeyHash::ZERO)..=(pod, PubkeyHash::repeat_byte(0xff));
        self.validators.range(range).map(|((_, pubkey_hash), info)| (*pubkey_hash, info))
    }

    /// What validators had that the checkpoint found withdrawn (`checkpointBalanceExitedGwei`).
    #[must_use]
    pub fn balance_exited(&self, pod: Address, checkpoint: Timestamp) -> Gwei {
        self.exited.get(&(pod, checkpoint)).copied().unwrap_or(Gwei::ZERO)
    }

    /// A payment begins to call code of others: no other guarded function may run until it ends.
    ///
    /// # Errors
    /// [`PodError::Reentrant`].
    pub fn enter(&mut self) -> Result<(), PodError> {
        Ok(self.guard.enter()?)
    }

    /// The payment ends.
    pub const fn leave(&mut self) {
        self.guard.leave();
    }

    /// Refuses a guarded function while a payment calls code of others.
    fn check_not_entered(&self) -> Result<(), PodError> {
        if self.guard.is_entered() { Err(ReentrantCall.into()) } else { Ok(()) }
    }

    /// Who owns the manager.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// The same, to change it.
    pub const fn owner_mut(&mut self) -> &mut Owner {
        &mut self.owner
    }

    /// Which functions are paused; the pods ask here too.
    #[must_use]
    pub const fn pause_bits(&self) -> PauseBits {
        self.paused
    }

    /// The same, to change it.
    pub const fn pause_bits_mut(&mut self) -> &mut PauseBits {
        &mut self.paused
    }

    /// When Electra began; zero when nobody said so (`pectraForkTimestamp`).
    #[must_use]
    pub const fn pectra_fork_timestamp(&self) -> Timestamp {
        self.pectra_fork_timestamp
    }

    /// Who may say so (`proofTimestampSetter`).
    #[must_use]
    pub const fn proof_timestamp_setter(&self) -> Address {
        self.proof_timestamp_setter
    }
}

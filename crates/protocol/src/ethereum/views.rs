//! What can be asked.
use super::{
    Beacon, BeaconConstants, BeaconError, GenesisValidator, NewcomerDefaults, PerformanceProfile, PublicKey, Validator,
    ValidatorStatus,
};
use crate::units::{Epoch, Gwei, Slot, Timestamp, ValidatorIndex};
use alloy_primitives::{Address, B256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Counts and sums over all validators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BeaconTotals {
    /// Validators by status.
    pub by_status: BTreeMap<ValidatorStatus, u64>,
    /// Sum of all balances, Gwei.
    pub balances_gwei: u128,
    /// Sum of the effective balances of who is active now, Gwei (at least one increment).
    pub total_active_balance: Gwei,
    /// Deposits that wait.
    pub pending_deposits: u64,
    /// Their sum, Gwei.
    pub pending_deposits_gwei: u128,
}

impl Beacon {
    /// The chain at slot 0. Validators with 32 ETH or more are active from epoch 0.
    ///
    /// # Errors
    /// [`BeaconError::UnusableConstants`], [`BeaconError::DuplicateKey`].
    pub fn genesis(
        constants: Arc<BeaconConstants>,
        genesis_time: Timestamp,
        seed: B256,
        validators: Vec<GenesisValidator>,
    ) -> Result<Self, BeaconError> {
        todo!("{constants:?} {genesis_time} {seed} {validators:?}")
    }

    /// The current slot.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        self.slot
    }

    /// The current epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        todo!()
    }

    /// When a slot begins.
    ///
    /// # Errors
    /// [`BeaconError::Arith`].
    pub fn time_of(&self, slot: Slot) -> Result<Timestamp, BeaconError> {
        todo!("{slot}")
    }

    /// The last finalized epoch.
    #[must_use]
    pub fn finalized_epoch(&self) -> Epoch {
        todo!()
    }

    /// Who proposes in a slot of the current epoch or the next.
    ///
    /// # Errors
    /// [`BeaconError::ProposerNotDrawn`].
    pub fn proposer_at(&self, slot: Slot) -> Result<ValidatorIndex, BeaconError> {
        todo!("{slot}")
    }

    /// How many validators there are, whatever their status.
    #[must_use]
    pub fn validator_count(&self) -> u64 {
        todo!()
    }

    /// One validator.
    #[must_use]
    pub fn validator(&self, index: ValidatorIndex) -> Option<Validator> {
        todo!("{index}")
    }

    /// The validator with a key.
    #[must_use]
    pub fn find(&self, pubkey: &PublicKey) -> Option<ValidatorIndex> {
        todo!("{pubkey}")
    }

    /// All validators in the order of their indices.
    pub fn validators(&self) -> impl Iterator<Item = (ValidatorIndex, Validator)> {
        std::iter::empty()
    }

    /// Counts and sums over all validators.
    #[must_use]
    pub fn totals(&self) -> BeaconTotals {
        todo!()
    }

    /// Sets how well a validator does its duties, from the current epoch on.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub fn set_performance(&mut self, index: ValidatorIndex, profile: PerformanceProfile) -> Result<(), BeaconError> {
        todo!("{index} {profile:?}")
    }

    /// Sets who receives the tips of the blocks a validator proposes.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub fn set_fee_recipient(&mut self, index: ValidatorIndex, fee_recipient: Address) -> Result<(), BeaconError> {
        todo!("{index} {fee_recipient}")
    }

    /// Says what validators that withdraw to an address start with when they come by deposit.
    pub fn set_newcomer_defaults(&mut self, withdrawal_address: Address, defaults: NewcomerDefaults) {
        todo!("{withdrawal_address} {defaults:?}")
    }
}

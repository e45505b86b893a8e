//! The registry of validators, one column a field.

use super::columns::Column;
use super::error::BeaconError;
use super::performance::PerformanceProfile;
use super::validator::{PublicKey, Validator, index_of, is_active};
use crate::units::{Epoch, Gwei, ValidatorIndex};
use alloy_primitives::{Address, B256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// All validators. Indices are never reused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validators {
    pub(crate) pubkeys: Column<PublicKey>,
    pub(crate) credentials: Column<B256>,
    pub(crate) effective_balances: Column<Gwei>,
    pub(crate) slashed: Column<bool>,
    pub(crate) activation_eligibility_epochs: Column<Epoch>,
    pub(crate) activation_epochs: Column<Epoch>,
    pub(crate) exit_epochs: Column<Epoch>,
    pub(crate) withdrawable_epochs: Column<Epoch>,
    pub(crate) balances: Column<Gwei>,
    pub(crate) inactivity_scores: Column<u64>,
    pub(crate) previous_participation: Column<u8>,
    pub(crate) current_participation: Column<u8>,
    pub(crate) fee_recipients: Column<Address>,
    pub(crate) profiles: Column<PerformanceProfile>,
    index_by_key: OrdMap<PublicKey, ValidatorIndex>,
}

/// What decides whether a validator is in duty, and with what weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life {
    pub(crate) activation: Epoch,
    pub(crate) exit: Epoch,
    pub(crate) withdrawable: Epoch,
    pub(crate) slashed: bool,
    pub(crate) effective_balance: Gwei,
}

impl Life {
    pub(crate) fn is_active(&self, epoch: Epoch) -> bool {
        is_active(self.activation, self.exit, epoch)
    }

    /// Active, or slashed and not yet withdrawable in the epoch after: these are paid and penalised (section 3).
    pub(crate) fn is_eligible(&self, previous: Epoch, current: Epoch) -> bool {
        self.is_active(previous) || (self.slashed && current < self.withdrawable)
    }
}

impl Validators {
    pub(crate) const fn len(&self) -> usize {
        self.balances.len()
    }

    pub(crate) fn count(&self) -> u64 {
        u64::try_from(self.len()).unwrap_or(u64::MAX)
    }

    pub(crate) fn find(&self, pubkey: &PublicKey) -> Option<ValidatorIndex> {
        self.index_by_key.get(pubkey).copied()
    }

    pub(crate) fn known_keys(&self) -> usize {
        self.index_by_key.len()
    }

    /// Appends a validator.
    ///
    /// # Errors
    /// [`BeaconError::DuplicateKey`].
    pub(crate) fn push(&mut self, validator: &Validator) -> Result<ValidatorIndex, BeaconError> {
        let index = index_of(self.len());
        if self.find(&validator.pubkey).is_some() {
            return Err(BeaconError::DuplicateKey { index });
        }
        self.index_by_key.insert(validator.pubkey, index);
        self.pubkeys.push(validator.pubkey);
        self.credentials.push(validator.credentials);
        self.effective_balances.push(validator.effective_balance);
        self.slashed.push(validator.slashed);
        self.activation_eligibility_epochs.push(validator.activation_eligibility_epoch);
        self.activation_epochs.push(validator.activation_epoch);
        self.exit_epochs.push(validator.exit_epoch);
        self.withdrawable_epochs.push(validator.withdrawable_epoch);
        self.balances.push(validator.balance);
        self.inactivity_scores.push(validator.inactivity_score);
        self.previous_participation.push(validator.previous_participation);
        self.current_participation.push(validator.current_participation);
        self.fee_recipients.push(validator.fee_recipient);
        self.profiles.push(validator.profile);
        Ok(index)
    }

    /// One validator, put together from the columns.
    pub(crate) fn get(&self, index: ValidatorIndex) -> Option<Validator> {
        Some(Validator {
            pubkey: self.pubkeys.get(index)?,
            credentials: self.credentials.get(index)?,
            effective_balance: self.effective_balances.get(index)?,
            slashed: self.slashed.get(index)?,
            activation_eligibility_epoch: self.activation_eligibility_epochs.get(index)?,
            activation_epoch: self.activation_epochs.get(index)?,
            exit_epoch: self.exit_epochs.get(index)?,
            withdrawable_epoch: self.withdrawable_epochs.get(index)?,
            balance: self.balances.get(index)?,
            inactivity_score: self.inactivity_scores.get(index)?,
            previous_participation: self.previous_participation.get(index)?,
            current_participation: self.current_participation.get(index)?,
            fee_recipient: self.fee_recipients.get(index)?,
            profile: self.profiles.get(index)?,
        })
    }

    /// All validators in the order of their indices.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ValidatorIndex, Validator)> {
        (0..self.count()).map(ValidatorIndex::new).filter_map(|index| Some((index, self.get(index)?)))
    }

    /// The life of one validator.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(crate) fn life(&self, index: ValidatorIndex) -> Result<Life, BeaconError> {
        Ok(Life {
            activation: self.activation_epochs.at(index)?,
            exit: self.exit_epochs.at(index)?,
            withdrawable: self.withdrawable_epochs.at(index)?,
            slashed: self.slashed.at(index)?,
            effective_balance: self.effective_balances.at(index)?,
        })
    }

    /// The lives of all, chunk by chunk: inner loops over slices.
    pub(crate) fn lives(&self) -> impl Iterator<Item = impl Iterator<Item = Life>> {
        let chunks = self.activation_epochs.chunks().zip(self.exit_epochs.chunks()).zip(self.withdrawable_epochs.chunks());
        chunks.zip(self.slashed.chunks()).zip(self.effective_balances.chunks()).map(
            |((((activations, exits), withdrawables), slashed), effective)| {
                let rows = activations.iter().zip(exits).zip(withdrawables).zip(slashed).zip(effective);
                rows.map(|((((activation, exit), withdrawable), slashed), effective)| Life {
                    activation: *activation,
                    exit: *exit,
                    withdrawable: *withdrawable,
                    slashed: *slashed,
                    effective_balance: *effective,
                })
            },
        )
    }
}

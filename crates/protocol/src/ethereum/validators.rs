//! The registry of validators, one column a field, one entry a row.

use super::columns::Column;
use super::error::BeaconError;
use super::performance::PerformanceProfile;
use super::rows::{Row, Rows, key_after, key_distance};
use super::validator::{PublicKey, Validator, is_active};
use crate::units::{Epoch, Gwei, ValidatorIndex};
use alloy_primitives::{Address, B256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// All validators. Indices are never reused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validators {
    pub(crate) rows: Rows,
    /// Key of the first validator of each row.
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
    /// Runs of consecutive keys with consecutive indices, by their first key. Splitting and merging rows leaves them alone.
    runs_by_key: OrdMap<PublicKey, KeyRun>,
}

/// Consecutive keys that belong to consecutive indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct KeyRun {
    first: ValidatorIndex,
    count: u64,
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
    /// How many rows there are.
    pub(crate) const fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many validators there are.
    pub(crate) fn count(&self) -> u64 {
        self.rows.total()
    }

    pub(crate) fn find(&self, pubkey: &PublicKey) -> Option<ValidatorIndex> {
        let (first, run) = self.runs_by_key.get_prev(pubkey)?;
        let distance = key_distance(first, pubkey).filter(|distance| *distance < run.count)?;
        run.first.get().checked_add(distance).map(ValidatorIndex::new)
    }

    /// How many keys find a validator.
    pub(crate) fn known_keys(&self) -> u64 {
        self.runs_by_key.values().map(|run| run.count).fold(0, u64::saturating_add)
    }

    /// The row a validator is in: to read. To write to one validator, [`super::Beacon::isolate`] it.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(crate) fn row_of(&self, index: ValidatorIndex) -> Result<Row, BeaconError> {
        self.rows.row_of(index).ok_or(BeaconError::UnknownValidator { index })
    }

    /// Appends a validator.
    ///
    /// # Errors
    /// [`BeaconError::DuplicateKey`].
    pub(crate) fn push(&mut self, validator: &Validator) -> Result<ValidatorIndex, BeaconError> {
        self.push_cohort(validator, 1)
    }

    /// Appends `count` validators of consecutive keys that are equal in everything else; returns the index of the first.
    ///
    /// # Errors
    /// [`BeaconError::DuplicateKey`]; [`BeaconError::BadRecord`] for no validators, or when their keys or indices run out.
    pub(crate) fn push_cohort(&mut self, first: &Validator, count: u64) -> Result<ValidatorIndex, BeaconError> {
        let index = ValidatorIndex::new(self.count());
        self.append(std::slice::from_ref(first), &[count])?;
        Ok(index)
    }

    /// Appends rows: the first validator of each and how many it stands for. Stops half way on `Err`, but before any row.
    ///
    /// # Errors
    /// As [`Validators::push_cohort`].
    pub(crate) fn append(&mut self, firsts: &[Validator], counts: &[u64]) -> Result<(), BeaconError> {
        let mut index = self.count();
        for (first, count) in firsts.iter().zip(counts) {
            self.register_keys(first.pubkey, KeyRun { first: ValidatorIndex::new(index), count: *count })?;
            index = index.saturating_add(*count);
        }
        self.rows.extend(counts);
        self.pubkeys.extend(firsts.iter().map(|first| first.pubkey));
        self.credentials.extend(firsts.iter().map(|first| first.credentials));
        self.effective_balances.extend(firsts.iter().map(|first| first.effective_balance));
        self.slashed.extend(firsts.iter().map(|first| first.slashed));
        self.activation_eligibility_epochs.extend(firsts.iter().map(|first| first.activation_eligibility_epoch));
        self.activation_epochs.extend(firsts.iter().map(|first| first.activation_epoch));
        self.exit_epochs.extend(firsts.iter().map(|first| first.exit_epoch));
        self.withdrawable_epochs.extend(firsts.iter().map(|first| first.withdrawable_epoch));
        self.balances.extend(firsts.iter().map(|first| first.balance));
        self.inactivity_scores.extend(firsts.iter().map(|first| first.inactivity_score));
        self.previous_participation.extend(firsts.iter().map(|first| first.previous_participation));
        self.current_participation.extend(firsts.iter().map(|first| first.current_participation));
        self.fee_recipients.extend(firsts.iter().map(|first| first.fee_recipient));
        self.profiles.extend(firsts.iter().map(|first| first.profile));
        Ok(())
    }

    fn register_keys(&mut self, first_key: PublicKey, run: KeyRun) -> Result<(), BeaconError> {
        let bad = || BeaconError::BadRecord { index: run.first };
        let more = run.count.checked_sub(1).ok_or_else(bad)?;
        let last_key = key_after(first_key, more);
        if key_distance(&first_key, &last_key) != Some(more) || run.first.get().checked_add(run.count).is_none() {
            return Err(bad());
        }
        // A known key among these would be the first of its run, or in a run that begins before.
        let follows = self.runs_by_key.get_next(&first_key).is_some_and(|(next, _)| *next <= last_key);
        if follows || self.find(&first_key).is_some() {
            return Err(BeaconError::DuplicateKey { index: run.first });
        }
        self.runs_by_key.insert(first_key, run);
        Ok(())
    }

    /// One validator, put together from the columns.
    pub(crate) fn get(&self, index: ValidatorIndex) -> Option<Validator> {
        let row = self.rows.row_of(index)?;
        let first = self.first_of(row)?;
        let member = index.get().checked_sub(self.rows.first(row).get())?;
        Some(Validator { pubkey: key_after(first.pubkey, member), ..first })
    }

    /// The first validator of a row.
    pub(crate) fn first_of(&self, row: Row) -> Option<Validator> {
        Some(Validator {
            pubkey: self.pubkeys.get(row)?,
            credentials: self.credentials.get(row)?,
            effective_balance: self.effective_balances.get(row)?,
            slashed: self.slashed.get(row)?,
            activation_eligibility_epoch: self.activation_eligibility_epochs.get(row)?,
            activation_epoch: self.activation_epochs.get(row)?,
            exit_epoch: self.exit_epochs.get(row)?,
            withdrawable_epoch: self.withdrawable_epochs.get(row)?,
            balance: self.balances.get(row)?,
            inactivity_score: self.inactivity_scores.get(row)?,
            previous_participation: self.previous_participation.get(row)?,
            current_participation: self.current_participation.get(row)?,
            fee_recipient: self.fee_recipients.get(row)?,
            profile: self.profiles.get(row)?,
        })
    }

    /// All rows in order: the first validator of each, its index, and how many follow suit.
    pub(crate) fn cohorts(&self) -> impl Iterator<Item = (ValidatorIndex, u64, Validator)> {
        (0..self.len()).map(Row::new).filter_map(|row| {
            let indices = self.rows.indices(row);
            Some((ValidatorIndex::new(indices.start), indices.end.checked_sub(indices.start)?, self.first_of(row)?))
        })
    }

    /// All validators in the order of their indices.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ValidatorIndex, Validator)> {
        self.cohorts().flat_map(|(index, count, first)| {
            (0..count).filter_map(move |member| {
                let index = index.get().checked_add(member).map(ValidatorIndex::new)?;
                Some((index, Validator { pubkey: key_after(first.pubkey, member), ..first.clone() }))
            })
        })
    }

    /// The life of one validator.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(crate) fn life(&self, index: ValidatorIndex) -> Result<Life, BeaconError> {
        self.life_at(self.row_of(index)?)
    }

    /// The life all validators of a row share.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(crate) fn life_at(&self, row: Row) -> Result<Life, BeaconError> {
        Ok(Life {
            activation: self.activation_epochs.at(row)?,
            exit: self.exit_epochs.at(row)?,
            withdrawable: self.withdrawable_epochs.at(row)?,
            slashed: self.slashed.at(row)?,
            effective_balance: self.effective_balances.at(row)?,
        })
    }

    /// The lives of all rows and how many validators share each, chunk by chunk: inner loops over slices.
    pub(crate) fn lives(&self) -> impl Iterator<Item = impl Iterator<Item = (Life, u64)>> {
        (0..self.balances.chunks().len()).map(|number| self.lives_of(number))
    }

    /// Those of one chunk of rows; none beyond the end.
    pub(crate) fn lives_of(&self, number: usize) -> impl Iterator<Item = (Life, u64)> {
        let epochs = self.activation_epochs.chunk(number).iter().zip(self.exit_epochs.chunk(number));
        let rows = epochs.zip(self.withdrawable_epochs.chunk(number)).zip(self.slashed.chunk(number));
        let rows = rows.zip(self.effective_balances.chunk(number)).zip(self.rows.chunk(number));
        rows.map(|(((((activation, exit), withdrawable), slashed), effective), count)| {
            let life = Life {
                activation: *activation,
                exit: *exit,
                withdrawable: *withdrawable,
                slashed: *slashed,
                effective_balance: *effective,
            };
            (life, *count)
        })
    }
}

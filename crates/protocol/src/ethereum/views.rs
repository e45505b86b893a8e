//! What can be asked of the beacon chain, and what its operators may set.

use super::cohorts::Cohort;
use super::ledger::{Ledger, count_each};
use super::performance::{Absentee, OperatorGroup};
use super::rows::Row;
use super::{
    Beacon, BeaconError, NewcomerDefaults, PendingConsolidation, PendingDeposit, PendingPartialWithdrawal, PerformanceProfile,
    PublicKey, Queue, Validator, ValidatorStatus,
};
use crate::units::{Epoch, Gwei, ValidatorIndex};
use alloy_primitives::Address;
use std::collections::BTreeMap;
use std::ops::Range;

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
    /// The last finalized epoch.
    #[must_use]
    pub const fn finalized_epoch(&self) -> Epoch {
        self.finality.finalized
    }

    /// The last justified epoch.
    #[must_use]
    pub const fn justified_epoch(&self) -> Epoch {
        self.finality.current_justified
    }

    /// How many validators there are, whatever their status.
    #[must_use]
    pub fn validator_count(&self) -> u64 {
        self.validators.count()
    }

    /// One validator.
    #[must_use]
    pub fn validator(&self, index: ValidatorIndex) -> Option<Validator> {
        self.validators.get(index)
    }

    /// The validator with a key.
    #[must_use]
    pub fn find(&self, pubkey: &PublicKey) -> Option<ValidatorIndex> {
        self.validators.find(pubkey)
    }

    /// All validators in the order of their indices.
    pub fn validators(&self) -> impl Iterator<Item = (ValidatorIndex, Validator)> {
        self.validators.iter()
    }

    /// Counts and sums over all validators.
    #[must_use]
    pub fn totals(&self) -> BeaconTotals {
        let epoch = self.epoch();
        let mut totals = BeaconTotals {
            total_active_balance: self.total_active_balance(),
            balances_gwei: self.sum_of_balances(),
            pending_deposits: u64::try_from(self.pending_deposits.len()).unwrap_or(u64::MAX),
            pending_deposits_gwei: self.sum_of_pending_deposits(),
            by_status: BTreeMap::new(),
        };
        for (_, members, first) in self.validators.cohorts() {
            let count = totals.by_status.entry(first.status_at(epoch)).or_default();
            // At most the number of validators: fewer than 2^64.
            *count = count.saturating_add(members);
        }
        totals
    }

    /// Sum of all balances in Gwei.
    #[must_use]
    pub fn sum_of_balances(&self) -> u128 {
        // Fewer than 2^63 validators below 2^64 each are less than 2^127: the sum cannot saturate.
        let mut sum = 0;
        for (number, balances) in self.validators.balances.chunks().enumerate() {
            for (balance, members) in balances.iter().zip(self.validators.rows.chunk(number)) {
                count_each(&mut sum, *balance, *members);
            }
        }
        sum
    }

    /// Sum of the deposits that wait, in Gwei.
    #[must_use]
    pub fn sum_of_pending_deposits(&self) -> u128 {
        // Less than 2^127, as the sum of balances.
        self.pending_deposits.iter().map(|deposit| u128::from(deposit.amount.get())).fold(0, u128::saturating_add)
    }

    /// Where every Gwei came from and went since genesis.
    #[must_use]
    pub const fn ledger(&self) -> Ledger {
        self.ledger
    }

    /// Deposits that wait to be credited.
    #[must_use]
    pub const fn pending_deposits(&self) -> &Queue<PendingDeposit> {
        &self.pending_deposits
    }

    /// Partial withdrawals that wait to be paid.
    #[must_use]
    pub const fn pending_partial_withdrawals(&self) -> &Queue<PendingPartialWithdrawal> {
        &self.pending_partial_withdrawals
    }

    /// Consolidations that wait for their source.
    #[must_use]
    pub const fn pending_consolidations(&self) -> &Queue<PendingConsolidation> {
        &self.pending_consolidations
    }

    /// Sets how well a validator does its duties, from the current epoch on.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`], [`BeaconError::ImpossibleOutages`].
    pub fn set_performance(&mut self, index: ValidatorIndex, profile: PerformanceProfile) -> Result<(), BeaconError> {
        profile.check()?;
        let row = self.isolate(index)?;
        self.validators.profiles.set(row, profile)?;
        self.notice(&profile);
        self.take_back_offences(|offender| offender == index);
        self.derived.forget();
        Ok(())
    }

    /// Sets how well a range of validators does its duties, from the current epoch on; indices nobody has are passed over.
    ///
    /// # Errors
    /// [`BeaconError::ImpossibleOutages`].
    pub fn set_performance_of(&mut self, indices: Range<u64>, profile: PerformanceProfile) -> Result<(), BeaconError> {
        profile.check()?;
        for row in self.isolate_range(indices.clone()) {
            self.validators.profiles.set(Row::new(row), profile)?;
        }
        self.notice(&profile);
        self.take_back_offences(|offender| indices.contains(&offender.get()));
        self.derived.forget();
        Ok(())
    }

    /// All rows of the registry: validators with consecutive indices and keys that are equal in everything else.
    pub fn cohorts(&self) -> impl Iterator<Item = Cohort> {
        self.validators.cohorts().map(|(index, count, first)| Cohort { index, count, first })
    }

    /// Says what validators that withdraw to an address start with when they come by deposit.
    ///
    /// # Errors
    /// [`BeaconError::ImpossibleOutages`].
    pub fn set_newcomer_defaults(&mut self, withdrawal_address: Address, defaults: NewcomerDefaults) -> Result<(), BeaconError> {
        defaults.profile.check()?;
        self.newcomers.insert(withdrawal_address, defaults);
        Ok(())
    }

    /// Groups that are away for longer than one drawn epoch, and since which epoch.
    pub fn groups_away(&self) -> impl Iterator<Item = (OperatorGroup, Epoch)> {
        self.behaviour.away.iter().filter_map(|(absentee, since)| match absentee {
            Absentee::Group(group) => Some((*group, *since)),
            Absentee::Validator(_) => None,
        })
    }
}

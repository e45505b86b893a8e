//! The state as a plain record: to start a chain from, and to compare with.

use super::churn::ChurnQueue;
use super::justification::Finality;
use super::ledger::{Ledger, count, count_each};
use super::validators::Validators;
use super::{
    Beacon, BeaconConstants, BeaconError, GenesisValidator, PendingConsolidation, PendingDeposit, PendingPartialWithdrawal,
    Validator,
};
use crate::units::{Epoch, Gwei, Slot, Timestamp, ValidatorIndex};
use alloy_primitives::B256;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything balances depend on, in plain collections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateRecord {
    /// The current slot.
    pub slot: Slot,
    /// All validators, by index.
    pub validators: Vec<Validator>,
    /// What is justified and finalized.
    pub finality: Finality,
    /// Effective balance slashed, by epoch modulo the length of the vector; zeros are left out.
    pub slashings: BTreeMap<u64, Gwei>,
    /// Deposit churn carried over.
    pub deposit_balance_to_consume: Gwei,
    /// Tail of the exit queue.
    pub exit_queue: ChurnQueue,
    /// Tail of the consolidation queue.
    pub consolidation_queue: ChurnQueue,
    /// Deposits that wait, from the head.
    pub pending_deposits: Vec<PendingDeposit>,
    /// Partial withdrawals that wait, from the head.
    pub pending_partial_withdrawals: Vec<PendingPartialWithdrawal>,
    /// Consolidations that wait, from the head.
    pub pending_consolidations: Vec<PendingConsolidation>,
    /// Number of the next withdrawal.
    pub next_withdrawal_index: u64,
    /// Where the sweep goes on.
    pub next_withdrawal_validator: ValidatorIndex,
}

impl Beacon {
    /// The chain at slot 0. Validators with 32 ETH or more are active from epoch 0.
    ///
    /// # Errors
    /// [`BeaconError::UnusableConstants`], [`BeaconError::DuplicateKey`], [`BeaconError::BadRecord`],
    /// [`BeaconError::ImpossibleOutages`].
    pub fn genesis(
        constants: Arc<BeaconConstants>,
        genesis_time: Timestamp,
        seed: B256,
        validators: Vec<GenesisValidator>,
    ) -> Result<Self, BeaconError> {
        let validators = validators.into_iter().map(|validator| at_genesis(&constants, validator)).collect();
        let record = StateRecord { validators, ..StateRecord::default() };
        Self::from_record(constants, genesis_time, seed, record)
    }

    /// The chain at slot 0 with cohorts: of each the first validator and how many there are, with consecutive keys. Their
    /// rows stay free to split and merge, also those of one.
    ///
    /// # Errors
    /// As [`Beacon::genesis`]; [`BeaconError::BadRecord`] too for a cohort of nobody, or when its keys run out.
    pub fn genesis_of_cohorts(
        constants: Arc<BeaconConstants>,
        genesis_time: Timestamp,
        seed: B256,
        cohorts: Vec<(GenesisValidator, u64)>,
    ) -> Result<Self, BeaconError> {
        let (firsts, counts): (Vec<_>, Vec<_>) =
            cohorts.into_iter().map(|(first, count)| (at_genesis(&constants, first), count)).unzip();
        let record = StateRecord { validators: firsts, ..StateRecord::default() };
        Self::from_rows(constants, genesis_time, seed, record, &counts).map(Self::into_cohorts)
    }

    /// The chain in any state. Duties are drawn anew, the books start with what is there.
    ///
    /// # Errors
    /// [`BeaconError::UnusableConstants`], [`BeaconError::DuplicateKey`], [`BeaconError::BadRecord`],
    /// [`BeaconError::ImpossibleOutages`].
    pub fn from_record(
        constants: Arc<BeaconConstants>,
        genesis_time: Timestamp,
        seed: B256,
        record: StateRecord,
    ) -> Result<Self, BeaconError> {
        let counts = vec![1; record.validators.len()];
        Self::from_rows(constants, genesis_time, seed, record, &counts)
    }

    /// As [`Beacon::from_record`], each validator of the record standing for so many.
    fn from_rows(
        constants: Arc<BeaconConstants>,
        genesis_time: Timestamp,
        seed: B256,
        record: StateRecord,
        counts: &[u64],
    ) -> Result<Self, BeaconError> {
        if !constants.are_usable() {
            return Err(BeaconError::UnusableConstants);
        }
        for (validator, index) in record.validators.iter().zip(0..) {
            check_record(&constants, ValidatorIndex::new(index), validator)?;
        }
        let mut validators = Validators::default();
        validators.append(&record.validators, counts)?;
        let mut beacon = Self {
            genesis_time,
            seed,
            genesis_validators_root: super::roots::validators_root(validators.iter().map(|(_, validator)| validator)),
            slot: record.slot,
            latest_block: None,
            ledger: books_of(&record, counts),
            validators,
            finality: record.finality,
            slashings: record.slashings.into_iter().filter(|(_, amount)| !amount.is_zero()).collect(),
            deposit_balance_to_consume: record.deposit_balance_to_consume,
            exit_queue: record.exit_queue,
            consolidation_queue: record.consolidation_queue,
            pending_deposits: record.pending_deposits.into_iter().collect(),
            pending_partial_withdrawals: record.pending_partial_withdrawals.into_iter().collect(),
            pending_consolidations: record.pending_consolidations.into_iter().collect(),
            next_withdrawal_index: record.next_withdrawal_index,
            next_withdrawal_validator: record.next_withdrawal_validator,
            duties: super::duties::Duties::default(),
            newcomers: imbl::OrdMap::new(),
            behaviour: super::behaviour::Behaviour::default(),
            derived: super::derived::Derived::default(),
            constants,
        };
        record.validators.iter().for_each(|validator| beacon.notice(&validator.profile));
        beacon.draw_first_duties()?;
        Ok(beacon)
    }

    /// The state as a plain record.
    #[must_use]
    pub fn record(&self) -> StateRecord {
        StateRecord {
            slot: self.slot,
            validators: self.validators.iter().map(|(_, validator)| validator).collect(),
            finality: self.finality,
            slashings: self.slashings.iter().map(|(position, amount)| (*position, *amount)).collect(),
            deposit_balance_to_consume: self.deposit_balance_to_consume,
            exit_queue: self.exit_queue,
            consolidation_queue: self.consolidation_queue,
            pending_deposits: self.pending_deposits.iter().cloned().collect(),
            pending_partial_withdrawals: self.pending_partial_withdrawals.iter().copied().collect(),
            pending_consolidations: self.pending_consolidations.iter().copied().collect(),
            next_withdrawal_index: self.next_withdrawal_index,
            next_withdrawal_validator: self.next_withdrawal_validator,
        }
    }
}

/// A genesis validator as a full record: eligible and active from epoch 0 when it has what activation takes.
fn at_genesis(constants: &BeaconConstants, validator: GenesisValidator) -> Validator {
    let effective_balance = constants.effective_balance_of(validator.credentials, validator.balance);
    let start = if effective_balance >= constants.min_activation_balance { Epoch::new(0) } else { Epoch::FAR };
    Validator {
        pubkey: validator.pubkey,
        credentials: validator.credentials,
        effective_balance,
        slashed: false,
        activation_eligibility_epoch: start,
        activation_epoch: start,
        exit_epoch: Epoch::FAR,
        withdrawable_epoch: Epoch::FAR,
        balance: validator.balance,
        inactivity_score: 0,
        previous_participation: 0,
        current_participation: 0,
        fee_recipient: validator.fee_recipient,
        profile: validator.profile,
    }
}

fn check_record(constants: &BeaconConstants, index: ValidatorIndex, validator: &Validator) -> Result<(), BeaconError> {
    let fraction = validator.effective_balance.get().checked_rem(constants.effective_balance_increment.get());
    let sound = fraction == Some(0)
        && validator.effective_balance <= constants.effective_balance_cap(validator.credentials)
        && validator.balance <= super::pending_deposits::BALANCE_MAX
        && validator.previous_participation < 8
        && validator.current_participation < 8;
    validator.profile.check()?;
    if sound { Ok(()) } else { Err(BeaconError::BadRecord { index }) }
}

/// Books that balance at the start.
fn books_of(record: &StateRecord, counts: &[u64]) -> Ledger {
    let mut ledger = Ledger::default();
    for (validator, members) in record.validators.iter().zip(counts) {
        count_each(&mut ledger.genesis, validator.balance, *members);
    }
    for amount in record.pending_deposits.iter().map(|deposit| deposit.amount) {
        count(&mut ledger.genesis, amount);
    }
    ledger
}

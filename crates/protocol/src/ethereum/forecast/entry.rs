//! The way in: deposits wait for finality, for the churn, and for their turn among so many an epoch.

use super::playback::Playback;
use super::{Expected, ForecastError, Obstacle};
use crate::ethereum::validator::{COMPOUNDING_PREFIX, with_prefix};
use crate::ethereum::{Beacon, BlsSignature, DepositRequest, PublicKey};
use crate::units::{ArithError, Epoch, Epochs, Gwei};
use alloy_primitives::B256;

/// The deposit queue, and the way of a deposit that joins it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryForecast {
    /// Deposits that wait.
    pub deposits: u64,
    /// Their sum, Gwei.
    pub waiting_gwei: u128,
    /// What may be credited each epoch.
    pub churn_limit: Gwei,
    /// What was left over for the deposit at the head, which is larger than an epoch allows.
    pub carried_over: Gwei,
    /// How many deposits are looked at each epoch.
    pub entries_limit: u64,
    /// Validators the amount was split into, as equal as they can be: none holds more than counts.
    pub parts: u64,
    /// First slot in which the last of them has its balance.
    pub credited: Expected,
    /// First slot in which the last of them is on duty.
    pub active: Expected,
    /// What its epochs in the queue were spent on.
    pub waits: EntryWaits,
}

/// What lets a deposit wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryLimit {
    /// The slot of the deposit at the head is not final.
    Finality,
    /// The ether an epoch lets in is used up.
    Churn,
    /// As many deposits as an epoch looks at have been looked at.
    Entries,
}

/// Epochs that ended without the deposit, by what stopped the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntryWaits {
    /// By [`EntryLimit::Finality`].
    pub finality: Epochs,
    /// By [`EntryLimit::Churn`].
    pub churn: Epochs,
    /// By [`EntryLimit::Entries`].
    pub entries: Epochs,
}

impl EntryForecast {
    /// What it waits for longest; `None` when it does not wait.
    #[must_use]
    pub fn limit(&self) -> Option<EntryLimit> {
        let EntryWaits { finality, churn, entries } = self.waits;
        let waits = [(finality, EntryLimit::Finality), (churn, EntryLimit::Churn), (entries, EntryLimit::Entries)];
        let longest = waits.into_iter().filter(|(epochs, _)| epochs.get() > 0).max_by_key(|(epochs, _)| *epochs);
        longest.map(|(_, limit)| limit)
    }
}

impl EntryWaits {
    fn count(&mut self, limit: EntryLimit) {
        let epochs = match limit {
            EntryLimit::Finality => &mut self.finality,
            EntryLimit::Churn => &mut self.churn,
            EntryLimit::Entries => &mut self.entries,
        };
        // One an epoch played: below the horizon.
        *epochs = Epochs::new(epochs.get().saturating_add(1));
    }
}

impl Beacon {
    /// The deposit queue with `amount` at its tail.
    pub(super) fn forecast_entry(&self, amount: Gwei, horizon: Epochs) -> Result<EntryForecast, ForecastError> {
        let mut play = Playback::of(self, horizon)?;
        let parts = play.beacon.ask_to_enter(amount)?;
        let last = hypothetical_key(parts.saturating_sub(1));
        let mut waits = EntryWaits::default();
        let credited = play.until_credited(&last, horizon, &mut waits)?;
        let active = match credited {
            Expected::At(_) => play.until_activation_is_set(&last, horizon)?,
            Expected::NotWithin(_) | Expected::Never(_) => credited,
        };
        Ok(EntryForecast {
            deposits: u64::try_from(self.pending_deposits.len()).unwrap_or(u64::MAX),
            waiting_gwei: self.sum_of_pending_deposits(),
            churn_limit: self.activation_churn_limit(),
            carried_over: self.deposit_balance_to_consume,
            entries_limit: self.constants.max_pending_deposits_per_epoch,
            parts,
            credited,
            active,
            waits,
        })
    }

    /// Appends deposits of new validators, all of one size (rounded up) but for the last, which is a few Gwei smaller. Returns how many.
    fn ask_to_enter(&mut self, amount: Gwei) -> Result<u64, ArithError> {
        let parts = amount.get().div_ceil(self.constants.max_effective_balance.get().max(1)).max(1);
        let each = Gwei::new(amount.get().div_ceil(parts));
        let mut left = amount;
        for part in 0..parts {
            let amount = each.min(left);
            left = left.try_sub(amount)?;
            self.process_deposit_request(DepositRequest {
                pubkey: hypothetical_key(part),
                credentials: with_prefix(B256::ZERO, COMPOUNDING_PREFIX),
                amount,
                signature: BlsSignature::ZERO,
                signature_valid: true,
                index: 0,
            });
        }
        Ok(parts)
    }

    /// What stopped the deposit queue in the transition before which `head` was its first entry.
    fn entry_limit(&self, head: u64) -> EntryLimit {
        let final_slot = self.constants.start_of(self.finality.finalized);
        let taken = self.pending_deposits.head_number().saturating_sub(head);
        match self.pending_deposits.front() {
            Some(deposit) if deposit.slot > final_slot => EntryLimit::Finality,
            _ if taken >= self.constants.max_pending_deposits_per_epoch => EntryLimit::Entries,
            _ => EntryLimit::Churn,
        }
    }
}

impl Playback {
    fn until_credited(&mut self, key: &PublicKey, horizon: Epochs, waits: &mut EntryWaits) -> Result<Expected, ForecastError> {
        loop {
            let head = self.beacon.pending_deposits.head_number();
            if !self.next_epoch()? {
                return Ok(Expected::NotWithin(horizon));
            }
            if self.beacon.find(key).is_some() {
                return Ok(Expected::At(self.moment()?));
            }
            waits.count(self.beacon.entry_limit(head));
        }
    }

    /// The activation is set some epochs before it comes.
    fn until_activation_is_set(&mut self, key: &PublicKey, horizon: Epochs) -> Result<Expected, ForecastError> {
        loop {
            let validator = self.beacon.find(key).and_then(|index| self.beacon.validator(index));
            match validator {
                Some(validator) if validator.activation_epoch != Epoch::FAR => {
                    return Ok(Expected::At(self.beacon.start_moment(validator.activation_epoch)?));
                }
                Some(validator) if validator.effective_balance < self.beacon.constants.min_activation_balance => {
                    return Ok(Expected::Never(Obstacle::BelowActivationBalance));
                }
                _ => {}
            }
            if !self.next_epoch()? {
                return Ok(Expected::NotWithin(horizon));
            }
        }
    }
}

/// A key no validator can have: the first bit of a compressed point is set.
fn hypothetical_key(part: u64) -> PublicKey {
    let mut key = PublicKey::left_padding_from(&part.to_be_bytes());
    key.iter_mut().zip(b"forecast").for_each(|(byte, letter)| *byte = *letter);
    key
}

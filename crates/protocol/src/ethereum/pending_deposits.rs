//! Step 6 of the transition: deposits leave the queue, as many as the churn lets in.
//!
//! A deposit waits until its slot is final. One for a validator that leaves is put back to the tail; one for a validator
//! that has left needs no churn. What churn is left over is carried over only when it was too little for the next deposit.

use super::ending_epoch::EndingEpoch;
use super::ledger::count;
use super::validator::{BlsSignature, NewcomerDefaults, PublicKey, Validator, is_compounding, withdrawal_address};
use super::{Beacon, BeaconConstants, BeaconError, PerformanceProfile};
use crate::units::{Epoch, Epochs, Gwei, Slot, ValidatorIndex};
use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};

/// No deposit lifts a balance above this: rewards then cannot leave the range of 64 bits. 2^63 Gwei are seventy times all ether.
pub(super) const BALANCE_MAX: Gwei = Gwei::new(9_223_372_036_854_775_808);

/// A deposit that waits to be credited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingDeposit {
    /// Key of the validator.
    pub pubkey: PublicKey,
    /// Credentials a new validator gets.
    pub credentials: B256,
    /// Amount in Gwei.
    pub amount: Gwei,
    /// Proof of possession; it counts only when the key is new.
    pub signature: BlsSignature,
    /// Whether it is valid.
    pub signature_valid: bool,
    /// Slot of the request: it waits until that is final. Zero for the excess of a switch to compounding.
    pub slot: Slot,
}

/// What becomes of the deposit at the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Its validator has left: credited, no churn used.
    TopUpLeft,
    /// Its validator is leaving: put back.
    Postpone,
    /// Credited within the churn.
    UseChurn,
}

impl Beacon {
    pub(super) fn process_pending_deposits(&mut self, epoch: &EndingEpoch) -> Result<(), BeaconError> {
        let next = epoch.current.after(Epochs::new(1))?;
        let limit = self.constants.activation_churn(epoch.totals.active);
        let available = self.deposit_balance_to_consume.try_add(limit)?;
        let final_slot = self.constants.start_of(self.finality.finalized);
        let mut used = Gwei::ZERO;
        let mut postponed = Vec::new();
        let mut out_of_churn = false;
        for _ in 0..self.constants.max_pending_deposits_per_epoch {
            let Some(deposit) = self.pending_deposits.front().filter(|deposit| deposit.slot <= final_slot) else { break };
            let fate = self.fate_of(&deposit.pubkey, next)?;
            if fate == Fate::UseChurn {
                let wanted = used.try_add(deposit.amount).unwrap_or(Gwei::MAX);
                if wanted > available {
                    out_of_churn = true;
                    break;
                }
                used = wanted;
            }
            let Some(deposit) = self.pending_deposits.pop() else { break };
            match fate {
                Fate::Postpone => postponed.push(deposit),
                Fate::TopUpLeft | Fate::UseChurn => self.apply_deposit(&deposit)?,
            }
        }
        postponed.into_iter().for_each(|deposit| self.pending_deposits.push(deposit));
        self.deposit_balance_to_consume = if out_of_churn { available.try_sub(used)? } else { Gwei::ZERO };
        Ok(())
    }

    fn fate_of(&self, pubkey: &PublicKey, next: Epoch) -> Result<Fate, BeaconError> {
        let Some(index) = self.validators.find(pubkey) else { return Ok(Fate::UseChurn) };
        let life = self.validators.life(index)?;
        Ok(match life.exit {
            _ if life.withdrawable < next => Fate::TopUpLeft,
            Epoch::FAR => Fate::UseChurn,
            _ => Fate::Postpone,
        })
    }

    /// Credits a known key whatever the deposit says; a new key becomes a validator when the signature is valid, and the
    /// ether is lost when it is not.
    fn apply_deposit(&mut self, deposit: &PendingDeposit) -> Result<(), BeaconError> {
        match self.validators.find(&deposit.pubkey) {
            Some(index) => self.top_up(index, deposit.amount),
            None if deposit.signature_valid && deposit.amount <= BALANCE_MAX => {
                let newcomer = self.newcomer(deposit);
                self.notice(&newcomer.profile);
                self.validators.push(&newcomer).map(|_| ())
            }
            None => {
                count(&mut self.ledger.lost, deposit.amount);
                Ok(())
            }
        }
    }

    /// More than [`BALANCE_MAX`] is lost like a deposit nobody can claim: no real chain has that much.
    fn top_up(&mut self, index: ValidatorIndex, amount: Gwei) -> Result<(), BeaconError> {
        let row = self.isolate(index)?;
        let balance = self.validators.balances.at(row)?.try_add(amount).unwrap_or(Gwei::MAX);
        if balance > BALANCE_MAX {
            count(&mut self.ledger.lost, amount);
            return Ok(());
        }
        self.validators.balances.set(row, balance)
    }

    fn newcomer(&self, deposit: &PendingDeposit) -> Validator {
        let address = withdrawal_address(deposit.credentials).unwrap_or(Address::ZERO);
        let fallback = NewcomerDefaults { fee_recipient: address, profile: PerformanceProfile::PERFECT };
        let NewcomerDefaults { fee_recipient, profile } = self.newcomers.get(&address).copied().unwrap_or(fallback);
        Validator {
            pubkey: deposit.pubkey,
            credentials: deposit.credentials,
            effective_balance: self.constants.effective_balance_of(deposit.credentials, deposit.amount),
            slashed: false,
            activation_eligibility_epoch: Epoch::FAR,
            activation_epoch: Epoch::FAR,
            exit_epoch: Epoch::FAR,
            withdrawable_epoch: Epoch::FAR,
            balance: deposit.amount,
            inactivity_score: 0,
            previous_participation: 0,
            current_participation: 0,
            fee_recipient,
            profile,
        }
    }
}

impl BeaconConstants {
    /// The highest effective balance credentials allow.
    pub(crate) const fn effective_balance_cap(&self, credentials: B256) -> Gwei {
        if is_compounding(credentials) { self.max_effective_balance } else { self.min_activation_balance }
    }

    /// Whole increments of a balance, rounded down, at most the cap of the credentials.
    pub(crate) fn effective_balance_of(&self, credentials: B256, balance: Gwei) -> Gwei {
        let fraction = balance.get().checked_rem(self.effective_balance_increment.get()).unwrap_or(0);
        balance.floor_sub(Gwei::new(fraction)).min(self.effective_balance_cap(credentials))
    }
}

//! Slashing: the first penalty, the reward of the proposer that includes the evidence, and the way out.
//!
//! Block processing never names a whistleblower, so the including proposer gets the whole reward. Slashing forces removal,
//! not immediate inactivity: until its exit epoch the validator counts as active stake, though its votes do not.

use super::{Beacon, BeaconError};
use crate::units::{ArithError, Epochs, Gwei, ValidatorIndex};

impl Beacon {
    /// Slashes a validator for an offence its caller has proof of; `proposer` includes the evidence.
    ///
    /// # Errors
    /// [`BeaconError::NotSlashable`], [`BeaconError::UnknownValidator`].
    pub fn slash_validator(&mut self, index: ValidatorIndex, proposer: ValidatorIndex) -> Result<(), BeaconError> {
        if !self.is_slashable(index)? {
            return Err(BeaconError::NotSlashable { index, epoch: self.epoch() });
        }
        self.attempt(|beacon| beacon.slash(index, proposer))
    }

    /// Slashes every slashable validator of a list (an attester slashing) in the order of the indices; returns whom.
    ///
    /// # Errors
    /// [`BeaconError::NotSlashable`] for the last one when none is slashable, [`BeaconError::UnknownValidator`].
    pub fn slash_attesters(
        &mut self,
        attesters: &[ValidatorIndex],
        proposer: ValidatorIndex,
    ) -> Result<Vec<ValidatorIndex>, BeaconError> {
        let mut sorted = attesters.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        self.attempt(|beacon| {
            beacon.isolate_all(&sorted);
            let mut slashed = Vec::new();
            for index in sorted.iter().copied() {
                if beacon.is_slashable(index)? {
                    beacon.slash(index, proposer)?;
                    slashed.push(index);
                }
            }
            match (slashed.is_empty(), sorted.last()) {
                (true, Some(index)) => Err(BeaconError::NotSlashable { index: *index, epoch: beacon.epoch() }),
                _ => Ok(slashed),
            }
        })
    }

    /// Not slashed yet, and active or not yet withdrawable.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub fn is_slashable(&self, index: ValidatorIndex) -> Result<bool, BeaconError> {
        let (epoch, life) = (self.epoch(), self.validators.life(index)?);
        Ok(!life.slashed && life.activation <= epoch && epoch < life.withdrawable)
    }

    fn slash(&mut self, index: ValidatorIndex, proposer: ValidatorIndex) -> Result<(), BeaconError> {
        let epoch = self.epoch();
        self.initiate_exit(index, self.total_active_balance())?;
        let row = self.isolate(index)?;
        self.validators.slashed.set(row, true)?;
        let earliest = epoch.after(Epochs::new(self.constants.epochs_per_slashings_vector))?;
        let withdrawable = self.validators.withdrawable_epochs.at(row)?.max(earliest);
        self.validators.withdrawable_epochs.set(row, withdrawable)?;

        let effective = self.validators.effective_balances.at(row)?;
        let position = self.slashings_position(epoch);
        let slashed = self.slashings.get(&position).copied().unwrap_or_default().try_add(effective)?;
        if !slashed.is_zero() {
            self.slashings.insert(position, slashed);
        }
        self.penalise(index, part(effective, self.constants.min_slashing_penalty_quotient)?)?;
        self.reward(proposer, part(effective, self.constants.whistleblower_reward_quotient)?)?;
        self.derived.forget();
        Ok(())
    }
}

/// `amount // divisor`, rounded down.
fn part(amount: Gwei, divisor: u64) -> Result<Gwei, ArithError> {
    amount.get().checked_div(divisor).map(Gwei::new).ok_or(ArithError::DivisionByZero)
}

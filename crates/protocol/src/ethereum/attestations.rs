//! Attestations as single messages: which flags they earn, and what including them pays.
//!
//! A chain that runs by profiles does not use them: there the flags of an epoch come from [`Beacon::advance_to_slot`].

use super::attendance::flags_of;
use super::derived::proposer_share;
use super::rows::Row;
use super::slot_votes::weight_of;
use super::{Beacon, BeaconError};
use crate::units::{ArithError, Gwei, Slots, ValidatorIndex, isqrt};

/// The epoch whose participation a vote counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttestedEpoch {
    /// The epoch before the current one.
    Previous,
    /// The current epoch.
    Current,
}

/// Votes that agree, included together. The source is right: otherwise the attestation is invalid and in no block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// The epoch voted for.
    pub epoch: AttestedEpoch,
    /// Slots between the vote and the block that includes it, at least 1.
    pub inclusion_delay: Slots,
    /// Whether the target is the right block.
    pub target_ok: bool,
    /// Whether the head is the right block.
    pub head_ok: bool,
    /// Who voted.
    pub attesters: Vec<ValidatorIndex>,
}

impl Attestation {
    /// The flags it earns: source within `isqrt(slots_per_epoch)` slots, target at any delay, head in the next slot only.
    #[must_use]
    pub fn flags(&self, slots_per_epoch: u64) -> u8 {
        let source = self.inclusion_delay <= Slots::new(isqrt(slots_per_epoch));
        let head = self.target_ok && self.head_ok && self.inclusion_delay == Slots::new(1);
        flags_of(source, self.target_ok, head)
    }
}

impl Beacon {
    /// Sets the flags an attestation earns and pays its proposer for those that are new, one floor for all.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`], [`BeaconError::Arith`].
    pub fn process_attestation(&mut self, attestation: &Attestation, proposer: ValidatorIndex) -> Result<Gwei, BeaconError> {
        self.attempt(|beacon| beacon.include(attestation, proposer))
    }

    fn include(&mut self, attestation: &Attestation, proposer: ValidatorIndex) -> Result<Gwei, BeaconError> {
        let earned = attestation.flags(self.constants.slots_per_epoch);
        let increment = self.constants.effective_balance_increment.get();
        let base_per_increment = u128::from(self.base_reward_for(self.total_active_balance()));
        let mut numerator = 0u128;
        self.isolate_all(&attestation.attesters);
        for attester in &attestation.attesters {
            let row = self.isolate(*attester)?;
            let column = match attestation.epoch {
                AttestedEpoch::Previous => &mut self.validators.previous_participation,
                AttestedEpoch::Current => &mut self.validators.current_participation,
            };
            let flags = column.at(row)?;
            column.set(row, flags | earned)?;
            let effective = self.validators.effective_balances.at(row)?;
            let increments = effective.get().checked_div(increment).ok_or(ArithError::DivisionByZero)?;
            let base = u128::from(increments).saturating_mul(base_per_increment);
            numerator = numerator.saturating_add(base.saturating_mul(u128::from(weight_of(earned & !flags))));
        }
        let reward = proposer_share(numerator);
        self.reward(proposer, reward)?;
        self.derived.forget();
        Ok(reward)
    }

    /// Replaces the participation of an epoch: three flags (bit 0 source, 1 target, 2 head) for every validator.
    ///
    /// # Errors
    /// [`BeaconError::WrongLength`], [`BeaconError::BadRecord`] for more than three flags.
    pub fn set_participation(&mut self, epoch: AttestedEpoch, flags: &[u8]) -> Result<(), BeaconError> {
        let expected = usize::try_from(self.validators.count()).unwrap_or(usize::MAX);
        if flags.len() != expected {
            return Err(BeaconError::WrongLength { expected, got: flags.len() });
        }
        if let Some(position) = flags.iter().position(|flags| *flags >= 8) {
            return Err(BeaconError::BadRecord { index: super::validator::index_of(position) });
        }
        self.cut_at(&starts_of_runs(flags));
        let firsts = (0..self.validators.len()).map(|row| self.validators.rows.first(Row::new(row)).get());
        let column = firsts.filter_map(|first| flags.get(usize::try_from(first).ok()?).copied()).collect();
        match epoch {
            AttestedEpoch::Previous => self.validators.previous_participation = column,
            AttestedEpoch::Current => self.validators.current_participation = column,
        }
        self.derived.forget();
        Ok(())
    }
}

/// Where the values change.
fn starts_of_runs(flags: &[u8]) -> Vec<u64> {
    let starts = flags.chunk_by(PartialEq::eq).scan(0u64, |next, run| {
        let start = *next;
        *next = next.saturating_add(u64::try_from(run.len()).unwrap_or(u64::MAX));
        Some(start)
    });
    starts.collect()
}

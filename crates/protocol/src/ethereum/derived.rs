//! What an epoch's slots need again and again, computed once: a pure function of the state, no part of it.
//!
//! Nothing here is compared, stored or committed to. Whoever changes what it is computed from calls
//! [`Derived::forget`]; a property test plays chains with and without it and finds no difference.

use super::Beacon;
use super::attendance::Attendance;
use super::slot_votes::SlotVotes;
use super::sync::SyncPlan;
use super::validator::{ADDRESS_PREFIX, COMPOUNDING_PREFIX, prefix};
use super::validators::Life;
use crate::units::{Epoch, Gwei, ValidatorIndex};
use alloy_primitives::B256;
use std::sync::Arc;

/// The memory of a [`Beacon`]: empty or right. Two are always equal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Derived(Option<Arc<EpochView>>);

impl PartialEq for Derived {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Derived {}

impl Derived {
    /// Something it was computed from has changed.
    pub(crate) fn forget(&mut self) {
        self.0 = None;
    }
}

/// What the slots of one epoch share.
#[derive(Debug)]
pub(crate) struct EpochView {
    /// Sum of effective balances active in the epoch, at least one increment.
    pub(crate) total_active: Gwei,
    /// Flags each validator earns in this epoch by its profile, by row.
    pub(crate) expected_flags: Vec<u8>,
    /// What the proposer of each slot of this epoch gets for the attestations of the slot before, in Gwei.
    pub(crate) attestation_rewards: Vec<Gwei>,
    /// Who does its duties in the epoch.
    pub(crate) attendance: Attendance,
    /// The sync committee and what it gets.
    pub(crate) sync: SyncPlan,
    /// Balance above which the sweep pays each validator, by row; [`Gwei::MAX`] where it never does.
    pub(crate) sweep_floors: Vec<Gwei>,
}

impl Beacon {
    /// The view of the current epoch, remembered.
    pub(super) fn view(&mut self) -> Arc<EpochView> {
        match &self.derived.0 {
            Some(view) => Arc::clone(view),
            None => {
                self.split_by_attendance();
                let view = Arc::new(EpochView::of(self));
                self.derived.0 = Some(Arc::clone(&view));
                view
            }
        }
    }

    /// Sum of the effective balances of who is active now, at least one increment.
    #[must_use]
    pub fn total_active_balance(&self) -> Gwei {
        match &self.derived.0 {
            Some(view) => view.total_active,
            None => self.sum_active_balances(),
        }
    }

    fn sum_active_balances(&self) -> Gwei {
        let epoch = self.epoch();
        let active = self.validators.lives().flatten().filter(|(life, _)| life.is_active(epoch));
        // By ETH-3 each is at most the cap of 2048 ether, below 2^41 Gwei: it takes eight million validators at the cap to
        // pass 64 bits, seventeen billion ether. The specification's sum has 64 bits too.
        let sum = active.map(|(life, count)| life.effective_balance.get().saturating_mul(count)).fold(0, u64::saturating_add);
        Gwei::new(sum).max(self.constants.effective_balance_increment)
    }
}

impl EpochView {
    fn of(beacon: &Beacon) -> Self {
        let attendance = Attendance::of(beacon);
        let survey = Survey::of(beacon, &attendance);
        let total_active = Gwei::new(survey.total_active).max(beacon.constants.effective_balance_increment);
        Self {
            total_active,
            attestation_rewards: survey.attestation_rewards(beacon, total_active),
            expected_flags: survey.expected_flags,
            sync: SyncPlan::of(beacon, total_active, attendance.clone()),
            attendance,
            sweep_floors: survey.sweep_floors,
        }
    }
}

/// What one pass over all rows finds out.
struct Survey {
    total_active: u64,
    expected_flags: Vec<u8>,
    sweep_floors: Vec<Gwei>,
    /// Votes of this epoch, and of the one before.
    votes: SlotVotes,
    votes_before: SlotVotes,
}

impl Survey {
    fn of(beacon: &Beacon, attendance: &Attendance) -> Self {
        let (epoch, rows) = (beacon.epoch(), beacon.validators.len());
        let before = Epoch::new(epoch.get().saturating_sub(1));
        let mut survey = Self {
            total_active: 0,
            expected_flags: Vec::with_capacity(rows),
            sweep_floors: Vec::with_capacity(rows),
            votes: SlotVotes::of(beacon, epoch),
            votes_before: SlotVotes::of(beacon, before),
        };
        let all = &beacon.validators;
        let floors = SweepFloors::of(beacon);
        let mut index = 0u64;
        let chunks =
            all.lives().zip(all.profiles.chunks()).zip(all.credentials.chunks()).zip(all.previous_participation.chunks());
        for (((lives, profiles), credentials), flags_before) in chunks {
            for ((((life, count), profile), credentials), flags_before) in lives.zip(profiles).zip(credentials).zip(flags_before)
            {
                let stake = life.effective_balance.get().saturating_mul(count);
                let is_active = life.is_active(epoch);
                // By ETH-3 each is at most the cap of 2048 ether, below 2^41 Gwei: it takes eight million validators at the
                // cap to pass 64 bits, seventeen billion ether. The specification's sum has 64 bits too.
                survey.total_active = survey.total_active.saturating_add(if is_active { stake } else { 0 });
                // A slashed validator is run by nobody; one that is not active has no duty.
                let on_duty = is_active && !life.slashed;
                let flags = if on_duty { attendance.flags(profile, ValidatorIndex::new(index)) } else { 0 };
                survey.votes.add(flags, life.effective_balance, count);
                survey.votes_before.add(if life.is_active(before) { *flags_before } else { 0 }, life.effective_balance, count);
                survey.expected_flags.push(flags);
                survey.sweep_floors.push(floors.floor(&life, credentials));
                index = index.saturating_add(count);
            }
        }
        survey
    }

    /// Attestations of a slot are included in the next: `sum(base * weights) // 448`, one floor a slot. The first slot of the
    /// epoch includes those of the last slot of the epoch before, whose flags are already in the column.
    fn attestation_rewards(&self, beacon: &Beacon, total_active: Gwei) -> Vec<Gwei> {
        let increment = beacon.constants.effective_balance_increment;
        let mut weights = self.votes.weights(increment);
        weights.rotate_right(1);
        if let Some(first) = weights.first_mut() {
            let carried = self.votes_before.weights(increment).last().copied();
            *first = carried.filter(|_| beacon.epoch() > Epoch::new(0)).unwrap_or(0);
        }
        let base = beacon.base_reward_for(total_active);
        // Two 64-bit numbers: the product fits 128 bits.
        weights.into_iter().map(|weight| proposer_share(u128::from(weight).saturating_mul(u128::from(base)))).collect()
    }
}

/// `numerator // 448`: what the proposer gets for including attestations worth `numerator`, rounded down.
pub(crate) fn proposer_share(numerator: u128) -> Gwei {
    // (64 - 8) * 64 // 8
    const DENOMINATOR: u128 = 448;
    Gwei::new(u64::try_from(numerator.checked_div(DENOMINATOR).unwrap_or(0)).unwrap_or(u64::MAX))
}

/// Balances above which the sweep of an epoch pays.
struct SweepFloors {
    epoch: Epoch,
    cap: Gwei,
    compounding_cap: Gwei,
}

impl SweepFloors {
    fn of(beacon: &Beacon) -> Self {
        let constants = &beacon.constants;
        Self { epoch: beacon.epoch(), cap: constants.min_activation_balance, compounding_cap: constants.max_effective_balance }
    }

    /// Everything when it is withdrawable, what exceeds the cap when the effective balance has reached it; [`Gwei::MAX`] when
    /// the sweep never pays.
    fn floor(&self, life: &Life, credentials: &B256) -> Gwei {
        let cap = match prefix(*credentials) {
            ADDRESS_PREFIX => self.cap,
            COMPOUNDING_PREFIX => self.compounding_cap,
            _ => return Gwei::MAX,
        };
        if life.withdrawable <= self.epoch {
            Gwei::ZERO
        } else if life.effective_balance == cap {
            cap
        } else {
            Gwei::MAX
        }
    }
}

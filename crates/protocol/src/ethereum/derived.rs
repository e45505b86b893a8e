//! What an epoch's slots need again and again, computed once: a pure function of the state, no part of it.
//!
//! Nothing here is compared, stored or committed to. Whoever changes what it is computed from calls
//! [`Derived::forget`]; a property test plays chains with and without it and finds no difference.

use super::Beacon;
use super::constants::weights;
use super::draws::{Draws, Purpose};
use super::epoch::{HEAD_FLAG, SOURCE_FLAG, TARGET_FLAG};
use super::performance::{Absentee, PerformanceProfile};
use super::rows::Row;
use super::sync::SyncPlan;
use super::validator::withdrawal_address;
use super::validators::Life;
use crate::units::{Epoch, Gwei, ValidatorIndex};
use alloy_primitives::B256;
use imbl::OrdMap;
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

/// Occasions of the draws of an epoch. Slots are numbered after them.
mod occasion {
    pub(super) const UPTIME: u64 = 0;
    pub(super) const SOURCE: u64 = 1;
    pub(super) const TARGET: u64 = 2;
    pub(super) const HEAD: u64 = 3;
    pub(super) const UPTIME_OF_GROUPS: u64 = 4;
    /// First of the slots' draws for proposers, two a slot with the ones for sync.
    pub(super) const SLOTS: u64 = 5;
}

/// What decides who does its duties in an epoch: draws, and who is away for longer.
#[derive(Debug, Clone)]
pub(crate) struct Attendance {
    draws: Draws,
    uptime: Draws,
    uptime_of_groups: Draws,
    away: OrdMap<Absentee, Epoch>,
}

impl Attendance {
    /// That of the current epoch.
    pub(crate) fn of(beacon: &Beacon) -> Self {
        let draws = Draws::of(beacon.seed, Purpose::Performance, beacon.epoch().get());
        let (uptime, uptime_of_groups) = (draws.on(occasion::UPTIME), draws.on(occasion::UPTIME_OF_GROUPS));
        Self { draws, uptime, uptime_of_groups, away: beacon.behaviour.away.clone() }
    }

    /// Whether it is there at all in this epoch.
    pub(crate) fn is_online(&self, profile: &PerformanceProfile, index: ValidatorIndex) -> bool {
        if profile.has_outages() {
            return !self.away.contains_key(&profile.absentee(index));
        }
        match profile.group {
            Some(group) => self.uptime_of_groups.happens(profile.uptime, u64::from(group.get())),
            None => self.uptime.happens(profile.uptime, index.get()),
        }
    }

    /// Flags its attestation earns.
    fn flags(&self, profile: &PerformanceProfile, index: ValidatorIndex) -> u8 {
        if *profile == PerformanceProfile::PERFECT {
            return SOURCE_FLAG | TARGET_FLAG | HEAD_FLAG;
        }
        if !self.is_online(profile, index) {
            return 0;
        }
        let does = |chance, occasion| self.draws.on(occasion).happens(chance, index.get());
        let source = does(profile.source, occasion::SOURCE);
        let target = does(profile.target, occasion::TARGET);
        let head = source && target && does(profile.head, occasion::HEAD);
        flags_of(source, target, head)
    }

    /// The draws that decide which online validators earn as proposers of a slot.
    pub(crate) const fn of_proposals(&self, slot_in_epoch: u64) -> Draws {
        // The name of an occasion, not an amount; a slot's number within its epoch is far below 2^62.
        self.draws.on(occasion::SLOTS.saturating_add(slot_in_epoch.saturating_mul(2)))
    }

    /// The draws that decide which online members of the sync committee sign in a slot.
    pub(crate) const fn of_signatures(&self, slot_in_epoch: u64) -> Draws {
        // As above: the odd names are those of signatures.
        self.draws.on(occasion::SLOTS.saturating_add(1).saturating_add(slot_in_epoch.saturating_mul(2)))
    }
}

/// The set of flags.
pub(crate) fn flags_of(source: bool, target: bool, head: bool) -> u8 {
    let flags = [(source, SOURCE_FLAG), (target, TARGET_FLAG), (head, HEAD_FLAG)];
    flags.into_iter().filter(|(earned, _)| *earned).fold(0, |set, (_, flag)| set | flag)
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

    /// Splits cohorts whose members draw different fortunes in this epoch, so that each row does its duties as one.
    fn split_by_attendance(&mut self) {
        if !self.validators.rows.has_cohorts() {
            return;
        }
        let (epoch, attendance) = (self.epoch(), Attendance::of(self));
        let mut boundaries = Vec::new();
        let rows = self.validators.lives().flatten().zip(self.validators.profiles.iter()).enumerate();
        for (position, ((life, count), profile)) in rows {
            if count > 1 && profile.draws_alone() && life.is_active(epoch) && !life.slashed {
                let indices = self.validators.rows.indices(Row::new(position));
                let mut last = None;
                for index in indices {
                    let flags = Some(attendance.flags(&profile, ValidatorIndex::new(index)));
                    if flags != last {
                        boundaries.push(index);
                    }
                    last = flags;
                }
            }
        }
        self.cut_at(&boundaries);
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
        let total_active = beacon.sum_active_balances();
        let attendance = Attendance::of(beacon);
        let expected_flags = expected_flags(beacon, &attendance);
        Self {
            total_active,
            attestation_rewards: attestation_rewards(beacon, &expected_flags, total_active),
            expected_flags,
            sync: SyncPlan::of(beacon, total_active, attendance.clone()),
            attendance,
            sweep_floors: sweep_floors(beacon),
        }
    }
}

/// A slashed validator is run by nobody; one that is not active has no duty.
fn expected_flags(beacon: &Beacon, attendance: &Attendance) -> Vec<u8> {
    let epoch = beacon.epoch();
    let mut flags = Vec::with_capacity(beacon.validators.len());
    let mut index = 0u64;
    for (lives, profiles) in beacon.validators.lives().zip(beacon.validators.profiles.chunks()) {
        for ((life, count), profile) in lives.zip(profiles) {
            let on_duty = life.is_active(epoch) && !life.slashed;
            flags.push(if on_duty { attendance.flags(profile, ValidatorIndex::new(index)) } else { 0 });
            index = index.saturating_add(count);
        }
    }
    flags
}

/// Attestations of a slot are included in the next: `sum(base * weights) // 448`, one floor a slot. The first slot of the
/// epoch includes those of the last slot of the epoch before, whose flags are already in the column.
fn attestation_rewards(beacon: &Beacon, expected: &[u8], total_active: Gwei) -> Vec<Gwei> {
    let epoch = beacon.epoch();
    let mut weights = weights_by_slot(beacon, epoch, expected.iter().copied());
    let carried = epoch.get().checked_sub(1).and_then(|before| {
        let flags = beacon.validators.previous_participation.iter();
        weights_by_slot(beacon, Epoch::new(before), flags).last().copied()
    });
    weights.rotate_right(1);
    if let Some(first) = weights.first_mut() {
        *first = carried.unwrap_or(0);
    }
    let base = beacon.base_reward_for(total_active);
    // Two 64-bit numbers: the product fits 128 bits.
    weights.into_iter().map(|weight| proposer_share(u128::from(weight).saturating_mul(u128::from(base)))).collect()
}

/// `numerator // 448`: what the proposer gets for including attestations worth `numerator`, rounded down.
pub(crate) fn proposer_share(numerator: u128) -> Gwei {
    // (64 - 8) * 64 // 8
    const DENOMINATOR: u128 = 448;
    Gwei::new(u64::try_from(numerator.checked_div(DENOMINATOR).unwrap_or(0)).unwrap_or(u64::MAX))
}

/// Increments times weights of the flags earned in each slot of an epoch, by the slots of [`Beacon::committee`].
fn weights_by_slot(beacon: &Beacon, epoch: Epoch, flags: impl Iterator<Item = u8>) -> Vec<u64> {
    let slots = usize::try_from(beacon.constants.slots_per_epoch).unwrap_or(usize::MAX);
    let increment = beacon.constants.effective_balance_increment.get();
    let mut slot = usize::try_from(beacon.committee_offset(epoch)).unwrap_or(0);
    let mut weights = vec![0u64; slots];
    for ((life, count), flags) in beacon.validators.lives().flatten().zip(flags) {
        // Increments of active stake below 2^35 (see `sum_active_balances`) times weights of at most 54 do not saturate.
        if flags != 0 && life.is_active(epoch) {
            let increments = life.effective_balance.get().checked_div(increment).unwrap_or(0);
            spread(&mut weights, slot, count, increments.saturating_mul(weight_of(flags)));
        }
        slot = slot.saturating_add(usize::try_from(count).unwrap_or(0));
        if slot >= slots {
            slot = slot.checked_rem(slots).unwrap_or(0);
        }
    }
    weights
}

/// Adds the weight of `count` validators that attest in consecutive slots from `first` on, around the end of the epoch.
fn spread(weights: &mut [u64], first: usize, count: u64, weight: u64) {
    let add = |to: &mut u64, times: u64| *to = to.saturating_add(weight.saturating_mul(times));
    if count == 1 {
        weights.get_mut(first).into_iter().for_each(|slot| add(slot, 1));
        return;
    }
    let slots = u64::try_from(weights.len()).unwrap_or(u64::MAX);
    let rounds = count.checked_div(slots).unwrap_or(0);
    let rest = usize::try_from(count.checked_rem(slots).unwrap_or(0)).unwrap_or(0);
    weights.rotate_left(first.min(weights.len()));
    weights.iter_mut().for_each(|slot| add(slot, rounds));
    weights.iter_mut().take(rest).for_each(|slot| add(slot, 1));
    weights.rotate_right(first.min(weights.len()));
}

/// Sum of the weights of a set of flags.
pub(crate) fn weight_of(flags: u8) -> u64 {
    let flags = [(SOURCE_FLAG, weights::SOURCE), (TARGET_FLAG, weights::TARGET), (HEAD_FLAG, weights::HEAD)]
        .iter()
        .filter(|(flag, _)| flags & flag != 0);
    flags.map(|(_, weight)| weight).sum()
}

/// Everything when it is withdrawable, what exceeds the cap when the effective balance has reached it.
fn sweep_floors(beacon: &Beacon) -> Vec<Gwei> {
    let epoch = beacon.epoch();
    let rows = beacon.validators.lives().zip(beacon.validators.credentials.chunks());
    rows.flat_map(|(lives, credentials)| {
        lives.zip(credentials).map(|((life, _), credentials)| beacon.sweep_floor(&life, *credentials, epoch))
    })
    .collect()
}

impl Beacon {
    /// Balance above which the sweep pays a validator; [`Gwei::MAX`] when it never does.
    pub(super) fn sweep_floor(&self, life: &Life, credentials: B256, epoch: Epoch) -> Gwei {
        let cap = self.constants.effective_balance_cap(credentials);
        if withdrawal_address(credentials).is_none() {
            Gwei::MAX
        } else if life.withdrawable <= epoch {
            Gwei::ZERO
        } else if life.effective_balance == cap {
            cap
        } else {
            Gwei::MAX
        }
    }
}

//! Who does its duties in an epoch: what the draws of the epoch and the outages that last say of a profile.

use super::Beacon;
use super::draws::{Draws, Purpose};
use super::ending_epoch::{HEAD_FLAG, SOURCE_FLAG, TARGET_FLAG};
use super::performance::{Absentee, PerformanceProfile};
use super::rows::Row;
use crate::units::{Epoch, ValidatorIndex};
use imbl::OrdMap;

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
    pub(crate) fn flags(&self, profile: &PerformanceProfile, index: ValidatorIndex) -> u8 {
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
    /// Splits cohorts whose members draw different fortunes in this epoch, so that each row does its duties as one.
    pub(super) fn split_by_attendance(&mut self) {
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
}

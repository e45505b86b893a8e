//! What is decided about behaviour as an epoch begins: who is away for longer than it, and who will be caught at what.
//!
//! Outages are a chain of two states: who is there falls away with one chance an epoch, who is away comes back with another
//! ([`PerformanceProfile`](super::PerformanceProfile)). The state is a list of who is away; validators of a group are one
//! entry, so they fall away and come back together. Who gets a profile with outages begins there.
//!
//! A chain on which no profile ever had outages or offences pays nothing for this: no pass over the validators.

use super::Beacon;
use super::attendance::Attendance;
use super::draws::{Draws, Purpose};
use super::equivocations::{EquivocationKind, Offence};
use super::performance::{Absentee, PerformanceProfile};
use super::rows::Row;
use crate::units::{Epoch, Slot, ValidatorIndex};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who is away, and which offences are to be found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Behaviour {
    /// Whether some profile ever had something to decide ahead.
    pub(crate) is_decided_ahead: bool,
    /// Who is away, and since when.
    pub(crate) away: OrdMap<Absentee, Epoch>,
    /// Offences nobody has brought before a block yet.
    pub(crate) offences: OrdMap<Offence, EquivocationKind>,
}

impl Beacon {
    /// Takes note of a profile some validator has from now on.
    pub(super) fn notice(&mut self, profile: &PerformanceProfile) {
        self.behaviour.is_decided_ahead |= profile.is_decided_ahead();
    }

    /// Decides about the epoch that begins; its duties are drawn.
    pub(super) fn decide_behaviour(&mut self) {
        if self.behaviour.is_decided_ahead {
            self.behaviour.away = self.away_in(self.epoch());
            self.commit_offences();
        }
    }

    /// Who is away in an epoch, given who was in the one before.
    fn away_in(&self, epoch: Epoch) -> OrdMap<Absentee, Epoch> {
        let turn = Turn { before: &self.behaviour.away, draws: Draws::of(self.seed, Purpose::Outages, epoch.get()), epoch };
        let mut decided = BTreeSet::new();
        let mut away = OrdMap::new();
        for (row, profile) in self.rows_with(PerformanceProfile::has_outages) {
            let members = match profile.group {
                Some(group) if !decided.insert(group) => 0..0,
                // The first member speaks for its group.
                Some(_) => 0..1,
                None => 0..self.validators.rows.count(row),
            };
            let first = self.validators.rows.first(row).get();
            for index in members.map(|member| ValidatorIndex::new(first.saturating_add(member))) {
                let absentee = profile.absentee(index);
                if let Some(since) = turn.of(absentee, &profile) {
                    away.insert(absentee, since);
                }
            }
        }
        away
    }

    /// Draws the offences of the epoch and puts them down under the slots of their duties.
    fn commit_offences(&mut self) {
        let epoch = self.epoch();
        let draws = Draws::of(self.seed, Purpose::Equivocations, epoch.get());
        let attendance = Attendance::of(self);
        let mut found = self.double_votes(&attendance, draws.on(0));
        found.extend(self.double_proposals(&attendance, draws.on(1)));
        self.behaviour.offences.extend(found);
    }

    fn double_votes(&self, attendance: &Attendance, draws: Draws) -> Vec<(Offence, EquivocationKind)> {
        let mut found = Vec::new();
        for (row, profile) in self.rows_with(|profile| profile.double_votes != super::PartsPerMillion::ZERO) {
            for index in self.validators.rows.indices(row).map(ValidatorIndex::new) {
                let offends = draws.happens(profile.double_votes, index.get()) && self.is_at_work(index, attendance);
                let slot = self.attestation_slot(index, self.epoch()).filter(|_| offends);
                found.extend(slot.map(|slot| (Offence { slot, validator: index }, EquivocationKind::DoubleVote)));
            }
        }
        found
    }

    fn double_proposals(&self, attendance: &Attendance, draws: Draws) -> Vec<(Offence, EquivocationKind)> {
        let first = self.constants.start_of(self.epoch()).get();
        let slots = (first..first.saturating_add(self.constants.slots_per_epoch)).map(Slot::new);
        let offends = |slot: Slot| {
            let validator = self.proposer_at(slot).ok()?;
            let profile = self.profile_of(validator)?;
            let offends = draws.happens(profile.double_proposals, slot.get()) && self.is_at_work(validator, attendance);
            offends.then_some((Offence { slot, validator }, EquivocationKind::DoubleProposal))
        };
        slots.filter_map(offends).collect()
    }

    /// In duty, there, and run by somebody.
    fn is_at_work(&self, index: ValidatorIndex, attendance: &Attendance) -> bool {
        let life = self.validators.life(index);
        let on_duty = life.is_ok_and(|life| life.is_active(self.epoch()) && !life.slashed);
        on_duty && self.profile_of(index).is_some_and(|profile| attendance.is_online(&profile, index))
    }

    fn profile_of(&self, index: ValidatorIndex) -> Option<PerformanceProfile> {
        self.validators.rows.row_of(index).and_then(|row| self.validators.profiles.get(row))
    }

    fn rows_with(&self, wanted: impl Fn(&PerformanceProfile) -> bool) -> impl Iterator<Item = (Row, PerformanceProfile)> {
        let rows = self.validators.profiles.iter().enumerate();
        rows.filter(move |(_, profile)| wanted(profile)).map(|(position, profile)| (Row::new(position), profile))
    }
}

/// One step of the two-state chain for everybody.
struct Turn<'a> {
    before: &'a OrdMap<Absentee, Epoch>,
    draws: Draws,
    epoch: Epoch,
}

impl Turn<'_> {
    /// Since when it is away in this epoch; `None` when it is there.
    fn of(&self, absentee: Absentee, profile: &PerformanceProfile) -> Option<Epoch> {
        // Groups and validators draw apart.
        let (draws, subject) = match absentee {
            Absentee::Group(group) => (self.draws.on(0), u64::from(group.get())),
            Absentee::Validator(index) => (self.draws.on(1), index.get()),
        };
        match self.before.get(&absentee) {
            Some(since) => (!draws.comes_up(profile.odds_of_coming_back(), subject)).then_some(*since),
            None => draws.comes_up(profile.odds_of_falling_away(), subject).then_some(self.epoch),
        }
    }
}

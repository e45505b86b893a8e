//! Equivocation as an event: a validator signs two things where it may sign one, and the next block slashes it for that.
//!
//! Offences are drawn from profiles as an epoch begins, or announced ([`Beacon::commit_equivocation`]). Each has a slot, that
//! of the duty it was committed in; the first block after that slot has the evidence. A block holds as many as its lists
//! take (`MAX_PROPOSER_SLASHINGS`, and `MAX_ATTESTER_SLASHINGS_ELECTRA`: one pair of votes of one slot, whoever gave it);
//! what is left waits. Who is not slashable any more when its turn comes gets away.

use super::{Beacon, BeaconError};
use crate::units::{Slot, ValidatorIndex};
use serde::{Deserialize, Serialize};

/// Proposer slashings of one block (`MAX_PROPOSER_SLASHINGS`).
const PROPOSER_SLASHINGS_MAX: usize = 16;

/// What was signed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EquivocationKind {
    /// Two blocks for one slot: a proposer slashing.
    DoubleProposal,
    /// Two votes with one target: an attester slashing.
    DoubleVote,
}

/// A validator slashed by a block, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equivocation {
    /// Who.
    pub validator: ValidatorIndex,
    /// The slot of the duty.
    pub slot: Slot,
    /// What it did.
    pub kind: EquivocationKind,
}

/// Where an offence is looked for: by slot, then by validator. A validator is slashed once, so one a slot is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Offence {
    pub(crate) slot: Slot,
    pub(crate) validator: ValidatorIndex,
}

impl Beacon {
    /// A validator equivocates in the current slot: the next block slashes it.
    ///
    /// # Errors
    /// [`BeaconError::NotSlashable`], [`BeaconError::UnknownValidator`].
    pub fn commit_equivocation(&mut self, index: ValidatorIndex, kind: EquivocationKind) -> Result<(), BeaconError> {
        if !self.is_slashable(index)? {
            return Err(BeaconError::NotSlashable { index, epoch: self.epoch() });
        }
        self.behaviour.offences.insert(Offence { slot: self.slot, validator: index }, kind);
        Ok(())
    }

    /// Whoever behaves otherwise from now on does not commit what was drawn for later slots.
    pub(super) fn take_back_offences(&mut self, has_changed: impl Fn(ValidatorIndex) -> bool) {
        let slot = self.slot;
        let later = self.behaviour.offences.keys().filter(|offence| offence.slot > slot && has_changed(offence.validator));
        for offence in later.copied().collect::<Vec<_>>() {
            self.behaviour.offences.remove(&offence);
        }
    }

    /// Slashes whom [`Beacon::found_equivocations`] found, in that order; returns who was slashed. The caller puts the old
    /// value back on `Err`.
    pub(super) fn punish_equivocations(
        &mut self,
        found: Vec<Equivocation>,
        proposer: ValidatorIndex,
    ) -> Result<Vec<Equivocation>, BeaconError> {
        let mut slashed = Vec::with_capacity(found.len());
        for equivocation in found {
            let Equivocation { validator, slot, .. } = equivocation;
            self.behaviour.offences.remove(&Offence { slot, validator });
            if self.is_slashable(validator)? {
                self.slash_validator(validator, proposer)?;
                slashed.push(equivocation);
            }
        }
        Ok(slashed)
    }

    /// What one block takes of the offences of slots before this one: proposers first, each kind in the order of the indices.
    pub(super) fn found_equivocations(&self) -> Vec<Equivocation> {
        let due = self.behaviour.offences.iter().take_while(|(offence, _)| offence.slot < self.slot);
        let due = due.map(|(offence, kind)| Equivocation { validator: offence.validator, slot: offence.slot, kind: *kind });
        let (mut proposals, mut votes): (Vec<_>, Vec<_>) = due.partition(|due| due.kind == EquivocationKind::DoubleProposal);
        proposals.truncate(PROPOSER_SLASHINGS_MAX);
        proposals.sort_by_key(|proposal| proposal.validator);
        if let Some(slot) = votes.first().map(|vote| vote.slot) {
            votes.retain(|vote| vote.slot == slot);
        }
        proposals.extend(votes);
        proposals
    }
}

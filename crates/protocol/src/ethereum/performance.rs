//! How well a validator does its duties: input, not outcome.
//!
//! Nobody attests by magic: each duty is a draw, a hash of (seed, epoch, index, duty), against the profile in force. The
//! same state therefore always gives the same absences. A perfect profile draws nothing.
//!
//! Absences last one epoch, or come as outages of some length ([`PerformanceProfile::mean_outage`]); validators of one group
//! are away in the same epochs. Offences are drawn too, at the beginning of an epoch for its duties.

use super::BeaconError;
use super::draws::Odds;
use crate::units::{Epochs, ValidatorIndex};
use serde::{Deserialize, Serialize};

/// A chance in millionths, 0 to 1,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct PartsPerMillion(u32);

impl PartsPerMillion {
    /// Always.
    pub const FULL: Self = Self(1_000_000);
    /// Never.
    pub const ZERO: Self = Self(0);

    /// A chance of `value` / 1,000,000; `None` above the whole.
    #[must_use]
    pub const fn new(value: u32) -> Option<Self> {
        if value <= Self::FULL.0 { Some(Self(value)) } else { None }
    }

    /// The bare number, 0 to 1,000,000.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for PartsPerMillion {
    type Error = String;

    fn try_from(value: u32) -> Result<Self, Self::Error> {
        Self::new(value).ok_or_else(|| format!("expected 0 to 1000000 parts per million, got {value}"))
    }
}

impl From<PartsPerMillion> for u32 {
    fn from(chance: PartsPerMillion) -> Self {
        chance.0
    }
}

/// Validators that somebody runs together: they are away in the same epochs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperatorGroup(u32);

impl OperatorGroup {
    /// The group with a number.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// The chances with which a validator does each of its duties.
///
/// A profile counts for the whole of the epoch at whose end it is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PerformanceProfile {
    /// Being there at all: who is away in an epoch attests, proposes and syncs nothing in it.
    pub uptime: PartsPerMillion,
    /// How long it stays away once it is, on average. Zero: every epoch is drawn on its own. Otherwise it falls away and comes
    /// back with chances that make its share of time there `uptime` in the long run; it begins there.
    pub mean_outage: Epochs,
    /// With whom it shares its absences, if with anybody. Members with other chances than the one with the lowest index do
    /// not change a group's outages.
    pub group: Option<OperatorGroup>,
    /// Its attestation is included within five slots (source flag); a late one earns no head flag either.
    pub source: PartsPerMillion,
    /// Its attestation names the right target (target flag).
    pub target: PartsPerMillion,
    /// It names the right head as well and is included in the next slot (head flag).
    pub head: PartsPerMillion,
    /// It earns as proposer, for attestations, for the sync aggregate and by MEV. A block is a slot, so the block exists even
    /// when its proposal is missed: tips of its transactions still reach the fee recipient, and rewards for evidence the
    /// proposer.
    pub proposals: PartsPerMillion,
    /// It signs as member of the sync committee, drawn once a slot for all its seats.
    pub sync: PartsPerMillion,
    /// It votes twice in an epoch: an offence it is slashed for. Offences are drawn as an epoch begins; a profile set later
    /// takes back those whose slot is yet to come, and its own count from the next epoch on.
    pub double_votes: PartsPerMillion,
    /// It signs two blocks when it is its turn: an offence it is slashed for.
    pub double_proposals: PartsPerMillion,
}

impl PerformanceProfile {
    /// Every duty done.
    pub const PERFECT: Self = Self::of_uptime(PartsPerMillion::FULL);
    /// Away.
    pub const OFFLINE: Self = Self::of_uptime(PartsPerMillion::ZERO);

    /// Every duty done whenever it is there.
    #[must_use]
    pub const fn of_uptime(uptime: PartsPerMillion) -> Self {
        let (full, zero) = (PartsPerMillion::FULL, PartsPerMillion::ZERO);
        Self {
            uptime,
            mean_outage: Epochs::new(0),
            group: None,
            source: full,
            target: full,
            head: full,
            proposals: full,
            sync: full,
            double_votes: zero,
            double_proposals: zero,
        }
    }
}

/// Longest mean outage there is: 2^20 epochs, twelve years. A bound that keeps products within range.
const MEAN_OUTAGE_MAX: u64 = 1 << 20;

impl PerformanceProfile {
    /// Refuses what no chances can bring about: so little uptime that even an outage in every second stretch of time leaves
    /// more, given how long outages are.
    ///
    /// # Errors
    /// [`BeaconError::ImpossibleOutages`].
    pub fn check(&self) -> Result<(), BeaconError> {
        let odds = self.odds_of_falling_away();
        let possible = self.mean_outage.get() <= MEAN_OUTAGE_MAX && (!self.has_outages() || odds.are_possible());
        if possible { Ok(()) } else { Err(BeaconError::ImpossibleOutages { uptime: self.uptime, mean_outage: self.mean_outage }) }
    }

    /// Whether the flags of two validators with this profile can differ in the same epoch.
    pub(crate) fn draws_alone(&self) -> bool {
        let is_away_alone = is_drawn(self.uptime) && self.group.is_none();
        is_away_alone || [self.source, self.target, self.head].into_iter().any(is_drawn)
    }

    /// Whether absences are outages with a length: otherwise every epoch is drawn on its own, or nothing is.
    pub(crate) fn has_outages(&self) -> bool {
        is_drawn(self.uptime) && self.mean_outage.get() > 0
    }

    /// Whether anything about it is decided when an epoch begins.
    pub(crate) fn is_decided_ahead(&self) -> bool {
        self.has_outages() || self.double_votes != PartsPerMillion::ZERO || self.double_proposals != PartsPerMillion::ZERO
    }

    /// Who is away when this validator is.
    pub(crate) const fn absentee(&self, index: ValidatorIndex) -> Absentee {
        match self.group {
            Some(group) => Absentee::Group(group),
            None => Absentee::Validator(index),
        }
    }

    /// From there to away within an epoch: `(1 - uptime) / (uptime * mean_outage)`, so that the flows balance.
    pub(crate) fn odds_of_falling_away(&self) -> Odds {
        let (whole, uptime) = (u64::from(PartsPerMillion::FULL.get()), u64::from(self.uptime.get()));
        // A million times at most 2^20.
        let against = uptime.saturating_mul(self.mean_outage.get().min(MEAN_OUTAGE_MAX));
        Odds { hits: whole.saturating_sub(uptime), of: against }
    }

    /// From away to there within an epoch: once in the mean length of an outage.
    pub(crate) const fn odds_of_coming_back(&self) -> Odds {
        Odds { hits: 1, of: self.mean_outage.get() }
    }
}

/// Neither certain nor impossible.
fn is_drawn(chance: PartsPerMillion) -> bool {
    chance != PartsPerMillion::FULL && chance != PartsPerMillion::ZERO
}

/// Who falls away as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Absentee {
    /// All of a group.
    Group(OperatorGroup),
    /// One on its own.
    Validator(ValidatorIndex),
}

impl Default for PerformanceProfile {
    fn default() -> Self {
        Self::PERFECT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(uptime: u32, mean_outage: u64) -> PerformanceProfile {
        let uptime = PartsPerMillion::new(uptime).unwrap();
        PerformanceProfile { mean_outage: Epochs::new(mean_outage), ..PerformanceProfile::of_uptime(uptime) }
    }

    #[test]
    fn the_odds_of_an_outage_balance_at_the_uptime() {
        // Half a percent away, 56 epochs (six hours) at a time.
        let profile = with(995_000, 56);
        assert_eq!(profile.odds_of_falling_away(), Odds { hits: 5_000, of: 995_000 * 56 });
        assert_eq!(profile.odds_of_coming_back(), Odds { hits: 1, of: 56 });
    }

    #[test]
    fn outages_too_short_for_so_little_uptime_are_refused() {
        let refused = |uptime, mean_outage| with(uptime, mean_outage).check().is_err();
        assert!(refused(499_999, 1), "at most every second epoch can be away when each absence lasts one");
        assert!(!refused(500_000, 1));
        assert!(refused(99_999, 9) && !refused(100_000, 9));
        assert!(!refused(1, 0), "drawn epoch by epoch");
        assert!(!refused(0, 1), "always away");
        assert!(refused(990_000, (1 << 20) + 1));
    }

    #[test]
    fn a_group_draws_absences_as_one() {
        let alone = with(990_000, 0);
        let together = PerformanceProfile { group: Some(OperatorGroup::new(3)), ..alone };
        assert!(alone.draws_alone() && !together.draws_alone());
        let sloppy = PerformanceProfile { head: PartsPerMillion::new(990_000).unwrap(), ..together };
        assert!(sloppy.draws_alone());
        assert_eq!(together.absentee(ValidatorIndex::new(7)), Absentee::Group(OperatorGroup::new(3)));
        assert_eq!(alone.absentee(ValidatorIndex::new(7)), Absentee::Validator(ValidatorIndex::new(7)));
    }
}

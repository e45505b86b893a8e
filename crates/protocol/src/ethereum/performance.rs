//! How well a validator does its duties: input, not outcome.
//!
//! Nobody attests by magic: each duty is a draw, a hash of (seed, epoch, index, duty), against the profile in force. The
//! same state therefore always gives the same absences. A perfect profile draws nothing.

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

/// The chances with which a validator does each of its duties.
///
/// A profile counts for the whole of the epoch at whose end it is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PerformanceProfile {
    /// Being there at all, drawn once an epoch: who is away attests, proposes and syncs nothing in it.
    pub uptime: PartsPerMillion,
    /// Its attestation is included within five slots (source flag); a late one earns no head flag either.
    pub source: PartsPerMillion,
    /// Its attestation names the right target (target flag).
    pub target: PartsPerMillion,
    /// It names the right head as well and is included in the next slot (head flag).
    pub head: PartsPerMillion,
    /// It earns as proposer. A block is a slot, so the block exists anyway; a missed proposal only earns nothing.
    pub proposals: PartsPerMillion,
    /// It signs as member of the sync committee, drawn once a slot for all its seats.
    pub sync: PartsPerMillion,
}

impl PerformanceProfile {
    /// Every duty done.
    pub const PERFECT: Self = Self::of_uptime(PartsPerMillion::FULL);
    /// Away.
    pub const OFFLINE: Self = Self::of_uptime(PartsPerMillion::ZERO);

    /// Every duty done whenever it is there.
    #[must_use]
    pub const fn of_uptime(uptime: PartsPerMillion) -> Self {
        let full = PartsPerMillion::FULL;
        Self { uptime, source: full, target: full, head: full, proposals: full, sync: full }
    }
}

impl PerformanceProfile {
    /// Whether the flags of two validators with this profile can differ in the same epoch.
    pub(crate) fn draws_alone(&self) -> bool {
        let is_drawn = |chance| chance != PartsPerMillion::FULL && chance != PartsPerMillion::ZERO;
        [self.uptime, self.source, self.target, self.head].into_iter().any(is_drawn)
    }
}

impl Default for PerformanceProfile {
    fn default() -> Self {
        Self::PERFECT
    }
}

//! Draws: numbers nobody chose, the same wherever the same state is played.
//!
//! A key is a Keccak hash of the chain's seed, a purpose and a number; single draws are mixed from it. Good for spreading
//! duties and absences evenly, not against somebody who would gain from predicting them: here nobody does.

use super::performance::PartsPerMillion;
use alloy_primitives::{B256, keccak256};

/// What a key is drawn for; no two purposes share numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// Proposers of an epoch.
    Proposers,
    /// The sync committee of a period.
    SyncCommittee,
    /// The slots in which the validators of an epoch attest.
    Committees,
    /// Who does which duty in an epoch.
    Performance,
    /// Who falls away or comes back as an epoch begins.
    Outages,
    /// Who commits which offence in an epoch.
    Equivocations,
}

impl Purpose {
    const fn tag(self) -> &'static [u8] {
        match self {
            Self::Proposers => b"proposers",
            Self::SyncCommittee => b"sync committee",
            Self::Committees => b"committees",
            Self::Performance => b"performance",
            Self::Outages => b"outages",
            Self::Equivocations => b"equivocations",
        }
    }
}

/// A chance as a fraction; nothing is certain when it is of zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Odds {
    pub(crate) hits: u64,
    pub(crate) of: u64,
}

impl Odds {
    /// At most the whole.
    pub(crate) const fn are_possible(self) -> bool {
        self.hits <= self.of
    }
}

/// A source of draws for one purpose and number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draws {
    key: u64,
}

impl Draws {
    pub(crate) fn of(seed: B256, purpose: Purpose, number: u64) -> Self {
        let digest = keccak256([seed.as_slice(), &number.to_le_bytes(), purpose.tag()].concat());
        let [a, b, c, d, e, f, g, h, ..] = digest.0;
        Self { key: u64::from_le_bytes([a, b, c, d, e, f, g, h]) }
    }

    /// The source of the draws of one occasion, for all subjects.
    pub(crate) const fn on(self, occasion: u64) -> Self {
        Self { key: mix(self.key ^ occasion.wrapping_mul(0xd1b5_4a32_d192_ed03)) }
    }

    /// The draw for one subject, uniform over 64 bits.
    pub(crate) const fn at(self, subject: u64) -> u64 {
        mix(self.key ^ subject.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// A number below `bound`; zero when that is zero.
    pub(crate) fn below(self, subject: u64, bound: u64) -> u64 {
        let scaled = u128::from(self.at(subject)).wrapping_mul(u128::from(bound)) >> 64;
        // A product of two 64-bit numbers, shifted by 64, fits 64 bits.
        u64::try_from(scaled).unwrap_or(0)
    }

    /// Whether something with these odds happens.
    pub(crate) fn comes_up(self, odds: Odds, subject: u64) -> bool {
        self.below(subject, odds.of) < odds.hits
    }

    /// Whether something with this chance happens. Certainties draw nothing.
    pub(crate) fn happens(self, chance: PartsPerMillion, subject: u64) -> bool {
        match chance {
            PartsPerMillion::FULL => true,
            PartsPerMillion::ZERO => false,
            chance => {
                let scaled = u128::from(self.at(subject)).wrapping_mul(u128::from(PartsPerMillion::FULL.get())) >> 64;
                scaled < u128::from(chance.get())
            }
        }
    }
}

/// Finaliser of the SplitMix64 generator: every bit of the result depends on every bit of the input.
const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_comes_true_as_often_as_it_says() {
        let draws = Draws::of(B256::repeat_byte(1), Purpose::Performance, 7);
        let chance = PartsPerMillion::new(250_000).unwrap();
        let hits = (0..10_000).filter(|subject| draws.on(3).happens(chance, *subject)).count();
        assert!((2_300..2_700).contains(&hits), "{hits} of 10000");
        assert!(draws.happens(PartsPerMillion::FULL, 1) && !draws.happens(PartsPerMillion::ZERO, 1));
    }

    #[test]
    fn odds_come_up_as_often_as_they_say() {
        let draws = Draws::of(B256::repeat_byte(2), Purpose::Outages, 1);
        let hits = (0..10_000).filter(|subject| draws.comes_up(Odds { hits: 3, of: 1_000 }, *subject)).count();
        assert!((15..50).contains(&hits), "{hits} of 10000");
        assert!((0..100).all(|subject| draws.comes_up(Odds { hits: 5, of: 5 }, subject)));
        assert!((0..100).all(|subject| !draws.comes_up(Odds { hits: 0, of: 5 }, subject)));
    }

    #[test]
    fn purposes_and_numbers_draw_apart() {
        let seed = B256::ZERO;
        let first = Draws::of(seed, Purpose::Proposers, 1).at(0);
        assert_ne!(first, Draws::of(seed, Purpose::Committees, 1).at(0));
        assert_ne!(first, Draws::of(seed, Purpose::Proposers, 2).at(0));
        assert!((0..1000).all(|subject| Draws::of(seed, Purpose::Proposers, 1).below(subject, 7) < 7));
    }
}

//! The forks of a chain that starts with all of them.

use crate::types::{Fork, Version};
use serde::{Deserialize, Serialize};

/// Forks of the beacon chain, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ForkName {
    /// The first rules.
    Phase0,
    /// Sync committees, participation flags.
    Altair,
    /// Execution payloads.
    Bellatrix,
    /// Withdrawals.
    Capella,
    /// Blobs.
    Deneb,
    /// Compounding validators, requests from the execution side.
    Electra,
    /// Proposers known ahead.
    Fulu,
}

impl ForkName {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Phase0, Self::Altair, Self::Bellatrix, Self::Capella, Self::Deneb, Self::Electra, Self::Fulu];

    /// The name the Beacon API uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phase0 => "phase0",
            Self::Altair => "altair",
            Self::Bellatrix => "bellatrix",
            Self::Capella => "capella",
            Self::Deneb => "deneb",
            Self::Electra => "electra",
            Self::Fulu => "fulu",
        }
    }

    /// Its number: how many forks came before.
    const fn number(self) -> u8 {
        match self {
            Self::Phase0 => 0,
            Self::Altair => 1,
            Self::Bellatrix => 2,
            Self::Capella => 3,
            Self::Deneb => 4,
            Self::Electra => 5,
            Self::Fulu => 6,
        }
    }
}

/// Which version each fork has; all of them begin with epoch 0.
///
/// The first byte counts forks, in steps of 0x10 where the genesis version does (Hoodi's 0x10000910 becomes 0x70000910),
/// in steps of 1 otherwise (mainnet's 0x00000000 becomes 0x06000000).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkSchedule {
    genesis_version: Version,
}

impl ForkSchedule {
    /// The forks that follow from `GENESIS_FORK_VERSION`.
    #[must_use]
    pub const fn new(genesis_version: Version) -> Self {
        Self { genesis_version }
    }

    /// The version of a fork.
    #[must_use]
    pub const fn version(&self, fork: ForkName) -> Version {
        let mut bytes = self.genesis_version.0;
        let [first, ..] = &mut bytes;
        let step = if *first != 0 && first.is_multiple_of(0x10) { 0x10 } else { 1 };
        *first = first.wrapping_add(fork.number().wrapping_mul(step));
        Version::new(bytes)
    }

    /// `GENESIS_FORK_VERSION`: what deposits are signed for, in every fork.
    #[must_use]
    pub const fn genesis_version(&self) -> Version {
        self.genesis_version
    }

    /// `CAPELLA_FORK_VERSION`: what exits are signed for, in every later fork (EIP-7044).
    #[must_use]
    pub const fn capella_version(&self) -> Version {
        self.version(ForkName::Capella)
    }

    /// Every fork with its version and first epoch.
    pub fn forks(&self) -> impl Iterator<Item = (ForkName, Version, u64)> + '_ {
        ForkName::ALL.into_iter().map(|fork| (fork, self.version(fork), 0))
    }

    /// The fork of an epoch: the last one that has begun.
    #[must_use]
    pub fn fork_at(&self, epoch: u64) -> ForkName {
        let begun = self.forks().filter(|(_, _, first)| *first <= epoch);
        begun.last().map_or(ForkName::Phase0, |(fork, _, _)| fork)
    }

    /// The fork as the state names it. A chain that starts with a fork has no version before.
    #[must_use]
    pub const fn fork(&self) -> Fork {
        let version = self.version(ForkName::Fulu);
        Fork { previous_version: version, current_version: version, epoch: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::fixed_bytes;

    #[test]
    fn versions_count_in_the_step_of_the_genesis_version() {
        #[track_caller]
        fn check(genesis: Version, capella: Version, fulu: Version) {
            let schedule = ForkSchedule::new(genesis);
            assert_eq!(schedule.version(ForkName::Phase0), genesis);
            assert_eq!((schedule.capella_version(), schedule.version(ForkName::Fulu)), (capella, fulu));
        }
        check(fixed_bytes!("00000000"), fixed_bytes!("03000000"), fixed_bytes!("06000000"));
        check(fixed_bytes!("10000910"), fixed_bytes!("40000910"), fixed_bytes!("70000910"));
        check(fixed_bytes!("000a9e10"), fixed_bytes!("030a9e10"), fixed_bytes!("060a9e10"));
    }

    #[test]
    fn a_chain_with_all_forks_has_no_version_before() {
        let fork = ForkSchedule::new(fixed_bytes!("000a9e10")).fork();
        assert_eq!(
            (fork.previous_version, fork.current_version, fork.epoch),
            (fork.current_version, fixed_bytes!("060a9e10"), 0)
        );
    }
}

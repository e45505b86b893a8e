//! `RewardsCoordinator`: submissions, roots, claims, splits; and the calculation behind its roots.
//!
//! Services offer tokens ([`submission`](RewardsSubmission)); once a day somebody calculates off the chain what everybody
//! has earned since the beginning ([`calculation`]), hashes it into a [`tree`] and posts its root; earners prove what is
//! theirs ([`Claim`]) and are paid the difference to what they claimed before. The contract checks no calculation: whoever
//! may post roots is trusted with all the tokens that lie here. Checked: `calculation` gives the same for everybody.
//!
//! Invariants
//! - RST-60  roots are numbered from 0 without gaps; their periods end one after the other, the last where the contract says
//! - RST-61  a root's period has ended before the root becomes active
//! - RST-62  a submitter's nonce counts its recorded submissions
//! - RST-63  who has claimed has claimed more than nothing, and there is a root that was not disabled
//! - RST-64  between calls no guarded function runs
//! - RST-65  what an earner claimed never falls (held by `process_claim`, which only pays more)

pub mod calculation;
mod claimers;
mod claims;
mod config;
mod control;
mod error;
mod events;
mod hash;
mod invariants;
mod roots;
mod splits;
mod submission;
mod submit;
mod tables;
pub mod tree;
mod uint32;
mod validation;

pub use claims::Claim;
pub use config::RewardsConfig;
pub use error::RewardsError;
pub use events::RewardsEvent;
pub use roots::DistributionRoot;
pub use splits::{Split, SplitKey};
pub use submission::{
    DirectedFor, OperatorDirectedRewardsSubmission, OperatorReward, RewardsFor, RewardsSubmission, StrategyAndMultiplier,
    SubmissionKind,
};
pub use validation::MAX_REWARDS_AMOUNT;

use super::Restaking;
use crate::{
    governance::{Owner, PauseBits, ReentrancyGuard},
    units::{Seconds, Timestamp},
};
use alloy_primitives::{Address, B256, U256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// `RewardsCoordinator`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewardsCoordinator {
    paused: PauseBits,
    owner: Owner,
    guard: ReentrancyGuard,
    config: RewardsConfig,
    settings: Settings,
    /// Who may reward everybody.
    for_all_submitters: OrdMap<Address, ()>,
    /// Who pays the protocol's fee.
    fee_payers: OrdMap<Address, ()>,
    /// Submissions made in an account's name.
    nonces: OrdMap<Address, u64>,
    /// Hashes of them.
    submissions: OrdMap<(Address, SubmissionKind, B256), ()>,
    roots: OrdMap<u32, DistributionRoot>,
    /// By earner: who claims for it.
    claimers: OrdMap<Address, Address>,
    /// By earner and token: what was paid.
    cumulative_claimed: OrdMap<(Address, Address), U256>,
    splits: OrdMap<SplitKey, Split>,
}

/// What the owner sets, and the end of the last root's period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Settings {
    rewards_updater: Address,
    fee_recipient: Address,
    activation_delay: Seconds,
    default_split_bips: u16,
    calculation_end: Timestamp,
}

/// The contract as a chain starts with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RewardsGenesis {
    /// Who owns it.
    pub owner: Address,
    /// Who posts roots.
    pub rewards_updater: Address,
    /// Where the protocol's fee goes.
    pub fee_recipient: Address,
    /// How long roots and splits wait; 604,800 s on mainnet.
    pub activation_delay: Seconds,
    /// What operators keep that have set nothing, in basis points; 1,000 on mainnet.
    pub default_split_bips: u16,
    /// The immutables.
    pub config: RewardsConfig,
}

impl RewardsGenesis {
    /// Mainnet's delays and bounds; the owner posts roots and receives the fee until it says otherwise.
    #[must_use]
    pub const fn mainnet(owner: Address) -> Self {
        Self {
            owner,
            rewards_updater: owner,
            fee_recipient: owner,
            activation_delay: Seconds::new(604_800),
            default_split_bips: 1_000,
            config: RewardsConfig::MAINNET,
        }
    }
}

impl RewardsCoordinator {
    /// The contract after its initialisation, without submissions and roots.
    #[must_use]
    pub fn genesis(genesis: RewardsGenesis) -> Self {
        let RewardsGenesis { owner, rewards_updater, fee_recipient, activation_delay, default_split_bips, config } = genesis;
        let settings = Settings { rewards_updater, fee_recipient, activation_delay, default_split_bips, ..Settings::default() };
        Self { owner: Owner::new(owner), config, settings, ..Self::default() }
    }

    /// The immutables.
    #[must_use]
    pub const fn config(&self) -> &RewardsConfig {
        &self.config
    }

    /// `rewardsUpdater()`
    #[must_use]
    pub const fn rewards_updater(&self) -> Address {
        self.settings.rewards_updater
    }

    /// `feeRecipient()`
    #[must_use]
    pub const fn fee_recipient(&self) -> Address {
        self.settings.fee_recipient
    }

    /// `activationDelay()`
    #[must_use]
    pub const fn activation_delay(&self) -> Seconds {
        self.settings.activation_delay
    }

    /// `defaultOperatorSplitBips()`
    #[must_use]
    pub const fn default_operator_split_bips(&self) -> u16 {
        self.settings.default_split_bips
    }

    /// `currRewardsCalculationEndTimestamp()`: zero before the first root.
    #[must_use]
    pub const fn calculation_end(&self) -> Timestamp {
        self.settings.calculation_end
    }

    /// Which functions are paused.
    #[must_use]
    pub const fn pause_bits(&self) -> PauseBits {
        self.paused
    }

    /// The pause, to change it.
    pub const fn pause_bits_mut(&mut self) -> &mut PauseBits {
        &mut self.paused
    }

    /// Who owns the contract.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// The owner, to change it.
    pub const fn owner_mut(&mut self) -> &mut Owner {
        &mut self.owner
    }
}

impl Restaking {
    /// The contract to change it: a copy of its own when an older value still shares it.
    pub fn rewards_mut(&mut self) -> &mut RewardsCoordinator {
        Arc::make_mut(&mut self.rewards)
    }
}

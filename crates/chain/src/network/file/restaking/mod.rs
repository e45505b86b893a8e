//! EigenLayer's part of a network file: delays, strategies, who operates, who stakes, which services there are.

mod delays;
mod token;

pub use delays::DelaysTable;
pub use token::TokenRef;

use super::super::{amount::Amount, phrase::AccountRef};
use super::HolderTable;
use alloy_primitives::Address;
use aquifer_protocol::restaking::EarlyLookup;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// `[restaking]`: left out, the contracts are there with mainnet's delays and nobody in them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RestakingTable {
    /// Owns every contract and ends pauses; left out, Lido's administrator.
    pub owner: Option<AccountRef>,
    /// Who may pause beside the owner.
    pub pausers: Vec<AccountRef>,
    /// The delays counted in blocks; left out, mainnet's.
    pub delays: Option<Spanned<DelaysTable>>,
    /// Whether slashed shares wait before anyone may send them off, the rule of May 2026; left out, they do.
    pub slash_resolution: Option<bool>,
    /// What a slash finds when it looks back to before the first block.
    pub early_lookup: EarlyLookupName,
    /// Roots, splits and fees of `RewardsCoordinator`.
    pub rewards: RewardsTable,
    /// Who holds EIGEN; its units count as ether.
    pub eigen_holders: Vec<Spanned<HolderTable>>,
    /// Tokens that can be restaked from the start.
    pub strategies: Vec<Spanned<StrategyTable>>,
    /// Who registers as operator.
    pub operators: Vec<Spanned<RestakingOperatorTable>>,
    /// Who has staked what, with whom.
    pub stakers: Vec<Spanned<StakerTable>>,
    /// The services with their operator sets.
    pub services: Vec<Spanned<ServiceTable>>,
}

/// What a slash finds when it looks back to before the first block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EarlyLookupName {
    /// The value before everything counts: slashing works from the first block.
    #[default]
    BeforeEverything,
    /// The contract's own arithmetic panics.
    Panics,
}

impl From<EarlyLookupName> for EarlyLookup {
    fn from(name: EarlyLookupName) -> Self {
        match name {
            EarlyLookupName::BeforeEverything => Self::BeforeEverything,
            EarlyLookupName::Panics => Self::Panics,
        }
    }
}

/// `[restaking.rewards]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RewardsTable {
    /// Seconds between a root and the first claim against it; left out, mainnet's 7 days.
    pub activation_delay: Option<u32>,
    /// Operators' part where they have not said otherwise, in basis points; left out, mainnet's 1,000.
    pub default_split_bips: Option<Spanned<u16>>,
    /// Who receives the protocol's fee on submissions that opt in; left out, the treasury.
    pub fee_recipient: Option<AccountRef>,
}

/// `[[restaking.strategies]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrategyTable {
    /// Its token.
    pub token: Spanned<TokenRef>,
    /// Where the strategy lives; left out, an address derived from the token's name, and for EIGEN mainnet's.
    #[serde(default, deserialize_with = "super::hex::address")]
    pub address: Option<Address>,
}

/// `[[restaking.operators]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestakingOperatorTable {
    /// Its account, an index of the test phrase, for keepers sign for it.
    pub account: Spanned<u32>,
    /// Blocks until an allocation counts.
    #[serde(default)]
    pub allocation_delay: u32,
    /// Where its description lies.
    #[serde(default)]
    pub metadata_uri: String,
}

/// `[[restaking.stakers]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakerTable {
    /// Who.
    pub account: AccountRef,
    /// The operator it delegates to, an index of the test phrase; left out, nobody. An operator delegates to itself.
    #[serde(default)]
    pub operator: Option<Spanned<u32>>,
    /// What it deposits of each token, which it must hold: a token's units count as ether.
    #[serde(default)]
    pub deposits: BTreeMap<Spanned<TokenRef>, Amount>,
    /// Validators in its pod at genesis.
    #[serde(default)]
    pub pod: Option<PodTable>,
}

/// `pod` of `[[restaking.stakers]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PodTable {
    /// Account of the node operator that runs them: so many of its own validators, the last ones, withdraw to the pod.
    pub run_by: Spanned<u32>,
    /// How many.
    pub validators: u64,
}

/// `[[restaking.services]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceTable {
    /// Its name, for people.
    pub name: String,
    /// Its contract, which comes with this program and is created at genesis.
    pub contract: ServiceContract,
    /// Acts for it, an index of the test phrase; left out, the owner of the contracts.
    #[serde(default)]
    pub admin: Option<AccountRef>,
    /// Where its description lies.
    #[serde(default)]
    pub metadata_uri: String,
    /// Tokens whose strategies count for its operator set; `beacon_chain_eth` is native stake.
    pub strategies: Spanned<Vec<TokenRef>>,
    /// What a proven offence takes of an operator's allocation, in basis points.
    pub slashed_bips: Spanned<u16>,
    /// Operators that register for the set, indices of the test phrase.
    pub operators: Spanned<Vec<u32>>,
    /// What each of them allocates to it of every strategy, in basis points of its whole stake.
    pub allocation_bips: Spanned<u16>,
    /// What it pays, by unique stake; left out, nothing.
    #[serde(default)]
    pub rewards: Option<ServiceRewardsTable>,
}

/// `[restaking.services.rewards]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceRewardsTable {
    /// The token it pays in.
    pub token: Spanned<TokenRef>,
    /// How much a week; a token's units count as ether.
    pub weekly: Amount,
    /// What the payer has of it at genesis; wstETH it wraps from the stETH it must hold.
    #[serde(default)]
    pub stock: Amount,
}

/// A service whose contract comes with this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceContract {
    /// Slashes an operator who signed two conflicting statements.
    DoubleSigning,
}

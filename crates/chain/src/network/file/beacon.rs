//! The consensus side of a network file: constants, genesis validators and who runs them.

use crate::network::error::unknown;
use alloy_primitives::FixedBytes;
use aquifer_protocol::ethereum::{BeaconConstants, OperatorGroup, PartsPerMillion, PerformanceProfile};
use aquifer_protocol::units::Epochs;
use serde::Deserialize;
use std::{collections::BTreeMap, ops::Range};
use toml::Spanned;

/// `[beacon]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeaconTable {
    /// Where the constants come from.
    pub preset: Preset,
    /// Fork version that deposit signatures are made for.
    #[serde(deserialize_with = "super::hex::fork_version")]
    pub genesis_fork_version: FixedBytes<4>,
    /// Draws proposers and sync committees, and the operators' development keys.
    pub seed: String,
    /// Constants that differ from the preset.
    #[serde(default)]
    pub constants: BTreeMap<Spanned<String>, Spanned<u64>>,
}

impl BeaconTable {
    /// The preset with the file's constants put in.
    ///
    /// # Errors
    /// The place and message of a constant that does not exist or has an impossible value.
    pub(in crate::network) fn resolve(&self) -> Result<BeaconConstants, (Range<usize>, String)> {
        let preset = match self.preset {
            Preset::Mainnet => BeaconConstants::mainnet(),
            Preset::Minimal => BeaconConstants::minimal(),
        };
        let mut constants = toml::Table::try_from(&preset).map_err(|error| (0..0, error.to_string()))?;
        for (name, value) in &self.constants {
            let names: Vec<&str> = constants.keys().map(String::as_str).collect();
            if !names.contains(&name.get_ref().as_str()) {
                return Err((name.span(), unknown("constant", name.get_ref(), &names)));
            }
            let number = i64::try_from(*value.get_ref()).unwrap_or(i64::MAX);
            constants.insert(name.get_ref().clone(), toml::Value::Integer(number));
        }
        let first = self.constants.keys().next().map_or(0..0, Spanned::span);
        constants.try_into().map_err(|error: toml::de::Error| (first, error.message().to_owned()))
    }
}

/// A set of beacon-chain constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// 32 slots an epoch.
    Mainnet,
    /// 8 slots an epoch, small queues.
    Minimal,
}

/// `[[operators]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorTable {
    /// Its number in its module, whose registry uses the same: in each module ids start at 0 and leave no gap.
    pub id: Spanned<u64>,
    /// Its name.
    pub name: String,
    /// Its account, an index of the test phrase: adds signing keys, receives its share of Lido's fee and its own
    /// validators' withdrawals.
    pub account: Spanned<u32>,
    /// Staking module of its Lido validators.
    pub module: Spanned<u64>,
    /// Validators it runs for Lido, active at genesis with 32 ETH each.
    pub lido_validators: Spanned<u64>,
    /// Validators of its own, active at genesis with 32 ETH each.
    pub own_validators: u64,
    /// Signed and vetted keys that wait for a deposit at genesis.
    pub spare_keys: u64,
    /// In how many epochs of 10,000 its validators are there at all, in the long run.
    #[serde(default = "perfect")]
    pub uptime_bips: Spanned<u16>,
    /// For how many epochs they stay away once they are, on average, all of them together. Left out, each is drawn on its
    /// own in every epoch.
    #[serde(default = "none")]
    pub mean_outage_epochs: Spanned<u64>,
    /// How many votes of 10,000 are included in time.
    #[serde(default = "perfect")]
    pub source_bips: Spanned<u16>,
    /// How many votes of 10,000 name the right target.
    #[serde(default = "perfect")]
    pub target_bips: Spanned<u16>,
    /// How many votes of 10,000 name the right head and are included at once.
    #[serde(default = "perfect")]
    pub head_bips: Spanned<u16>,
    /// How many seats of 10,000 sign when they sit in the sync committee.
    #[serde(default = "perfect")]
    pub sync_bips: Spanned<u16>,
    /// How many proposals of 10,000 they miss.
    #[serde(default = "never")]
    pub missed_proposals_bips: Spanned<u16>,
}

/// Basis points to parts per million.
const PPM_PER_BIPS: u32 = 100;

impl OperatorTable {
    /// How well its validators do their duties; those of one operator share their outages. `position` is the operator's
    /// place in the file.
    pub(in crate::network) fn profile(&self, position: u32) -> PerformanceProfile {
        let mean_outage = Epochs::new(*self.mean_outage_epochs.get_ref());
        PerformanceProfile {
            mean_outage,
            group: (mean_outage > Epochs::new(0)).then_some(OperatorGroup::new(position)),
            source: chance(*self.source_bips.get_ref()),
            target: chance(*self.target_bips.get_ref()),
            head: chance(*self.head_bips.get_ref()),
            proposals: chance(10_000_u16.saturating_sub(*self.missed_proposals_bips.get_ref())),
            sync: chance(*self.sync_bips.get_ref()),
            ..PerformanceProfile::of_uptime(chance(*self.uptime_bips.get_ref()))
        }
    }

    /// Every share given in basis points, with its key.
    pub(in crate::network) fn shares(&self) -> [(&Spanned<u16>, &'static str); 6] {
        [
            (&self.uptime_bips, "uptime_bips"),
            (&self.source_bips, "source_bips"),
            (&self.target_bips, "target_bips"),
            (&self.head_bips, "head_bips"),
            (&self.sync_bips, "sync_bips"),
            (&self.missed_proposals_bips, "missed_proposals_bips"),
        ]
    }
}

/// What was checked to be at most the whole.
pub(in crate::network) fn chance(bips: u16) -> PartsPerMillion {
    PartsPerMillion::new(u32::from(bips) * PPM_PER_BIPS).unwrap_or(PartsPerMillion::FULL)
}

fn perfect() -> Spanned<u16> {
    Spanned::new(0..0, 10_000)
}

fn never() -> Spanned<u16> {
    Spanned::new(0..0, 0)
}

fn none() -> Spanned<u64> {
    Spanned::new(0..0, 0)
}

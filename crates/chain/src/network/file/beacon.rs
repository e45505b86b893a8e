//! The consensus side of a network file: constants, genesis validators and who runs them.

use crate::network::error::unknown;
use alloy_primitives::FixedBytes;
use aquifer_protocol::ethereum::BeaconConstants;
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
    /// In how many epochs of 10,000 each of its validators is there at all.
    #[serde(default = "perfect")]
    pub uptime_bips: Spanned<u16>,
}

fn perfect() -> Spanned<u16> {
    Spanned::new(0..0, 10_000)
}

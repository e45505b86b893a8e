//! The consensus side of a network file: constants, genesis validators and who runs them.

use super::super::phrase::AccountRef;
use alloy_primitives::FixedBytes;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// `[beacon]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeaconTable {
    /// Where the constants come from.
    pub preset: Preset,
    /// Fork version that deposit signatures are made for.
    pub genesis_fork_version: FixedBytes<4>,
    /// Draws proposers and sync committees, and the operators' development keys.
    pub seed: String,
    /// Constants that differ from the preset.
    #[serde(default)]
    pub constants: BTreeMap<Spanned<String>, Spanned<u64>>,
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
    /// Its number; Lido's registry uses the same, so ids start at 0 and leave no gap.
    pub id: Spanned<u64>,
    /// Its name.
    pub name: String,
    /// Its account: adds signing keys, receives its share of Lido's fee and its own validators' withdrawals.
    pub account: Spanned<AccountRef>,
    /// Staking module of its Lido validators.
    pub module: Spanned<u64>,
    /// Validators it runs for Lido, active at genesis with 32 ETH each.
    pub lido_validators: Spanned<u64>,
    /// Validators of its own, active at genesis with 32 ETH each.
    pub own_validators: u64,
    /// Signed and vetted keys that wait for a deposit at genesis.
    pub spare_keys: u64,
    /// How many slots in 10,000 its validators attest, and how many of its blocks it proposes.
    #[serde(default = "perfect")]
    pub online_bips: Spanned<u16>,
}

fn perfect() -> Spanned<u16> {
    Spanned::new(0..0, 10_000)
}

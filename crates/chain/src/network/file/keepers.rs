//! The automation accounts of a network file: indices of the test phrase, so that `up` can run them.

use super::super::{amount::Amount, phrase::AccountRef};
use serde::Deserialize;
use toml::Spanned;

/// `[keepers]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepersTable {
    /// What each keeper, operator and staker of this file holds at genesis, for gas.
    pub balance: Amount,
    /// Members of the oracle committee.
    pub reporters: Spanned<Vec<u32>>,
    /// Members of the oracle committee whom somebody else runs, or nobody.
    #[serde(default)]
    pub other_reporters: Vec<AccountRef>,
    /// Guardians of the deposit security module.
    pub guardians: Spanned<Vec<u32>>,
    /// Guardian signatures a deposit needs.
    pub guardian_quorum: Spanned<u64>,
    /// Sends deposits.
    pub depositor: u32,
    /// Plans exits and watches the withdrawal queue.
    pub finaliser: u32,
    /// Computes, posts and publishes the roots of restaking rewards; left out, nobody does.
    #[serde(default)]
    pub rewards: Option<Spanned<u32>>,
    /// Finds and submits evidence against operators of the reference service; left out, nobody does.
    #[serde(default)]
    pub watcher: Option<Spanned<u32>>,
    /// Submits the reference service's rewards; left out, nobody does.
    #[serde(default)]
    pub payer: Option<Spanned<u32>>,
}

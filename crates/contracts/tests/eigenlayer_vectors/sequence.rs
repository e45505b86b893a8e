//! The format of a recorded sequence. A field that is not listed here is a failure.

use alloy_primitives::{Address, B256};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Observed values by key.
pub(crate) type Observation = BTreeMap<String, Value>;

/// One recorded file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Sequence {
    #[serde(rename = "profile")]
    _profile: String,
    #[serde(rename = "seed")]
    _seed: u64,
    pub(crate) config: Config,
    pub(crate) addresses: BTreeMap<String, Address>,
    pub(crate) operator_sets: Vec<NamedSet>,
    pub(crate) withdrawals: Vec<NamedWithdrawal>,
    pub(crate) start_block: u64,
    pub(crate) view_block_offset: u64,
    pub(crate) initial_state: Observation,
    pub(crate) steps: Vec<Step>,
    pub(crate) final_state: Observation,
}

/// The delays in blocks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    #[serde(rename = "MIN_WITHDRAWAL_DELAY_BLOCKS")]
    pub(crate) withdrawal: u64,
    #[serde(rename = "DEALLOCATION_DELAY")]
    pub(crate) deallocation: u64,
    #[serde(rename = "ALLOCATION_CONFIGURATION_DELAY")]
    pub(crate) allocation_configuration: u64,
    #[serde(rename = "chainId")]
    pub(crate) chain_id: u64,
}

/// An operator set under its name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedSet {
    pub(crate) name: String,
    pub(crate) avs: String,
    pub(crate) id: u32,
}

/// A queued withdrawal under its name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedWithdrawal {
    pub(crate) name: String,
    pub(crate) root: B256,
    #[serde(rename = "struct")]
    pub(crate) fields: Value,
}

/// One step: a transaction, or blocks without one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    #[serde(rename = "i")]
    pub(crate) index: usize,
    pub(crate) op: String,
    pub(crate) from: Option<String>,
    pub(crate) contract: Option<String>,
    pub(crate) function: Option<String>,
    #[serde(default)]
    pub(crate) args: Vec<Value>,
    pub(crate) block: u64,
    pub(crate) status: Status,
    pub(crate) error: Option<String>,
    pub(crate) returns: Option<Value>,
    #[serde(default)]
    pub(crate) events: Vec<Emitted>,
    pub(crate) changes: Observation,
    #[serde(default)]
    pub(crate) gone: Vec<String>,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(rename = "blocks")]
    pub(crate) _blocks: Option<u64>,
}

/// How a transaction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Ok,
    Revert,
}

/// A recorded event.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Emitted {
    pub(crate) contract: String,
    pub(crate) event: String,
    pub(crate) args: BTreeMap<String, Value>,
}

impl Sequence {
    #[track_caller]
    pub(crate) fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("not a recorded sequence: {error}"))
    }
}

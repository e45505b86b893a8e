//! What a network file may say: one type per table. Values are checked as they are read; what spans tables is checked
//! by `super::check`. Unknown keys are errors.

mod beacon;
mod hex;
mod keepers;
mod lido;
mod mev;
mod native;
mod restaking;

pub(super) use beacon::chance;
pub use beacon::{BeaconTable, OperatorTable, Preset};
pub use keepers::KeepersTable;
pub use lido::{FramesTable, HolderTable, LidoTable, LimitsTable, ModuleStatus, ModuleTable, StakeLimitTable};
pub use mev::MevTable;
pub use native::NativeTable;
pub use restaking::{
    DelaysTable, EarlyLookupName, PodTable, RestakingOperatorTable, RestakingTable, RewardsTable, ServiceContract,
    ServiceRewardsTable, ServiceTable, StakerTable, StrategyTable, TokenRef,
};

use super::{amount::Amount, phrase::AccountRef};
use alloy_primitives::{Bytes, U256};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A whole network file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// Name of the network, part of the default data directory's name.
    pub name: Spanned<String>,
    /// Execution side.
    pub chain: ChainTable,
    /// Development accounts.
    pub accounts: AccountsTable,
    /// Consensus side.
    pub beacon: BeaconTable,
    /// Who runs validators.
    pub operators: Vec<Spanned<OperatorTable>>,
    /// Lido at genesis.
    pub lido: LidoTable,
    /// EigenLayer at genesis.
    #[serde(default)]
    pub restaking: RestakingTable,
    /// What proposers earn beside tips; left out, nothing.
    #[serde(default)]
    pub mev: Option<MevTable>,
    /// Automation accounts.
    pub keepers: KeepersTable,
    /// Which addresses are native contracts; what is left out stays an ordinary account.
    pub native: Spanned<NativeTable>,
    /// Ordinary accounts.
    #[serde(default)]
    pub alloc: Vec<Spanned<AllocTable>>,
}

/// `[chain]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainTable {
    /// EIP-155 chain id.
    pub id: Spanned<u64>,
    /// Time of slot 0, in seconds since 1970.
    pub genesis_time: Spanned<u64>,
    /// Gas a block may use.
    pub gas_limit: Spanned<u64>,
    /// Base fee of the first block.
    pub base_fee: Spanned<Amount>,
    /// Whether the node has the methods that change time and accounts, and signs for the development accounts; left
    /// out, it does so on local chain ids only.
    #[serde(default)]
    pub development: Option<bool>,
}

/// `[accounts]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsTable {
    /// BIP-39 test phrase; everybody knows it, so nothing of worth may ever lie there.
    pub phrase: Spanned<String>,
    /// How many accounts, from index 0.
    pub count: Spanned<u32>,
    /// What each holds at genesis.
    pub balance: Amount,
}

/// `[[alloc]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllocTable {
    /// Which account.
    pub account: AccountRef,
    /// Ether it holds.
    #[serde(default)]
    pub balance: Amount,
    /// Its nonce.
    #[serde(default)]
    pub nonce: u64,
    /// Its deployed code.
    #[serde(default, deserialize_with = "hex::code")]
    pub code: Bytes,
    /// Its storage, slot to value.
    #[serde(default)]
    pub storage: BTreeMap<U256, U256>,
}

//! Lido's part of a network file: parameters, modules, limits, first holders.

use super::super::{amount::Amount, phrase::AccountRef};
use serde::Deserialize;
use toml::Spanned;

/// `[lido]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LidoTable {
    /// Holds every role; an index of the test phrase, for a keeper vets keys with it.
    pub admin: Spanned<u32>,
    /// Where the treasury's part of the fee goes.
    pub treasury: Spanned<AccountRef>,
    /// Ether whose shares belong to nobody and never move.
    pub first_ether: Spanned<Amount>,
    /// Ether in the buffer at genesis.
    pub buffered_ether: Spanned<Amount>,
    /// Largest part of all shares that may be external, in basis points.
    pub max_external_ratio_bips: Spanned<u16>,
    /// How much may be staked at once.
    pub stake_limit: StakeLimitTable,
    /// Oracle frames and the committee.
    pub frames: FramesTable,
    /// Limits a report is held against.
    pub limits: LimitsTable,
    /// Staking modules.
    pub modules: Vec<Spanned<ModuleTable>>,
    /// Who holds the stETH of the genesis validators and buffer.
    #[serde(default)]
    pub holders: Vec<Spanned<HolderTable>>,
}

/// `[lido.stake_limit]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakeLimitTable {
    /// The limit when it is full.
    pub max: Amount,
    /// Blocks in which it refills.
    pub blocks: Spanned<u64>,
}

/// `[lido.frames]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FramesTable {
    /// First epoch of the first frame.
    pub initial_epoch: Spanned<u64>,
    /// Length of a frame.
    pub epochs_per_frame: Spanned<u64>,
    /// Slots in which only the frame's fast-lane members may report.
    pub fast_lane_slots: u64,
    /// Equal hashes that make a consensus.
    pub quorum: Spanned<u64>,
}

/// `[lido.limits]`: names and units of `OracleReportSanityChecker`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsTable {
    /// Validators that may exit in a day.
    pub exited_validators_per_day: u64,
    /// Validators that may appear in a day.
    pub appeared_validators_per_day: u64,
    /// Growth of the consensus balance in a year, in basis points.
    pub annual_balance_increase_bips: u64,
    /// How far the simulated share rate may be off, in basis points.
    pub simulated_share_rate_deviation_bips: u64,
    /// Exit requests in one report.
    pub max_validator_exit_requests: u64,
    /// Items in one extra-data transaction.
    pub max_items_per_extra_data_transaction: u64,
    /// Node operators in one extra-data item.
    pub max_node_operators_per_extra_data_item: u64,
    /// Age of the youngest request that may be finalised, in seconds.
    pub request_timestamp_margin: u64,
    /// Largest rebase of one report, scale 10^9.
    pub max_positive_token_rebase: u64,
    /// Expected loss of a slashed validator, in 10^15 wei.
    pub initial_slashing_amount_pwei: u64,
    /// Expected inactivity loss of a slashed validator, in 10^15 wei.
    pub inactivity_penalties_amount_pwei: u64,
    /// How far a second opinion may differ, in basis points.
    pub cl_balance_oracles_error_upper_bips: u64,
}

/// `[[lido.modules]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModuleTable {
    /// Its number in the router; ids start at 1 and leave no gap.
    pub id: Spanned<u64>,
    /// Its name.
    pub name: String,
    /// Largest part of all validators it may have, in basis points.
    pub stake_share_limit_bips: Spanned<u16>,
    /// Its part of the rewards, in basis points.
    pub module_fee_bips: Spanned<u16>,
    /// The treasury's part of its rewards, in basis points.
    pub treasury_fee_bips: Spanned<u16>,
    /// Deposits in one block.
    pub max_deposits_per_block: u64,
    /// Blocks between two deposits.
    pub min_deposit_block_distance: u64,
    /// Whether it takes deposits and fees.
    pub status: ModuleStatus,
}

/// Status of a staking module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModuleStatus {
    /// Takes deposits.
    Active,
    /// Takes none, still earns its fee.
    DepositsPaused,
    /// Its fee goes to the treasury.
    Stopped,
}

/// `[[lido.holders]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolderTable {
    /// Who.
    pub account: AccountRef,
    /// How much stETH.
    pub amount: Amount,
}

//! The data of a report.

use super::AccountingOracleError;
use crate::liquid::lido::staking_router::ModuleId;
use crate::units::{Gwei, Ray, RequestId, Shares, Slot, Wei};
use alloy_primitives::B256;

/// `EXTRA_DATA_FORMAT_EMPTY`
pub const EXTRA_DATA_FORMAT_EMPTY: u64 = 0;
/// `EXTRA_DATA_FORMAT_LIST`
pub const EXTRA_DATA_FORMAT_LIST: u64 = 1;

/// What the committee agreed on, field by field of the ABI's `ReportData`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportData {
    /// Version of the rules it follows.
    pub consensus_version: u64,
    /// Slot it reports on.
    pub ref_slot: Slot,
    /// Validators ever seen on the consensus layer.
    pub num_validators: u64,
    /// Their balance.
    pub cl_balance: Gwei,
    /// Modules with new exits, ascending.
    pub staking_module_ids_with_newly_exited_validators: Vec<ModuleId>,
    /// Their cumulative exits.
    pub num_exited_validators_by_staking_module: Vec<u64>,
    /// Ether of the withdrawal vault.
    pub withdrawal_vault_balance: Wei,
    /// Ether of the rewards vault.
    pub el_rewards_vault_balance: Wei,
    /// Shares waiting at the burner.
    pub shares_requested_to_burn: Shares,
    /// Last requests of the batches to finalise.
    pub withdrawal_finalization_batches: Vec<RequestId>,
    /// Rate the committee simulated.
    pub simulated_share_rate: Ray,
    /// Whether large losses are expected.
    pub is_bunker_mode: bool,
    /// Root of the tree of vaults.
    pub vaults_data_tree_root: B256,
    /// Where the tree is.
    pub vaults_data_tree_cid: String,
    /// [`EXTRA_DATA_FORMAT_EMPTY`] or [`EXTRA_DATA_FORMAT_LIST`].
    pub extra_data_format: u64,
    /// Hash of the first chunk of extra data.
    pub extra_data_hash: B256,
    /// Items in all chunks.
    pub extra_data_items_count: u64,
}

impl ReportData {
    /// Refuses announcements of extra data that contradict themselves.
    ///
    /// # Errors
    /// `UnexpectedExtraDataHash`, `UnexpectedExtraDataItemsCount`, `UnsupportedExtraDataFormat`,
    /// `ExtraDataItemsCountCannotBeZeroForNonEmptyData`, `ExtraDataHashCannotBeZeroForNonEmptyData`.
    pub(super) fn check_extra_data(&self) -> Result<(), AccountingOracleError> {
        let (hash, items) = (self.extra_data_hash, self.extra_data_items_count);
        match self.extra_data_format {
            EXTRA_DATA_FORMAT_EMPTY if !hash.is_zero() => {
                Err(AccountingOracleError::UnexpectedExtraDataHash { expected: B256::ZERO, received: hash })
            }
            EXTRA_DATA_FORMAT_EMPTY if items != 0 => {
                Err(AccountingOracleError::UnexpectedExtraDataItemsCount { expected: 0, received: items })
            }
            EXTRA_DATA_FORMAT_EMPTY => Ok(()),
            EXTRA_DATA_FORMAT_LIST if items == 0 => Err(AccountingOracleError::ExtraDataItemsCountCannotBeZeroForNonEmptyData),
            EXTRA_DATA_FORMAT_LIST if hash.is_zero() => Err(AccountingOracleError::ExtraDataHashCannotBeZeroForNonEmptyData),
            EXTRA_DATA_FORMAT_LIST => Ok(()),
            format => Err(AccountingOracleError::UnsupportedExtraDataFormat { format }),
        }
    }

    /// Refuses exits of modules that do not ascend or are empty.
    ///
    /// # Errors
    /// `InvalidExitedValidatorsData`.
    pub(super) fn check_exited_validators(&self) -> Result<(), AccountingOracleError> {
        let ids = &self.staking_module_ids_with_newly_exited_validators;
        let counts = &self.num_exited_validators_by_staking_module;
        let ascending = ids.is_sorted_by(|left, right| left < right);
        if ids.len() == counts.len() && ascending && counts.iter().all(|count| *count > 0) {
            return Ok(());
        }
        Err(AccountingOracleError::InvalidExitedValidatorsData)
    }
}

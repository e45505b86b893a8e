//! Extra data: exited validators of single operators, in chunks chained by hash.
//!
//! ```text
//! chunk: 32 bytes hash of the next chunk, zero for the last | items
//! item:  3 bytes index | 2 bytes type | 3 bytes module | 8 bytes n | n * 8 bytes operators | n * 16 bytes exits
//! ```
//! All numbers are big-endian; operators ascend within an item and from item to item.

use super::{
    AccountingOracle, AccountingOracleError, AccountingOracleEvent, EXTRA_DATA_FORMAT_EMPTY, EXTRA_DATA_FORMAT_LIST, ReportData,
};
use crate::Ctx;
use crate::effect::Effects;
use crate::liquid::lido::node_operators::OperatorId;
use crate::liquid::lido::sanity::SanityChecker;
use crate::liquid::lido::staking_router::ModuleId;
use crate::units::{ArithError, Slot};
use alloy_primitives::{B256, keccak256};
use serde::{Deserialize, Serialize};

/// Stuck validators, which newer rules no longer know.
pub const EXTRA_DATA_TYPE_STUCK_VALIDATORS: u64 = 1;
/// Exited validators.
pub const EXTRA_DATA_TYPE_EXITED_VALIDATORS: u64 = 2;

/// How far the extra data of the last report is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraDataState {
    /// Slot of its report.
    pub ref_slot: Slot,
    /// Format announced.
    pub data_format: u64,
    /// Hash of the chunk to come next.
    pub data_hash: B256,
    /// Items announced.
    pub items_count: u64,
    /// Items in.
    pub items_processed: u64,
    /// Whether all of it is in.
    pub submitted: bool,
    /// Module and operator of the last item; no module has number zero.
    last_key: (u32, u64),
}

/// Exits of some operators of one module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraDataItem {
    /// The module.
    pub module: ModuleId,
    /// Its operators and their cumulative exits.
    pub exited_validators: Vec<(OperatorId, u64)>,
}

/// What a chunk brought: the caller passes the items to the router, and after the last chunk tells it that all are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraDataProgress {
    /// Its items.
    pub items: Vec<ExtraDataItem>,
    /// Whether it was the last chunk.
    pub is_complete: bool,
}

impl ExtraDataState {
    pub(super) const fn announced(data: &ReportData) -> Self {
        Self {
            ref_slot: data.ref_slot,
            data_format: data.extra_data_format,
            data_hash: data.extra_data_hash,
            items_count: data.extra_data_items_count,
            items_processed: 0,
            submitted: false,
            last_key: (0, 0),
        }
    }
}

impl AccountingOracle {
    /// Says that there is no extra data (`submitReportExtraDataEmpty`); the caller then tells the router that all exits are in.
    ///
    /// # Errors
    /// In this order: `SenderNotAllowed`, `CannotSubmitExtraDataBeforeMainData`, `ProcessingDeadlineMissed`,
    /// `UnexpectedExtraDataFormat`, `ExtraDataAlreadyProcessed`.
    pub fn submit_report_extra_data_empty(
        &mut self,
        ctx: &Ctx,
        may_submit: bool,
        effects: &mut Effects,
    ) -> Result<(), AccountingOracleError> {
        self.check_can_submit_extra_data(ctx, may_submit, EXTRA_DATA_FORMAT_EMPTY)?;

        self.extra_data.submitted = true;
        self.emit_extra_data(effects);
        Ok(())
    }

    /// Takes the next chunk of extra data (`submitReportExtraDataList`).
    ///
    /// # Errors
    /// Those of [`Self::submit_report_extra_data_empty`], `UnexpectedExtraDataHash`, those of single items, the limits of the
    /// sanity checker, `UnexpectedExtraDataItemsCount`.
    pub fn submit_report_extra_data_list(
        &mut self,
        ctx: &Ctx,
        chunk: &[u8],
        may_submit: bool,
        sanity: &SanityChecker,
        effects: &mut Effects,
    ) -> Result<ExtraDataProgress, AccountingOracleError> {
        self.check_can_submit_extra_data(ctx, may_submit, EXTRA_DATA_FORMAT_LIST)?;
        let received = keccak256(chunk);
        if received != self.extra_data.data_hash {
            return Err(AccountingOracleError::UnexpectedExtraDataHash { expected: self.extra_data.data_hash, received });
        }
        let mut reader = ItemReader::new(chunk, &self.extra_data)?;
        let items = reader.read_all(sanity)?;
        let next_hash = reader.next_hash;
        let is_complete = next_hash.is_zero();
        let (expected, received) = (self.extra_data.items_count, reader.next_index);
        let is_expected = if is_complete { received == expected } else { received < expected };
        if !is_expected {
            return Err(AccountingOracleError::UnexpectedExtraDataItemsCount { expected, received });
        }

        self.extra_data.items_processed = reader.next_index;
        self.extra_data.last_key = reader.last_key;
        self.extra_data.submitted = is_complete;
        if !is_complete {
            self.extra_data.data_hash = next_hash;
        }
        self.emit_extra_data(effects);
        Ok(ExtraDataProgress { items, is_complete })
    }

    fn check_can_submit_extra_data(&self, ctx: &Ctx, may_submit: bool, format: u64) -> Result<(), AccountingOracleError> {
        self.check_submitter(may_submit)?;
        let state = &self.extra_data;
        if self.report.hash.is_zero() || state.ref_slot != self.report.ref_slot {
            return Err(AccountingOracleError::CannotSubmitExtraDataBeforeMainData);
        }
        self.check_deadline(ctx)?;
        if state.data_format != format {
            return Err(AccountingOracleError::UnexpectedExtraDataFormat { expected: state.data_format, received: format });
        }
        if state.submitted {
            return Err(AccountingOracleError::ExtraDataAlreadyProcessed);
        }
        Ok(())
    }

    fn emit_extra_data(&self, effects: &mut Effects) {
        let state = &self.extra_data;
        effects.emit(AccountingOracleEvent::ExtraDataSubmitted {
            ref_slot: state.ref_slot,
            items_processed: state.items_processed,
            items_count: state.items_count,
        });
    }
}

/// Reads the items of one chunk.
struct ItemReader<'a> {
    rest: &'a [u8],
    next_hash: B256,
    next_index: u64,
    last_key: (u32, u64),
}

impl<'a> ItemReader<'a> {
    fn new(chunk: &'a [u8], state: &ExtraDataState) -> Result<Self, AccountingOracleError> {
        let invalid = AccountingOracleError::InvalidExtraDataItem { item_index: state.items_processed };
        let (hash, rest) = chunk.split_at_checked(32).ok_or(invalid)?;
        Ok(Self { rest, next_hash: B256::from_slice(hash), next_index: state.items_processed, last_key: state.last_key })
    }

    fn read_all(&mut self, sanity: &SanityChecker) -> Result<Vec<ExtraDataItem>, AccountingOracleError> {
        let mut items = Vec::new();
        let (mut most_operators, mut most_index) = (0, 0);
        while !self.rest.is_empty() {
            let index = self.next_index;
            let item = self.read_item()?;
            let operators = u64::try_from(item.exited_validators.len()).map_err(|_| ArithError::Overflow)?;
            if operators > most_operators {
                (most_operators, most_index) = (operators, index);
            }
            items.push(item);
        }
        sanity.check_extra_data_items_count(u64::try_from(items.len()).map_err(|_| ArithError::Overflow)?)?;
        sanity.check_node_operators_per_extra_data_item(most_index, most_operators)?;
        Ok(items)
    }

    fn read_item(&mut self) -> Result<ExtraDataItem, AccountingOracleError> {
        let expected = self.next_index;
        let item_index = self.number(3, expected)?;
        if item_index != expected {
            return Err(AccountingOracleError::UnexpectedExtraDataIndex { expected, received: item_index });
        }
        match self.number(2, item_index)? {
            EXTRA_DATA_TYPE_EXITED_VALIDATORS => {}
            EXTRA_DATA_TYPE_STUCK_VALIDATORS => {
                return Err(AccountingOracleError::DeprecatedExtraDataType {
                    item_index,
                    data_type: EXTRA_DATA_TYPE_STUCK_VALIDATORS,
                });
            }
            data_type => return Err(AccountingOracleError::UnsupportedExtraDataType { item_index, data_type }),
        }
        let invalid = AccountingOracleError::InvalidExtraDataItem { item_index };
        let module = u32::try_from(self.number(3, item_index)?).map_err(|_| invalid.clone())?;
        let count = self.number(8, item_index)?;
        if module == 0 || count == 0 || !self.holds_operators(count) {
            return Err(invalid);
        }
        let exited_validators = self.operators(module, count, item_index)?;
        self.next_index = item_index.checked_add(1).ok_or(ArithError::Overflow)?;
        Ok(ExtraDataItem { module: ModuleId::new(module), exited_validators })
    }

    /// Whether the rest is long enough for `count` operators, so that the loops below are bounded by the chunk.
    fn holds_operators(&self, count: u64) -> bool {
        let bytes = count.checked_mul(8 + 16).and_then(|bytes| usize::try_from(bytes).ok());
        bytes.is_some_and(|bytes| bytes <= self.rest.len())
    }

    fn operators(&mut self, module: u32, count: u64, item_index: u64) -> Result<Vec<(OperatorId, u64)>, AccountingOracleError> {
        let mut ids = Vec::new();
        for _ in 0..count {
            let id = self.number(8, item_index)?;
            if (module, id) <= self.last_key {
                return Err(AccountingOracleError::InvalidExtraDataSortOrder { item_index });
            }
            self.last_key = (module, id);
            ids.push(OperatorId::new(id));
        }
        ids.into_iter().map(|id| Ok((id, self.number(16, item_index)?))).collect()
    }

    /// The next big-endian number of `bytes` bytes, which must fit 64 bits.
    fn number(&mut self, bytes: usize, item_index: u64) -> Result<u64, AccountingOracleError> {
        let invalid = AccountingOracleError::InvalidExtraDataItem { item_index };
        let (head, rest) = self.rest.split_at_checked(bytes).ok_or_else(|| invalid.clone())?;
        self.rest = rest;
        let (high, low) = head.split_at(bytes.saturating_sub(8));
        if high.iter().any(|byte| *byte != 0) {
            return Err(invalid);
        }
        Ok(low.iter().fold(0_u64, |number, byte| number.wrapping_shl(8) | u64::from(*byte)))
    }
}

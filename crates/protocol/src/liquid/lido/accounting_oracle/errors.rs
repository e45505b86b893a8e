//! Refusals and events of the oracle, named as the contract names them.

use crate::liquid::lido::sanity::SanityError;
use crate::units::{ArithError, Slot, Timestamp};
use alloy_primitives::B256;

/// Why the oracle refused a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the arguments of the real contract's errors, in order")]
pub enum AccountingOracleError {
    /// Neither a member nor a submitter.
    #[error("sender is not allowed")]
    SenderNotAllowed,
    /// Another contract calls.
    #[error("sender is not the consensus contract")]
    SenderIsNotTheConsensusContract,
    /// The caller talks to another version.
    #[error("contract version {expected} expected, {received} received")]
    UnexpectedContractVersion { expected: u64, received: u64 },
    /// Data of another slot.
    #[error("consensus is on slot {consensus}, data on {data}")]
    UnexpectedRefSlot { consensus: Slot, data: Slot },
    /// Data of other rules.
    #[error("consensus version {expected} expected, {received} received")]
    UnexpectedConsensusVersion { expected: u64, received: u64 },
    /// Not the data agreed on.
    #[error("consensus is on {consensus}, data has hash {received}")]
    UnexpectedDataHash { consensus: B256, received: B256 },
    /// Nothing agreed on.
    #[error("no consensus report to process")]
    NoConsensusReportToProcess,
    /// Too late.
    #[error("processing deadline {deadline} missed")]
    ProcessingDeadlineMissed { deadline: Timestamp },
    /// Twice.
    #[error("the reference slot is already processing")]
    RefSlotAlreadyProcessing,
    /// Back in time.
    #[error("reference slot {ref_slot} is before {prev_ref_slot}")]
    RefSlotCannotDecrease { ref_slot: Slot, prev_ref_slot: Slot },
    /// Back in time.
    #[error("reference slot {ref_slot} is not after the processed {processing_ref_slot}")]
    RefSlotMustBeGreaterThanProcessingOne { ref_slot: Slot, processing_ref_slot: Slot },
    /// No hash.
    #[error("hash cannot be zero")]
    HashCannotBeZero,
    /// The version it has already.
    #[error("version cannot be the same")]
    VersionCannotBeSame,
    /// No version.
    #[error("version cannot be zero")]
    VersionCannotBeZero,
    /// Exits of modules unsorted, empty or of unequal length.
    #[error("invalid exited validators data")]
    InvalidExitedValidatorsData,
    /// Neither empty nor list.
    #[error("unsupported extra data format {format}")]
    UnsupportedExtraDataFormat { format: u64 },
    /// Items of empty data, or a wrong number of them.
    #[error("{expected} extra data items expected, {received} received")]
    UnexpectedExtraDataItemsCount { expected: u64, received: u64 },
    /// A hash of empty data, or a wrong one.
    #[error("extra data hash {expected} expected, {received} received")]
    UnexpectedExtraDataHash { expected: B256, received: B256 },
    /// A list of nothing.
    #[error("extra data items count cannot be zero for non-empty data")]
    ExtraDataItemsCountCannotBeZeroForNonEmptyData,
    /// A list without a hash.
    #[error("extra data hash cannot be zero for non-empty data")]
    ExtraDataHashCannotBeZeroForNonEmptyData,
    /// First the main data.
    #[error("extra data cannot come before main data")]
    CannotSubmitExtraDataBeforeMainData,
    /// Nothing left to submit.
    #[error("extra data is already processed")]
    ExtraDataAlreadyProcessed,
    /// The other format was announced.
    #[error("extra data format {expected} expected, {received} received")]
    UnexpectedExtraDataFormat { expected: u64, received: u64 },
    /// Items are numbered.
    #[error("extra data index {expected} expected, {received} received")]
    UnexpectedExtraDataIndex { expected: u64, received: u64 },
    /// An item that cannot be read.
    #[error("invalid extra data item {item_index}")]
    InvalidExtraDataItem { item_index: u64 },
    /// Items ascend by module and operator.
    #[error("invalid sort order of extra data item {item_index}")]
    InvalidExtraDataSortOrder { item_index: u64 },
    /// A kind of item no longer in use.
    #[error("deprecated type {data_type} of extra data item {item_index}")]
    DeprecatedExtraDataType { item_index: u64, data_type: u64 },
    /// A kind of item nobody knows.
    #[error("unsupported type {data_type} of extra data item {item_index}")]
    UnsupportedExtraDataType { item_index: u64, data_type: u64 },
    /// Too much at once.
    #[error(transparent)]
    Sanity(#[from] SanityError),
    /// A sum left its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// What the oracle tells the world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum AccountingOracleEvent {
    /// Other rules hold.
    ConsensusVersionSet { version: u64, prev_version: u64 },
    /// The committee agreed.
    ReportSubmitted { ref_slot: Slot, hash: B256, processing_deadline_time: Timestamp },
    /// It no longer does.
    ReportDiscarded { ref_slot: Slot, hash: B256 },
    /// The data is in.
    ProcessingStarted { ref_slot: Slot, hash: B256 },
    /// An agreed report was never processed.
    WarnProcessingMissed { ref_slot: Slot },
    /// Extra data of the report before is missing.
    WarnExtraDataIncompleteProcessing { ref_slot: Slot, processed_items_count: u64, items_count: u64 },
    /// Extra data is in.
    ExtraDataSubmitted { ref_slot: Slot, items_processed: u64, items_count: u64 },
}

//! Refusals of `AccountingOracle`: custom errors.

use super::{Refusal, custom};
use crate::interfaces::IAccountingOracle as Oracle;
use alloy_primitives::{Bytes, U256};
use aquifer_protocol::liquid::lido::accounting_oracle::AccountingOracleError;

impl Refusal for AccountingOracleError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::SenderNotAllowed => custom(&Oracle::SenderNotAllowed {}),
            Self::SenderIsNotTheConsensusContract => custom(&Oracle::SenderIsNotTheConsensusContract {}),
            Self::UnexpectedContractVersion { expected, received } => {
                custom(&Oracle::UnexpectedContractVersion { expected: uint(*expected), received: uint(*received) })
            }
            Self::UnexpectedRefSlot { consensus, data } => {
                custom(&Oracle::UnexpectedRefSlot { consensusRefSlot: uint(consensus.get()), dataRefSlot: uint(data.get()) })
            }
            Self::UnexpectedConsensusVersion { expected, received } => {
                custom(&Oracle::UnexpectedConsensusVersion { expectedVersion: uint(*expected), receivedVersion: uint(*received) })
            }
            Self::UnexpectedDataHash { consensus, received } => {
                custom(&Oracle::UnexpectedDataHash { consensusHash: *consensus, receivedHash: *received })
            }
            Self::NoConsensusReportToProcess => custom(&Oracle::NoConsensusReportToProcess {}),
            Self::ProcessingDeadlineMissed { deadline } => {
                custom(&Oracle::ProcessingDeadlineMissed { deadline: uint(deadline.get()) })
            }
            Self::RefSlotAlreadyProcessing => custom(&Oracle::RefSlotAlreadyProcessing {}),
            Self::RefSlotCannotDecrease { ref_slot, prev_ref_slot } => {
                custom(&Oracle::RefSlotCannotDecrease { refSlot: uint(ref_slot.get()), prevRefSlot: uint(prev_ref_slot.get()) })
            }
            Self::RefSlotMustBeGreaterThanProcessingOne { ref_slot, processing_ref_slot } => {
                custom(&Oracle::RefSlotMustBeGreaterThanProcessingOne {
                    refSlot: uint(ref_slot.get()),
                    processingRefSlot: uint(processing_ref_slot.get()),
                })
            }
            Self::HashCannotBeZero => custom(&Oracle::HashCannotBeZero {}),
            Self::VersionCannotBeSame => custom(&Oracle::VersionCannotBeSame {}),
            Self::VersionCannotBeZero => custom(&Oracle::VersionCannotBeZero {}),
            Self::InvalidExitedValidatorsData => custom(&Oracle::InvalidExitedValidatorsData {}),
            Self::UnsupportedExtraDataFormat { format } => custom(&Oracle::UnsupportedExtraDataFormat { format: uint(*format) }),
            Self::UnexpectedExtraDataItemsCount { expected, received } => {
                custom(&Oracle::UnexpectedExtraDataItemsCount { expectedCount: uint(*expected), receivedCount: uint(*received) })
            }
            Self::UnexpectedExtraDataHash { expected, received } => {
                custom(&Oracle::UnexpectedExtraDataHash { consensusHash: *expected, receivedHash: *received })
            }
            Self::ExtraDataItemsCountCannotBeZeroForNonEmptyData => {
                custom(&Oracle::ExtraDataItemsCountCannotBeZeroForNonEmptyData {})
            }
            Self::ExtraDataHashCannotBeZeroForNonEmptyData => custom(&Oracle::ExtraDataHashCannotBeZeroForNonEmptyData {}),
            Self::CannotSubmitExtraDataBeforeMainData => custom(&Oracle::CannotSubmitExtraDataBeforeMainData {}),
            Self::ExtraDataAlreadyProcessed => custom(&Oracle::ExtraDataAlreadyProcessed {}),
            Self::UnexpectedExtraDataFormat { expected, received } => {
                custom(&Oracle::UnexpectedExtraDataFormat { expectedFormat: uint(*expected), receivedFormat: uint(*received) })
            }
            Self::UnexpectedExtraDataIndex { expected, received } => {
                custom(&Oracle::UnexpectedExtraDataIndex { expectedIndex: uint(*expected), receivedIndex: uint(*received) })
            }
            Self::InvalidExtraDataItem { item_index } => custom(&Oracle::InvalidExtraDataItem { itemIndex: uint(*item_index) }),
            Self::InvalidExtraDataSortOrder { item_index } => {
                custom(&Oracle::InvalidExtraDataSortOrder { itemIndex: uint(*item_index) })
            }
            Self::DeprecatedExtraDataType { item_index, data_type } => {
                custom(&Oracle::DeprecatedExtraDataType { itemIndex: uint(*item_index), dataType: uint(*data_type) })
            }
            Self::UnsupportedExtraDataType { item_index, data_type } => {
                custom(&Oracle::UnsupportedExtraDataType { itemIndex: uint(*item_index), dataType: uint(*data_type) })
            }
            Self::Sanity(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

fn uint(value: u64) -> U256 {
    U256::from(value)
}

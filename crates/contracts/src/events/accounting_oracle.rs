//! Logs of `AccountingOracle`.

use super::uint;
use crate::interfaces::IAccountingOracle as Oracle;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::accounting_oracle::AccountingOracleEvent;

/// The topics and data of an event.
pub(super) fn encode(event: AccountingOracleEvent) -> LogData {
    use AccountingOracleEvent as E;
    match event {
        E::ConsensusVersionSet { version, prev_version } => {
            Oracle::ConsensusVersionSet { version: uint(version), prevVersion: uint(prev_version) }.encode_log_data()
        }
        E::ReportSubmitted { ref_slot, hash, processing_deadline_time } => Oracle::ReportSubmitted {
            refSlot: uint(ref_slot.get()),
            hash,
            processingDeadlineTime: uint(processing_deadline_time.get()),
        }
        .encode_log_data(),
        E::ReportDiscarded { ref_slot, hash } => {
            Oracle::ReportDiscarded { refSlot: uint(ref_slot.get()), hash }.encode_log_data()
        }
        E::ProcessingStarted { ref_slot, hash } => {
            Oracle::ProcessingStarted { refSlot: uint(ref_slot.get()), hash }.encode_log_data()
        }
        E::WarnProcessingMissed { ref_slot } => Oracle::WarnProcessingMissed { refSlot: uint(ref_slot.get()) }.encode_log_data(),
        E::WarnExtraDataIncompleteProcessing { ref_slot, processed_items_count, items_count } => {
            Oracle::WarnExtraDataIncompleteProcessing {
                refSlot: uint(ref_slot.get()),
                processedItemsCount: uint(processed_items_count),
                itemsCount: uint(items_count),
            }
            .encode_log_data()
        }
        E::ExtraDataSubmitted { ref_slot, items_processed, items_count } => Oracle::ExtraDataSubmitted {
            refSlot: uint(ref_slot.get()),
            itemsProcessed: uint(items_processed),
            itemsCount: uint(items_count),
        }
        .encode_log_data(),
    }
}

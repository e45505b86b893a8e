//! Where the committee's agreed report is submitted (`AccountingOracle`).
//!
//! The oracle checks that the data is the agreed one and in time, and says what to apply; applying it is the caller's. Exited
//! validators of single operators follow as extra data, a chain of chunks each naming the hash of the next.
//!
//! ```text
//! consensus --submit_consensus_report--> agreed --begin_processing--> main data in --extra data--> done, until the next frame
//!           <--discard_consensus_report--
//! ```
//!
//! Invariants
//! - LIQ-53  the slot of the agreed report is never before the last processed one
//! - LIQ-54  extra data processed <= extra data announced
//!
//! Deliberately absent: applying a report, encoding it (the hash of the data comes in as an argument).

mod consensus;
mod errors;
mod extra_data;
mod processing;
mod report;
#[cfg(test)]
mod tests;

pub use consensus::ConsensusReport;
pub use errors::{AccountingOracleError, AccountingOracleEvent};
pub use extra_data::{
    EXTRA_DATA_TYPE_EXITED_VALIDATORS, EXTRA_DATA_TYPE_STUCK_VALIDATORS, ExtraDataItem, ExtraDataProgress, ExtraDataState,
};
pub use processing::{ProcessingStart, ProcessingState};
pub use report::{EXTRA_DATA_FORMAT_EMPTY, EXTRA_DATA_FORMAT_LIST, ReportData};

use super::hash_consensus::{ChainConfig, ProcessorView};
use crate::governance::Role;
use crate::invariants::BrokenInvariant;
use crate::tables::{ChangeSink, Tables, value_changes};
use crate::units::{Slot, Timestamp};
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};

/// Who may submit data beside the members of the committee.
pub const SUBMIT_DATA_ROLE: Role = Role::new("SUBMIT_DATA_ROLE");
/// Who sets the version of the rules.
pub const MANAGE_CONSENSUS_VERSION_ROLE: Role = Role::new("MANAGE_CONSENSUS_VERSION_ROLE");

/// The oracle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountingOracle {
    chain: ChainConfig,
    consensus_version: u64,
    contract_version: u64,
    last_processing_ref_slot: Slot,
    report: ConsensusReport,
    extra_data: ExtraDataState,
}

impl AccountingOracle {
    /// An oracle that has processed everything up to `last_processing_ref_slot`.
    #[must_use]
    pub fn new(chain: ChainConfig, consensus_version: u64, contract_version: u64, last_processing_ref_slot: Slot) -> Self {
        let report =
            ConsensusReport { hash: B256::ZERO, ref_slot: last_processing_ref_slot, processing_deadline: Timestamp::new(0) };
        Self {
            chain,
            consensus_version,
            contract_version,
            last_processing_ref_slot,
            report,
            extra_data: ExtraDataState::default(),
        }
    }

    /// What the committee asks of the oracle.
    #[must_use]
    pub const fn processor_view(&self) -> ProcessorView {
        ProcessorView { consensus_version: self.consensus_version, last_processing_ref_slot: self.last_processing_ref_slot }
    }

    /// Version of the rules (`getConsensusVersion`).
    #[must_use]
    pub const fn consensus_version(&self) -> u64 {
        self.consensus_version
    }

    /// Version of the contract (`getContractVersion`).
    #[must_use]
    pub const fn contract_version(&self) -> u64 {
        self.contract_version
    }

    /// Slot of the last report whose processing began (`getLastProcessingRefSlot`).
    #[must_use]
    pub const fn last_processing_ref_slot(&self) -> Slot {
        self.last_processing_ref_slot
    }

    /// The clock of the consensus layer.
    #[must_use]
    pub const fn chain_config(&self) -> ChainConfig {
        self.chain
    }

    /// Checks LIQ-53 and LIQ-54.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        let (agreed, processed) = (self.report.ref_slot, self.last_processing_ref_slot);
        BrokenInvariant::unless(agreed >= processed, "LIQ-53", || format!("agreed on slot {agreed}, processed {processed}"))?;
        let (done, announced) = (self.extra_data.items_processed, self.extra_data.items_count);
        BrokenInvariant::unless(done <= announced, "LIQ-54", || format!("{done} items of {announced}"))
    }
}

impl Tables for AccountingOracle {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("lido.oracle", before, self, sink);
    }
}

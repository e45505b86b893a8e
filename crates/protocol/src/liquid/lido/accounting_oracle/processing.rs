//! Submitting the data that was agreed on.

use super::{AccountingOracle, AccountingOracleError, AccountingOracleEvent, ExtraDataState, ReportData};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::{ArithError, Seconds, Slot, Timestamp, mul_div_down};
use alloy_primitives::{B256, U256};

/// Seconds of a day.
const DAY_SECONDS: U256 = U256::from_limbs([86_400, 0, 0, 0]);

/// What processing a report starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcessingStart {
    /// Slot of the report before.
    pub prev_ref_slot: Slot,
    /// Its time.
    pub prev_timestamp: Timestamp,
    /// Time of this report's slot.
    pub timestamp: Timestamp,
    /// Time between the two.
    pub time_elapsed: Seconds,
}

/// How far the current frame's report is (`getProcessingState`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProcessingState {
    /// Reference slot of the current frame.
    pub current_frame_ref_slot: Slot,
    /// Until when data may be submitted, zero without a consensus.
    pub processing_deadline_time: Timestamp,
    /// Hash of the main data, zero without a consensus.
    pub main_data_hash: B256,
    /// Whether the main data is in.
    pub main_data_submitted: bool,
    /// Hash of the extra data to come next.
    pub extra_data_hash: B256,
    /// Its format.
    pub extra_data_format: u64,
    /// Whether all of it is in.
    pub extra_data_submitted: bool,
    /// Items announced.
    pub extra_data_items_count: u64,
    /// Items in.
    pub extra_data_items_submitted: u64,
}

impl ProcessingStart {
    /// Validators that exited a day, rounded down, given how many are new since the report before.
    ///
    /// # Errors
    /// [`ArithError::DivisionByZero`] when no time passed.
    pub fn exited_validators_per_day(&self, newly_exited: u64) -> Result<U256, ArithError> {
        mul_div_down(U256::from(newly_exited), DAY_SECONDS, U256::from(self.time_elapsed.get()))
    }
}

impl AccountingOracle {
    /// Checks the data against what was agreed on and begins to process it (`submitReportData`); the caller applies it: exited
    /// validators to the router (the rate of [`ProcessingStart::exited_validators_per_day`] checked), the report to queue and accounting.
    ///
    /// `may_submit` says whether the caller is a member of the committee or holds [`SUBMIT_DATA_ROLE`](super::SUBMIT_DATA_ROLE);
    /// `data_hash` is the hash of the encoded data.
    ///
    /// # Errors
    /// In this order: `SenderNotAllowed`, `UnexpectedContractVersion`, `UnexpectedRefSlot`, `UnexpectedConsensusVersion`,
    /// `UnexpectedDataHash`, `NoConsensusReportToProcess`, `ProcessingDeadlineMissed`, `RefSlotAlreadyProcessing`, those of the
    /// extra data's announcement, `InvalidExitedValidatorsData`.
    pub fn begin_processing(
        &mut self,
        ctx: &Ctx,
        data: &ReportData,
        data_hash: B256,
        contract_version: u64,
        may_submit: bool,
        effects: &mut Effects,
    ) -> Result<ProcessingStart, AccountingOracleError> {
        self.check_submitter(may_submit)?;
        if contract_version != self.contract_version {
            let expected = self.contract_version;
            return Err(AccountingOracleError::UnexpectedContractVersion { expected, received: contract_version });
        }
        self.check_consensus_data(data, data_hash)?;
        self.check_may_process(ctx)?;
        data.check_extra_data()?;
        data.check_exited_validators()?;
        let start = self.processing_start(data.ref_slot)?;

        self.last_processing_ref_slot = data.ref_slot;
        self.extra_data = ExtraDataState::announced(data);
        effects.emit(AccountingOracleEvent::ProcessingStarted { ref_slot: data.ref_slot, hash: data_hash });
        Ok(start)
    }

    /// How far the report of the current frame is (`getProcessingState`).
    #[must_use]
    pub fn processing_state(&self, current_frame_ref_slot: Slot) -> ProcessingState {
        let mut state = ProcessingState { current_frame_ref_slot, ..ProcessingState::default() };
        if self.report.hash.is_zero() || self.report.ref_slot != current_frame_ref_slot {
            return state;
        }
        state.processing_deadline_time = self.report.processing_deadline;
        state.main_data_hash = self.report.hash;
        state.main_data_submitted = self.report.ref_slot == self.last_processing_ref_slot;
        if state.main_data_submitted {
            state.extra_data_hash = self.extra_data.data_hash;
            state.extra_data_format = self.extra_data.data_format;
            state.extra_data_submitted = self.extra_data.submitted;
            state.extra_data_items_count = self.extra_data.items_count;
            state.extra_data_items_submitted = self.extra_data.items_processed;
        }
        state
    }

    pub(super) const fn check_submitter(&self, may_submit: bool) -> Result<(), AccountingOracleError> {
        if may_submit { Ok(()) } else { Err(AccountingOracleError::SenderNotAllowed) }
    }

    pub(super) fn check_deadline(&self, ctx: &Ctx) -> Result<(), AccountingOracleError> {
        let deadline = self.report.processing_deadline;
        if ctx.timestamp <= deadline {
            return Ok(());
        }
        Err(AccountingOracleError::ProcessingDeadlineMissed { deadline })
    }

    fn check_consensus_data(&self, data: &ReportData, data_hash: B256) -> Result<(), AccountingOracleError> {
        if data.ref_slot != self.report.ref_slot {
            return Err(AccountingOracleError::UnexpectedRefSlot { consensus: self.report.ref_slot, data: data.ref_slot });
        }
        if data.consensus_version != self.consensus_version {
            return Err(AccountingOracleError::UnexpectedConsensusVersion {
                expected: self.consensus_version,
                received: data.consensus_version,
            });
        }
        if data_hash != self.report.hash {
            return Err(AccountingOracleError::UnexpectedDataHash { consensus: self.report.hash, received: data_hash });
        }
        Ok(())
    }

    fn check_may_process(&self, ctx: &Ctx) -> Result<(), AccountingOracleError> {
        if self.report.hash.is_zero() {
            return Err(AccountingOracleError::NoConsensusReportToProcess);
        }
        self.check_deadline(ctx)?;
        if self.report.ref_slot == self.last_processing_ref_slot {
            return Err(AccountingOracleError::RefSlotAlreadyProcessing);
        }
        Ok(())
    }

    fn processing_start(&self, ref_slot: Slot) -> Result<ProcessingStart, ArithError> {
        let prev_ref_slot = self.last_processing_ref_slot;
        let prev_timestamp = self.chain.timestamp_of(prev_ref_slot)?;
        let timestamp = self.chain.timestamp_of(ref_slot)?;
        Ok(ProcessingStart { prev_ref_slot, prev_timestamp, timestamp, time_elapsed: timestamp.since(prev_timestamp)? })
    }
}

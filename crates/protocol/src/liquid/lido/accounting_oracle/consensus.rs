//! What the committee tells the oracle.

use super::{AccountingOracle, AccountingOracleError, AccountingOracleEvent};
use crate::Ctx;
use crate::effect::Effects;
use crate::liquid::lido::hash_consensus::ProcessorCall;
use crate::units::{Slot, Timestamp};
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};

/// The report agreed on last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsensusReport {
    /// Hash of its data, zero after it was discarded.
    pub hash: B256,
    /// Slot it reports on.
    pub ref_slot: Slot,
    /// Until when its data may be submitted.
    pub processing_deadline: Timestamp,
}

impl AccountingOracle {
    /// The report agreed on last, and whether its processing began (`getConsensusReport`).
    #[must_use]
    pub fn consensus_report(&self) -> (ConsensusReport, bool) {
        let has_started = !self.report.hash.is_zero() && self.report.ref_slot == self.last_processing_ref_slot;
        (self.report, has_started)
    }

    /// Takes what the consensus contract says.
    ///
    /// # Errors
    /// Those of [`Self::submit_consensus_report`] and [`Self::discard_consensus_report`].
    pub fn on_consensus(&mut self, ctx: &Ctx, call: ProcessorCall, effects: &mut Effects) -> Result<(), AccountingOracleError> {
        match call {
            ProcessorCall::Submit { report, ref_slot, deadline } => {
                self.submit_consensus_report(ctx, report, ref_slot, deadline, effects)
            }
            ProcessorCall::Discard { ref_slot } => self.discard_consensus_report(ref_slot, effects),
        }
    }

    /// Takes the hash the committee agreed on (`submitConsensusReport`). That the consensus contract calls is checked before.
    ///
    /// # Errors
    /// In this order: `RefSlotCannotDecrease`, `RefSlotMustBeGreaterThanProcessingOne`, `ProcessingDeadlineMissed`,
    /// `HashCannotBeZero`.
    pub fn submit_consensus_report(
        &mut self,
        ctx: &Ctx,
        hash: B256,
        ref_slot: Slot,
        deadline: Timestamp,
        effects: &mut Effects,
    ) -> Result<(), AccountingOracleError> {
        let (prev_ref_slot, processing_ref_slot) = (self.report.ref_slot, self.last_processing_ref_slot);
        if ref_slot < prev_ref_slot {
            return Err(AccountingOracleError::RefSlotCannotDecrease { ref_slot, prev_ref_slot });
        }
        if ref_slot <= processing_ref_slot {
            return Err(AccountingOracleError::RefSlotMustBeGreaterThanProcessingOne { ref_slot, processing_ref_slot });
        }
        if ctx.timestamp > deadline {
            return Err(AccountingOracleError::ProcessingDeadlineMissed { deadline });
        }
        if hash.is_zero() {
            return Err(AccountingOracleError::HashCannotBeZero);
        }

        if ref_slot != prev_ref_slot && processing_ref_slot != prev_ref_slot {
            effects.emit(AccountingOracleEvent::WarnProcessingMissed { ref_slot: prev_ref_slot });
        }
        effects.emit(AccountingOracleEvent::ReportSubmitted { ref_slot, hash, processing_deadline_time: deadline });
        self.report = ConsensusReport { hash, ref_slot, processing_deadline: deadline };
        self.warn_of_missing_extra_data(effects);
        Ok(())
    }

    /// Forgets the hash, because the committee no longer agrees (`discardConsensusReport`). That the consensus contract calls is
    /// checked before.
    ///
    /// # Errors
    /// `RefSlotCannotDecrease`, `RefSlotAlreadyProcessing`.
    pub fn discard_consensus_report(&mut self, ref_slot: Slot, effects: &mut Effects) -> Result<(), AccountingOracleError> {
        let prev_ref_slot = self.report.ref_slot;
        if ref_slot < prev_ref_slot {
            return Err(AccountingOracleError::RefSlotCannotDecrease { ref_slot, prev_ref_slot });
        }
        if ref_slot > prev_ref_slot {
            return Ok(());
        }
        if ref_slot <= self.last_processing_ref_slot {
            return Err(AccountingOracleError::RefSlotAlreadyProcessing);
        }

        effects.emit(AccountingOracleEvent::ReportDiscarded { ref_slot, hash: self.report.hash });
        self.report.hash = B256::ZERO;
        Ok(())
    }

    /// Sets the version of the rules (`setConsensusVersion`). The caller's role is checked before.
    ///
    /// # Errors
    /// `VersionCannotBeSame`, `VersionCannotBeZero`.
    pub fn set_consensus_version(&mut self, version: u64, effects: &mut Effects) -> Result<(), AccountingOracleError> {
        let prev_version = self.consensus_version;
        if version == prev_version {
            return Err(AccountingOracleError::VersionCannotBeSame);
        }
        if version == 0 {
            return Err(AccountingOracleError::VersionCannotBeZero);
        }

        self.consensus_version = version;
        effects.emit(AccountingOracleEvent::ConsensusVersionSet { version, prev_version });
        Ok(())
    }

    fn warn_of_missing_extra_data(&self, effects: &mut Effects) {
        let state = &self.extra_data;
        let is_incomplete = !state.submitted || state.items_processed < state.items_count;
        if state.ref_slot == self.last_processing_ref_slot && is_incomplete {
            effects.emit(AccountingOracleEvent::WarnExtraDataIncompleteProcessing {
                ref_slot: state.ref_slot,
                processed_items_count: state.items_processed,
                items_count: state.items_count,
            });
        }
    }
}

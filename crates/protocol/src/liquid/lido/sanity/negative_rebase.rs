//! Losses: what is remembered of reports, and how large their sum may be.

use super::{AccountingReport, SanityChecker, SanityError, SanityEvent};
use crate::effect::Effects;
use crate::units::{ArithError, Gwei, Timestamp, Wei};
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};

/// Seconds of 18 days: half the time a slashed validator waits, at which the correlation penalty falls due.
const SLASHING_WINDOW_SECONDS: u64 = 18 * 86_400;
/// Seconds of 54 days: how long inactivity is counted.
const INACTIVITY_WINDOW_SECONDS: u64 = 54 * 86_400;
/// 10^15 wei, the unit of the limits.
const PWEI: u64 = 1_000_000_000_000_000;
/// Basis points of the whole.
const FULL_BIPS: U256 = U256::from_limbs([10_000, 0, 0, 0]);

/// What is remembered of one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportMemory {
    /// Time of its reference slot.
    pub timestamp: Timestamp,
    /// Validators that had exited, over all modules.
    pub total_exited_validators: u64,
    /// What was lost, in wei; zero for a gain.
    pub negative_cl_rebase: Wei,
}

/// What a second oracle says about the same slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondOpinion {
    /// Consensus-layer balance.
    pub cl_balance: Gwei,
    /// Balance of the withdrawal vault.
    pub withdrawal_vault_balance: Wei,
}

/// A decision about a report's balance: what to remember, what to tell.
pub(super) struct NegativeRebasePlan {
    index: u64,
    memory: ReportMemory,
    event: Option<SanityEvent>,
}

impl SanityChecker {
    /// Decides whether a loss is acceptable. The balance counts the whole withdrawal vault: withdrawals are no loss.
    pub(super) fn plan_negative_rebase(
        &self,
        report: &AccountingReport,
        second_opinion: Option<&SecondOpinion>,
    ) -> Result<NegativeRebasePlan, SanityError> {
        let unified = report.post_cl_balance.try_add(report.withdrawal_vault_balance)?;
        let memory = ReportMemory {
            timestamp: report.timestamp,
            total_exited_validators: report.actual_exited_validators,
            negative_cl_rebase: report.pre_cl_balance.floor_sub(unified),
        };
        let index = self.reports.get_max().map_or(Some(0), |(last, _)| last.checked_add(1)).ok_or(ArithError::Overflow)?;
        let event = if memory.negative_cl_rebase.is_zero() {
            None
        } else {
            Some(self.judge_loss(report, &memory, unified, second_opinion)?)
        };
        Ok(NegativeRebasePlan { index, memory, event })
    }

    /// Remembers the report and emits what was decided.
    pub(super) fn apply_negative_rebase(&mut self, plan: NegativeRebasePlan, effects: &mut Effects) {
        self.reports.insert(plan.index, plan.memory);
        if let Some(event) = plan.event {
            effects.emit(event);
        }
    }

    fn judge_loss(
        &self,
        report: &AccountingReport,
        memory: &ReportMemory,
        unified: Wei,
        second_opinion: Option<&SecondOpinion>,
    ) -> Result<SanityEvent, SanityError> {
        let slashing_start = before(report.timestamp, SLASHING_WINDOW_SECONDS)?;
        let inactivity_start = before(report.timestamp, INACTIVITY_WINDOW_SECONDS)?;
        let sum = self.losses_after(slashing_start)?.try_add(memory.negative_cl_rebase)?;
        let slashing = self.allowance(report, slashing_start, self.limits.initial_slashing_amount_pwei)?;
        let inactivity = self.allowance(report, inactivity_start, self.limits.inactivity_penalties_amount_pwei)?;
        let max = slashing.try_add(inactivity)?;
        if sum <= max {
            return Ok(SanityEvent::NegativeCLRebaseAccepted {
                ref_slot: report.ref_slot,
                cl_total_balance: unified,
                cl_balance_decrease: sum,
                max_allowed_cl_rebase_negative_sum: max,
            });
        }
        if self.second_opinion_oracle.is_zero() {
            return Err(SanityError::IncorrectCLBalanceDecrease { negative_cl_rebase_sum: sum, max_negative_cl_rebase_sum: max });
        }
        self.check_second_opinion(report, second_opinion)
    }

    fn check_second_opinion(
        &self,
        report: &AccountingReport,
        second_opinion: Option<&SecondOpinion>,
    ) -> Result<SanityEvent, SanityError> {
        let opinion = second_opinion.ok_or(SanityError::NegativeRebaseFailedSecondOpinionReportIsNotReady)?;
        let (reported, provided) = (report.post_cl_balance, Wei::from(opinion.cl_balance));
        let limit_bips = self.limits.cl_balance_oracles_error_upper_bp_limit;
        let mismatch = SanityError::NegativeRebaseFailedCLBalanceMismatch { reported, provided, limit_bips };
        let excess = provided.try_sub(reported).map_err(|_| mismatch.clone())?;
        let excess = FULL_BIPS.checked_mul(excess.get()).ok_or(ArithError::Overflow)?;
        if excess > U256::from(limit_bips).checked_mul(provided.get()).ok_or(ArithError::Overflow)? {
            return Err(mismatch);
        }
        if opinion.withdrawal_vault_balance != report.withdrawal_vault_balance {
            return Err(SanityError::NegativeRebaseFailedWithdrawalVaultBalanceMismatch {
                reported: report.withdrawal_vault_balance,
                provided: opinion.withdrawal_vault_balance,
            });
        }
        Ok(SanityEvent::NegativeCLRebaseConfirmed {
            ref_slot: report.ref_slot,
            cl_total_balance: reported,
            withdrawal_vault_balance: report.withdrawal_vault_balance,
        })
    }

    /// Losses of remembered reports younger than `start`. At most one a frame within the window.
    fn losses_after(&self, start: Timestamp) -> Result<Wei, ArithError> {
        let recent = self.reports.iter().rev().take_while(|(_, memory)| memory.timestamp > start);
        recent.map(|(_, memory)| memory.negative_cl_rebase).try_fold(Wei::ZERO, Wei::try_add)
    }

    /// What the validators that had not exited by `start` may lose at `pwei` each.
    fn allowance(&self, report: &AccountingReport, start: Timestamp, pwei: u64) -> Result<Wei, ArithError> {
        let newest = self.reports.iter().rev().find(|(_, memory)| memory.timestamp <= start);
        let exited = newest.map_or(0, |(_, memory)| memory.total_exited_validators);
        let validators = report.post_cl_validators.checked_sub(exited).ok_or(ArithError::Underflow)?;
        let each = U256::from(pwei).checked_mul(U256::from(PWEI)).ok_or(ArithError::Overflow)?;
        each.checked_mul(U256::from(validators)).map(Wei::new).ok_or(ArithError::Overflow)
    }
}

fn before(point: Timestamp, seconds: u64) -> Result<Timestamp, ArithError> {
    point.get().checked_sub(seconds).map(Timestamp::new).ok_or(ArithError::Underflow)
}

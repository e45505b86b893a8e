//! The checks, in the contract's order.

use super::{SanityChecker, SanityError, SecondOpinion};
use crate::effect::Effects;
use crate::units::{ArithError, Ray, Seconds, Shares, Slot, Timestamp, Wei, mul_div_down};
use alloy_primitives::U256;

/// Balance assumed where there is none: 1 gwei, so that a first report divides.
const DEFAULT_CL_BALANCE: Wei = Wei::new(U256::from_limbs([1_000_000_000, 0, 0, 0]));
/// Time assumed where none passed: an hour.
const DEFAULT_TIME_ELAPSED_SECONDS: u64 = 3_600;
/// Seconds of 365 days, times the basis points of the whole.
const YEAR_SECONDS_BIPS: U256 = U256::from_limbs([365 * 86_400 * 10_000, 0, 0, 0]);
/// Seconds of a day.
const DAY_SECONDS: U256 = U256::from_limbs([86_400, 0, 0, 0]);
/// Basis points of the whole.
const FULL_BIPS: U256 = U256::from_limbs([10_000, 0, 0, 0]);

/// A report to check, beside what is really there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountingReport {
    /// Slot of the report: the oracle's last processing one.
    pub ref_slot: Slot,
    /// Its time.
    pub timestamp: Timestamp,
    /// Time since the report before.
    pub time_elapsed: Seconds,
    /// Consensus-layer balance before, plus 32 ETH for each validator that appeared.
    pub pre_cl_balance: Wei,
    /// Consensus-layer balance reported.
    pub post_cl_balance: Wei,
    /// Balance of the withdrawal vault reported.
    pub withdrawal_vault_balance: Wei,
    /// Balance of the rewards vault reported.
    pub el_rewards_vault_balance: Wei,
    /// Shares waiting at the burner reported.
    pub shares_requested_to_burn: Shares,
    /// Validators before.
    pub pre_cl_validators: u64,
    /// Validators reported.
    pub post_cl_validators: u64,
    /// What the withdrawal vault holds.
    pub actual_withdrawal_vault_balance: Wei,
    /// What the rewards vault holds.
    pub actual_el_rewards_vault_balance: Wei,
    /// Shares that wait at the burner, cover and other.
    pub actual_shares_requested_to_burn: Shares,
    /// Validators that exited, summed over the modules' own summaries.
    pub actual_exited_validators: u64,
}

/// The rate the committee simulated, beside what the report led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulatedShareRate {
    /// Internal ether after.
    pub post_internal_ether: Wei,
    /// Internal shares after.
    pub post_internal_shares: Shares,
    /// Ether that finalisation locked.
    pub ether_to_finalize_wq: Wei,
    /// Shares burnt for it.
    pub shares_to_burn_for_withdrawals: Shares,
    /// The simulated rate.
    pub simulated: Ray,
}

impl SanityChecker {
    /// Checks a report against balances, losses and gains, and remembers it (`checkAccountingOracleReport`).
    ///
    /// # Errors
    /// In this order: `IncorrectWithdrawalsVaultBalance`, `IncorrectELRewardsVaultBalance`, `IncorrectSharesRequestedToBurn`,
    /// `IncorrectCLBalanceDecrease` or the second opinion's refusals, `IncorrectCLBalanceIncrease`,
    /// `IncorrectAppearedValidators`.
    pub fn check_accounting_oracle_report(
        &mut self,
        report: &AccountingReport,
        second_opinion: Option<&SecondOpinion>,
        effects: &mut Effects,
    ) -> Result<(), SanityError> {
        check_available(report)?;
        let plan = self.plan_negative_rebase(report, second_opinion)?;
        self.check_annual_increase(report)?;
        self.check_appeared_validators(report)?;

        self.apply_negative_rebase(plan, effects);
        Ok(())
    }

    /// Refuses to finalise requests younger than the margin (`checkWithdrawalQueueOracleReport`): `request_creation` is the time
    /// of the last one.
    ///
    /// # Errors
    /// [`SanityError::IncorrectRequestFinalization`].
    pub fn check_withdrawal_queue_oracle_report(
        &self,
        request_creation: Timestamp,
        report: Timestamp,
    ) -> Result<(), SanityError> {
        let margin = Seconds::new(self.limits.request_timestamp_margin);
        if request_creation.after(margin)? <= report {
            return Ok(());
        }
        Err(SanityError::IncorrectRequestFinalization { request_creation })
    }

    /// Compares the simulated rate with the actual one, as if nothing had been finalised (`checkSimulatedShareRate`).
    ///
    /// # Errors
    /// [`SanityError::ActualShareRateIsZero`], [`SanityError::IncorrectSimulatedShareRate`].
    pub fn check_simulated_share_rate(&self, rates: &SimulatedShareRate) -> Result<(), SanityError> {
        let ether = rates.post_internal_ether.try_add(rates.ether_to_finalize_wq)?;
        let shares = rates.post_internal_shares.try_add(rates.shares_to_burn_for_withdrawals)?;
        let actual = Ray::of_down(ether.get(), shares.get())?;
        if actual.is_zero() {
            return Err(SanityError::ActualShareRateIsZero);
        }
        let deviation = mul_div_down(FULL_BIPS, actual.get().abs_diff(rates.simulated.get()), actual.get())?;
        if deviation <= U256::from(self.limits.simulated_share_rate_deviation_bp_limit) {
            return Ok(());
        }
        Err(SanityError::IncorrectSimulatedShareRate { simulated: rates.simulated, actual })
    }

    /// Refuses more exits a day than the limit (`checkExitedValidatorsRatePerDay`).
    ///
    /// # Errors
    /// [`SanityError::ExitedValidatorsLimitExceeded`].
    pub fn check_exited_validators_rate_per_day(&self, exited_validators_per_day: U256) -> Result<(), SanityError> {
        let limit_per_day = self.limits.exited_validators_per_day_limit;
        if exited_validators_per_day <= U256::from(limit_per_day) {
            return Ok(());
        }
        Err(SanityError::ExitedValidatorsLimitExceeded { limit_per_day, exited_validators_per_day })
    }

    /// Refuses too many items in one transaction (`checkExtraDataItemsCountPerTransaction`).
    ///
    /// # Errors
    /// [`SanityError::TooManyItemsPerExtraDataTransaction`].
    pub const fn check_extra_data_items_count(&self, received: u64) -> Result<(), SanityError> {
        let max = self.limits.max_items_per_extra_data_transaction;
        if received <= max {
            return Ok(());
        }
        Err(SanityError::TooManyItemsPerExtraDataTransaction { max, received })
    }

    /// Refuses too many operators in one item (`checkNodeOperatorsPerExtraDataItemCount`).
    ///
    /// # Errors
    /// [`SanityError::TooManyNodeOpsPerExtraDataItem`].
    pub const fn check_node_operators_per_extra_data_item(&self, item_index: u64, operators: u64) -> Result<(), SanityError> {
        if operators <= self.limits.max_node_operators_per_extra_data_item {
            return Ok(());
        }
        Err(SanityError::TooManyNodeOpsPerExtraDataItem { item_index, operators })
    }

    /// A yearly rate from the gain since the last report, rounded down twice as the contract does.
    fn check_annual_increase(&self, report: &AccountingReport) -> Result<(), SanityError> {
        let before = if report.pre_cl_balance.is_zero() { DEFAULT_CL_BALANCE } else { report.pre_cl_balance };
        let gain = report.post_cl_balance.floor_sub(before);
        let yearly = mul_div_down(YEAR_SECONDS_BIPS, gain.get(), before.get())?;
        let annual_balance_diff_bips = yearly.checked_div(elapsed_seconds(report)).ok_or(ArithError::DivisionByZero)?;
        if annual_balance_diff_bips <= U256::from(self.limits.annual_balance_increase_bp_limit) {
            return Ok(());
        }
        Err(SanityError::IncorrectCLBalanceIncrease { annual_balance_diff_bips })
    }

    fn check_appeared_validators(&self, report: &AccountingReport) -> Result<(), SanityError> {
        let appeared = report.post_cl_validators.saturating_sub(report.pre_cl_validators);
        let per_day = U256::from(self.limits.appeared_validators_per_day_limit);
        if U256::from(appeared) <= mul_div_down(per_day, elapsed_seconds(report), DAY_SECONDS)? {
            return Ok(());
        }
        Err(SanityError::IncorrectAppearedValidators { appeared })
    }
}

fn elapsed_seconds(report: &AccountingReport) -> U256 {
    match report.time_elapsed.get() {
        0 => U256::from(DEFAULT_TIME_ELAPSED_SECONDS),
        seconds => U256::from(seconds),
    }
}

/// A report can name at most what is there; less is fine, ether and requests arrive all the time.
fn check_available(report: &AccountingReport) -> Result<(), SanityError> {
    if report.withdrawal_vault_balance > report.actual_withdrawal_vault_balance {
        return Err(SanityError::IncorrectWithdrawalsVaultBalance { actual: report.actual_withdrawal_vault_balance });
    }
    if report.el_rewards_vault_balance > report.actual_el_rewards_vault_balance {
        return Err(SanityError::IncorrectELRewardsVaultBalance { actual: report.actual_el_rewards_vault_balance });
    }
    if report.shares_requested_to_burn > report.actual_shares_requested_to_burn {
        return Err(SanityError::IncorrectSharesRequestedToBurn { actual: report.actual_shares_requested_to_burn });
    }
    Ok(())
}

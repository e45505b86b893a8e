//! Logs of `OracleReportSanityChecker`.

use super::uint;
use crate::interfaces::IOracleReportSanityChecker as Checker;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::sanity::{Limit, SanityEvent};

/// The topics and data of an event.
pub(super) fn encode(event: SanityEvent) -> LogData {
    match event {
        SanityEvent::LimitSet { limit, value } => limit_set(limit, value),
        SanityEvent::SecondOpinionOracleChanged { second_opinion_oracle } => {
            Checker::SecondOpinionOracleChanged { secondOpinionOracle: second_opinion_oracle }.encode_log_data()
        }
        SanityEvent::NegativeCLRebaseAccepted {
            ref_slot,
            cl_total_balance,
            cl_balance_decrease,
            max_allowed_cl_rebase_negative_sum,
        } => Checker::NegativeCLRebaseAccepted {
            refSlot: uint(ref_slot.get()),
            clTotalBalance: cl_total_balance.get(),
            clBalanceDecrease: cl_balance_decrease.get(),
            maxAllowedCLRebaseNegativeSum: max_allowed_cl_rebase_negative_sum.get(),
        }
        .encode_log_data(),
        SanityEvent::NegativeCLRebaseConfirmed { ref_slot, cl_total_balance, withdrawal_vault_balance } => {
            Checker::NegativeCLRebaseConfirmed {
                refSlot: uint(ref_slot.get()),
                clTotalBalance: cl_total_balance.get(),
                withdrawalVaultBalance: withdrawal_vault_balance.get(),
            }
            .encode_log_data()
        }
    }
}

/// Each limit has an event of its own.
fn limit_set(limit: Limit, value: u64) -> LogData {
    let value = uint(value);
    match limit {
        Limit::ExitedValidatorsPerDay => {
            Checker::ExitedValidatorsPerDayLimitSet { exitedValidatorsPerDayLimit: value }.encode_log_data()
        }
        Limit::AppearedValidatorsPerDay => {
            Checker::AppearedValidatorsPerDayLimitSet { appearedValidatorsPerDayLimit: value }.encode_log_data()
        }
        Limit::AnnualBalanceIncreaseBP => {
            Checker::AnnualBalanceIncreaseBPLimitSet { annualBalanceIncreaseBPLimit: value }.encode_log_data()
        }
        Limit::SimulatedShareRateDeviationBP => {
            Checker::SimulatedShareRateDeviationBPLimitSet { simulatedShareRateDeviationBPLimit: value }.encode_log_data()
        }
        Limit::MaxValidatorExitRequestsPerReport => {
            Checker::MaxValidatorExitRequestsPerReportSet { maxValidatorExitRequestsPerReport: value }.encode_log_data()
        }
        Limit::MaxItemsPerExtraDataTransaction => {
            Checker::MaxItemsPerExtraDataTransactionSet { maxItemsPerExtraDataTransaction: value }.encode_log_data()
        }
        Limit::MaxNodeOperatorsPerExtraDataItem => {
            Checker::MaxNodeOperatorsPerExtraDataItemSet { maxNodeOperatorsPerExtraDataItem: value }.encode_log_data()
        }
        Limit::RequestTimestampMargin => Checker::RequestTimestampMarginSet { requestTimestampMargin: value }.encode_log_data(),
        Limit::MaxPositiveTokenRebase => Checker::MaxPositiveTokenRebaseSet { maxPositiveTokenRebase: value }.encode_log_data(),
        Limit::InitialSlashingAmountPWei => {
            Checker::InitialSlashingAmountSet { initialSlashingAmountPWei: value }.encode_log_data()
        }
        Limit::InactivityPenaltiesAmountPWei => {
            Checker::InactivityPenaltiesAmountSet { inactivityPenaltiesAmountPWei: value }.encode_log_data()
        }
        Limit::CLBalanceOraclesErrorUpperBP => {
            Checker::CLBalanceOraclesErrorUpperBPLimitSet { clBalanceOraclesErrorUpperBPLimit: value }.encode_log_data()
        }
    }
}

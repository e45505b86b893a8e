//! `OracleReportSanityChecker`: the limits a report must keep.

use super::role;
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::IOracleReportSanityChecker::{self as Checker, IOracleReportSanityCheckerCalls as Call},
};
use alloy_primitives::U256;
use aquifer_protocol::{
    liquid::lido::{
        rebase_limiter::{RebaseInputs, smoothen_token_rebase},
        sanity::{ALL_LIMITS_MANAGER_ROLE, Limit, LimitsList, SECOND_OPINION_MANAGER_ROLE},
    },
    units::{Shares, Wei},
};

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let checker = &frame.protocol().lido.sanity;
    match frame.decode_strict::<Call>()? {
        Call::getLidoLocator(_) => answer::<Checker::getLidoLocatorCall>(&frame.addresses().lido_locator),
        Call::getOracleReportLimits(_) => answer::<Checker::getOracleReportLimitsCall>(&limits(checker.limits())),
        Call::getMaxPositiveTokenRebase(_) => {
            answer::<Checker::getMaxPositiveTokenRebaseCall>(&U256::from(checker.limits().max_positive_token_rebase))
        }
        Call::secondOpinionOracle(_) => answer::<Checker::secondOpinionOracleCall>(&checker.second_opinion_oracle()),
        Call::getReportDataCount(_) => answer::<Checker::getReportDataCountCall>(&U256::from(checker.report_data_count())),
        Call::reportData(call) => report_data(frame, call.index),
        Call::smoothenTokenRebase(call) => smoothen(frame, &call),
        Call::setOracleReportLimits(call) => {
            let (limits, oracle) = (in_order(&call.limitsList), call.secondOpinionOracle);
            frame.change(|p, ctx, fx| p.set_all_report_limits(ctx, &limits, oracle, fx))?;
            done()
        }
        Call::setExitedValidatorsPerDayLimit(call) => set(frame, Limit::ExitedValidatorsPerDay, call.exitedValidatorsPerDayLimit),
        Call::setAppearedValidatorsPerDayLimit(call) => {
            set(frame, Limit::AppearedValidatorsPerDay, call.appearedValidatorsPerDayLimit)
        }
        Call::setAnnualBalanceIncreaseBPLimit(call) => {
            set(frame, Limit::AnnualBalanceIncreaseBP, call.annualBalanceIncreaseBPLimit)
        }
        Call::setSimulatedShareRateDeviationBPLimit(call) => {
            set(frame, Limit::SimulatedShareRateDeviationBP, call.simulatedShareRateDeviationBPLimit)
        }
        Call::setMaxExitRequestsPerOracleReport(call) => {
            set(frame, Limit::MaxValidatorExitRequestsPerReport, call.maxValidatorExitRequestsPerReport)
        }
        Call::setMaxItemsPerExtraDataTransaction(call) => {
            set(frame, Limit::MaxItemsPerExtraDataTransaction, call.maxItemsPerExtraDataTransaction)
        }
        Call::setMaxNodeOperatorsPerExtraDataItem(call) => {
            set(frame, Limit::MaxNodeOperatorsPerExtraDataItem, call.maxNodeOperatorsPerExtraDataItem)
        }
        Call::setRequestTimestampMargin(call) => set(frame, Limit::RequestTimestampMargin, call.requestTimestampMargin),
        Call::setMaxPositiveTokenRebase(call) => set(frame, Limit::MaxPositiveTokenRebase, call.maxPositiveTokenRebase),
        Call::setInitialSlashingAndPenaltiesAmount(call) => {
            let limits = [
                (Limit::InitialSlashingAmountPWei, call.initialSlashingAmountPWei),
                (Limit::InactivityPenaltiesAmountPWei, call.inactivityPenaltiesAmountPWei),
            ];
            frame.change(|p, ctx, fx| p.set_report_limits(ctx, &limits, fx))?;
            done()
        }
        Call::setSecondOpinionOracleAndCLBalanceUpperMargin(call) => {
            let (oracle, margin) = (call.secondOpinionOracle, call.clBalanceOraclesErrorUpperBPLimit);
            frame.change(|p, ctx, fx| p.set_second_opinion_oracle(ctx, oracle, margin, fx))?;
            done()
        }
        Call::ALL_LIMITS_MANAGER_ROLE(_) => role::<Checker::ALL_LIMITS_MANAGER_ROLECall>(ALL_LIMITS_MANAGER_ROLE),
        Call::SECOND_OPINION_MANAGER_ROLE(_) => role::<Checker::SECOND_OPINION_MANAGER_ROLECall>(SECOND_OPINION_MANAGER_ROLE),
        Call::EXITED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLE(_) => {
            role::<Checker::EXITED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLECall>(Limit::ExitedValidatorsPerDay.manager())
        }
        Call::APPEARED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLE(_) => {
            role::<Checker::APPEARED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLECall>(Limit::AppearedValidatorsPerDay.manager())
        }
        Call::ANNUAL_BALANCE_INCREASE_LIMIT_MANAGER_ROLE(_) => {
            role::<Checker::ANNUAL_BALANCE_INCREASE_LIMIT_MANAGER_ROLECall>(Limit::AnnualBalanceIncreaseBP.manager())
        }
        Call::SHARE_RATE_DEVIATION_LIMIT_MANAGER_ROLE(_) => {
            role::<Checker::SHARE_RATE_DEVIATION_LIMIT_MANAGER_ROLECall>(Limit::SimulatedShareRateDeviationBP.manager())
        }
        Call::MAX_VALIDATOR_EXIT_REQUESTS_PER_REPORT_ROLE(_) => {
            role::<Checker::MAX_VALIDATOR_EXIT_REQUESTS_PER_REPORT_ROLECall>(Limit::MaxValidatorExitRequestsPerReport.manager())
        }
        Call::MAX_ITEMS_PER_EXTRA_DATA_TRANSACTION_ROLE(_) => {
            role::<Checker::MAX_ITEMS_PER_EXTRA_DATA_TRANSACTION_ROLECall>(Limit::MaxItemsPerExtraDataTransaction.manager())
        }
        Call::MAX_NODE_OPERATORS_PER_EXTRA_DATA_ITEM_ROLE(_) => {
            role::<Checker::MAX_NODE_OPERATORS_PER_EXTRA_DATA_ITEM_ROLECall>(Limit::MaxNodeOperatorsPerExtraDataItem.manager())
        }
        Call::REQUEST_TIMESTAMP_MARGIN_MANAGER_ROLE(_) => {
            role::<Checker::REQUEST_TIMESTAMP_MARGIN_MANAGER_ROLECall>(Limit::RequestTimestampMargin.manager())
        }
        Call::MAX_POSITIVE_TOKEN_REBASE_MANAGER_ROLE(_) => {
            role::<Checker::MAX_POSITIVE_TOKEN_REBASE_MANAGER_ROLECall>(Limit::MaxPositiveTokenRebase.manager())
        }
        Call::INITIAL_SLASHING_AND_PENALTIES_MANAGER_ROLE(_) => {
            role::<Checker::INITIAL_SLASHING_AND_PENALTIES_MANAGER_ROLECall>(Limit::InitialSlashingAmountPWei.manager())
        }
    }
}

fn set(frame: &mut Frame<'_>, limit: Limit, value: U256) -> Served {
    frame.change(|p, ctx, fx| p.set_report_limits(ctx, &[(limit, value)], fx))?;
    done()
}

/// The limits in the order in which the contract checks them and tells of changes.
const fn in_order(list: &Checker::LimitsList) -> [(Limit, U256); 12] {
    [
        (Limit::ExitedValidatorsPerDay, list.exitedValidatorsPerDayLimit),
        (Limit::AppearedValidatorsPerDay, list.appearedValidatorsPerDayLimit),
        (Limit::AnnualBalanceIncreaseBP, list.annualBalanceIncreaseBPLimit),
        (Limit::SimulatedShareRateDeviationBP, list.simulatedShareRateDeviationBPLimit),
        (Limit::MaxValidatorExitRequestsPerReport, list.maxValidatorExitRequestsPerReport),
        (Limit::MaxItemsPerExtraDataTransaction, list.maxItemsPerExtraDataTransaction),
        (Limit::MaxNodeOperatorsPerExtraDataItem, list.maxNodeOperatorsPerExtraDataItem),
        (Limit::RequestTimestampMargin, list.requestTimestampMargin),
        (Limit::MaxPositiveTokenRebase, list.maxPositiveTokenRebase),
        (Limit::CLBalanceOraclesErrorUpperBP, list.clBalanceOraclesErrorUpperBPLimit),
        (Limit::InitialSlashingAmountPWei, list.initialSlashingAmountPWei),
        (Limit::InactivityPenaltiesAmountPWei, list.inactivityPenaltiesAmountPWei),
    ]
}

fn limits(list: &LimitsList) -> Checker::LimitsList {
    Checker::LimitsList {
        exitedValidatorsPerDayLimit: U256::from(list.exited_validators_per_day_limit),
        appearedValidatorsPerDayLimit: U256::from(list.appeared_validators_per_day_limit),
        annualBalanceIncreaseBPLimit: U256::from(list.annual_balance_increase_bp_limit),
        simulatedShareRateDeviationBPLimit: U256::from(list.simulated_share_rate_deviation_bp_limit),
        maxValidatorExitRequestsPerReport: U256::from(list.max_validator_exit_requests_per_report),
        maxItemsPerExtraDataTransaction: U256::from(list.max_items_per_extra_data_transaction),
        maxNodeOperatorsPerExtraDataItem: U256::from(list.max_node_operators_per_extra_data_item),
        requestTimestampMargin: U256::from(list.request_timestamp_margin),
        maxPositiveTokenRebase: U256::from(list.max_positive_token_rebase),
        initialSlashingAmountPWei: U256::from(list.initial_slashing_amount_pwei),
        inactivityPenaltiesAmountPWei: U256::from(list.inactivity_penalties_amount_pwei),
        clBalanceOraclesErrorUpperBPLimit: U256::from(list.cl_balance_oracles_error_upper_bp_limit),
    }
}

/// An index out of bounds reverts without data, as a getter of an array does.
fn report_data(frame: &Frame<'_>, index: U256) -> Served {
    let checker = &frame.protocol().lido.sanity;
    let memory = u64::try_from(index).ok().and_then(|index| checker.report_data(index)).ok_or_else(Stop::empty)?;
    answer::<Checker::reportDataCall>(&Checker::reportDataReturn {
        timestamp: memory.timestamp.get(),
        totalExitedValidators: memory.total_exited_validators,
        negativeCLRebaseWei: memory.negative_cl_rebase.get().saturating_to(),
    })
}

fn smoothen(frame: &Frame<'_>, call: &Checker::smoothenTokenRebaseCall) -> Served {
    let inputs = RebaseInputs {
        limit: U256::from(frame.protocol().lido.sanity.limits().max_positive_token_rebase),
        pre_internal_ether: Wei::new(call.preTotalPooledEther),
        pre_internal_shares: Shares::new(call.preTotalShares),
        pre_cl_balance: Wei::new(call.preCLBalance),
        post_cl_balance: Wei::new(call.postCLBalance),
        withdrawal_vault_balance: Wei::new(call.withdrawalVaultBalance),
        el_rewards_vault_balance: Wei::new(call.elRewardsVaultBalance),
        shares_requested_to_burn: Shares::new(call.sharesRequestedToBurn),
        ether_to_lock_for_withdrawals: Wei::new(call.etherToLockForWithdrawals),
        new_shares_to_burn_for_withdrawals: Shares::new(call.newSharesToBurnForWithdrawals),
    };
    let rebase = smoothen_token_rebase(&inputs).map_err(|refusal| refused(&refusal))?;
    answer::<Checker::smoothenTokenRebaseCall>(&Checker::smoothenTokenRebaseReturn {
        withdrawals: rebase.withdrawals.get(),
        elRewards: rebase.el_rewards.get(),
        sharesFromWQToBurn: rebase.shares_from_wq_to_burn.get(),
        sharesToBurn: rebase.shares_to_burn.get(),
    })
}

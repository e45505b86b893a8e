//! The limits and the bounds of each.

use super::SanityError;
use crate::governance::Role;
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};

/// One of the twelve limits. The setter, the role and the event of each are named after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// `exitedValidatorsPerDayLimit`
    ExitedValidatorsPerDay,
    /// `appearedValidatorsPerDayLimit`
    AppearedValidatorsPerDay,
    /// `annualBalanceIncreaseBPLimit`
    AnnualBalanceIncreaseBP,
    /// `simulatedShareRateDeviationBPLimit`
    SimulatedShareRateDeviationBP,
    /// `maxValidatorExitRequestsPerReport`
    MaxValidatorExitRequestsPerReport,
    /// `maxItemsPerExtraDataTransaction`
    MaxItemsPerExtraDataTransaction,
    /// `maxNodeOperatorsPerExtraDataItem`
    MaxNodeOperatorsPerExtraDataItem,
    /// `requestTimestampMargin`
    RequestTimestampMargin,
    /// `maxPositiveTokenRebase`
    MaxPositiveTokenRebase,
    /// `initialSlashingAmountPWei`
    InitialSlashingAmountPWei,
    /// `inactivityPenaltiesAmountPWei`
    InactivityPenaltiesAmountPWei,
    /// `clBalanceOraclesErrorUpperBPLimit`
    CLBalanceOraclesErrorUpperBP,
}

impl Limit {
    /// All of them, in the order of the contract's struct.
    pub const ALL: [Self; 12] = [
        Self::ExitedValidatorsPerDay,
        Self::AppearedValidatorsPerDay,
        Self::AnnualBalanceIncreaseBP,
        Self::SimulatedShareRateDeviationBP,
        Self::MaxValidatorExitRequestsPerReport,
        Self::MaxItemsPerExtraDataTransaction,
        Self::MaxNodeOperatorsPerExtraDataItem,
        Self::RequestTimestampMargin,
        Self::MaxPositiveTokenRebase,
        Self::InitialSlashingAmountPWei,
        Self::InactivityPenaltiesAmountPWei,
        Self::CLBalanceOraclesErrorUpperBP,
    ];

    /// Smallest and largest value.
    #[must_use]
    pub const fn bounds(self) -> (u64, u64) {
        match self {
            Self::ExitedValidatorsPerDay
            | Self::AppearedValidatorsPerDay
            | Self::MaxValidatorExitRequestsPerReport
            | Self::MaxItemsPerExtraDataTransaction
            | Self::MaxNodeOperatorsPerExtraDataItem
            | Self::InitialSlashingAmountPWei
            | Self::InactivityPenaltiesAmountPWei => (0, 65_535),
            Self::AnnualBalanceIncreaseBP | Self::SimulatedShareRateDeviationBP | Self::CLBalanceOraclesErrorUpperBP => {
                (0, 10_000)
            }
            Self::RequestTimestampMargin => (0, 4_294_967_295),
            Self::MaxPositiveTokenRebase => (1, u64::MAX),
        }
    }

    /// Who may set it, beside the manager of all limits.
    #[must_use]
    pub const fn manager(self) -> Role {
        Role::new(match self {
            Self::ExitedValidatorsPerDay => "EXITED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLE",
            Self::AppearedValidatorsPerDay => "APPEARED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLE",
            Self::AnnualBalanceIncreaseBP => "ANNUAL_BALANCE_INCREASE_LIMIT_MANAGER_ROLE",
            Self::SimulatedShareRateDeviationBP => "SHARE_RATE_DEVIATION_LIMIT_MANAGER_ROLE",
            Self::MaxValidatorExitRequestsPerReport => "MAX_VALIDATOR_EXIT_REQUESTS_PER_REPORT_ROLE",
            Self::MaxItemsPerExtraDataTransaction => "MAX_ITEMS_PER_EXTRA_DATA_TRANSACTION_ROLE",
            Self::MaxNodeOperatorsPerExtraDataItem => "MAX_NODE_OPERATORS_PER_EXTRA_DATA_ITEM_ROLE",
            Self::RequestTimestampMargin => "REQUEST_TIMESTAMP_MARGIN_MANAGER_ROLE",
            Self::MaxPositiveTokenRebase => "MAX_POSITIVE_TOKEN_REBASE_MANAGER_ROLE",
            Self::InitialSlashingAmountPWei | Self::InactivityPenaltiesAmountPWei => {
                "INITIAL_SLASHING_AND_PENALTIES_MANAGER_ROLE"
            }
            Self::CLBalanceOraclesErrorUpperBP => "SECOND_OPINION_MANAGER_ROLE",
        })
    }

    /// The value, when it lies within the bounds.
    pub(super) fn check(self, value: U256) -> Result<u64, SanityError> {
        let (min, max) = self.bounds();
        u64::try_from(value).ok().filter(|value| (min..=max).contains(value)).ok_or(SanityError::IncorrectLimitValue {
            value,
            min: U256::from(min),
            max: U256::from(max),
        })
    }
}

/// The limits, as the contract lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsList {
    /// Validators that may exit a day.
    pub exited_validators_per_day_limit: u64,
    /// Validators that may appear a day.
    pub appeared_validators_per_day_limit: u64,
    /// Yearly increase of the consensus-layer balance, in basis points.
    pub annual_balance_increase_bp_limit: u64,
    /// How far the simulated rate may lie from the actual one, in basis points.
    pub simulated_share_rate_deviation_bp_limit: u64,
    /// Exit requests of one report.
    pub max_validator_exit_requests_per_report: u64,
    /// Items of one transaction of extra data.
    pub max_items_per_extra_data_transaction: u64,
    /// Operators of one item of extra data.
    pub max_node_operators_per_extra_data_item: u64,
    /// Seconds a request must be older than the report that finalises it.
    pub request_timestamp_margin: u64,
    /// Rise of the rate by one report, of 10^9; 2^64 - 1 for no limit.
    pub max_positive_token_rebase: u64,
    /// What slashing costs a validator at first, in 10^15 wei.
    pub initial_slashing_amount_pwei: u64,
    /// What inactivity costs a validator within 54 days, in 10^15 wei.
    pub inactivity_penalties_amount_pwei: u64,
    /// By how much a second opinion may exceed the report, in basis points.
    pub cl_balance_oracles_error_upper_bp_limit: u64,
}

impl LimitsList {
    /// The values of the mainnet deployment of the third generation (`spec/liquid-staking.md` A6).
    #[must_use]
    pub const fn mainnet() -> Self {
        Self {
            exited_validators_per_day_limit: 3_600,
            appeared_validators_per_day_limit: 1_800,
            annual_balance_increase_bp_limit: 1_000,
            simulated_share_rate_deviation_bp_limit: 50,
            max_validator_exit_requests_per_report: 600,
            max_items_per_extra_data_transaction: 8,
            max_node_operators_per_extra_data_item: 24,
            request_timestamp_margin: 7_680,
            max_positive_token_rebase: 750_000,
            initial_slashing_amount_pwei: 8,
            inactivity_penalties_amount_pwei: 101,
            cl_balance_oracles_error_upper_bp_limit: 50,
        }
    }

    /// Value of a limit.
    #[must_use]
    pub const fn get(&self, limit: Limit) -> u64 {
        match limit {
            Limit::ExitedValidatorsPerDay => self.exited_validators_per_day_limit,
            Limit::AppearedValidatorsPerDay => self.appeared_validators_per_day_limit,
            Limit::AnnualBalanceIncreaseBP => self.annual_balance_increase_bp_limit,
            Limit::SimulatedShareRateDeviationBP => self.simulated_share_rate_deviation_bp_limit,
            Limit::MaxValidatorExitRequestsPerReport => self.max_validator_exit_requests_per_report,
            Limit::MaxItemsPerExtraDataTransaction => self.max_items_per_extra_data_transaction,
            Limit::MaxNodeOperatorsPerExtraDataItem => self.max_node_operators_per_extra_data_item,
            Limit::RequestTimestampMargin => self.request_timestamp_margin,
            Limit::MaxPositiveTokenRebase => self.max_positive_token_rebase,
            Limit::InitialSlashingAmountPWei => self.initial_slashing_amount_pwei,
            Limit::InactivityPenaltiesAmountPWei => self.inactivity_penalties_amount_pwei,
            Limit::CLBalanceOraclesErrorUpperBP => self.cl_balance_oracles_error_upper_bp_limit,
        }
    }

    pub(super) const fn set(&mut self, limit: Limit, value: u64) {
        let field = match limit {
            Limit::ExitedValidatorsPerDay => &mut self.exited_validators_per_day_limit,
            Limit::AppearedValidatorsPerDay => &mut self.appeared_validators_per_day_limit,
            Limit::AnnualBalanceIncreaseBP => &mut self.annual_balance_increase_bp_limit,
            Limit::SimulatedShareRateDeviationBP => &mut self.simulated_share_rate_deviation_bp_limit,
            Limit::MaxValidatorExitRequestsPerReport => &mut self.max_validator_exit_requests_per_report,
            Limit::MaxItemsPerExtraDataTransaction => &mut self.max_items_per_extra_data_transaction,
            Limit::MaxNodeOperatorsPerExtraDataItem => &mut self.max_node_operators_per_extra_data_item,
            Limit::RequestTimestampMargin => &mut self.request_timestamp_margin,
            Limit::MaxPositiveTokenRebase => &mut self.max_positive_token_rebase,
            Limit::InitialSlashingAmountPWei => &mut self.initial_slashing_amount_pwei,
            Limit::InactivityPenaltiesAmountPWei => &mut self.inactivity_penalties_amount_pwei,
            Limit::CLBalanceOraclesErrorUpperBP => &mut self.cl_balance_oracles_error_upper_bp_limit,
        };
        *field = value;
    }
}

//! Bounds on what an oracle report may claim (`OracleReportSanityChecker`).
//!
//! A committee that errs, or is taken over, can move the rate only this far at a time. Losses are summed over 18 days and
//! compared with what slashing so many validators can cost; a larger loss needs a second opinion.
//!
//! Invariants
//! - LIQ-22  every limit lies within its own bounds
//! - LIQ-23  remembered reports are numbered without gaps, in the order in which they came

mod checks;
mod limits;
mod negative_rebase;
#[cfg(test)]
mod tests;

pub use checks::{AccountingReport, SimulatedShareRate};
pub use limits::{Limit, LimitsList};
pub use negative_rebase::{ReportMemory, SecondOpinion};

use crate::effect::Effects;
use crate::governance::Role;
use crate::invariants::BrokenInvariant;
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};
use crate::units::{ArithError, Ray, Shares, Slot, Timestamp, Wei};
use alloy_primitives::{Address, U256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Who may set every limit at once; each limit has a role of its own beside it ([`Limit::manager`]).
pub const ALL_LIMITS_MANAGER_ROLE: Role = Role::new("ALL_LIMITS_MANAGER_ROLE");
/// Who may name the oracle of second opinions.
pub const SECOND_OPINION_MANAGER_ROLE: Role = Role::new("SECOND_OPINION_MANAGER_ROLE");

/// Why a report or a limit was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the arguments of the real contract's errors, in order")]
pub enum SanityError {
    /// A limit outside its bounds.
    #[error("limit {value} is not between {min} and {max}")]
    IncorrectLimitValue { value: U256, min: U256, max: U256 },
    /// The report names more than the withdrawal vault holds.
    #[error("the withdrawal vault holds {actual}")]
    IncorrectWithdrawalsVaultBalance { actual: Wei },
    /// The report names more than the rewards vault holds.
    #[error("the rewards vault holds {actual}")]
    IncorrectELRewardsVaultBalance { actual: Wei },
    /// The report names more shares than wait to be burnt.
    #[error("{actual} wait to be burnt")]
    IncorrectSharesRequestedToBurn { actual: Shares },
    /// Too large a loss.
    #[error("losses of {negative_cl_rebase_sum} exceed {max_negative_cl_rebase_sum}")]
    IncorrectCLBalanceDecrease { negative_cl_rebase_sum: Wei, max_negative_cl_rebase_sum: Wei },
    /// Too large a gain.
    #[error("an annual increase of {annual_balance_diff_bips} basis points")]
    IncorrectCLBalanceIncrease { annual_balance_diff_bips: U256 },
    /// Too many new validators.
    #[error("{appeared} validators appeared")]
    IncorrectAppearedValidators { appeared: u64 },
    /// Too many exits for the time that passed.
    #[error("{exited_validators_per_day} validators exited a day, the limit is {limit_per_day}")]
    ExitedValidatorsLimitExceeded { limit_per_day: u64, exited_validators_per_day: U256 },
    /// The last request to finalise is too young.
    #[error("a request of {request_creation} is too young")]
    IncorrectRequestFinalization { request_creation: Timestamp },
    /// The pool would be worth nothing.
    #[error("the actual share rate is zero")]
    ActualShareRateIsZero,
    /// The simulated rate is off.
    #[error("simulated share rate {simulated:?}, actual {actual:?}")]
    IncorrectSimulatedShareRate { simulated: Ray, actual: Ray },
    /// Too many items in one transaction of extra data.
    #[error("{received} items, at most {max}")]
    TooManyItemsPerExtraDataTransaction { max: u64, received: u64 },
    /// Too many operators in one item of extra data.
    #[error("{operators} operators in item {item_index}")]
    TooManyNodeOpsPerExtraDataItem { item_index: u64, operators: u64 },
    /// The second opinion disagrees on the balance.
    #[error("the second opinion sees {provided}, the report {reported}")]
    NegativeRebaseFailedCLBalanceMismatch { reported: Wei, provided: Wei, limit_bips: u64 },
    /// The second opinion disagrees on the withdrawal vault.
    #[error("the second opinion sees {provided} in the withdrawal vault, the report {reported}")]
    NegativeRebaseFailedWithdrawalVaultBalanceMismatch { reported: Wei, provided: Wei },
    /// The second opinion is not there yet.
    #[error("the second opinion is not ready")]
    NegativeRebaseFailedSecondOpinionReportIsNotReady,
    /// A sum left its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// Events of the checker.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum SanityEvent {
    /// A limit changed; each has its own event name, e.g. `MaxPositiveTokenRebaseSet(uint256)`.
    LimitSet { limit: Limit, value: u64 },
    /// Another contract gives second opinions.
    SecondOpinionOracleChanged { second_opinion_oracle: Address },
    /// A loss within what slashing explains.
    NegativeCLRebaseAccepted {
        ref_slot: Slot,
        cl_total_balance: Wei,
        cl_balance_decrease: Wei,
        max_allowed_cl_rebase_negative_sum: Wei,
    },
    /// A larger loss, confirmed by the second opinion.
    NegativeCLRebaseConfirmed { ref_slot: Slot, cl_total_balance: Wei, withdrawal_vault_balance: Wei },
}

/// The checker: limits, and the memory of losses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SanityChecker {
    limits: LimitsList,
    second_opinion_oracle: Address,
    reports: OrdMap<u64, ReportMemory>,
}

impl SanityChecker {
    /// Limits as they stand at genesis, no second opinion, no memory.
    ///
    /// # Errors
    /// [`SanityError::IncorrectLimitValue`].
    pub fn new(limits: LimitsList) -> Result<Self, SanityError> {
        for limit in Limit::ALL {
            limit.check(U256::from(limits.get(limit)))?;
        }
        Ok(Self { limits, second_opinion_oracle: Address::ZERO, reports: OrdMap::new() })
    }

    /// All limits (`getOracleReportLimits`).
    #[must_use]
    pub const fn limits(&self) -> &LimitsList {
        &self.limits
    }

    /// Where second opinions come from, zero for nowhere (`secondOpinionOracle`).
    #[must_use]
    pub const fn second_opinion_oracle(&self) -> Address {
        self.second_opinion_oracle
    }

    /// What is remembered of a report, from zero (`reportData`).
    #[must_use]
    pub fn report_data(&self, index: u64) -> Option<&ReportMemory> {
        self.reports.get(&index)
    }

    /// How many reports are remembered (`getReportDataCount`).
    #[must_use]
    pub fn report_data_count(&self) -> usize {
        self.reports.len()
    }

    /// Sets one limit; without a change there is no event. The caller's role is checked before.
    ///
    /// # Errors
    /// [`SanityError::IncorrectLimitValue`].
    pub fn set_limit(&mut self, limit: Limit, value: U256, effects: &mut Effects) -> Result<(), SanityError> {
        self.set_limits(&[(limit, value)], effects)
    }

    /// Sets several limits, all or none, in the order given (`setOracleReportLimits` gives [`Limit::ALL`]).
    ///
    /// # Errors
    /// [`SanityError::IncorrectLimitValue`].
    pub fn set_limits(&mut self, changes: &[(Limit, U256)], effects: &mut Effects) -> Result<(), SanityError> {
        let mut limits = self.limits.clone();
        let mut changed = Vec::new();
        for &(limit, value) in changes {
            if U256::from(limits.get(limit)) != value {
                let value = limit.check(value)?;
                limits.set(limit, value);
                changed.push(SanityEvent::LimitSet { limit, value });
            }
        }

        self.limits = limits;
        for event in changed {
            effects.emit(event);
        }
        Ok(())
    }

    /// Names the contract of second opinions; without a change there is no event. The caller's role is checked before.
    pub fn set_second_opinion_oracle(&mut self, oracle: Address, effects: &mut Effects) {
        if self.second_opinion_oracle != oracle {
            self.second_opinion_oracle = oracle;
            effects.emit(SanityEvent::SecondOpinionOracleChanged { second_opinion_oracle: oracle });
        }
    }

    /// Checks LIQ-22 and LIQ-23.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        for limit in Limit::ALL {
            let within = limit.check(U256::from(self.limits.get(limit))).is_ok();
            BrokenInvariant::unless(within, "LIQ-22", || format!("{limit:?} is {}", self.limits.get(limit)))?;
        }
        let numbered = self.reports.keys().zip(0_u64..).all(|(index, expected)| *index == expected);
        BrokenInvariant::unless(numbered, "LIQ-23", || "a remembered report is missing".into())
    }
}

impl Tables for SanityChecker {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("lido.sanity.limits", before.map(|b| &b.limits), &self.limits, sink);
        let oracle = before.map(|b| &b.second_opinion_oracle);
        value_changes("lido.sanity.second_opinion", oracle, &self.second_opinion_oracle, sink);
        map_changes("lido.sanity.reports", before.map(|b| &b.reports), &self.reports, sink);
    }
}

//! What a report does, decided before anything is written.
//!
//! Symbols of the comments: `I`, `J` internal ether and shares before, `P` principal (what the validators would hold
//! without rewards), `W`, `L` ether taken from the withdrawal and rewards vaults, `F` ether for withdrawals, `B` shares
//! burnt, `D` bad debt. After the report `I' = I + clBalance' + W - P + L - F`, `J' = J - B + fee + D`.
//!
//! [`Protocol::simulate_oracle_report`](crate::Protocol::simulate_oracle_report) shares all of it with the real report.

use super::{
    fees::{FeeDistribution, RewardsDistribution},
    pool::Pool,
    rebase_limiter::SmoothenedRebase,
};
use crate::units::{ArithError, Ray, RequestId, Seconds, Shares, Timestamp, Wei, mul_div_down};
use alloy_primitives::Address;

/// A report as `Accounting` takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportValues {
    /// When the reference slot began.
    pub timestamp: Timestamp,
    /// Since the reference slot of the report before.
    pub time_elapsed: Seconds,
    /// Validators on the consensus layer, exited ones included.
    pub cl_validators: u64,
    /// Their balance.
    pub cl_balance: Wei,
    /// Balance of the withdrawal vault at the reference slot.
    pub withdrawal_vault_balance: Wei,
    /// Balance of the rewards vault at the reference slot.
    pub el_rewards_vault_balance: Wei,
    /// Shares that waited on the burner at the reference slot.
    pub shares_requested_to_burn: Shares,
    /// Last request of each batch to finalise, ascending.
    pub withdrawal_finalization_batches: Vec<RequestId>,
    /// Rate after the report if nothing were finalised.
    pub simulated_share_rate: Ray,
}

/// The protocol as a report finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreReportState {
    /// Scalars of the pool.
    pub pool: Pool,
    /// Internal ether `I`.
    pub internal_ether: Wei,
    /// Internal shares `J`.
    pub internal_shares: Shares,
    /// All ether, external included.
    pub total_pooled_ether: Wei,
    /// Bad debt `D` that becomes everybody's.
    pub bad_debt_to_internalize: Shares,
}

/// Everything a report changes (`CalculatedValues`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalculatedValues {
    /// Ether to take from the withdrawal vault, `W`.
    pub withdrawals_vault_transfer: Wei,
    /// Ether to take from the rewards vault, `L`.
    pub el_rewards_vault_transfer: Wei,
    /// Ether to lock for finalised requests, `F`.
    pub ether_to_finalize_wq: Wei,
    /// Shares of finalised requests, which go to the burner.
    pub shares_to_finalize_wq: Shares,
    /// Part of the burn that is due to withdrawals.
    pub shares_to_burn_for_withdrawals: Shares,
    /// Shares to burn, `B`.
    pub total_shares_to_burn: Shares,
    /// New shares for modules and treasury.
    pub shares_to_mint_as_fees: Shares,
    /// How these are split.
    pub fee_distribution: FeeDistribution,
    /// What the validators would hold without rewards, `P`.
    pub principal_cl_balance: Wei,
    /// All shares before.
    pub pre_total_shares: Shares,
    /// All ether before.
    pub pre_total_pooled_ether: Wei,
    /// Internal shares after, `J'`.
    pub post_internal_shares: Shares,
    /// Internal ether after, `I'`.
    pub post_internal_ether: Wei,
    /// All shares after.
    pub post_total_shares: Shares,
    /// All ether after.
    pub post_total_pooled_ether: Wei,
}

/// Refusals of `Accounting`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountingError {
    /// `IncorrectReportTimestamp(reportTimestamp, upperBoundTimestamp)`
    #[error("the report is of {reported}, which is not before {upper_bound}")]
    IncorrectReportTimestamp {
        /// Time of the report.
        reported: Timestamp,
        /// Now.
        upper_bound: Timestamp,
    },
    /// `IncorrectReportValidators(reportValidators, minValidators, maxValidators)`
    #[error("{reported} validators are reported, {min} to {max} are possible")]
    IncorrectReportValidators {
        /// Reported.
        reported: u64,
        /// Those of the report before.
        min: u64,
        /// Those that were deposited.
        max: u64,
    },
    /// `InternalSharesCantBeZero()`
    #[error("no internal shares would be left")]
    InternalSharesCantBeZero,
    /// `NotAuthorized(operation, sender)`
    #[error("{sender} may not call {operation}")]
    NotAuthorized {
        /// The function.
        operation: &'static str,
        /// Who called.
        sender: Address,
    },
    /// A panic of the compiler.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

impl PreReportState {
    /// The pool as it stands, and the debt of the vaults.
    ///
    /// # Errors
    /// As [`Pool::rate`].
    pub fn of(pool: &Pool, bad_debt_to_internalize: Shares) -> Result<Self, ArithError> {
        let rate = pool.rate()?;
        Ok(Self {
            pool: *pool,
            internal_ether: rate.ether,
            internal_shares: rate.shares,
            total_pooled_ether: pool.total_pooled_ether()?,
            bad_debt_to_internalize,
        })
    }

    /// Principal `P`: the balance of before and 32 ETH for each validator that appeared.
    ///
    /// # Errors
    /// [`ArithError::Underflow`] when validators disappeared: the real contract panics too.
    pub fn principal_cl_balance(&self, report: &ReportValues) -> Result<Wei, ArithError> {
        let appeared = report.cl_validators.checked_sub(self.pool.cl_validators).ok_or(ArithError::Underflow)?;
        self.pool.cl_balance.try_add(Pool::deposits(appeared)?)
    }

    /// The checks of `Accounting` itself, before those of the sanity checker.
    ///
    /// # Errors
    /// [`AccountingError::IncorrectReportTimestamp`], [`AccountingError::IncorrectReportValidators`].
    pub fn check_report(&self, report: &ReportValues, now: Timestamp) -> Result<(), AccountingError> {
        if report.timestamp >= now {
            return Err(AccountingError::IncorrectReportTimestamp { reported: report.timestamp, upper_bound: now });
        }
        let (min, max) = (self.pool.cl_validators, self.pool.deposited_validators);
        if report.cl_validators < min || report.cl_validators > max {
            return Err(AccountingError::IncorrectReportValidators { reported: report.cl_validators, min, max });
        }
        Ok(())
    }
}

impl CalculatedValues {
    /// Puts the parts together: `limited` by the rebase limiter, `finalized` ether and shares by the queue.
    ///
    /// # Errors
    /// [`AccountingError::InternalSharesCantBeZero`]; [`AccountingError::Arith`] where the real contract panics.
    pub fn new(
        pre: &PreReportState,
        report: &ReportValues,
        limited: &SmoothenedRebase,
        (ether_to_finalize_wq, shares_to_finalize_wq): (Wei, Shares),
        distribution: &RewardsDistribution,
    ) -> Result<Self, AccountingError> {
        let principal_cl_balance = pre.principal_cl_balance(report)?;
        let shares_before_fees = pre.internal_shares.try_sub(limited.shares_to_burn)?;
        let post_internal_ether = pre
            .internal_ether
            .try_add(report.cl_balance)?
            .try_add(limited.withdrawals)?
            .try_sub(principal_cl_balance)?
            .try_add(limited.el_rewards)?
            .try_sub(ether_to_finalize_wq)?;
        let rewards = rewards_with_fee(report, limited, principal_cl_balance)?;
        let shares_to_mint_as_fees = distribution.shares_for(rewards, shares_before_fees, post_internal_ether)?;
        let post_internal_shares = shares_before_fees.try_add(shares_to_mint_as_fees)?.try_add(pre.bad_debt_to_internalize)?;
        if post_internal_shares.is_zero() {
            return Err(AccountingError::InternalSharesCantBeZero);
        }
        let external_shares = pre.pool.external_shares.try_sub(pre.bad_debt_to_internalize)?;
        let external_ether =
            mul_div_down(external_shares.get(), post_internal_ether.get(), post_internal_shares.get()).map(Wei::new)?;
        Ok(Self {
            withdrawals_vault_transfer: limited.withdrawals,
            el_rewards_vault_transfer: limited.el_rewards,
            ether_to_finalize_wq,
            shares_to_finalize_wq,
            shares_to_burn_for_withdrawals: limited.shares_from_wq_to_burn,
            total_shares_to_burn: limited.shares_to_burn,
            shares_to_mint_as_fees,
            fee_distribution: distribution.split(shares_to_mint_as_fees)?,
            principal_cl_balance,
            pre_total_shares: pre.pool.total_shares,
            pre_total_pooled_ether: pre.total_pooled_ether,
            post_internal_shares,
            post_internal_ether,
            post_total_shares: post_internal_shares.try_add(external_shares)?,
            post_total_pooled_ether: post_internal_ether.try_add(external_ether)?,
        })
    }
}

/// Rewards a fee is taken from: none when the validators' side did not gain, whatever the rewards vault brought (LIP-12).
fn rewards_with_fee(report: &ReportValues, limited: &SmoothenedRebase, principal: Wei) -> Result<Wei, ArithError> {
    let unified_cl_balance = report.cl_balance.try_add(limited.withdrawals)?;
    if unified_cl_balance <= principal {
        return Ok(Wei::ZERO);
    }
    unified_cl_balance.try_sub(principal)?.try_add(limited.el_rewards)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquid::lido::{fees::ModuleFee, staking_router::ModuleId};
    use alloy_primitives::U256;

    fn wei(amount: u64) -> Wei {
        Wei::new(U256::from(amount))
    }

    fn shares(amount: u64) -> Shares {
        Shares::new(U256::from(amount))
    }

    /// 1,000 ether behind 1,000 internal shares, 400 of it with 3 validators; 100 external shares.
    fn pre(bad_debt: u64) -> PreReportState {
        let pool = Pool {
            total_shares: shares(1_100),
            external_shares: shares(100),
            buffered_ether: wei(600),
            deposited_validators: 3,
            cl_validators: 3,
            cl_balance: wei(400),
        };
        PreReportState::of(&pool, shares(bad_debt)).unwrap()
    }

    fn report(cl_balance: u64) -> ReportValues {
        ReportValues {
            timestamp: Timestamp::new(1_000),
            time_elapsed: Seconds::new(86_400),
            cl_validators: 3,
            cl_balance: wei(cl_balance),
            withdrawal_vault_balance: Wei::ZERO,
            el_rewards_vault_balance: Wei::ZERO,
            shares_requested_to_burn: Shares::ZERO,
            withdrawal_finalization_batches: Vec::new(),
            simulated_share_rate: Ray::default(),
        }
    }

    /// A tenth of the rewards is the fee, half of it the module's.
    fn fees() -> RewardsDistribution {
        let module = ModuleFee { module_id: ModuleId::new(1), recipient: Address::ZERO, fee: U256::from(5) };
        RewardsDistribution { modules: vec![module], total_fee: U256::from(10), precision: U256::from(100) }
    }

    fn limited(withdrawals: u64, el_rewards: u64, burn: u64) -> SmoothenedRebase {
        SmoothenedRebase {
            withdrawals: wei(withdrawals),
            el_rewards: wei(el_rewards),
            shares_from_wq_to_burn: Shares::ZERO,
            shares_to_burn: shares(burn),
        }
    }

    #[test]
    fn a_fee_is_taken_only_when_the_validators_gained() {
        #[track_caller]
        fn check(cl_balance: u64, withdrawals: u64, el_rewards: u64, ether: u64, fee: u64) {
            let limited = limited(withdrawals, el_rewards, 0);
            let nothing = (Wei::ZERO, Shares::ZERO);
            let update = CalculatedValues::new(&pre(0), &report(cl_balance), &limited, nothing, &fees()).unwrap();
            assert_eq!(update.post_internal_ether, wei(ether));
            assert_eq!(update.shares_to_mint_as_fees, shares(fee));
            assert_eq!(update.post_internal_shares, shares(1_000 + fee));
        }
        //    balance withdrawn el ether fee
        check(500, 0, 0, 1_100, 9); //   10 ether of 1090 are 9.17 of 1000 shares
        check(400, 100, 0, 1_100, 9); // the same by way of the withdrawal vault
        check(450, 0, 50, 1_100, 9);
        check(400, 0, 100, 1_100, 0); // rewards of blocks alone pay no fee
        check(390, 0, 100, 1_090, 0);
        check(380, 10, 0, 990, 0);
    }

    #[test]
    fn withdrawals_burns_and_bad_debt_enter_the_rate() {
        let finalized = (wei(200), shares(210));
        let update = CalculatedValues::new(&pre(40), &report(400), &limited(0, 0, 210), finalized, &fees()).unwrap();
        assert_eq!(update.post_internal_ether, wei(800));
        assert_eq!(update.post_internal_shares, shares(830)); // 1000 - 210 + 40
        assert_eq!(update.post_total_shares, shares(890)); //    and the 60 that stay external
        assert_eq!(update.post_total_pooled_ether, wei(857)); // 60 * 800 / 830 = 57.8
        assert_eq!((update.pre_total_shares, update.pre_total_pooled_ether), (shares(1_100), wei(1_100)));
    }

    #[test]
    fn nobody_may_be_left_without_a_share() {
        let all = limited(0, 0, 1_000);
        let update = CalculatedValues::new(&pre(0), &report(400), &all, (Wei::ZERO, Shares::ZERO), &fees());
        assert_eq!(update, Err(AccountingError::InternalSharesCantBeZero));
    }

    #[test]
    fn a_report_is_of_the_past_and_of_validators_there_can_be() {
        let now = Timestamp::new(1_001);
        assert_eq!(pre(0).check_report(&report(400), now), Ok(()));
        let (reported, upper_bound) = (Timestamp::new(1_000), Timestamp::new(1_000));
        let early = AccountingError::IncorrectReportTimestamp { reported, upper_bound };
        assert_eq!(pre(0).check_report(&report(400), upper_bound), Err(early));
        let many = ReportValues { cl_validators: 4, ..report(400) };
        let wrong = AccountingError::IncorrectReportValidators { reported: 4, min: 3, max: 3 };
        assert_eq!(pre(0).check_report(&many, now), Err(wrong));
        let few = ReportValues { cl_validators: 2, ..report(400) };
        assert_eq!(pre(0).principal_cl_balance(&few), Err(ArithError::Underflow));
    }
}

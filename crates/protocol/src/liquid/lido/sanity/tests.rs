//! Refusals of reports in their order, and how losses add up.

use super::*;
use crate::units::Seconds;

const DAY: u64 = 86_400;

fn gwei(amount: u64) -> Wei {
    Wei::from(crate::units::Gwei::new(amount))
}

fn ether(amount: u64) -> Wei {
    Wei::new(Wei::ETHER.get() * U256::from(amount))
}

fn checker() -> SanityChecker {
    SanityChecker::new(LimitsList::mainnet()).unwrap()
}

/// A hundred validators after a quiet day, on the 100th day.
fn quiet_day() -> AccountingReport {
    AccountingReport {
        ref_slot: Slot::new(1),
        timestamp: Timestamp::new(100 * DAY),
        time_elapsed: Seconds::new(DAY),
        pre_cl_balance: ether(3_200),
        post_cl_balance: ether(3_200),
        withdrawal_vault_balance: Wei::ZERO,
        el_rewards_vault_balance: Wei::ZERO,
        shares_requested_to_burn: Shares::ZERO,
        pre_cl_validators: 100,
        post_cl_validators: 100,
        actual_withdrawal_vault_balance: Wei::ZERO,
        actual_el_rewards_vault_balance: Wei::ZERO,
        actual_shares_requested_to_burn: Shares::ZERO,
        actual_exited_validators: 0,
    }
}

/// The quiet day with so much ether lost, on another day.
fn loss(day: u64, lost: Wei) -> AccountingReport {
    let post_cl_balance = ether(3_200).try_sub(lost).unwrap();
    AccountingReport { timestamp: Timestamp::new(day * DAY), post_cl_balance, ..quiet_day() }
}

fn run(checker: &mut SanityChecker, report: &AccountingReport) -> Result<usize, SanityError> {
    let mut effects = Effects::new();
    checker.check_accounting_oracle_report(report, None, &mut effects)?;
    Ok(effects.iter().count())
}

#[test]
fn refusals_of_a_report_in_order_change_nothing() {
    #[track_caller]
    fn check(report: AccountingReport, expected: SanityError) {
        let mut checker = checker();
        let before = checker.clone();
        assert_eq!(run(&mut checker, &report), Err(expected));
        assert_eq!(checker, before);
    }
    let one = Shares::new(U256::ONE);
    let mut report = AccountingReport {
        withdrawal_vault_balance: ether(1),
        el_rewards_vault_balance: ether(1),
        shares_requested_to_burn: one,
        post_cl_balance: ether(1_000),
        post_cl_validators: 1_901,
        ..quiet_day()
    };
    check(report, SanityError::IncorrectWithdrawalsVaultBalance { actual: Wei::ZERO });
    report.actual_withdrawal_vault_balance = ether(1);
    check(report, SanityError::IncorrectELRewardsVaultBalance { actual: Wei::ZERO });
    report.actual_el_rewards_vault_balance = ether(1);
    check(report, SanityError::IncorrectSharesRequestedToBurn { actual: Shares::ZERO });
    report.actual_shares_requested_to_burn = one;
    check(
        report,
        SanityError::IncorrectCLBalanceDecrease {
            negative_cl_rebase_sum: ether(2_199),
            // 1,901 validators at 0.109 ether.
            max_negative_cl_rebase_sum: gwei(207_209_000_000),
        },
    );
    report.post_cl_balance = ether(3_201);
    // One in 3,200 a day is 11.4 % a year.
    check(report, SanityError::IncorrectCLBalanceIncrease { annual_balance_diff_bips: U256::from(1_140) });
    report.post_cl_balance = ether(3_200);
    check(report, SanityError::IncorrectAppearedValidators { appeared: 1_801 });
}

#[test]
fn no_time_counts_as_an_hour() {
    let report = AccountingReport { time_elapsed: Seconds::new(0), post_cl_validators: 175, ..quiet_day() };
    assert_eq!(run(&mut checker(), &report), Ok(0));
    let report = AccountingReport { post_cl_validators: 176, ..report };
    assert_eq!(run(&mut checker(), &report), Err(SanityError::IncorrectAppearedValidators { appeared: 76 }));
}

#[test]
fn losses_of_eighteen_days_add_up() {
    // A hundred validators may lose 10.9 ether within 18 days.
    let mut checker = checker();
    assert_eq!(run(&mut checker, &loss(100, ether(6))), Ok(1));
    assert_eq!(run(&mut checker, &loss(110, ether(4))), Ok(1));
    let too_much = SanityError::IncorrectCLBalanceDecrease {
        negative_cl_rebase_sum: ether(11),
        max_negative_cl_rebase_sum: gwei(10_900_000_000),
    };
    assert_eq!(run(&mut checker, &loss(117, ether(1))), Err(too_much));
    assert_eq!(run(&mut checker, &loss(118, ether(1))), Ok(1), "the first is 18 days old");
    assert_eq!(checker.report_data(2).map(|memory| memory.negative_cl_rebase), Some(ether(1)));
    assert_eq!(checker.check(), Ok(()));
}

#[test]
fn exited_validators_lose_nothing_more() {
    let mut checker = checker();
    let exits = AccountingReport { actual_exited_validators: 50, ..quiet_day() };
    assert_eq!(run(&mut checker, &exits), Ok(0));
    // 18 days later half of the validators no longer count for slashing, all still count for inactivity.
    let refused = run(&mut checker, &loss(118, ether(11)));
    let max = gwei(50 * 8_000_000 + 100 * 101_000_000);
    assert_eq!(
        refused,
        Err(SanityError::IncorrectCLBalanceDecrease { negative_cl_rebase_sum: ether(11), max_negative_cl_rebase_sum: max })
    );
}

#[test]
fn a_second_opinion_confirms_larger_losses() {
    let report = loss(100, ether(200));
    let mut checker = checker();
    checker.set_second_opinion_oracle(Address::repeat_byte(1), &mut Effects::new());
    let ask = |opinion: Option<SecondOpinion>| {
        checker.clone().check_accounting_oracle_report(&report, opinion.as_ref(), &mut Effects::new())
    };
    let opinion = |cl_gwei, withdrawal_vault_balance| {
        Some(SecondOpinion { cl_balance: crate::units::Gwei::new(cl_gwei), withdrawal_vault_balance })
    };
    let mismatch = |provided| SanityError::NegativeRebaseFailedCLBalanceMismatch {
        reported: ether(3_000),
        provided: gwei(provided),
        limit_bips: 50,
    };
    assert_eq!(ask(None), Err(SanityError::NegativeRebaseFailedSecondOpinionReportIsNotReady));
    assert_eq!(ask(opinion(2_999_000_000_000, Wei::ZERO)), Err(mismatch(2_999_000_000_000)));
    assert_eq!(ask(opinion(3_016_000_000_000, Wei::ZERO)), Err(mismatch(3_016_000_000_000)));
    let vault = SanityError::NegativeRebaseFailedWithdrawalVaultBalanceMismatch { reported: Wei::ZERO, provided: ether(1) };
    assert_eq!(ask(opinion(3_000_000_000_000, ether(1))), Err(vault));
    assert_eq!(ask(opinion(3_015_000_000_000, Wei::ZERO)), Ok(()));
}

#[test]
fn the_simulated_rate_may_be_half_a_percent_off() {
    #[track_caller]
    fn check(simulated_thousandths: u64, is_fine: bool) {
        let simulated = Ray::of_down(U256::from(simulated_thousandths), U256::from(1_000)).unwrap();
        let rates = SimulatedShareRate {
            post_internal_ether: ether(900),
            post_internal_shares: Shares::new(ether(850).get()),
            ether_to_finalize_wq: ether(100),
            shares_to_burn_for_withdrawals: Shares::new(ether(150).get()),
            simulated,
        };
        assert_eq!(checker().check_simulated_share_rate(&rates).is_ok(), is_fine);
    }
    check(994, false);
    check(995, true);
    check(1_005, true);
    check(1_006, false);
}

#[test]
fn young_requests_are_not_finalised() {
    let check = |request, report| checker().check_withdrawal_queue_oracle_report(Timestamp::new(request), Timestamp::new(report));
    assert_eq!(check(1_000, 8_680), Ok(()));
    let young = SanityError::IncorrectRequestFinalization { request_creation: Timestamp::new(1_001) };
    assert_eq!(check(1_001, 8_680), Err(young));
}

#[test]
fn limits_have_limits_and_only_changes_are_told() {
    let mut checker = checker();
    let mut set = |limit, value: u64| {
        let mut effects = Effects::new();
        checker.set_limit(limit, U256::from(value), &mut effects)?;
        Ok(effects.iter().count())
    };
    assert_eq!(set(Limit::MaxPositiveTokenRebase, 5_000_000), Ok(1));
    assert_eq!(set(Limit::MaxPositiveTokenRebase, 5_000_000), Ok(0));
    let bounds = |value: u64, min: u64, max: u64| {
        let [value, min, max] = [value, min, max].map(U256::from);
        Err(SanityError::IncorrectLimitValue { value, min, max })
    };
    assert_eq!(set(Limit::MaxPositiveTokenRebase, 0), bounds(0, 1, u64::MAX));
    assert_eq!(set(Limit::AnnualBalanceIncreaseBP, 10_001), bounds(10_001, 0, 10_000));
    assert_eq!(set(Limit::ExitedValidatorsPerDay, 65_536), bounds(65_536, 0, 65_535));
    let before = checker.clone();
    let both = [(Limit::RequestTimestampMargin, U256::ONE), (Limit::InitialSlashingAmountPWei, U256::MAX)];
    assert!(checker.set_limits(&both, &mut Effects::new()).is_err());
    assert_eq!(checker, before, "all or none");
}

#[test]
fn rates_and_counts_have_limits() {
    let checker = checker();
    assert!(checker.check_exited_validators_rate_per_day(U256::from(3_600)).is_ok());
    assert!(checker.check_exited_validators_rate_per_day(U256::from(3_601)).is_err());
    assert_eq!(
        checker.check_extra_data_items_count(9),
        Err(SanityError::TooManyItemsPerExtraDataTransaction { max: 8, received: 9 })
    );
    assert_eq!(
        checker.check_node_operators_per_extra_data_item(3, 25),
        Err(SanityError::TooManyNodeOpsPerExtraDataItem { item_index: 3, operators: 25 })
    );
}

#[test]
fn each_broken_rule_is_called_by_its_id() {
    #[track_caller]
    fn check(broken: &str, break_it: impl FnOnce(&mut SanityChecker)) {
        let mut checker = checker();
        run(&mut checker, &loss(100, ether(1))).unwrap();
        assert_eq!(checker.check(), Ok(()));
        break_it(&mut checker);
        assert_eq!(checker.check().unwrap_err().id, broken);
    }
    for limit in Limit::ALL {
        if let Some(above) = limit.bounds().1.checked_add(1) {
            check("LIQ-22", |checker| checker.limits.set(limit, above));
        }
    }
    check("LIQ-22", |checker| checker.limits.set(Limit::MaxPositiveTokenRebase, 0));
    check("LIQ-23", |checker| {
        let memory = checker.reports.remove(&0).unwrap();
        checker.reports.insert(1, memory);
    });
}

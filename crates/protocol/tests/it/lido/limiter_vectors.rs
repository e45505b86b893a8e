//! The rebase limiter against numbers of the real library.

use crate::vectors::{Fields, family};
use aquifer_protocol::{
    U256,
    liquid::lido::rebase_limiter::{
        LimiterError, PositiveTokenRebaseLimiter, RebaseInputs, SmoothenedRebase, smoothen_token_rebase,
    },
    units::{Shares, Wei},
};
use serde_json::Value;

/// Cases of the files that record a function, each with its place.
fn cases(function: &str) -> Vec<(String, Value)> {
    let mut cases = Vec::new();
    for (name, file) in family("lido").into_iter().filter(|(_, file)| file["format"] == "lido-function/1") {
        let mut file = Fields::of(name.as_str(), &file);
        file.text("format");
        if file.text("function") != function {
            continue;
        }
        let recorded = file.take("cases");
        file.done();
        let recorded = recorded.as_array().unwrap().iter().cloned().enumerate();
        cases.extend(recorded.map(|(index, case)| (format!("{name} case {index}"), case)));
    }
    cases
}

fn wei(fields: &mut Fields, name: &str) -> Wei {
    Wei::new(fields.parsed(name))
}

fn shares(fields: &mut Fields, name: &str) -> Shares {
    Shares::new(fields.parsed(name))
}

#[test]
fn lido_rebase_limiter_consumes_and_bounds_as_the_real_one() {
    let mut compared = 0;
    for (at, recorded) in &cases("rebaseLimiter") {
        let mut case = Fields::of(at.as_str(), recorded);
        let limiter =
            PositiveTokenRebaseLimiter::new(case.parsed("limit"), wei(&mut case, "preEther"), shares(&mut case, "preShares"));
        let steps = case.take("steps");
        compared += match recorded.get("error") {
            Some(_) => run_to_error(limiter, &steps, &case.take("error")),
            None => run(limiter.unwrap(), &steps, &case.take("consumed"), &case.take("burnLimitAfter")),
        };
        case.done();
    }
    println!("lido, rebaseLimiter: {compared} values compared");
}

/// One step, and what it consumed.
fn take_step(limiter: &mut PositiveTokenRebaseLimiter, step: &Value) -> Result<Wei, LimiterError> {
    let amount = Wei::new(step[1].as_str().unwrap().parse().unwrap());
    match step[0].as_str().unwrap() {
        "increase" => limiter.increase(amount),
        "decrease" => limiter.decrease(amount).map(|()| Wei::ZERO),
        other => panic!("unknown step {other}"),
    }
}

fn run(mut limiter: PositiveTokenRebaseLimiter, steps: &Value, consumed: &Value, limits: &Value) -> usize {
    let number = |value: &Value| value.as_str().unwrap().parse::<U256>().unwrap();
    let steps = steps.as_array().unwrap();
    assert_eq!((steps.len(), steps.len()), (consumed.as_array().unwrap().len(), limits.as_array().unwrap().len()));
    for (index, step) in steps.iter().enumerate() {
        assert_eq!(take_step(&mut limiter, step), Ok(Wei::new(number(&consumed[index]))), "step {index}");
        assert_eq!(limiter.shares_to_burn_limit(), Ok(Shares::new(number(&limits[index]))), "after step {index}");
    }
    2 * steps.len()
}

fn run_to_error(limiter: Result<PositiveTokenRebaseLimiter, LimiterError>, steps: &Value, expected: &Value) -> usize {
    let steps = steps.as_array().unwrap();
    let outcome = limiter.and_then(|mut limiter| steps.iter().try_for_each(|step| take_step(&mut limiter, step).map(|_| ())));
    let expected = match expected.as_str().unwrap() {
        "TooLowTokenRebaseLimit" => LimiterError::TooLowTokenRebaseLimit,
        "TooHighTokenRebaseLimit" => LimiterError::TooHighTokenRebaseLimit,
        "NegativeTotalPooledEther" => LimiterError::NegativeTotalPooledEther,
        other => panic!("unknown error {other}"),
    };
    assert_eq!(outcome, Err(expected));
    1
}

/// A case and what the real function answered.
fn smoothened(at: &str, case: &Value) -> (RebaseInputs, SmoothenedRebase) {
    let mut case = Fields::of(at, case);
    let inputs = RebaseInputs {
        limit: case.parsed("limit"),
        pre_internal_ether: wei(&mut case, "preInternalEther"),
        pre_internal_shares: shares(&mut case, "preInternalShares"),
        pre_cl_balance: wei(&mut case, "preCLBalance"),
        post_cl_balance: wei(&mut case, "postCLBalance"),
        withdrawal_vault_balance: wei(&mut case, "withdrawalVaultBalance"),
        el_rewards_vault_balance: wei(&mut case, "elRewardsVaultBalance"),
        shares_requested_to_burn: shares(&mut case, "sharesRequestedToBurn"),
        ether_to_lock_for_withdrawals: wei(&mut case, "etherToLock"),
        new_shares_to_burn_for_withdrawals: shares(&mut case, "newSharesToBurn"),
    };
    let expected = SmoothenedRebase {
        withdrawals: wei(&mut case, "withdrawals"),
        el_rewards: wei(&mut case, "elRewards"),
        shares_from_wq_to_burn: shares(&mut case, "sharesFromWQToBurn"),
        shares_to_burn: shares(&mut case, "sharesToBurn"),
    };
    case.done();
    (inputs, expected)
}

/// The cases of the project's own recording whose numbers are, to the wei, those under the limit of the case before and
/// impossible under the one they name: the recorder's call that sets the limit had not taken effect (decision 6).
const LATE: [&str; 3] = ["fn-smoothenTokenRebase case 4", "fn-smoothenTokenRebase case 7", "fn-smoothenTokenRebase case 40"];

/// A late case must fit the limit before exactly, and is named in the output. In the project's own recording exactly the
/// three known ones are late; in another one, of which nothing is known, at most one in twenty may be.
#[test]
fn lido_smoothen_token_rebase_splits_as_the_real_one() {
    let cases = cases("smoothenTokenRebase");
    let mut limit_before = None;
    let mut late = Vec::new();
    for (at, case) in &cases {
        let (inputs, expected) = smoothened(at, case);
        if smoothen_token_rebase(&inputs) != Ok(expected) {
            let limit = limit_before.unwrap_or(inputs.limit);
            assert_eq!(smoothen_token_rebase(&RebaseInputs { limit, ..inputs }), Ok(expected), "{at}");
            println!("lido, {at}: names limit {}, its numbers are those of {limit}", inputs.limit);
            late.push(at.as_str());
        }
        limit_before = Some(inputs.limit);
    }
    match std::env::var_os("AQUIFER_VECTORS") {
        None => assert_eq!(late, LATE),
        Some(_) => assert!(20 * late.len() <= cases.len(), "these do not fit the limit they name: {late:?}"),
    }
    println!("lido, smoothenTokenRebase: {} values compared, {} cases under the limit before", 4 * cases.len(), late.len());
}

//! What spans the tables of `[restaking]`: whom and what they name must be there.

use super::{Checked, Fault, LAST_PRECOMPILE, ensure, is_distinct, whole};
use crate::network::file::{NetworkFile, RestakingTable, ServiceTable, StakerTable, TokenRef};
use crate::network::tokens::{BEACON_CHAIN_ETH_NAME, token_address};
use crate::system_contracts::is_system_contract;
use alloy_primitives::U256;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

const WHOLE_BIPS: u32 = 10_000;

/// Checks what one table of restaking alone cannot know.
pub(super) fn check(file: &NetworkFile) -> Checked {
    let restaking = &file.restaking;
    if let Some(split) = &restaking.rewards.default_split_bips {
        whole(split, "default_split_bips")?;
    }
    check_strategies(file)?;
    check_operators(restaking)?;
    check_stakers(file)?;
    for service in &restaking.services {
        check_service(file, service.get_ref())?;
    }
    check_allocations(restaking)?;
    check_keepers(file)
}

/// Every token has one strategy, and every strategy an address of its own.
fn check_strategies(file: &NetworkFile) -> Checked {
    let (mut tokens, mut places) = (BTreeSet::new(), BTreeSet::new());
    for table in &file.restaking.strategies {
        let strategy = table.get_ref();
        let token = token(&strategy.token, strategy.token.get_ref())?;
        ensure(tokens.insert(token), &strategy.token, || {
            format!(
                "`{}` has two strategies: expected one [[restaking.strategies]] table for each token",
                strategy.token.get_ref()
            )
        })?;
        let Some(address) = strategy.address else { continue };
        let is_free = !file.native.get_ref().addresses().contains(&address) && !is_system_contract(&address);
        let is_account = U256::from_be_slice(address.as_slice()) > U256::from(LAST_PRECOMPILE);
        ensure(places.insert(address) && is_free && is_account, table, || {
            format!("a strategy at {address}: expected an address of its own that is no other contract's")
        })?;
    }
    Ok(())
}

/// The token of that name; a fault at `place` when there is none.
fn token<T>(place: &Spanned<T>, token: &TokenRef) -> Result<alloy_primitives::Address, Fault> {
    token_address(&aquifer_contracts::addresses::mainnet(), token).map_err(|message| Fault { span: place.span(), message })
}

/// A token of a strategy, or native stake where that counts as one.
fn check_has_strategy<T>(file: &NetworkFile, place: &Spanned<T>, named: &TokenRef) -> Checked {
    token(place, named)?;
    let mut with_strategy = file.restaking.strategies.iter().map(|strategy| strategy.get_ref().token.get_ref());
    ensure(with_strategy.any(|token| token == named), place, || {
        format!("`{named}` has no strategy: expected a [[restaking.strategies]] table for it")
    })
}

fn check_operators(restaking: &RestakingTable) -> Checked {
    let mut seen = BTreeSet::new();
    for table in &restaking.operators {
        let account = &table.get_ref().account;
        ensure(seen.insert(*account.get_ref()), account, || {
            format!("account {} registers twice: expected one [[restaking.operators]] table for each", account.get_ref())
        })?;
    }
    Ok(())
}

/// The account registers as operator.
fn check_is_operator<T>(restaking: &RestakingTable, place: &Spanned<T>, account: u32) -> Checked {
    let mut operators = restaking.operators.iter().map(|operator| *operator.get_ref().account.get_ref());
    ensure(operators.any(|operator| operator == account), place, || {
        format!("account {account} is no operator: expected the `account` of a [[restaking.operators]] table")
    })
}

fn check_stakers(file: &NetworkFile) -> Checked {
    let mut in_pods = BTreeMap::new();
    for table in &file.restaking.stakers {
        let staker = table.get_ref();
        if let Some(operator) = &staker.operator {
            check_is_operator(&file.restaking, operator, *operator.get_ref())?;
        }
        for token in staker.deposits.keys() {
            check_has_strategy(file, token, token.get_ref())?;
        }
        check_pod(file, staker, &mut in_pods)?;
    }
    Ok(())
}

/// The validators of a pod are among those its node operator runs for itself.
fn check_pod(file: &NetworkFile, staker: &StakerTable, in_pods: &mut BTreeMap<u32, u64>) -> Checked {
    let Some(pod) = &staker.pod else { return Ok(()) };
    let run_by = *pod.run_by.get_ref();
    let node_operator = file.operators.iter().find(|operator| *operator.get_ref().account.get_ref() == run_by);
    let own = node_operator.map(|operator| operator.get_ref().own_validators);
    ensure(own.is_some(), &pod.run_by, || {
        format!("account {run_by} runs no validators: expected the `account` of an [[operators]] table")
    })?;
    let taken = in_pods.entry(run_by).or_insert(0_u64);
    *taken = taken.saturating_add(pod.validators);
    let (taken, own) = (*taken, own.unwrap_or_default());
    ensure(taken <= own, &pod.run_by, || {
        format!("pods have {taken} validators run by account {run_by}: expected at most its {own} `own_validators`")
    })
}

fn check_service(file: &NetworkFile, service: &ServiceTable) -> Checked {
    whole(&service.slashed_bips, "slashed_bips")?;
    ensure(*service.slashed_bips.get_ref() > 0, &service.slashed_bips, || {
        "`slashed_bips` is 0: expected 1 or more, or an offence costs nothing".into()
    })?;
    whole(&service.allocation_bips, "allocation_bips")?;
    let strategies = &service.strategies;
    let distinct: BTreeSet<_> = strategies.get_ref().iter().collect();
    ensure(distinct.len() == strategies.get_ref().len() && !distinct.is_empty(), strategies, || {
        "`strategies` names none, or one twice: expected each token once".into()
    })?;
    for named in distinct.into_iter().filter(|named| **named != TokenRef::Name(BEACON_CHAIN_ETH_NAME.to_owned())) {
        check_has_strategy(file, strategies, named)?;
    }
    ensure(is_distinct(service.operators.get_ref()), &service.operators, || {
        "`operators` names an account twice: expected each once".into()
    })?;
    for operator in service.operators.get_ref() {
        check_is_operator(&file.restaking, &service.operators, *operator)?;
    }
    match &service.rewards {
        Some(rewards) => token(&rewards.token, rewards.token.get_ref()).map(drop),
        None => Ok(()),
    }
}

/// No operator allocates more than it has.
fn check_allocations(restaking: &RestakingTable) -> Checked {
    let mut allocated: BTreeMap<(u32, &TokenRef), u32> = BTreeMap::new();
    for service in restaking.services.iter().map(Spanned::get_ref) {
        for operator in service.operators.get_ref() {
            for strategy in service.strategies.get_ref() {
                let sum = allocated.entry((*operator, strategy)).or_default();
                *sum += u32::from(*service.allocation_bips.get_ref());
                let sum = *sum;
                ensure(sum <= WHOLE_BIPS, &service.allocation_bips, || {
                    format!(
                        "operator {operator} allocates {sum} basis points of `{strategy}`: expected at most {WHOLE_BIPS} over all services"
                    )
                })?;
            }
        }
    }
    Ok(())
}

/// What `up` runs for the service sends from accounts of its own.
fn check_keepers(file: &NetworkFile) -> Checked {
    let keepers = &file.keepers;
    let mut senders = keepers.reporters.get_ref().clone();
    senders.extend([keepers.depositor, keepers.finaliser]);
    for account in [&keepers.rewards, &keepers.watcher, &keepers.payer].into_iter().flatten() {
        ensure(!senders.contains(account.get_ref()), account, || {
            format!("account {} is another keeper's already: expected one each, or their nonces collide", account.get_ref())
        })?;
        senders.push(*account.get_ref());
    }
    Ok(())
}

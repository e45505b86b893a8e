//! The rules about shares, each broken once: the check must call it by its id.

use super::{DelegationManager, Withdrawal};
use crate::{
    Effects,
    restaking::{
        Restaking,
        strategies::{Strategy, StrategyKind},
    },
    units::{BlockNumber, ScaledShares, ScalingFactor, StrategyShares},
};
use alloy_primitives::{Address, B256, U256};
use std::sync::Arc;

const STAKER: Address = Address::repeat_byte(1);
const OPERATOR: Address = Address::repeat_byte(2);
const STRATEGY: Address = Address::repeat_byte(3);

/// A staker with a thousand deposit shares that no strategy has given out.
fn deposited() -> Restaking {
    let mut restaking = Restaking::default();
    let (manager, shares) = (Arc::make_mut(&mut restaking.strategy_manager), StrategyShares::new(U256::from(1_000)));
    manager.add_shares(STAKER, STRATEGY, shares, &mut Effects::new()).unwrap();
    restaking
}

#[track_caller]
fn check(restaking: &Restaking, id: &str) {
    assert_eq!(restaking.check().unwrap_err().id, id);
}

/// The same with a change of the manager.
#[track_caller]
fn check_after(change: impl FnOnce(&mut DelegationManager), id: &str) {
    let mut restaking = deposited();
    assert_eq!(restaking.check(), Ok(()));
    change(Arc::make_mut(&mut restaking.delegation));
    check(&restaking, id);
}

#[test]
fn shares_that_a_strategy_does_not_have() {
    let mut restaking = deposited();
    Arc::make_mut(&mut restaking.strategies).create(STRATEGY, Strategy::new(OPERATOR, StrategyKind::Base));
    check(&restaking, "RST-1");
}

#[test]
fn stakers_with_more_than_their_operator_counts() {
    check_after(
        |delegation| {
            delegation.delegated_to.insert(OPERATOR, OPERATOR);
            delegation.delegated_to.insert(STAKER, OPERATOR);
        },
        "RST-2",
    );
}

#[test]
fn a_withdrawal_under_a_root_that_is_not_its_own() {
    let withdrawal = Withdrawal {
        staker: STAKER,
        delegated_to: Address::ZERO,
        withdrawer: STAKER,
        nonce: U256::ZERO,
        start_block: BlockNumber::new(1),
        strategies: vec![STRATEGY],
        scaled_shares: vec![ScaledShares::new(U256::ONE)],
    };
    check_after(
        |delegation| {
            delegation.withdrawals.insert(B256::ZERO, withdrawal);
            delegation.roots_of.insert(STAKER, B256::ZERO);
        },
        "RST-6",
    );
    check_after(|delegation| assert!(delegation.roots_of.insert(STAKER, B256::ZERO)), "RST-6");
}

#[test]
fn a_queue_that_forgets() {
    check_after(
        |delegation| {
            for (block, ever) in [(1, 20), (2, 10)] {
                let ever = ScaledShares::new(U256::from(ever));
                delegation.queued.push((OPERATOR, STRATEGY), BlockNumber::new(block), ever).unwrap();
            }
        },
        "RST-7",
    );
}

#[test]
fn a_delegation_to_nobody_and_an_approver_of_nobody() {
    check_after(|delegation| assert!(delegation.delegated_to.insert(STAKER, OPERATOR).is_none()), "RST-8");
    check_after(|delegation| assert!(delegation.approvers.insert(OPERATOR, STAKER).is_none()), "RST-8");
}

#[test]
fn a_scaling_factor_of_nothing() {
    let factor = ScalingFactor::new(U256::from(7));
    check_after(|delegation| assert!(delegation.scaling_factors.insert((OPERATOR, STRATEGY), factor).is_none()), "RST-9");
}

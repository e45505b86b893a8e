//! Operators, keys, deposits and rewards, table by table.

use super::*;
use crate::Ctx;
use crate::context::NoEther;
use crate::liquid::lido::staking_router::StakingModules;
use crate::units::{BlockNumber, Shares, Timestamp, Wei};
use alloy_primitives::U256;

const MODULE: ModuleId = ModuleId::new(1);
const STETH: Address = Address::repeat_byte(0x57);

fn operator_id(number: u64) -> OperatorId {
    OperatorId::new(number)
}

fn call_by(caller: Address) -> Ctx<'static> {
    Ctx {
        caller,
        value: Wei::ZERO,
        block: BlockNumber::new(1),
        timestamp: Timestamp::new(1),
        chain_id: 1,
        selector: alloy_primitives::Selector::ZERO,
        ether: &NoEther,
    }
}

/// Keys whose first byte tells the operator, the second the index.
fn keys(operator: u8, count: u8) -> Vec<DepositKeys> {
    let pubkey = |index: u8| FixedBytes::from_slice(&[&[operator + 1, index][..], &[9; 46]].concat());
    (0..count).map(|index| DepositKeys { pubkey: pubkey(index), signature: FixedBytes::repeat_byte(index) }).collect()
}

fn reward_address(operator: u8) -> Address {
    Address::repeat_byte(operator + 1)
}

/// Operators with (added, vetted, deposited, exited) keys.
fn registry(operators: &[(u8, u64, u64, u64)]) -> NodeOperators {
    let mut registry = NodeOperators::default();
    for (number, &(added, vetted_keys, deposited_keys, exited_validators)) in (0..).zip(operators) {
        let operator = GenesisOperator {
            name: format!("operator {number}"),
            reward_address: reward_address(number),
            keys: keys(number, added),
            deposited_keys,
            vetted_keys,
            exited_validators,
        };
        registry.add_genesis_operator(MODULE, operator).unwrap();
    }
    registry
}

#[test]
fn deposits_take_keys_of_the_smallest_operators_in_order() {
    let mut registry = registry(&[(9, 9, 3, 0), (9, 9, 4, 3), (9, 1, 1, 0)]);
    let taken = registry.obtain_deposit_data(MODULE, 5, &mut Effects::new()).unwrap();
    // Active 3 and 1: the second gets two to draw level; of the other three the first gets two.
    let firsts: Vec<_> = taken.iter().map(|keys| (keys.pubkey[0], keys.pubkey[1])).collect();
    assert_eq!(firsts, [(1, 3), (1, 4), (2, 4), (2, 5), (2, 6)]);
    assert_eq!(registry.summary(MODULE), ModuleSummary { exited: 3, deposited: 13, depositable: 6 });
    assert_eq!(registry.keys_op_index(MODULE), 1);
    assert_eq!(registry.check(), Ok(()));
}

#[test]
fn more_deposits_than_keys_take_nothing() {
    let mut registry = registry(&[(9, 4, 3, 0)]);
    let before = registry.clone();
    let refused = registry.obtain_deposit_data(MODULE, 2, &mut Effects::new());
    assert_eq!(refused, Err(NodeOperatorsError::InvalidAllocatedKeysCount));
    assert_eq!(registry, before);
}

#[test]
fn the_reward_address_manages_keys() {
    let mut registry = registry(&[(0, 0, 0, 0)]);
    let mut add = |caller, is_manager, count| {
        registry.add_signing_keys(&call_by(caller), MODULE, operator_id(0), keys(0, count), is_manager, &mut Effects::new())
    };
    assert_eq!(add(Address::ZERO, false, 1), Err(NodeOperatorsError::AppAuthFailed));
    assert_eq!(add(reward_address(0), false, 0), Err(NodeOperatorsError::InvalidKeysCount));
    assert_eq!(add(reward_address(0), false, 2), Ok(()));
    assert_eq!(add(Address::ZERO, true, 1), Ok(()));
    assert_eq!(registry.total_signing_key_count(MODULE, operator_id(0)), Ok(3));
    assert_eq!(registry.summary(MODULE).depositable, 0, "nobody has vetted them");
    registry.set_node_operator_staking_limit(MODULE, operator_id(0), 9, &mut Effects::new()).unwrap();
    assert_eq!(registry.summary(MODULE).depositable, 3, "no more than there are");
}

#[test]
fn keys_come_in_whole() {
    #[track_caller]
    fn check(count: u64, pubkeys: &[u8], signatures: &[u8], expected: NodeOperatorsError) {
        assert_eq!(DepositKeys::split(count, pubkeys, signatures), Err(expected));
    }
    check(0, &[], &[], NodeOperatorsError::InvalidKeysCount);
    check(1, &[1; 47], &[1; 96], NodeOperatorsError::LengthMismatch);
    check(1, &[1; 48], &[1; 95], NodeOperatorsError::LengthMismatch);
    check(u64::MAX, &[1; 48], &[1; 96], NodeOperatorsError::LengthMismatch);
    check(1, &[0; 48], &[1; 96], NodeOperatorsError::EmptyKey);
    assert_eq!(DepositKeys::split(2, &[1; 96], &[2; 192]).map(|keys| keys.len()), Ok(2));
}

#[test]
fn removing_keys_moves_the_last_into_the_gap_and_ends_vetting_there() {
    let mut registry = registry(&[(5, 5, 1, 0)]);
    let ctx = call_by(reward_address(0));
    let mut remove =
        |from, count| registry.remove_signing_keys(&ctx, (MODULE, operator_id(0)), from, count, false, &mut Effects::new());
    assert_eq!(remove(0, 1), Err(NodeOperatorsError::OutOfRange), "deposited");
    assert_eq!(remove(3, 3), Err(NodeOperatorsError::OutOfRange), "beyond the last");
    assert_eq!(remove(1, 2), Ok(()));
    let index = |place| registry.signing_key(MODULE, operator_id(0), place).map(|(keys, _)| keys.pubkey[1]);
    assert_eq!((index(0), index(1), index(2)), (Ok(0), Ok(3), Ok(4)));
    assert_eq!(index(3), Err(NodeOperatorsError::OutOfRange));
    assert_eq!(registry.operator(MODULE, operator_id(0)).unwrap().vetted_keys, 1);
    assert_eq!(registry.check(), Ok(()));
}

#[test]
fn an_inactive_operator_deposits_nothing() {
    let mut registry = registry(&[(5, 4, 1, 0)]);
    registry.deactivate_node_operator(MODULE, operator_id(0), &mut Effects::new()).unwrap();
    assert_eq!(registry.summary(MODULE).depositable, 0);
    let again = registry.deactivate_node_operator(MODULE, operator_id(0), &mut Effects::new());
    assert_eq!(again, Err(NodeOperatorsError::WrongOperatorActiveState));
    let vet = registry.set_node_operator_staking_limit(MODULE, operator_id(0), 4, &mut Effects::new());
    assert_eq!(vet, Err(NodeOperatorsError::WrongOperatorActiveState));
    assert_eq!(registry.activate_node_operator(MODULE, operator_id(0), &mut Effects::new()), Ok(()));
    assert_eq!(registry.active_operators_count(MODULE), 1);
    assert_eq!(registry.check(), Ok(()));
}

#[test]
fn vetting_taken_back_never_grows() {
    let mut registry = registry(&[(5, 3, 1, 0), (5, 3, 1, 0)]);
    let before = registry.clone();
    let grows = [(operator_id(0), 2), (operator_id(1), 4)];
    let refused = registry.decrease_vetted_signing_keys_count(MODULE, &grows, &mut Effects::new());
    assert_eq!(refused, Err(NodeOperatorsError::VettedKeysCountIncreased));
    assert_eq!(registry, before);
    let shrinks = [(operator_id(0), 0), (operator_id(1), 2)];
    registry.decrease_vetted_signing_keys_count(MODULE, &shrinks, &mut Effects::new()).unwrap();
    assert_eq!(registry.summary(MODULE).depositable, 1, "deposited keys stay vetted");
}

#[test]
fn exits_are_cumulative_and_bounded_by_deposits() {
    let mut registry = registry(&[(5, 5, 4, 1)]);
    let mut exit = |operator, count| {
        let before = registry.clone();
        let counts = [(operator_id(operator), count)];
        let result = registry.update_exited_validators_count(MODULE, &counts, &mut Effects::new());
        if result.is_err() {
            assert_eq!(registry, before);
        }
        result
    };
    assert_eq!(exit(0, 0), Err(NodeOperatorsError::ExitedValidatorsCountDecreased));
    assert_eq!(exit(0, 5), Err(NodeOperatorsError::OutOfRange));
    assert_eq!(exit(1, 1), Err(NodeOperatorsError::OutOfRange));
    assert_eq!(exit(0, 3), Ok(()));
    assert_eq!(registry.summary(MODULE).exited, 3);
}

#[test]
fn rewards_follow_active_validators() {
    let mut registry = registry(&[(9, 9, 3, 0), (9, 9, 4, 4), (9, 9, 8, 1)]);
    let total = Shares::new(U256::from(101));
    let refused = registry.distribute_reward(MODULE, total, &mut Effects::new());
    assert_eq!(refused, Err(NodeOperatorsError::DistributionNotReady));
    registry.on_exited_and_stuck_validators_counts_updated(MODULE, &mut Effects::new());
    let parts = registry.distribute_reward(MODULE, total, &mut Effects::new()).unwrap();
    let part = |operator, shares: u64| OperatorReward {
        reward_address: reward_address(operator),
        shares: Shares::new(U256::from(shares)),
    };
    assert_eq!(parts, [part(0, 30), part(2, 70)], "the one without validators gets nothing");
    assert_eq!(registry.reward_distribution_state(MODULE), RewardDistributionState::Distributed);
}

#[test]
fn new_credentials_drop_unused_keys() {
    let mut registry = registry(&[(5, 4, 2, 0), (2, 2, 2, 0)]);
    registry.on_withdrawal_credentials_changed(MODULE, &mut Effects::new());
    assert_eq!(registry.summary(MODULE), ModuleSummary { exited: 0, deposited: 4, depositable: 0 });
    assert_eq!(registry.unused_signing_key_count(MODULE, operator_id(0)), Ok(0));
    assert_eq!(registry.check(), Ok(()));
}

#[test]
fn refusals_of_a_new_operator() {
    #[track_caller]
    fn check(name: &str, reward_address: Address, expected: NodeOperatorsError) {
        let mut registry = registry(&[]);
        let refused = registry.add_node_operator(MODULE, name.into(), reward_address, STETH, &mut Effects::new());
        assert_eq!(refused, Err(expected));
    }
    let somebody = Address::repeat_byte(1);
    check("", somebody, NodeOperatorsError::WrongNameLength);
    check(&"n".repeat(256), somebody, NodeOperatorsError::WrongNameLength);
    check("a", Address::ZERO, NodeOperatorsError::ZeroAddress);
    check("a", STETH, NodeOperatorsError::LidoRewardAddress);
}

#[test]
fn operators_are_numbered_within_their_module() {
    let mut registry = NodeOperators::default();
    let mut add = |module: u32| {
        let (name, account) = (format!("of {module}"), Address::repeat_byte(1));
        registry.add_node_operator(ModuleId::new(module), name, account, STETH, &mut Effects::new()).unwrap()
    };
    assert_eq!([add(1), add(3), add(1)], [0, 0, 1].map(operator_id));
    assert_eq!(registry.operators(ModuleId::new(3)).count(), 1);
    let same = registry.set_node_operator_name(MODULE, operator_id(0), "of 1".into(), &mut Effects::new());
    assert_eq!(same, Err(NodeOperatorsError::ValueIsTheSame));
    assert_eq!(registry.check(), Ok(()));
}

#[test]
fn each_broken_rule_is_called_by_its_id() {
    #[track_caller]
    fn check(broken: &str, break_it: impl FnOnce(&mut NodeOperators)) {
        let mut registry = registry(&[(9, 8, 3, 1), (4, 4, 4, 4)]);
        assert_eq!(registry.check(), Ok(()));
        break_it(&mut registry);
        assert_eq!(registry.check().unwrap_err().id, broken);
    }
    fn first(registry: &mut NodeOperators) -> &mut NodeOperator {
        registry.operators.get_mut(&(MODULE, operator_id(0))).unwrap()
    }
    check("LIQ-40", |registry| first(registry).exited_validators = 4);
    check("LIQ-40", |registry| first(registry).deposited_keys = 9);
    check("LIQ-40", |registry| first(registry).vetted_keys = 10);
    check("LIQ-41", |registry| first(registry).added_keys = 10);
    check("LIQ-41", |registry| {
        let key = registry.keys.remove(&(MODULE, operator_id(0), 8)).unwrap();
        registry.keys.insert((MODULE, operator_id(0), 9), key);
    });
    check("LIQ-42", |registry| first(registry).is_active = false);
    check("LIQ-42", |registry| registry.modules.get_mut(&MODULE).unwrap().operators_count = 3);
    check("LIQ-42", |registry| {
        let operator = registry.operators.remove(&(MODULE, operator_id(1))).unwrap();
        registry.operators.insert((MODULE, operator_id(2)), operator);
    });
}

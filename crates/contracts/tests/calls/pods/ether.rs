//! Pods come into being, take ether, send 32 ETH to the deposit contract and pay their owners.

use super::{error, with_pod, with_validator};
use crate::network::{ALICE, BOB, ether, string};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall as _, SolEvent as _};
use aquifer_contracts::{
    CallAnswer, NativeOutcome,
    interfaces::{
        IDepositContract,
        restaking::{IEigenPod as Pod, IEigenPodManager as Manager},
    },
    mock::OutsideCode,
};
use aquifer_protocol::{
    ethereum::deposit_data_root,
    restaking::pods::{pod_address, pod_credentials},
    units::{Gwei, Wei},
};
use std::sync::Arc;

#[test]
fn a_pod_is_where_it_was_foretold_and_says_who_it_is() {
    let (mut network, _, pod) = with_pod();
    let manager = network.book.restaking.eigen_pod_manager;
    assert_eq!(pod, pod_address(&network.book.restaking, ALICE));
    assert_eq!(network.view(manager, &Manager::getPodCall { podOwner: ALICE }), pod);
    assert_eq!(network.view(manager, &Manager::ownerToPodCall { podOwner: BOB }), Address::ZERO);
    assert!(!network.view(manager, &Manager::hasPodCall { podOwner: BOB }));
    assert_eq!(network.view(manager, &Manager::numPodsCall {}), U256::ONE);
    assert_eq!(network.view(pod, &Pod::podOwnerCall {}), ALICE);
    let emitters: Vec<_> = network.host.logs.iter().map(|log| (log.address, log.topics()[0])).collect();
    let expected = [
        (pod, Pod::BeaconUpgraded::SIGNATURE_HASH),
        (pod, Pod::Initialized::SIGNATURE_HASH),
        (manager, Manager::PodDeployed::SIGNATURE_HASH),
    ];
    assert_eq!(emitters, expected);
    network.host.protocol.check().expect("nothing broken");
}

#[test]
fn one_pod_an_owner() {
    let (mut network, _, _) = with_pod();
    let manager = network.book.restaking.eigen_pod_manager;
    let data = network.refused(ALICE, manager, Wei::ZERO, &Manager::createPodCall {});
    assert_eq!(data, error(&Manager::EigenPodAlreadyExists {}));
}

/// A deposit with the credentials of a pod, root and all.
fn stake(pod: Address) -> Manager::stakeCall {
    let (pubkey, signature) = ([1_u8; 48], [2_u8; 96]);
    let root = deposit_data_root(&pubkey.into(), pod_credentials(pod), Gwei::new(32_000_000_000), &signature.into());
    Manager::stakeCall { pubkey: pubkey.into(), signature: signature.into(), depositDataRoot: root }
}

#[test]
fn staking_creates_the_pod_and_deposits_with_its_credentials() {
    let (mut network, _, _) = with_pod();
    let (manager, deposits) = (network.book.restaking.eigen_pod_manager, network.book.deposit_contract);
    let pod = pod_address(&network.book.restaking, BOB);
    network.host.logs.clear();
    network.call(BOB, manager, ether(32), &stake(pod));
    assert_eq!(network.host.balance_of(deposits), ether(32));
    assert_eq!(network.host.balance_of(pod), Wei::ZERO);
    let log = network.host.logs.iter().find(|log| log.address == deposits).expect("a deposit");
    let deposit = IDepositContract::DepositEvent::decode_log_data(&log.data).expect("a deposit's event");
    assert_eq!(deposit.withdrawal_credentials, Bytes::from(pod_credentials(pod)));
    let staked = network.host.logs.last().expect("an event");
    assert_eq!((staked.address, staked.topics()[0]), (pod, Pod::EigenPodStaked::SIGNATURE_HASH));
    network.call(BOB, manager, ether(32), &stake(pod));
    assert_eq!(network.view(manager, &Manager::numPodsCall {}), U256::from(2), "the second stake finds the pod");
}

#[test]
fn a_stake_is_exactly_32_eth_of_sound_data() {
    let (mut network, _, pod) = with_pod();
    let manager = network.book.restaking.eigen_pod_manager;
    for value in [ether(31), ether(33), Wei::ZERO] {
        assert_eq!(network.refused(ALICE, manager, value, &stake(pod)), error(&Pod::MsgValueNot32ETH {}));
    }
    let wrong = Manager::stakeCall { depositDataRoot: B256::ZERO, ..stake(pod) };
    let reason = "DepositContract: reconstructed DepositData does not match supplied deposit_data_root";
    assert_eq!(network.refused(ALICE, manager, ether(32), &wrong), string(reason));
    // Bob has no pod yet, and after a refusal he has none still.
    network.refused(BOB, manager, ether(32), &wrong);
    assert!(!network.view(manager, &Manager::hasPodCall { podOwner: BOB }));
}

#[test]
fn only_the_manager_stakes_and_withdraws_from_a_pod() {
    let (mut network, _, pod) = with_pod();
    let Manager::stakeCall { pubkey, signature, depositDataRoot } = stake(pod);
    let direct = Pod::stakeCall { pubkey, signature, depositDataRoot };
    assert_eq!(network.refused(ALICE, pod, ether(32), &direct), error(&Pod::OnlyEigenPodManager {}));
    let withdraw = Pod::withdrawRestakedBeaconChainETHCall { recipient: ALICE, amount: U256::ONE };
    assert_eq!(network.refused(ALICE, pod, Wei::ZERO, &withdraw), error(&Pod::OnlyEigenPodManager {}));
}

#[test]
fn a_pod_takes_plain_ether_and_has_no_fallback() {
    let (mut network, _, pod) = with_pod();
    network.host.logs.clear();
    assert!(matches!(network.raw(BOB, pod, ether(1), &[]), NativeOutcome::Return(_)));
    assert_eq!(network.host.balance_of(pod), ether(1));
    let received = Pod::NonBeaconChainETHReceived { amountReceived: ether(1).get() }.encode_log_data();
    assert_eq!(network.host.logs.pop().expect("an event").data, received);
    assert_eq!(network.raw(BOB, pod, ether(1), &[1, 2, 3, 4]), NativeOutcome::Revert(Bytes::new()));
}

/// Ether of a checkpoint without validators, paid out to the owner.
#[test]
fn restaked_ether_is_paid_in_whole_gwei_and_no_further_than_it_goes() {
    let (mut network, ring, pod) = with_pod();
    let (manager, delegation) = (network.book.restaking.eigen_pod_manager, network.book.restaking.delegation_manager);
    ring.lock().expect("a ring").insert(network.host.timestamp.get(), B256::repeat_byte(1));
    network.host.fund(pod, Wei::new(U256::from(5_000_000_007_u64)));
    network.call(ALICE, pod, Wei::ZERO, &Pod::startCheckpointCall { revertIfNoBalance: true });
    assert_eq!(network.view(pod, &Pod::withdrawableRestakedExecutionLayerGweiCall {}), 5);
    let withdraw = |shares: u64| Manager::withdrawSharesAsTokensCall {
        staker: ALICE,
        strategy: aquifer_protocol::restaking::BEACON_CHAIN_ETH,
        token: Address::ZERO,
        shares: U256::from(shares),
    };
    let data = network.refused(delegation, manager, Wei::ZERO, &withdraw(6_000_000_000));
    assert_eq!(data, error(&Pod::InsufficientWithdrawableBalance {}));
    let before = network.host.balance_of(ALICE);
    network.call(delegation, manager, Wei::ZERO, &withdraw(2_999_999_999));
    assert_eq!(network.host.balance_of(ALICE), before.try_add(Wei::new(U256::from(2_000_000_000_u64))).expect("little"));
    assert_eq!(network.view(pod, &Pod::withdrawableRestakedExecutionLayerGweiCall {}), 3);
    // A receiver that refuses takes nothing, and says so in OpenZeppelin's words.
    let refusing = |_: &mut _, _: &_| CallAnswer { success: false, output: Bytes::new() };
    network.host.contracts.insert(ALICE, Arc::new(refusing));
    let data = network.refused(delegation, manager, Wei::ZERO, &withdraw(1_000_000_000));
    assert_eq!(data, string("Address: unable to send value, recipient may have reverted"));
}

#[test]
fn a_receiver_of_restaked_ether_cannot_call_back_into_the_manager() {
    let (mut network, ring, pod) = with_pod();
    let (manager, delegation) = (network.book.restaking.eigen_pod_manager, network.book.restaking.delegation_manager);
    ring.lock().expect("a ring").insert(network.host.timestamp.get(), B256::repeat_byte(1));
    network.host.fund(pod, Wei::new(U256::from(5_000_000_000_u64)));
    network.call(ALICE, pod, Wei::ZERO, &Pod::startCheckpointCall { revertIfNoBalance: true });
    let code: OutsideCode = Arc::new(move |host, _| {
        let create = Manager::createPodCall {}.abi_encode();
        let outcome = host.transact(BOB, manager, Wei::ZERO, &create);
        assert_eq!(outcome, NativeOutcome::Revert(string("ReentrancyGuard: reentrant call")));
        CallAnswer { success: true, output: Bytes::new() }
    });
    network.host.contracts.insert(ALICE, code);
    let withdraw = Manager::withdrawSharesAsTokensCall {
        staker: ALICE,
        strategy: aquifer_protocol::restaking::BEACON_CHAIN_ETH,
        token: Address::ZERO,
        shares: U256::from(1_000_000_000_u64),
    };
    network.call(delegation, manager, Wei::ZERO, &withdraw);
    network.call(BOB, manager, Wei::ZERO, &Manager::createPodCall {});
}

#[test]
fn what_a_pod_must_hold_is_what_was_restaked() {
    let (network, _, pod) = with_validator();
    let tracked: Vec<_> = network.host.protocol.tracked_ether();
    assert!(tracked.contains(&(pod, Wei::ZERO)), "a pod's validators are not its ether");
    network.host.protocol.check().expect("nothing broken");
}

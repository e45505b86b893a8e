//! A pod asks the beacon chain: fees, refunds and refusals of the system contracts.

use super::{KEY, error, with_validator};
use crate::network::{ALICE, BOB, Network, ether, string};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolEvent as _;
use aquifer_contracts::{CallAnswer, OutsideCall, interfaces::restaking::IEigenPod as Pod, mock::MockHost};
use aquifer_protocol::{
    restaking::pods::{CONSOLIDATION_REQUESTS, WITHDRAWAL_REQUESTS, pubkey_hash},
    units::Wei,
};
use std::sync::{Arc, Mutex};

/// Fee of the system contracts in wei.
const FEE: u64 = 3;

/// What arrived at a system contract: value and calldata.
type Inbox = Arc<Mutex<Vec<(U256, Bytes)>>>;

/// A system contract that tells its fee, takes what is as long as it wants, and keeps it.
fn install(network: &mut Network, contract: Address, length: usize) -> Inbox {
    let inbox = Inbox::default();
    let kept = Arc::clone(&inbox);
    let serve = move |_: &mut MockHost, call: &OutsideCall| {
        if call.input.is_empty() {
            return CallAnswer { success: true, output: Bytes::from(U256::from(FEE).to_be_bytes::<32>()) };
        }
        let taken = call.input.len() == length && call.value == Wei::new(U256::from(FEE));
        kept.lock().expect("an inbox").push((call.value.get(), call.input.clone()));
        CallAnswer { success: taken, output: Bytes::new() }
    };
    network.host.contracts.insert(contract, Arc::new(serve));
    inbox
}

fn withdrawals(amounts: &[u64]) -> Pod::requestWithdrawalCall {
    let requests = amounts.iter().map(|amount| Pod::WithdrawalRequest { pubkey: KEY.into(), amountGwei: *amount });
    Pod::requestWithdrawalCall { requests: requests.collect() }
}

fn consolidation(source: &[u8], target: &[u8]) -> Pod::requestConsolidationCall {
    let request =
        Pod::ConsolidationRequest { srcPubkey: Bytes::copy_from_slice(source), targetPubkey: Bytes::copy_from_slice(target) };
    Pod::requestConsolidationCall { requests: vec![request] }
}

#[test]
fn withdrawals_are_asked_for_with_a_fee_each_and_the_rest_goes_back() {
    let (mut network, _, pod) = with_validator();
    let inbox = install(&mut network, WITHDRAWAL_REQUESTS, 56);
    let before = network.host.balance_of(ALICE);
    network.host.logs.clear();
    network.call(ALICE, pod, ether(1), &withdrawals(&[0, 5_000_000_000]));
    let sent = inbox.lock().expect("an inbox").clone();
    let asked = |amount: u64| Bytes::from([KEY.as_slice(), &amount.to_be_bytes()].concat());
    assert_eq!(sent, [(U256::from(FEE), asked(0)), (U256::from(FEE), asked(5_000_000_000))]);
    assert_eq!(network.host.balance_of(ALICE), before.try_sub(Wei::new(U256::from(2 * FEE))).expect("plenty"));
    assert_eq!(network.host.balance_of(pod), Wei::ZERO);
    let hash = pubkey_hash(&KEY).expect("48 bytes");
    let logs: Vec<_> = network.host.logs.iter().map(|log| log.data.clone()).collect();
    let exit = Pod::ExitRequested { validatorPubkeyHash: hash }.encode_log_data();
    let partial = Pod::WithdrawalRequested { validatorPubkeyHash: hash, withdrawalAmountGwei: 5_000_000_000 }.encode_log_data();
    assert_eq!(logs, [exit, partial]);
}

#[test]
fn a_consolidation_needs_a_target_the_pod_counts_and_of_itself_it_is_a_switch() {
    let (mut network, _, pod) = with_validator();
    let inbox = install(&mut network, CONSOLIDATION_REQUESTS, 96);
    let other = [9_u8; 48];
    let data = network.refused(ALICE, pod, ether(1), &consolidation(&KEY, &other));
    assert_eq!(data, error(&Pod::ValidatorNotActiveInPod {}));
    network.host.logs.clear();
    network.call(ALICE, pod, Wei::new(U256::from(FEE)), &consolidation(&other, &KEY));
    network.call(ALICE, pod, Wei::new(U256::from(FEE)), &consolidation(&KEY, &KEY));
    assert_eq!(inbox.lock().expect("an inbox").len(), 2);
    let (source, target) = (pubkey_hash(&other).expect("48 bytes"), pubkey_hash(&KEY).expect("48 bytes"));
    let logs: Vec<_> = network.host.logs.iter().map(|log| log.data.clone()).collect();
    let moved = Pod::ConsolidationRequested { sourcePubkeyHash: source, targetPubkeyHash: target }.encode_log_data();
    let switch = Pod::SwitchToCompoundingRequested { validatorPubkeyHash: target }.encode_log_data();
    assert_eq!(logs, [moved, switch]);
}

#[test]
fn fees_must_be_known_and_covered() {
    let (mut network, _, pod) = with_validator();
    // No system contract there: the answer is no word of 32 bytes.
    assert_eq!(network.refused(ALICE, pod, ether(1), &withdrawals(&[0])), error(&Pod::FeeQueryFailed {}));
    assert_eq!(network.refused(ALICE, pod, ether(1), &consolidation(&KEY, &KEY)), error(&Pod::FeeQueryFailed {}));
    install(&mut network, WITHDRAWAL_REQUESTS, 56);
    let too_little = Wei::new(U256::from(2 * FEE - 1));
    assert_eq!(network.refused(ALICE, pod, too_little, &withdrawals(&[0, 1])), error(&Pod::InsufficientFunds {}));
    assert_eq!(network.view(pod, &Pod::getWithdrawalRequestFeeCall {}), U256::from(FEE));
}

#[test]
fn keys_are_48_bytes_and_a_system_contract_that_refuses_undoes_all() {
    let (mut network, _, pod) = with_validator();
    install(&mut network, WITHDRAWAL_REQUESTS, 1);
    install(&mut network, CONSOLIDATION_REQUESTS, 1);
    let short =
        Pod::requestWithdrawalCall { requests: vec![Pod::WithdrawalRequest { pubkey: vec![1; 47].into(), amountGwei: 0 }] };
    assert_eq!(network.refused(ALICE, pod, ether(1), &short), error(&Pod::InvalidPubKeyLength {}));
    assert_eq!(network.refused(ALICE, pod, ether(1), &consolidation(&[1; 47], &KEY)), error(&Pod::InvalidPubKeyLength {}));
    assert_eq!(network.refused(ALICE, pod, ether(1), &consolidation(&KEY, &[1; 49])), error(&Pod::InvalidPubKeyLength {}));
    assert_eq!(network.refused(ALICE, pod, ether(1), &withdrawals(&[0])), error(&Pod::PredeployFailed {}));
    assert_eq!(network.refused(ALICE, pod, ether(1), &consolidation(&KEY, &KEY)), error(&Pod::PredeployFailed {}));
}

#[test]
fn a_caller_that_refuses_its_refund_gets_nothing_done() {
    let (mut network, _, pod) = with_validator();
    install(&mut network, WITHDRAWAL_REQUESTS, 56);
    network
        .host
        .contracts
        .insert(ALICE, Arc::new(|_: &mut MockHost, _: &OutsideCall| CallAnswer { success: false, output: Bytes::new() }));
    let data = network.refused(ALICE, pod, ether(1), &withdrawals(&[0]));
    assert_eq!(data, string("Address: unable to send value, recipient may have reverted"));
    // With the exact fee there is nothing to refund.
    network.call(ALICE, pod, Wei::new(U256::from(FEE)), &withdrawals(&[0]));
}

#[test]
fn strangers_ask_for_nothing() {
    let (mut network, _, pod) = with_validator();
    install(&mut network, WITHDRAWAL_REQUESTS, 56);
    install(&mut network, CONSOLIDATION_REQUESTS, 96);
    let only = error(&Pod::OnlyEigenPodOwnerOrProofSubmitter {});
    assert_eq!(network.refused(BOB, pod, ether(1), &withdrawals(&[0])), only);
    assert_eq!(network.refused(BOB, pod, ether(1), &consolidation(&KEY, &KEY)), only);
    network.call(ALICE, pod, Wei::ZERO, &Pod::setProofSubmitterCall { newProofSubmitter: BOB });
    network.call(BOB, pod, ether(1), &withdrawals(&[0]));
}

//! Native contracts inside Solidity: value, reverts, schemes, callbacks. What a contract on mainnet would see.

use crate::fixture::{ALICE, BOB, Chain, Hook, Probe, book, ether, event};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{Revert, SolCall, SolError, SolEvent};
use aquifer_chain::execute::{CallRequest, CallStatus};
use aquifer_contracts::interfaces::{ILido, IWithdrawalQueue};

fn balance(chain: &Chain, account: Address) -> U256 {
    chain.view(book().steth, &ILido::balanceOfCall { account })
}

fn transfer(to: Address, amount: U256) -> Bytes {
    ILido::transferCall { recipient: to, amount }.abi_encode().into()
}

/// An unstETH in the hands of a probe.
fn nft(chain: &mut Chain, probe: Address) -> U256 {
    chain.must(ALICE, probe, U256::ZERO, &Probe::requestWithdrawalCall { amount: ether(1) });
    chain.view(book().withdrawal_queue, &IWithdrawalQueue::getLastRequestIdCall {})
}

#[test]
fn ether_reaches_a_native_contract_through_a_contract_and_by_plain_send() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    assert!(balance(&chain, probe) >= ether(5) - U256::from(2));
    let before = chain.world.balance(&book().steth);
    let receipt = chain.send(BOB, book().steth, ether(3), Bytes::new());
    assert!(receipt.success);
    assert_eq!(chain.world.balance(&book().steth), before + ether(3));
    assert!(balance(&chain, BOB) >= ether(3) - U256::from(2));
}

#[test]
fn logs_of_a_native_contract_carry_its_address_and_stand_in_order() {
    let mut chain = Chain::new();
    let receipt = chain.must(BOB, book().steth, ether(1), &ILido::submitCall { referral: ALICE });
    let topics: Vec<B256> = receipt.logs.iter().map(|log| log.topics()[0]).collect();
    assert_eq!(
        topics,
        [ILido::Submitted::SIGNATURE_HASH, ILido::Transfer::SIGNATURE_HASH, ILido::TransferShares::SIGNATURE_HASH]
    );
    assert!(receipt.logs.iter().all(|log| log.address == book().steth));
    assert_eq!(chain.head.header.logs_bloom, receipt.bloom());
}

#[test]
fn what_a_try_undoes_is_undone_in_native_state_too() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let before = balance(&chain, BOB);
    let call = Probe::transferAndUndoCall { to: BOB, amount: ether(1) };
    let receipt = chain.must(ALICE, probe, U256::ZERO, &call);
    let seen: Probe::Balances = event(&receipt);
    assert_eq!(seen.before, seen.afterwards);
    assert!(balance(&chain, BOB) - before <= ether(1), "only the first transfer stays");
    assert!(balance(&chain, BOB) - before >= ether(1) - U256::from(2));
    assert_eq!(receipt.logs.len(), 3, "logs of the undone transfer are gone: {:?}", receipt.logs);
}

#[test]
fn an_undone_frame_may_be_the_last_to_touch_native_state() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let before = chain.world.protocol.lido.clone();
    chain.must(ALICE, probe, U256::ZERO, &Probe::undoLastCall { to: BOB, amount: ether(1) });
    assert_eq!(chain.world.protocol.lido, before);
}

#[test]
fn a_reverted_transaction_leaves_native_state_as_it_was() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let before = chain.world.protocol.lido.clone();
    let call = Probe::transferAndRevertCall { to: BOB, amount: ether(1) };
    let receipt = chain.send(ALICE, probe, U256::ZERO, call.abi_encode());
    assert!(!receipt.success);
    assert_eq!(receipt.logs, []);
    assert_eq!(chain.world.protocol.lido, before);
}

#[test]
fn static_delegated_and_borrowed_calls_change_nothing() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let before = chain.world.protocol.lido.clone();
    for scheme in 1..=3 {
        let call = Probe::callByCall { scheme: U256::from(scheme), target: book().steth, input: transfer(BOB, ether(1)) };
        let receipt = chain.must(ALICE, probe, U256::ZERO, &call);
        let outcome: Probe::Outcome = event(&receipt);
        assert!(!outcome.success, "scheme {scheme}");
        assert_eq!(chain.world.protocol.lido, before, "scheme {scheme}");
    }
    let view = ILido::balanceOfCall { account: probe }.abi_encode().into();
    let call = Probe::callByCall { scheme: U256::from(1), target: book().steth, input: view };
    let outcome: Probe::Outcome = event(&chain.must(ALICE, probe, U256::ZERO, &call));
    assert!(outcome.success, "a view serves a static call");
}

#[test]
fn refusals_carry_the_real_revert_data() {
    let chain = Chain::new();
    let outcome = chain.call(&CallRequest {
        from: BOB,
        to: Some(book().steth),
        input: transfer(ALICE, ether(1)),
        ..CallRequest::default()
    });
    assert_eq!(outcome.status, CallStatus::Revert);
    assert_eq!(Revert::abi_decode(&outcome.output).expect("Error(string)").reason, "BALANCE_EXCEEDED");
}

#[test]
fn a_claim_pays_a_contract_whose_code_then_runs() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let id = nft(&mut chain, probe);
    chain.finalize(id);
    let receipt = chain.must(ALICE, probe, U256::ZERO, &Probe::claimCall { id });
    let paid: Probe::Paid = event(&receipt);
    assert!(paid.amount >= ether(1) - U256::from(2));
    assert_eq!(chain.world.balance(&probe), paid.amount);
    assert_eq!(chain.view(probe, &Probe::timesPaidCall {}), U256::ONE);
}

#[test]
fn a_claim_whose_receiver_refuses_is_refused_and_can_be_made_later() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let id = nft(&mut chain, probe);
    chain.finalize(id);
    chain.set_probe(probe, Hook::Accept, true, false);
    let before = chain.world.protocol.lido.clone();
    let receipt = chain.send(ALICE, probe, U256::ZERO, Probe::claimCall { id }.abi_encode());
    assert!(!receipt.success);
    assert_eq!(chain.world.protocol.lido, before);
    chain.set_probe(probe, Hook::Accept, false, false);
    chain.must(ALICE, probe, U256::ZERO, &Probe::claimCall { id });
}

#[test]
fn a_contract_signs_a_permit_by_saying_so() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let permit = ILido::permitCall {
        owner: probe,
        spender: BOB,
        value: ether(1),
        deadline: U256::MAX,
        v: 27,
        r: B256::repeat_byte(1),
        s: B256::repeat_byte(2),
    };
    assert!(!chain.send(BOB, book().steth, U256::ZERO, permit.abi_encode()).success);
    chain.set_probe(probe, Hook::Accept, false, true);
    chain.must(BOB, book().steth, U256::ZERO, &permit);
    let allowance = chain.view(book().steth, &ILido::allowanceCall { owner: probe, spender: BOB });
    assert_eq!(allowance, ether(1));
}

#[test]
fn an_nft_reaches_a_contract_only_when_it_accepts() {
    let mut chain = Chain::new();
    let (sender, receiver) = (chain.probe_with_steth(ether(5)), chain.deploy_probe());
    let id = nft(&mut chain, sender);
    let send = Probe::sendWithFullMemoryCall { to: receiver, id };
    chain.set_probe(receiver, Hook::Refuse, false, false);
    let before = chain.world.protocol.lido.clone();
    assert!(!chain.send(ALICE, sender, U256::ZERO, send.abi_encode()).success);
    assert_eq!(chain.world.protocol.lido, before, "the refused hook undid the transfer");
    chain.set_probe(receiver, Hook::Accept, false, false);
    chain.must(ALICE, sender, U256::ZERO, &send);
    assert_eq!(chain.view(book().withdrawal_queue, &IWithdrawalQueue::ownerOfCall { requestId: id }), receiver);
}

#[test]
fn a_hook_may_call_native_contracts_and_precompiles_and_memory_stays_intact() {
    let mut chain = Chain::new();
    let (sender, receiver) = (chain.probe_with_steth(ether(5)), chain.probe_with_steth(ether(5)));
    let id = nft(&mut chain, sender);
    chain.set_probe(receiver, Hook::Reenter, false, false);
    chain.must(ALICE, sender, U256::ZERO, &Probe::sendWithFullMemoryCall { to: receiver, id });
    assert_eq!(chain.view(receiver, &Probe::hooksRunCall {}), U256::ONE);
}

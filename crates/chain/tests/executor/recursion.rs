//! Native contracts and bytecode calling each other back, deep.

use crate::fixture::{ALICE, Chain, Hook, Probe, book, ether};
use alloy_primitives::{Address, Bytes, U256, hex};
use aquifer_chain::{
    Input,
    block::DevelopmentChange,
    evm::CALLBACK_DEPTH_MAX,
    execute::{CallRequest, CallStatus},
};
use aquifer_contracts::interfaces::{ILido, IWithdrawalQueue};

#[test]
fn callbacks_end_at_the_cap_as_failed_calls_and_the_process_lives() {
    let mut chain = Chain::new();
    let probes = [chain.probe_with_steth(ether(5)), chain.probe_with_steth(ether(5))];
    chain.must(ALICE, probes[0], U256::ZERO, &Probe::requestWithdrawalCall { amount: ether(1) });
    for probe in probes {
        chain.set_probe(probe, Hook::PingPong, false, false);
    }
    // Each transfer calls the receiver's hook, which sends the NFT back, and so on.
    let id = chain.view(book().withdrawal_queue, &IWithdrawalQueue::getLastRequestIdCall {});
    chain.must(ALICE, probes[0], U256::ZERO, &Probe::sendWithFullMemoryCall { to: probes[1], id });
    let ran: U256 = probes.map(|probe| chain.view(probe, &Probe::hooksRunCall {})).into_iter().sum();
    assert_eq!(ran, U256::from(CALLBACK_DEPTH_MAX));
}

/// Code that claims the next withdrawal request whenever it runs, so also whenever a claim pays it. It ignores refusals.
fn claimer() -> Bytes {
    // id = ++storage[0]; memory = claimWithdrawal(id); queue.call(memory)
    let before = hex!("6000546001018060005563f844443660e01b6000526004526000600060246000600073");
    let after = hex!("5af15000");
    [&before[..], book().withdrawal_queue.as_slice(), &after].concat().into()
}

/// A chain with such a contract, which owns more finalised requests than callbacks may be deep.
fn chain_with_claimer(claimer_at: Address, requests: u64) -> Chain {
    let mut chain = Chain::new();
    let queue = book().withdrawal_queue;
    chain.mine(vec![Input::Development(DevelopmentChange::SetCode { account: claimer_at, code: claimer() })]);
    chain.must(ALICE, book().steth, ether(requests + 1), &ILido::submitCall { referral: Address::ZERO });
    chain.must(ALICE, book().steth, U256::ZERO, &ILido::approveCall { spender: queue, amount: U256::MAX });
    let amounts = (0..requests).map(|_| ether(1)).collect();
    chain.must(ALICE, queue, U256::ZERO, &IWithdrawalQueue::requestWithdrawalsCall { amounts, owner: claimer_at });
    let statuses = IWithdrawalQueue::getWithdrawalStatusCall { requestIds: (1..=requests).map(U256::from).collect() };
    let owed: U256 = chain.view(queue, &statuses).iter().map(|status| status.amountOfStETH).sum();
    let steth = book().steth;
    // It pays for the gas as well.
    let balance = chain.world.balance(&steth) + owed + ether(1);
    chain.mine(vec![Input::Development(DevelopmentChange::SetBalance { account: steth, balance })]);
    let rate = U256::from(10).pow(U256::from(27));
    let finalize = IWithdrawalQueue::finalizeCall { lastRequestIdToBeFinalized: U256::from(requests), maxShareRate: rate };
    chain.must(steth, queue, owed, &finalize);
    chain
}

#[test]
fn a_receiver_that_claims_again_is_paid_down_to_the_cap_and_the_process_lives() {
    let (claimer_at, cap) = (Address::repeat_byte(0xc1), CALLBACK_DEPTH_MAX as u64);
    let mut chain = chain_with_claimer(claimer_at, cap + 3);
    let request = CallRequest { from: ALICE, to: Some(claimer_at), ..CallRequest::default() };
    assert_eq!(chain.call(&request).status, CallStatus::Success);
    assert!(chain.send(ALICE, claimer_at, U256::ZERO, Bytes::new()).success);
    let all = IWithdrawalQueue::getWithdrawalStatusCall { requestIds: (1..=cap + 3).map(U256::from).collect() };
    let statuses = chain.view(book().withdrawal_queue, &all);
    let claimed = statuses.iter().take_while(|status| status.isClaimed).count();
    assert_eq!(claimed, CALLBACK_DEPTH_MAX);
    assert!(statuses[claimed..].iter().all(|status| !status.isClaimed));
}

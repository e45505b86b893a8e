//! Native contracts and bytecode calling each other back, deep.

use crate::fixture::{ALICE, Chain, Hook, Probe, book, ether};
use alloy_primitives::U256;
use aquifer_chain::evm::CALLBACK_DEPTH_MAX;
use aquifer_contracts::interfaces::IWithdrawalQueue;

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

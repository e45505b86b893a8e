//! Ether is conserved: what leaves an account arrives somewhere, or is on record as burnt.

use crate::fixture::{ALICE, BOB, Chain, Probe, ether};
use alloy_primitives::U256;

#[test]
fn ether_a_contract_destroys_is_on_record() {
    let mut chain = Chain::new();
    let probe = chain.deploy_probe();
    chain.must(ALICE, probe, ether(2), &Probe::burnEtherCall {});
    assert_eq!(chain.world.supply.destroyed, ether(2));
}

#[test]
fn withdrawals_of_validators_arrive_once() {
    let mut chain = Chain::new();
    // Rewards above 32 ETH are swept.
    for _ in 0..80 {
        chain.mine(vec![]);
    }
    let swept: U256 = chain.world.supply.withdrawn;
    assert!(!swept.is_zero(), "the sweep paid nothing in two epochs");
    chain.send(ALICE, BOB, ether(1), []);
}

//! What proposers earn on the execution side: tips, and what the source of MEV pays them.

use crate::fixture::{ALICE, BOB, Chain, book, credentials, ether, protocol_of, validator};
use alloy_primitives::{Address, B256, Bytes, U256};
use aquifer_chain::{
    Input, Mev,
    block::{DevelopmentChange, Impersonated},
    build_empty_run,
};
use aquifer_protocol::{
    ethereum::{BeaconConstants, GenesisValidator, PartsPerMillion, PerformanceProfile},
    units::Slot,
};

const SOURCE: Address = Address::repeat_byte(0x5e);

/// Every block has a payment of two ether at most.
fn generous() -> Mev {
    let typical = 1_000_000_000_000_000_000;
    Mev { source: SOURCE, blocks: PartsPerMillion::FULL, typical, large_share: PartsPerMillion::ZERO, large: 0 }
}

/// The tip of each validator's blocks goes to an account of its own.
fn recipient(index: u64) -> Address {
    Address::from_word(B256::from(U256::from(0xfee_0000 + index)))
}

/// Sixteen validators, the source funded with so much.
fn chain(profile: PerformanceProfile, funds: U256) -> Chain {
    let validators = (0..16).map(|index| GenesisValidator {
        fee_recipient: recipient(index),
        profile,
        // BLS credentials: nothing is swept, so accounts move by MEV and tips alone.
        ..validator(index, credentials(0, Address::ZERO), 32)
    });
    let mut chain = Chain::with_protocol(protocol_of(BeaconConstants::mainnet(), validators.collect(), Vec::new()));
    chain.mine(vec![Input::Development(DevelopmentChange::SetBalance { account: SOURCE, balance: funds })]);
    chain.spec.mev = Some(generous());
    chain
}

/// Who proposes the next block.
fn next_recipient(chain: &Chain) -> Address {
    let mut beacon = chain.world.protocol.beacon.as_ref().clone();
    beacon.advance_to_slot(chain.next_slot()).expect("a later slot");
    recipient(beacon.proposer_at(chain.next_slot()).expect("drawn").get())
}

#[test]
fn the_source_pays_the_fee_recipient_of_each_proposer() {
    let mut chain = chain(PerformanceProfile::PERFECT, ether(1_000));
    let mut paid = U256::ZERO;
    for _ in 0..10 {
        let (recipient, before) = (next_recipient(&chain), chain.world.clone());
        let amount = generous().of_slot(chain.spec.seed, chain.next_slot());
        chain.mine(vec![]);
        assert_eq!(chain.world.balance(&recipient) - before.balance(&recipient), amount);
        assert_eq!(before.balance(&SOURCE) - chain.world.balance(&SOURCE), amount);
        assert_eq!(chain.world.supply.total(), before.supply.total(), "from one account to another");
        paid += amount;
        assert_eq!(chain.world.supply.mev, paid);
    }
    assert!(paid > ether(1));
}

#[test]
fn who_misses_its_proposal_gets_no_mev() {
    let missing = PerformanceProfile { proposals: PartsPerMillion::ZERO, ..PerformanceProfile::PERFECT };
    let mut chain = chain(missing, ether(1_000));
    chain.mine(vec![]);
    chain.mine(vec![]);
    assert_eq!(chain.world.balance(&SOURCE), ether(1_000));
    assert_eq!(chain.world.supply.mev, U256::ZERO);
}

#[test]
fn tips_reach_the_fee_recipient_of_who_misses_its_proposal() {
    let missing = PerformanceProfile { proposals: PartsPerMillion::ZERO, ..PerformanceProfile::PERFECT };
    let mut chain = chain(missing, ether(1_000));
    let recipient = next_recipient(&chain);
    let Input::Impersonated(tx) = chain.transaction(ALICE, Some(BOB), ether(1), Bytes::new()) else { unreachable!() };
    let before = chain.world.balance(&recipient);
    chain.mine(vec![Input::Impersonated(Impersonated { max_priority_fee_per_gas: 7, ..tx })]);
    assert_eq!(chain.world.balance(&recipient) - before, U256::from(21_000 * 7), "tips, and no MEV");
}

#[test]
fn an_empty_source_pays_what_it_has_and_then_nothing() {
    let mut chain = chain(PerformanceProfile::PERFECT, ether(3));
    for _ in 0..20 {
        chain.mine(vec![]);
    }
    assert_eq!(chain.world.balance(&SOURCE), U256::ZERO);
    assert_eq!(chain.world.supply.mev, ether(3));
    let received: U256 = (0..16).map(|index| chain.world.balance(&recipient(index))).sum();
    assert_eq!(received, ether(3));
    assert!(!chain.world.accounts.contains_key(&SOURCE), "an empty account goes");
}

#[test] // CHN-7
fn a_run_of_empty_blocks_pays_what_single_blocks_pay() {
    let mut chain = chain(PerformanceProfile::of_uptime(PartsPerMillion::new(600_000).expect("a chance")), ether(25));
    let mut run = Vec::new();
    build_empty_run(&chain.spec, &chain.head, &chain.world, chain.next_slot(), 70, |block| run.push(block)).expect("a run");
    for block in run {
        let (built, _) = chain.build(vec![]);
        assert_eq!(built.block.header, block.block.header);
        assert_eq!(built, block);
        chain.extend(built);
    }
    assert_eq!(chain.world.supply.mev, ether(25), "it ran dry on the way");
}

#[test]
fn without_a_source_proposers_earn_tips_and_nothing_else() {
    let mut chain = chain(PerformanceProfile::PERFECT, ether(10));
    chain.spec.mev = None;
    let recipient = next_recipient(&chain);
    let Input::Impersonated(tx) = chain.transaction(ALICE, Some(BOB), ether(1), Bytes::new()) else { unreachable!() };
    let tip = 500_000_000;
    let (before, burnt) = (chain.world.balance(&recipient), chain.world.supply.burnt);
    let receipt = chain.mine(vec![Input::Impersonated(Impersonated { max_priority_fee_per_gas: tip, ..tx })]).remove(0);
    assert_eq!(receipt.gas_used, 21_000);
    assert_eq!(chain.world.balance(&recipient) - before, U256::from(21_000 * tip));
    // The base fee is gone.
    let base_fee = u128::from(chain.head.header.base_fee_per_gas.expect("a base fee"));
    assert_eq!(chain.world.supply.burnt - burnt, U256::from(21_000 * base_fee));
    assert_eq!(chain.world.balance(&SOURCE), ether(10));
}

#[test]
fn native_contracts_receive_it_too() {
    let mut chain = Chain::new();
    chain.mine(vec![Input::Development(DevelopmentChange::SetBalance { account: SOURCE, balance: ether(100) })]);
    chain.spec.mev = Some(generous());
    let (vault, amount) = (book().el_rewards_vault, generous().of_slot(chain.spec.seed, Slot::new(2)));
    let before = chain.world.balance(&vault);
    chain.mine(vec![]);
    assert_eq!(chain.world.balance(&vault) - before, amount);
}

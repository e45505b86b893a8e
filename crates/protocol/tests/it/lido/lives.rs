//! Random lives: whatever is called in whatever order, the rules hold after every step.

use super::{
    life::{Step, Who, step},
    world::{ADMIN, Module, Start, World},
};
use alloy_primitives::{Address, U256, U512};
use aquifer_protocol::{
    EtherBalances as _, Protocol,
    genesis::PoolGenesis,
    liquid::lido::{DEPOSIT_SIZE, ShareRate, sanity::LimitsList},
    tables::{ChangeSink, Tables as _},
    units::{Bips, Shares, Wei},
};
use proptest::{collection::vec, prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use std::{collections::BTreeMap, sync::Arc};

fn ether(amount: u64) -> Wei {
    Wei::ETHER.mul_div_down(U256::from(amount), U256::ONE).unwrap()
}

/// Everybody has 500 ETH and 300 stETH, lets wstETH, queue and burner take stETH without end, and the others some of it.
fn newborn() -> World {
    let holders = Who::ALL.map(Who::address).into_iter().chain([ADMIN]).map(|holder| (holder, ether(300))).collect();
    let module = |share_limit, module_fee, treasury_fee, keys| Module { share_limit, module_fee, treasury_fee, keys };
    let mut world = World::new(Start {
        pool: PoolGenesis {
            first_ether: ether(1),
            holders,
            active_validators: 30,
            stake_limit: Some((ether(1_000), ether(10))),
            max_external_ratio: Bips::new(2_000).unwrap(),
        },
        limits: LimitsList { initial_slashing_amount_pwei: 1_000, ..LimitsList::mainnet() },
        modules: vec![module(10_000, 500, 500, 40), module(2_000, 800, 200, 10), module(500, 600, 400, 0)],
        block: 1_000,
        timestamp: super::world::GENESIS_TIME + 100 * 86_400,
    });
    for who in Who::ALL.map(Who::address).into_iter().chain([ADMIN]) {
        world.ether.mint(who, ether(500));
        allow_everything(&mut world, who);
    }
    world
}

fn allow_everything(world: &mut World, owner: Address) {
    let addresses = Arc::clone(&world.protocol.addresses);
    let contracts = [addresses.wsteth, addresses.withdrawal_queue, addresses.burner].map(|spender| (spender, Wei::MAX));
    let others = Who::ALL.map(|who| (who.address(), ether(100)));
    for (spender, amount) in contracts.into_iter().chain(others) {
        let approve =
            world.call(owner, (owner, Wei::ZERO), |protocol, ctx, fx| protocol.steth_mut().approve(ctx, spender, amount, fx));
        approve.unwrap();
    }
    let approve = world.call(owner, (owner, Wei::ZERO), |protocol, ctx, fx| {
        let queue = addresses.withdrawal_queue;
        Arc::make_mut(&mut protocol.lido.wsteth).approve(ctx, queue, Shares::MAX, fx)
    });
    approve.unwrap();
}

/// The rate as a fraction to compare without dividing.
fn rate(protocol: &Protocol) -> ShareRate {
    protocol.lido.steth.pool().rate().unwrap()
}

fn is_lower(now: &ShareRate, before: &ShareRate) -> bool {
    let product = |ether: Wei, shares: U256| -> U512 { ether.get().widening_mul(shares) };
    product(now.ether, before.shares.get()) < product(before.ether, now.shares.get())
}

/// What the protocol counts is what its accounts hold, to the wei: nobody sent ether past it.
fn ether_is_where_it_is_counted(world: &World) -> Result<(), TestCaseError> {
    let addresses = &world.protocol.addresses;
    let held = |account: Address| world.ether.balance_of(account);
    prop_assert_eq!(held(addresses.steth), world.protocol.lido.steth.pool().buffered_ether);
    prop_assert_eq!(held(addresses.withdrawal_queue), world.protocol.lido.queue.locked_ether());
    let deposits = U256::from(world.protocol.deposit_contract.count());
    prop_assert_eq!(held(addresses.deposit_contract).get(), deposits * DEPOSIT_SIZE.get());
    for passing in [addresses.staking_router, addresses.wsteth, addresses.burner, addresses.accounting] {
        prop_assert_eq!(held(passing), Wei::ZERO);
    }
    Ok(())
}

fn lives(length: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..length)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test] // LIQ-1 to LIQ-12, TOK-1
    fn no_call_breaks_a_rule_and_a_refused_one_changes_nothing(steps in lives(64)) {
        let mut world = newborn();
        for step in steps {
            let before = world.protocol.clone();
            if step.run(&mut world).is_err() {
                prop_assert_eq!(&world.protocol, &before, "a refused {:?} changed something", step);
            }
            prop_assert_eq!(world.protocol.check(), Ok(()), "after {:?}", step);
            prop_assert_eq!(world.protocol.check_ether(&world.ether), Ok(()), "after {:?}", step);
            ether_is_where_it_is_counted(&world)?;
            world.block += 1;
            world.timestamp += 12;
        }
    }

    #[test]
    fn only_a_report_lowers_what_a_share_is_worth(steps in lives(64)) {
        let mut world = newborn();
        for step in steps {
            let before = rate(&world.protocol);
            let _ = step.run(&mut world);
            let now = rate(&world.protocol);
            prop_assert!(step.may_lose() || !is_lower(&now, &before), "{:?} lowered the rate", step);
            world.block += 1;
            world.timestamp += 12;
        }
    }

    #[test]
    fn the_balances_never_add_up_to_more_than_the_supply(steps in lives(48)) {
        let mut world = newborn();
        for step in steps {
            let _ = step.run(&mut world);
            let steth = &world.protocol.lido.steth;
            let owed = steth.holders().try_fold(Wei::ZERO, |sum, (holder, _)| sum.try_add(steth.balance_of(holder).unwrap()));
            prop_assert!(owed.unwrap() <= steth.pool().total_pooled_ether().unwrap(), "after {:?}", step);
            world.block += 1;
            world.timestamp += 12;
        }
    }

    #[test]
    fn reported_changes_lead_from_any_state_to_the_next(steps in lives(48)) {
        let mut world = newborn();
        let mut entries = Entries::default();
        world.protocol.changes(None, &mut entries);
        for step in steps {
            let before = world.protocol.clone();
            let _ = step.run(&mut world);
            world.protocol.changes(Some(&before), &mut entries);
            world.block += 1;
            world.timestamp += 12;
        }
        let mut listed = Entries::default();
        world.protocol.changes(None, &mut listed);
        prop_assert_eq!(entries, listed);
    }
}

/// What no life ever reaches, the properties above say nothing about.
#[test]
fn lives_reach_every_call() {
    const KINDS: usize = 31;
    let mut runner = TestRunner::deterministic();
    let mut done = BTreeMap::<String, u32>::new();
    for _ in 0..200 {
        let mut world = newborn();
        for step in lives(64).new_tree(&mut runner).unwrap().current() {
            *done.entry(step.kind()).or_default() += u32::from(step.run(&mut world).is_ok());
            world.block += 1;
            world.timestamp += 12;
        }
    }
    println!("{done:?}");
    assert_eq!(done.len(), KINDS);
    assert!(done.values().all(|times| *times >= 15), "{done:?}");
}

/// Table entries, kept up to date change by change.
#[derive(Debug, Default, PartialEq, Eq)]
struct Entries(BTreeMap<(&'static str, Vec<u8>), Vec<u8>>);

impl ChangeSink for Entries {
    fn change(&mut self, table: &'static str, key: &[u8], before: Option<&[u8]>, after: Option<&[u8]>) {
        let key = (table, key.to_vec());
        assert_eq!(self.0.get(&key).map(Vec::as_slice), before, "{table} changed behind the sink's back");
        assert_ne!(before, after, "{table} reports a change that is none");
        match after {
            Some(after) => self.0.insert(key, after.to_vec()),
            None => self.0.remove(&key),
        };
    }
}

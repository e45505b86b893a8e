//! The rules between Lido's contracts, each broken once: the check must call it by its id.

use super::hash_consensus::{ChainConfig, FrameConfig};
use super::sanity::LimitsList;
use super::{AccountingOracle, DepositSecurity, HashConsensus, NodeOperators, SanityChecker, StakingRouter, WithdrawalQueue};
use crate::context::NoEther;
use crate::ethereum::{Beacon, BeaconConstants, DepositContract};
use crate::genesis::{GenesisConfig, LidoGenesis, PoolGenesis};
use crate::restaking::RestakingGenesis;
use crate::units::{BlockNumber, Epoch, Shares, Slot, Timestamp, Wei};
use crate::{AddressBook, Ctx, Effects, Protocol, address_book::RestakingAddresses};
use alloy_primitives::{Address, B256, U256};
use std::sync::Arc;

const ADMIN: Address = Address::repeat_byte(0xad);

fn addresses() -> AddressBook {
    let contract = Address::with_last_byte;
    AddressBook {
        deposit_contract: contract(0xc0),
        lido_locator: contract(0xc1),
        steth: contract(0xc2),
        wsteth: contract(0xc3),
        withdrawal_queue: contract(0xc4),
        burner: contract(0xc5),
        accounting: contract(0xc6),
        accounting_oracle: contract(0xc7),
        hash_consensus: contract(0xc8),
        sanity_checker: contract(0xc9),
        staking_router: contract(0xca),
        staking_modules: Vec::new(),
        deposit_security_module: contract(0xcb),
        withdrawal_vault: contract(0xcc),
        el_rewards_vault: contract(0xcd),
        vault_hub: contract(0xce),
        treasury: contract(0xcf),
        restaking: RestakingAddresses::default(),
    }
}

/// A pool of one ether, nothing else.
fn protocol() -> Protocol {
    let (addresses, genesis_time) = (addresses(), Timestamp::new(1_000));
    let chain = ChainConfig { slots_per_epoch: 32, seconds_per_slot: 12, genesis_time };
    let frames = FrameConfig { initial_epoch: Epoch::new(1), epochs_per_frame: 225, fast_lane_length_slots: 0 };
    let lido = LidoGenesis {
        pool: PoolGenesis { first_ether: Wei::ETHER, ..PoolGenesis::default() },
        router: StakingRouter::default(),
        node_operators: NodeOperators::default(),
        sanity: SanityChecker::new(LimitsList::mainnet()).unwrap(),
        consensus: HashConsensus::new(chain, frames, &[ADMIN], U256::ONE, addresses.accounting_oracle).unwrap(),
        oracle: AccountingOracle::new(chain, 5, 4, Slot::new(0)),
        deposit_security: DepositSecurity::new(ADMIN, &[ADMIN], U256::ONE, U256::ONE, U256::ONE).unwrap(),
    };
    let constants = Arc::new(BeaconConstants::mainnet());
    let beacon = Beacon::genesis(constants, genesis_time, B256::ZERO, Vec::new()).unwrap();
    let deposit_contract = DepositContract::new();
    Protocol::genesis(GenesisConfig {
        addresses,
        chain_id: 1,
        beacon,
        deposit_contract,
        lido,
        restaking: RestakingGenesis::default(),
        admin: ADMIN,
    })
    .unwrap()
}

/// A request without the shares that belong to it.
fn enqueue(queue: &mut WithdrawalQueue) {
    let (block, timestamp) = (BlockNumber::new(1), Timestamp::new(1_012));
    let ctx = Ctx {
        caller: ADMIN,
        value: Wei::ZERO,
        block,
        timestamp,
        chain_id: 1,
        selector: alloy_primitives::Selector::ZERO,
        ether: &NoEther,
    };
    queue.enqueue(&ctx, ADMIN, Wei::ETHER, Shares::new(U256::ONE), &mut Effects::new()).unwrap();
}

#[test]
fn each_broken_rule_is_called_by_its_id() {
    #[track_caller]
    fn check(id: &str, break_it: impl FnOnce(&mut Protocol)) {
        let mut protocol = protocol();
        assert_eq!(protocol.check(), Ok(()));
        break_it(&mut protocol);
        assert_eq!(protocol.check().unwrap_err().id, id);
    }
    let one = Shares::new(U256::ONE);
    check("LIQ-1", |protocol| protocol.steth_mut().pool.total_shares = one);
    check("LIQ-2", |protocol| protocol.steth_mut().pool.cl_validators = 1);
    check("LIQ-3", |protocol| {
        let pool = &mut protocol.steth_mut().pool;
        pool.external_shares = pool.total_shares;
    });
    check("TOK-1", |protocol| Arc::make_mut(&mut protocol.lido.wsteth).ledger.forge_supply(one));
    check("LIQ-4", |protocol| Arc::make_mut(&mut protocol.lido.wsteth).mint(ADMIN, one, &mut Effects::new()).unwrap());
    check("LIQ-5", |protocol| Arc::make_mut(&mut protocol.lido.burner).cover_shares_burn_requested = one);
    check("LIQ-5", |protocol| Arc::make_mut(&mut protocol.lido.burner).non_cover_shares_burn_requested = one);
    check("LIQ-6", |protocol| enqueue(protocol.queue_mut()));
}

#[test]
fn more_shares_than_conversions_bear_break_the_bound() {
    let mut protocol = protocol();
    let steth = protocol.steth_mut();
    let room = Shares::new(super::CONVERSION_BOUND).try_sub(steth.pool.total_shares).unwrap();
    for amount in [room, Shares::new(U256::ONE)] {
        assert_eq!(protocol.check(), Ok(()));
        let steth = protocol.steth_mut();
        steth.shares.credit(ADMIN, amount).unwrap();
        steth.pool.total_shares = steth.pool.total_shares.try_add(amount).unwrap();
    }
    assert_eq!(protocol.check().unwrap_err().id, "LIQ-3");
}

#[test]
fn a_contract_without_its_ether_breaks_the_rule_by_its_id() {
    assert_eq!(protocol().check_ether(&NoEther).unwrap_err().id, "LIQ-12");
}

//! What a chain can start with.

use super::world::{ADMIN, Module, Start, World, config};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    Protocol,
    genesis::{GenesisError, PoolGenesis},
    liquid::lido::{DEPOSIT_SIZE, Pool, StethError, sanity::LimitsList},
    units::{Bips, BlockNumber, Wei},
};

const HOLDER: Address = Address::repeat_byte(0x40);

fn ether(amount: u64) -> Wei {
    Wei::ETHER.mul_div_down(U256::from(amount), U256::ONE).unwrap()
}

fn start(first: u64, held: u64, active_validators: u64) -> Start {
    let pool = PoolGenesis {
        first_ether: ether(first),
        holders: vec![(HOLDER, ether(held))],
        active_validators,
        stake_limit: Some((ether(10), ether(1))),
        max_external_ratio: Bips::new(300).unwrap(),
    };
    let modules = vec![Module { share_limit: 10_000, module_fee: 500, treasury_fee: 500, keys: 1 }];
    Start { pool, limits: LimitsList::mainnet(), modules, block: 1, timestamp: super::world::GENESIS_TIME + 12 }
}

#[test]
fn holders_start_at_a_rate_of_one_with_validators_that_are_active() {
    let world = World::new(start(1, 95, 3));
    let steth = &world.protocol.lido.steth;
    assert_eq!(steth.balance_of(HOLDER), Ok(ether(95)));
    let pool = steth.pool();
    assert_eq!((pool.deposited_validators, pool.cl_validators), (3, 3));
    assert_eq!((Ok(pool.cl_balance), pool.buffered_ether), (Pool::deposits(3), Wei::ZERO));
    assert_eq!(pool.total_pooled_ether(), DEPOSIT_SIZE.mul_div_down(U256::from(3), U256::ONE));
    assert_eq!(world.protocol.check(), Ok(()));
}

#[test]
fn staking_is_on_within_its_limit() {
    let world = World::new(start(1, 95, 0));
    let info = world.protocol.lido.steth.stake_limit_info(BlockNumber::new(0)).unwrap();
    assert!(!info.is_staking_paused && info.is_staking_limit_set);
    assert_eq!(info.current_stake_limit, ether(10));
    assert!(world.view(|protocol, ctx| !protocol.lido.queue.is_paused(ctx)));
}

#[test]
fn more_validators_than_ether_cannot_be() {
    let refused = Protocol::genesis(config(start(1, 95, 4))).unwrap_err();
    assert_eq!(refused, GenesisError::TooManyValidators { validators: 4, pooled: ether(96) });
    let refused = Protocol::genesis(config(start(0, 95, 1))).unwrap_err();
    assert_eq!(refused, GenesisError::Steth(StethError::ZeroDeposit));
}

#[test]
fn only_the_administrator_may_switch() {
    let mut world = World::new(start(1, 95, 0));
    let stop = |world: &mut World, caller: Address| {
        world.call(caller, (caller, Wei::ZERO), |protocol, ctx, effects| protocol.stop_lido(ctx, effects)).map(|_| ())
    };
    assert_eq!(stop(&mut world, HOLDER), Err(StethError::AppAuthFailed(HOLDER)));
    assert_eq!(stop(&mut world, ADMIN), Ok(()));
}

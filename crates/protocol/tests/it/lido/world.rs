//! The smallest shell there is: a protocol, balances of ether, a clock. It performs effects as a chain would.

use alloy_primitives::{Address, B256, FixedBytes, U256, address};
use aquifer_protocol::{
    AddressBook, Ctx, Effect, Effects, EtherBalances, Event, Protocol,
    address_book::RestakingAddresses,
    ethereum::{Beacon, BeaconConstants, DepositContract},
    genesis::{GenesisConfig, LidoGenesis, PoolGenesis},
    liquid::lido::{
        AccountingOracle, DepositSecurity, HashConsensus, NodeOperators, SanityChecker, StakingRouter,
        hash_consensus::{ChainConfig, FrameConfig},
        node_operators::{DepositKeys, GenesisOperator},
        sanity::LimitsList,
        staking_router::{ModuleId, ModuleTerms, StakingModule, StakingModuleStatus},
    },
    restaking::RestakingGenesis,
    units::{BlockNumber, Epoch, Slot, Timestamp, Wei},
};
use std::{collections::BTreeMap, sync::Arc};

/// Who administers, deposits, reports.
pub(crate) const ADMIN: Address = address!("00000000000000000000000000000000000000ad");
/// Time of slot 0.
pub(crate) const GENESIS_TIME: u64 = 1_600_000_000;

/// Balances by account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Balances(BTreeMap<Address, Wei>);

impl EtherBalances for Balances {
    fn balance_of(&self, account: Address) -> Wei {
        self.0.get(&account).copied().unwrap_or_default()
    }
}

impl Balances {
    /// Ether that comes from outside.
    pub(crate) fn mint(&mut self, account: Address, amount: Wei) {
        let balance = self.0.entry(account).or_default();
        *balance = balance.try_add(amount).unwrap();
    }

    fn transfer(&mut self, from: Address, to: Address, amount: Wei) {
        let left = self.balance_of(from).try_sub(amount).unwrap_or_else(|_| panic!("{from} cannot pay {amount}"));
        self.0.insert(from, left);
        self.mint(to, amount);
    }
}

/// A protocol among balances, at some block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct World {
    pub(crate) protocol: Protocol,
    pub(crate) ether: Balances,
    pub(crate) block: u64,
    pub(crate) timestamp: u64,
}

/// How a staking module starts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Module {
    pub(crate) share_limit: u16,
    pub(crate) module_fee: u16,
    pub(crate) treasury_fee: u16,
    pub(crate) keys: u64,
}

/// What a world starts with.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) pool: PoolGenesis,
    pub(crate) limits: LimitsList,
    pub(crate) modules: Vec<Module>,
    pub(crate) block: u64,
    pub(crate) timestamp: u64,
}

impl World {
    pub(crate) fn new(start: Start) -> Self {
        let (block, timestamp) = (start.block, start.timestamp);
        let protocol = Protocol::genesis(config(start)).unwrap();
        let mut ether = Balances::default();
        for (account, tracked) in protocol.tracked_ether() {
            ether.mint(account, tracked);
        }
        Self { protocol, ether, block, timestamp }
    }

    /// A call of `caller` that brings `value` to the contract `to`: on `Ok` its effects are performed and returned, on `Err`
    /// everything is as it was.
    pub(crate) fn call<T, E>(
        &mut self,
        caller: Address,
        (to, value): (Address, Wei),
        call: impl FnOnce(&mut Protocol, &Ctx, &mut Effects) -> Result<T, E>,
    ) -> Result<(T, Vec<Event>), E> {
        let before = self.ether.clone();
        self.ether.transfer(caller, to, value);
        let mut effects = Effects::new();
        let ctx = Ctx {
            caller,
            value,
            block: BlockNumber::new(self.block),
            timestamp: Timestamp::new(self.timestamp),
            chain_id: 31_337,
            selector: alloy_primitives::Selector::ZERO,
            ether: &self.ether,
        };
        match call(&mut self.protocol, &ctx, &mut effects) {
            Ok(answer) => Ok((answer, self.perform(effects))),
            Err(error) => {
                self.ether = before;
                Err(error)
            }
        }
    }

    /// What a view sees.
    pub(crate) fn view<T>(&self, view: impl FnOnce(&Protocol, &Ctx) -> T) -> T {
        let ctx = Ctx {
            caller: Address::ZERO,
            value: Wei::ZERO,
            block: BlockNumber::new(self.block),
            timestamp: Timestamp::new(self.timestamp),
            chain_id: 31_337,
            selector: alloy_primitives::Selector::ZERO,
            ether: &self.ether,
        };
        view(&self.protocol, &ctx)
    }

    fn perform(&mut self, effects: Effects) -> Vec<Event> {
        let mut events = Vec::new();
        for effect in effects {
            match effect {
                Effect::Event(event) => events.push(event),
                Effect::Move { from, to, amount } | Effect::Pay { from, to, amount, .. } => self.ether.transfer(from, to, amount),
                Effect::SendToken { .. } | Effect::TakeToken { .. } | Effect::Request { .. } | Effect::Deploy(_) => {
                    panic!("Lido causes no {effect:?}")
                }
            }
        }
        events
    }
}

/// Addresses that tell in a failure what they are.
pub(crate) fn addresses(modules: usize) -> AddressBook {
    let contract = |number: u8| Address::with_last_byte(number);
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
        staking_modules: (0xd1..).map(contract).take(modules).collect(),
        deposit_security_module: contract(0xcb),
        withdrawal_vault: contract(0xcc),
        el_rewards_vault: contract(0xcd),
        vault_hub: contract(0xce),
        treasury: contract(0xcf),
        restaking: RestakingAddresses::default(),
    }
}

pub(crate) fn config(start: Start) -> GenesisConfig {
    let addresses = addresses(start.modules.len());
    let genesis_time = Timestamp::new(GENESIS_TIME);
    let chain = ChainConfig { slots_per_epoch: 32, seconds_per_slot: 12, genesis_time };
    let frames = FrameConfig { initial_epoch: Epoch::new(1), epochs_per_frame: 225, fast_lane_length_slots: 0 };
    let consensus = HashConsensus::new(chain, frames, &[ADMIN], U256::ONE, addresses.accounting_oracle).unwrap();
    let constants = Arc::new(BeaconConstants::mainnet());
    let (router, node_operators) = modules(&addresses, &start.modules);
    GenesisConfig {
        chain_id: 31_337,
        beacon: Beacon::genesis(constants, genesis_time, B256::ZERO, Vec::new()).unwrap(),
        deposit_contract: DepositContract::new(),
        restaking: RestakingGenesis::default(),
        lido: LidoGenesis {
            pool: start.pool,
            router,
            node_operators,
            sanity: SanityChecker::new(start.limits).unwrap(),
            consensus,
            oracle: AccountingOracle::new(chain, 5, 4, Slot::new(0)),
            deposit_security: DepositSecurity::new(ADMIN, &[ADMIN], U256::ONE, U256::from(6_646), U256::from(200)).unwrap(),
        },
        admin: ADMIN,
        addresses,
    }
}

fn modules(addresses: &AddressBook, modules: &[Module]) -> (StakingRouter, NodeOperators) {
    let mut node_operators = NodeOperators::default();
    let mut listed = Vec::new();
    for ((number, module), address) in (1..).zip(modules).zip(&addresses.staking_modules) {
        let id = ModuleId::new(number);
        node_operators.add_genesis_operator(id, operator(number, module.keys)).unwrap();
        listed.push(StakingModule {
            id,
            address: *address,
            name: format!("module {number}"),
            terms: ModuleTerms {
                stake_share_limit: module.share_limit,
                priority_exit_share_threshold: 10_000,
                staking_module_fee: module.module_fee,
                treasury_fee: module.treasury_fee,
                max_deposits_per_block: 150,
                min_deposit_block_distance: 25,
            },
            status: StakingModuleStatus::Active,
            last_deposit_at: Timestamp::new(0),
            last_deposit_block: BlockNumber::new(0),
            exited_validators_count: 0,
        });
    }
    (StakingRouter::new(B256::with_last_byte(1), listed), node_operators)
}

fn operator(module: u32, keys: u64) -> GenesisOperator {
    let key = |index: u64| {
        let mut pubkey = FixedBytes::<48>::ZERO;
        pubkey[..4].copy_from_slice(&module.to_be_bytes());
        pubkey[40..].copy_from_slice(&index.to_be_bytes());
        DepositKeys { pubkey, signature: FixedBytes::ZERO }
    };
    GenesisOperator {
        name: format!("operator of module {module}"),
        reward_address: Address::with_last_byte(0xe0),
        keys: (0..keys).map(key).collect(),
        deposited_keys: 0,
        vetted_keys: keys,
        exited_validators: 0,
    }
}

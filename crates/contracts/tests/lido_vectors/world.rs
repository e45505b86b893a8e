//! The vectors' setup, and the stand-ins the recording used where the real thing has no part in the vectors.
//!
//! Stand-ins: the access kernel (every actor holds the role it needs), the accounting oracle's entry (one call that tells
//! the queue and `Accounting`), the vault hub (passes calls and ether on, holds a bad-debt number), modules as counters
//! (one operator with keys of no meaning).

use crate::{actors::Actors, fields::Fields};
use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use alloy_sol_types::SolCall as _;
use aquifer_contracts::{NativeOutcome, interfaces::ILido, mock::MockHost};
use aquifer_protocol::{
    Ctx, Effects, Protocol,
    context::NoEther,
    ethereum::{Beacon, BeaconConstants, DepositContract},
    genesis::{GenesisConfig, LidoGenesis, PoolGenesis},
    governance::Role,
    liquid::lido::{
        REQUEST_BURN_MY_STETH_ROLE,
        accounting_oracle::AccountingOracle,
        deposit_security::DepositSecurity,
        hash_consensus::{ChainConfig, FrameConfig, HashConsensus},
        node_operators::{DepositKeys, GenesisOperator, NodeOperators},
        sanity::{Limit, LimitsList, SanityChecker},
        staking_router::{ModuleId, ModuleTerms, STAKING_MODULE_MANAGE_ROLE, StakingModule, StakingModuleStatus, StakingRouter},
    },
    restaking::RestakingGenesis,
    units::{BlockNumber, Epoch, Shares, Slot, Timestamp, Wei},
};
use std::sync::Arc;

/// Ether of every plain account: more than any sequence spends.
const PLENTY: Wei = Wei::new(U256::from_limbs([0, 0, 0, 1]));

/// The host with everything the vectors name.
pub(crate) struct World {
    pub(crate) host: MockHost,
    pub(crate) actors: Actors,
    chain: ChainConfig,
}

impl World {
    pub(crate) fn new(config: &Fields<'_>, actors: Actors) -> Self {
        let chain = ChainConfig {
            slots_per_epoch: 32,
            seconds_per_slot: config.number("secondsPerSlot").to(),
            genesis_time: Timestamp::new(config.number("genesisTime").to()),
        };
        let first_ether = Wei::new(config.number("firstShares"));
        let protocol = genesis(config, &actors, chain, first_ether);
        assert_eq!(config.unread(), Vec::<&str>::new(), "unknown fields in the configuration");
        let mut world = Self { host: MockHost::new(protocol), actors, chain };
        world.host.fund(world.actors.book.steth, first_ether);
        for account in ["admin", "u0", "u1", "u2", "u3", "u4", "insurer", "dsm", "treasury"] {
            world.host.fund(world.actors.address(account), PLENTY);
        }
        world.allow_burner();
        world
    }

    /// The setup lets the burner take what the insurer offers; that approval is not recorded.
    fn allow_burner(&mut self) {
        let call = ILido::approveCall { spender: self.actors.book.burner, amount: U256::MAX };
        let done = self.send("insurer", "steth", U256::ZERO, &call.abi_encode());
        assert!(matches!(done, NativeOutcome::Return(_)), "{done:?}");
    }

    /// Sends a transaction. What the hub sends on, its administrator gave it.
    pub(crate) fn send(&mut self, from: &str, to: &str, value: U256, input: &[u8]) -> NativeOutcome {
        let (sender, to) = (self.actors.address(from), self.actors.address(to));
        let before = self.host.balances.clone();
        if from == "hub" {
            use aquifer_contracts::Host as _;
            assert!(self.host.transfer(self.actors.address("admin"), sender, Wei::new(value)), "the administrator has plenty");
        }
        let outcome = self.host.transact(sender, to, Wei::new(value), input);
        if !matches!(outcome, NativeOutcome::Return(_)) {
            self.host.balances = before;
        }
        outcome
    }

    /// Several calls of the accounting oracle as one: when one fails, none was made.
    pub(crate) fn as_oracle(&mut self, calls: [(&str, Vec<u8>); 2]) -> NativeOutcome {
        let before = (self.host.protocol.clone(), self.host.balances.clone());
        for (to, input) in calls {
            let (from, to) = (self.actors.book.accounting_oracle, self.actors.address(to));
            let outcome = self.host.transact(from, to, Wei::ZERO, &input);
            if !matches!(outcome, NativeOutcome::Return(_)) {
                (self.host.protocol, self.host.balances) = before;
                self.host.logs.clear();
                return outcome;
            }
        }
        NativeOutcome::Return(Bytes::new())
    }

    /// The hub's stand-in notes what its vaults owe and cannot pay.
    pub(crate) fn set_bad_debt(&mut self, shares: U256) -> NativeOutcome {
        let ctx = Ctx {
            caller: self.actors.book.vault_hub,
            value: Wei::ZERO,
            block: self.host.block_number,
            timestamp: self.host.timestamp,
            chain_id: self.host.chain_id,
            selector: alloy_primitives::Selector::ZERO,
            ether: &NoEther,
        };
        let done = self.host.protocol.set_bad_debt_to_internalize(&ctx, Shares::new(shares));
        done.expect("the hub may say what it owes");
        NativeOutcome::Return(Bytes::new())
    }

    /// Ether appears on a vault, as withdrawals and fee income do.
    pub(crate) fn fund_vault(&mut self, vault: &str, amount: U256) {
        let account = match vault {
            "withdrawalVault" => self.actors.book.withdrawal_vault,
            "elRewardsVault" => self.actors.book.el_rewards_vault,
            _ => panic!("unknown vault {vault}"),
        };
        self.host.fund(account, Wei::new(amount));
    }

    /// When a slot begins.
    pub(crate) fn time_of(&self, slot: U256) -> U256 {
        U256::from(self.chain.timestamp_of(Slot::new(slot.to())).expect("a slot of the vectors").get())
    }
}

fn genesis(config: &Fields<'_>, actors: &Actors, chain: ChainConfig, first_ether: Wei) -> Protocol {
    let admin = actors.address("admin");
    let constants = Arc::new(BeaconConstants::mainnet());
    let beacon = Beacon::genesis(constants, chain.genesis_time, B256::ZERO, Vec::new()).expect("an empty beacon chain");
    let (router, node_operators) = modules(config, actors);
    let frames = FrameConfig { initial_epoch: Epoch::new(1), epochs_per_frame: 225, fast_lane_length_slots: 0 };
    let last_ref_slot = Slot::new(config.number("initialRefSlot").to());
    let lido = LidoGenesis {
        pool: PoolGenesis { first_ether, ..PoolGenesis::default() },
        router,
        node_operators,
        sanity: SanityChecker::new(limits(&Fields::new(config.need("limits")))).expect("limits within their bounds"),
        consensus: HashConsensus::new(chain, frames, &[admin], U256::ONE, actors.book.accounting_oracle).expect("a committee"),
        oracle: AccountingOracle::new(chain, 5, 4, last_ref_slot),
        deposit_security: DepositSecurity::new(admin, &[admin], U256::ONE, U256::ONE, U256::ONE).expect("guardians"),
    };
    let addresses = actors.book.clone();
    let deposit_contract = DepositContract::new();
    let config =
        GenesisConfig { addresses, chain_id: 1, beacon, deposit_contract, lido, restaking: RestakingGenesis::default(), admin };
    let mut protocol = Protocol::genesis(config).expect("a protocol as the vectors start with it");
    grant_everything(&mut protocol, actors);
    protocol
}

/// The access kernel's stand-in lets everybody do everything: here each actor gets the roles its operations need.
fn grant_everything(protocol: &mut Protocol, actors: &Actors) {
    let (book, admin) = (&actors.book, actors.address("admin"));
    let granted: [(Address, Role, Address); 3] = [
        (book.burner, REQUEST_BURN_MY_STETH_ROLE, actors.address("insurer")),
        (book.sanity_checker, Limit::MaxPositiveTokenRebase.manager(), admin),
        (book.staking_router, STAKING_MODULE_MANAGE_ROLE, admin),
    ];
    let governance = Arc::make_mut(&mut protocol.governance);
    for (contract, role, account) in granted {
        governance.setup_role(contract, role.id(), account, admin, &mut Effects::new());
    }
}

fn modules(config: &Fields<'_>, actors: &Actors) -> (StakingRouter, NodeOperators) {
    let mut operators = NodeOperators::default();
    let listed = config.need("modules").as_array().expect("a list of modules");
    let modules = (1_u32..).zip(listed).map(|(number, module)| {
        let module = Fields::new(module);
        let id = ModuleId::new(number);
        let operator = counter(module.number("available").to());
        operators.add_genesis_operator(id, operator).expect("an operator whose keys are all vetted");
        let built = StakingModule {
            id,
            address: actors.address(&format!("mod{number}")),
            name: format!("module {number}"),
            terms: terms(&module),
            status: StakingModuleStatus::Active,
            last_deposit_at: Timestamp::new(0),
            last_deposit_block: BlockNumber::new(0),
            exited_validators_count: 0,
        };
        assert_eq!(module.unread(), Vec::<&str>::new(), "unknown fields in a module");
        built
    });
    let modules: Vec<StakingModule> = modules.collect();
    (StakingRouter::new(B256::with_last_byte(1), modules), operators)
}

fn terms(module: &Fields<'_>) -> ModuleTerms {
    ModuleTerms {
        stake_share_limit: module.number("shareLimitBP").to(),
        priority_exit_share_threshold: 10_000,
        staking_module_fee: module.number("moduleFeeBP").to(),
        treasury_fee: module.number("treasuryFeeBP").to(),
        max_deposits_per_block: u64::MAX,
        min_deposit_block_distance: 1,
    }
}

/// A module that only counts: one operator with as many keys as may be deposited.
fn counter(available: u64) -> GenesisOperator {
    let key = |number: u64| DepositKeys {
        pubkey: FixedBytes::left_padding_from(&(number + 1).to_be_bytes()),
        signature: FixedBytes::repeat_byte(1),
    };
    GenesisOperator {
        name: "counter".into(),
        reward_address: Address::repeat_byte(0xc0),
        keys: (0..available).map(key).collect(),
        deposited_keys: 0,
        vetted_keys: available,
        exited_validators: 0,
    }
}

fn limits(list: &Fields<'_>) -> LimitsList {
    let number = |name: &str| list.number(name).to::<u64>();
    let limits = LimitsList {
        exited_validators_per_day_limit: number("exitedValidatorsPerDayLimit"),
        appeared_validators_per_day_limit: number("appearedValidatorsPerDayLimit"),
        annual_balance_increase_bp_limit: number("annualBalanceIncreaseBPLimit"),
        simulated_share_rate_deviation_bp_limit: number("simulatedShareRateDeviationBPLimit"),
        max_validator_exit_requests_per_report: number("maxValidatorExitRequestsPerReport"),
        max_items_per_extra_data_transaction: number("maxItemsPerExtraDataTransaction"),
        max_node_operators_per_extra_data_item: number("maxNodeOperatorsPerExtraDataItem"),
        request_timestamp_margin: number("requestTimestampMargin"),
        max_positive_token_rebase: number("maxPositiveTokenRebase"),
        initial_slashing_amount_pwei: number("initialSlashingAmountPWei"),
        inactivity_penalties_amount_pwei: number("inactivityPenaltiesAmountPWei"),
        cl_balance_oracles_error_upper_bp_limit: number("clBalanceOraclesErrorUpperBPLimit"),
    };
    assert_eq!(list.unread(), Vec::<&str>::new(), "unknown limits");
    limits
}

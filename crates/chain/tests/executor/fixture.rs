//! A small chain: a few validators, a few rich accounts, Lido with its first depositor.

use alloy_eips::eip1559::BaseFeeParams;
use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, address, hex};
use alloy_sol_types::{SolCall, SolEvent, sol};
use aquifer_bls::SecretKey;
use aquifer_chain::{
    Block, BlockLimits, ChainSpec, ExecutedBlock, Input, Rejected, World,
    block::{DevelopmentChange, Impersonated, StoredReceipt, genesis_block},
    build_block,
    evm::with_big_stack,
    execute::{CallOutcome, CallRequest, block_env, call},
    execute_block,
    world::GenesisAccount,
};
use aquifer_contracts::{addresses, interfaces::IWithdrawalQueue};
use aquifer_protocol::{
    AddressBook, Protocol,
    ethereum::{Beacon, BeaconConstants, DepositContract, GenesisValidator, PerformanceProfile},
    genesis::{GenesisConfig, LidoGenesis, PoolGenesis},
    liquid::lido::{
        AccountingOracle, DepositSecurity, HashConsensus, NodeOperators, SanityChecker, StakingRouter,
        hash_consensus::{ChainConfig, FrameConfig},
        sanity::LimitsList,
    },
    restaking::RestakingGenesis,
    units::{Epoch, Gwei, Slot, Timestamp, Wei},
};
use std::sync::Arc;

pub(crate) const ALICE: Address = address!("0x00000000000000000000000000000000000a11ce");
pub(crate) const BOB: Address = address!("0x0000000000000000000000000000000000000b0b");
pub(crate) const ADMIN: Address = address!("0x000000000000000000000000000000000000ad31");
pub(crate) const ETHER: u64 = 1_000_000_000_000_000_000;

sol! {
    contract Probe {
        event Balances(uint256 before, uint256 afterwards);
        event Outcome(bool success, bytes output);
        event Paid(uint256 amount);
        error Undone();
        error Unwanted(uint256 id);
        function hooksRun() external view returns (uint256);
        function timesPaid() external view returns (uint256);
        function set(uint8 hook, bool refusesEther, bool signs) external;
        function stake() external payable returns (uint256);
        function transferAndUndo(address to, uint256 amount) external;
        function undoLast(address to, uint256 amount) external;
        function transferAndRevert(address to, uint256 amount) external;
        function callBy(uint256 scheme, address target, bytes memory input) external;
        function requestWithdrawal(uint256 amount) external returns (uint256);
        function claim(uint256 id) external;
        function sendWithFullMemory(address to, uint256 id) external;
        function burnEther() external payable;
    }
}

/// How a [`Probe`] answers when it receives an NFT.
#[derive(Clone, Copy)]
pub(crate) enum Hook {
    Refuse,
    Accept,
    Reenter,
    PingPong,
}

pub(crate) fn ether(amount: u64) -> U256 {
    U256::from(amount) * U256::from(ETHER)
}

pub(crate) fn book() -> AddressBook {
    addresses::mainnet()
}

pub(crate) fn spec() -> ChainSpec {
    ChainSpec {
        chain_id: 31337,
        gas_limit: 60_000_000,
        genesis_time: Timestamp::new(1_800_000_000),
        seconds_per_slot: 12,
        genesis_fork_version: FixedBytes::ZERO,
        seed: B256::repeat_byte(7),
        base_fee_params: BaseFeeParams::ethereum(),
        initial_base_fee: 1_000_000_000,
        mev: None,
    }
}

/// The chain's head, and how to make the next.
pub(crate) struct Chain {
    pub(crate) spec: ChainSpec,
    pub(crate) head: Block,
    pub(crate) world: World,
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self::with_protocol(super::fixture::protocol())
    }

    pub(crate) fn with_protocol(protocol: Protocol) -> Self {
        let spec = spec();
        let mut alloc: Vec<_> = [ALICE, BOB].map(|account| (account, rich())).into();
        // What Lido tracks from the start must be there.
        for (account, tracked) in protocol.tracked_ether() {
            alloc.push((account, GenesisAccount { balance: tracked.get(), ..GenesisAccount::default() }));
        }
        let natives = addresses::native_kinds(&protocol.addresses);
        let world = World::genesis(&spec, protocol, natives, alloc);
        world.check().expect("a sound genesis");
        let head = genesis_block(&spec, &world).expect("a genesis block");
        Self { spec, head, world }
    }

    pub(crate) fn next_slot(&self) -> Slot {
        Slot::new(self.head.slot.get() + 1)
    }

    /// Builds a block in the next slot, without making it the head.
    pub(crate) fn build(&self, inputs: Vec<Input>) -> (ExecutedBlock, Vec<Rejected>) {
        self.build_at(self.next_slot(), inputs)
    }

    /// Builds a block, without making it the head.
    pub(crate) fn build_at(&self, slot: Slot, inputs: Vec<Input>) -> (ExecutedBlock, Vec<Rejected>) {
        with_big_stack(|| {
            build_block(&self.spec, &self.head, &self.world, slot, inputs, BlockLimits::default()).expect("a block")
        })
        .expect("a thread")
    }

    /// Makes the next block, in which every input must find its place.
    #[track_caller]
    pub(crate) fn mine(&mut self, inputs: Vec<Input>) -> Vec<StoredReceipt> {
        let (built, rejected) = self.build(inputs);
        assert_eq!(rejected, [], "rejected");
        self.extend(built)
    }

    /// Makes a block the head, after executing its bytes again and checking every invariant.
    #[track_caller]
    pub(crate) fn extend(&mut self, built: ExecutedBlock) -> Vec<StoredReceipt> {
        let decoded = Block::decode(&built.block.encode()).expect("decodes");
        assert_eq!(decoded, built.block);
        let again = with_big_stack(|| execute_block(&self.spec, &self.head, &self.world, &decoded));
        let again = again.expect("a thread").expect("executes again");
        assert_eq!(again, built);
        built.world.check().expect("invariants");
        self.head = built.block;
        self.world = built.world;
        built.receipts
    }

    /// One unsigned transaction in a block of its own.
    #[track_caller]
    pub(crate) fn send(&mut self, from: Address, to: Address, value: U256, input: impl Into<Bytes>) -> StoredReceipt {
        let tx = self.transaction(from, Some(to), value, input.into());
        self.mine(vec![tx]).remove(0)
    }

    /// The same, and it must succeed.
    #[track_caller]
    pub(crate) fn must<C: SolCall>(&mut self, from: Address, to: Address, value: U256, call: &C) -> StoredReceipt {
        let receipt = self.send(from, to, value, call.abi_encode());
        assert!(receipt.success, "the transaction failed: {receipt:?}");
        receipt
    }

    pub(crate) fn transaction(&self, from: Address, to: Option<Address>, value: U256, input: Bytes) -> Input {
        Input::Impersonated(Impersonated {
            from,
            to,
            nonce: self.world.nonce(&from),
            value,
            input,
            gas_limit: 15_000_000,
            max_fee_per_gas: 2_000_000_000,
            max_priority_fee_per_gas: 0,
        })
    }

    /// Deploys a [`Probe`].
    #[track_caller]
    pub(crate) fn deploy_probe(&mut self) -> Address {
        let mut code = hex::decode(include_str!("../contracts/out/Probe.hex").trim()).expect("hex");
        let book = book();
        code.extend(book.steth.into_word());
        code.extend(book.withdrawal_queue.into_word());
        let tx = self.transaction(ALICE, None, U256::ZERO, code.into());
        let receipt = self.mine(vec![tx]).remove(0);
        assert!(receipt.success);
        receipt.contract_address.expect("a contract")
    }

    /// Deploys a [`Probe`] that holds stETH.
    #[track_caller]
    pub(crate) fn probe_with_steth(&mut self, staked: U256) -> Address {
        let probe = self.deploy_probe();
        self.must(ALICE, probe, staked, &Probe::stakeCall {});
        probe
    }

    pub(crate) fn set_probe(&mut self, probe: Address, hook: Hook, refuses_ether: bool, signs: bool) {
        let call = Probe::setCall { hook: hook as u8, refusesEther: refuses_ether, signs };
        self.must(ALICE, probe, U256::ZERO, &call);
    }

    /// Finalises withdrawal requests up to `last` at the rate of one, with ether from nowhere.
    #[track_caller]
    pub(crate) fn finalize(&mut self, last: U256) {
        let (queue, steth) = (book().withdrawal_queue, book().steth);
        let statuses = self.view(queue, &IWithdrawalQueue::getWithdrawalStatusCall { requestIds: vec![last] });
        let needed = statuses[0].amountOfStETH;
        let balance = self.world.balance(&steth) + ether(10);
        self.mine(vec![Input::Development(DevelopmentChange::SetBalance { account: steth, balance })]);
        let rate = U256::from(10).pow(U256::from(27));
        let call = IWithdrawalQueue::finalizeCall { lastRequestIdToBeFinalized: last, maxShareRate: rate };
        self.must(steth, queue, needed, &call);
    }

    /// `eth_call` on the head.
    pub(crate) fn call(&self, request: &CallRequest) -> CallOutcome {
        with_big_stack(|| call(&self.spec, &self.world, block_env(&self.head.header), request)).expect("a thread").expect("runs")
    }

    /// A view, decoded.
    #[track_caller]
    pub(crate) fn view<C: SolCall>(&self, to: Address, view: &C) -> C::Return {
        let request = CallRequest { to: Some(to), input: view.abi_encode().into(), ..CallRequest::default() };
        let outcome = self.call(&request);
        C::abi_decode_returns(&outcome.output).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
    }
}

fn rich() -> GenesisAccount {
    GenesisAccount { balance: ether(1_000_000), ..GenesisAccount::default() }
}

/// The first log of an event in a receipt.
#[track_caller]
pub(crate) fn event<E: SolEvent>(receipt: &StoredReceipt) -> E {
    receipt
        .logs
        .iter()
        .find_map(|log| E::decode_log_data(&log.data).ok())
        .unwrap_or_else(|| panic!("no {}: {receipt:?}", E::SIGNATURE))
}
/// 64 validators, and a pool that belongs to nobody yet.
pub(crate) fn protocol() -> Protocol {
    protocol_with(64, Vec::new())
}

/// The key of a validator.
pub(crate) fn key(index: u64) -> SecretKey {
    SecretKey::development(spec().seed, index)
}

/// The protocol at genesis: validators whose withdrawals go to Lido's vault, and who holds stETH.
pub(crate) fn protocol_with(validators: u64, holders: Vec<(Address, Wei)>) -> Protocol {
    let vault = credentials(1, book().withdrawal_vault);
    let validators = (0..validators).map(|index| validator(index, vault, 32));
    protocol_of(BeaconConstants::mainnet(), validators.collect(), holders)
}

/// Withdrawal credentials with a first byte.
pub(crate) fn credentials(prefix: u8, address: Address) -> B256 {
    B256::from(U256::from(prefix) << 248 | U256::from_be_bytes(address.into_word().0))
}

/// A validator of the start, with its balance in ether.
pub(crate) fn validator(index: u64, credentials: B256, balance: u64) -> GenesisValidator {
    GenesisValidator {
        pubkey: key(index).public_key(),
        credentials,
        balance: Gwei::new(balance * 1_000_000_000),
        fee_recipient: book().el_rewards_vault,
        profile: PerformanceProfile::PERFECT,
    }
}

/// The protocol at genesis: these validators, and who holds stETH.
pub(crate) fn protocol_of(
    constants: BeaconConstants,
    validators: Vec<GenesisValidator>,
    holders: Vec<(Address, Wei)>,
) -> Protocol {
    let addresses = book();
    let beacon = Beacon::genesis(Arc::new(constants), spec().genesis_time, spec().seed, validators);
    let chain = ChainConfig { slots_per_epoch: 32, seconds_per_slot: 12, genesis_time: spec().genesis_time };
    let frames = FrameConfig { initial_epoch: Epoch::new(0), epochs_per_frame: 225, fast_lane_length_slots: 100 };
    let config = GenesisConfig {
        addresses,
        chain_id: spec().chain_id,
        beacon: beacon.expect("usable constants"),
        deposit_contract: DepositContract::default(),
        restaking: RestakingGenesis::default(),
        lido: LidoGenesis {
            pool: PoolGenesis {
                first_ether: Wei::ETHER,
                holders,
                stake_limit: Some((Wei::new(ether(150_000)), Wei::new(ether(23)))),
                ..PoolGenesis::default()
            },
            router: StakingRouter::default(),
            node_operators: NodeOperators::default(),
            sanity: SanityChecker::new(LimitsList::mainnet()).expect("mainnet's limits"),
            consensus: HashConsensus::new(chain, frames, &[ADMIN], U256::ONE, book().accounting_oracle).expect("a committee"),
            oracle: AccountingOracle::new(chain, 1, 1, Slot::new(0)),
            deposit_security: DepositSecurity::new(ADMIN, &[], U256::ZERO, U256::from(6_646), U256::from(200))
                .expect("guardians"),
        },
        admin: ADMIN,
    };
    Protocol::genesis(config).expect("a protocol")
}

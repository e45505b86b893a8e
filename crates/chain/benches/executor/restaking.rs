//! Restaking in the executor: calls a second of what stakers and operators do, and slashes of an operator with few and with
//! many stakers.
//!
//! One state for all: some accounts only hold stETH, some have deposited it, some have delegated it too, some are operators.
//! It is made by calls before the first block, as a network's own genesis is.

use super::fixture::{book, ether};
use super::{ACCOUNTS, BLOCK, account, bench_execute_on, chain_of, transactions};
use alloy_primitives::{Address, Bytes, TxKind, U256, address};
use alloy_sol_types::SolCall;
use aquifer_chain::{Block, ChainSpec, World, world::GenesisCall};
use aquifer_contracts::interfaces::{
    IERC20,
    restaking::{IAllocationManager, IDelegationManager, IStrategyManager},
};
use aquifer_protocol::restaking::strategies::{DepositLimits, Strategy, StrategyKind};
use divan::Bencher;
use std::sync::LazyLock;

const STRATEGY: Address = address!("0x93c4b944D05dfe6df7645A86cd2206016c51564D");
/// A contract that takes every operator.
pub(super) const SERVICE: Address = Address::repeat_byte(0x5e);
/// Slashes for it.
const SLASHER: u64 = 9_999;
/// Every delegation goes to it, and it is slashed.
const OPERATOR: Address = Address::repeat_byte(0x09);

/// The first account of each thousand.
const HOLDERS: u64 = 0;
const DEPOSITORS: u64 = 1_000;
const DELEGATORS: u64 = 2_000;
const OPERATORS: u64 = 3_000;

static CHAIN: LazyLock<(ChainSpec, Block, World)> = LazyLock::new(|| opened(calls()));
static FEW_STAKERS: LazyLock<(ChainSpec, Block, World)> = LazyLock::new(|| opened(staked_by(10)));
static MANY_STAKERS: LazyLock<(ChainSpec, Block, World)> = LazyLock::new(|| opened(staked_by(100_000)));

fn opened(calls: Vec<GenesisCall>) -> (ChainSpec, Block, World) {
    chain_of(calls, |protocol| {
        let strategy = Strategy::new(book().steth, StrategyKind::TvlLimited(DepositLimits::NONE));
        assert!(protocol.restaking.genesis_strategy(STRATEGY, strategy));
    })
}

fn call<C: SolCall>(from: Address, to: Address, call: &C) -> GenesisCall {
    let purpose = C::SIGNATURE.to_owned();
    GenesisCall { purpose, from, to: TxKind::Call(to), value: U256::ZERO, input: call.abi_encode().into() }
}

fn approve(staker: Address) -> GenesisCall {
    let approve = IERC20::approveCall { spender: book().restaking.strategy_manager, amount: U256::MAX };
    call(staker, book().steth, &approve)
}

fn deposit_call() -> IStrategyManager::depositIntoStrategyCall {
    IStrategyManager::depositIntoStrategyCall { strategy: STRATEGY, token: book().steth, amount: ether(1) }
}

fn deposit(staker: Address) -> [GenesisCall; 2] {
    [approve(staker), call(staker, book().restaking.strategy_manager, &deposit_call())]
}

fn delegate_call() -> IDelegationManager::delegateToCall {
    let unsigned = IDelegationManager::SignatureWithExpiry { signature: Bytes::new(), expiry: U256::ZERO };
    IDelegationManager::delegateToCall {
        operator: OPERATOR,
        approverSignatureAndExpiry: unsigned,
        approverSalt: Default::default(),
    }
}

fn register(operator: Address) -> GenesisCall {
    let register = IDelegationManager::registerAsOperatorCall {
        initDelegationApprover: Address::ZERO,
        allocationDelay: 0,
        metadataURI: String::new(),
    };
    call(operator, book().restaking.delegation_manager, &register)
}

fn set() -> IAllocationManager::OperatorSet {
    IAllocationManager::OperatorSet { avs: SERVICE, id: 0 }
}

fn allocate_call(operator: Address, magnitude: u64) -> IAllocationManager::modifyAllocationsCall {
    let params =
        IAllocationManager::AllocateParams { operatorSet: set(), strategies: vec![STRATEGY], newMagnitudes: vec![magnitude] };
    IAllocationManager::modifyAllocationsCall { operator, params: vec![params] }
}

/// A service with a set, and the operator that secures it with all it has.
fn service() -> Vec<GenesisCall> {
    let manager = book().restaking.allocation_manager;
    let metadata = IAllocationManager::updateAVSMetadataURICall { avs: SERVICE, metadataURI: "bench".to_owned() };
    let slasher = account(SLASHER);
    let params = IAllocationManager::CreateSetParamsV2 { operatorSetId: 0, strategies: vec![STRATEGY], slasher };
    let create = IAllocationManager::createOperatorSets_1Call { avs: SERVICE, params: vec![params] };
    let join = IAllocationManager::registerForOperatorSetsCall {
        operator: OPERATOR,
        params: IAllocationManager::RegisterParams { avs: SERVICE, operatorSetIds: vec![0], data: Bytes::new() },
    };
    vec![
        call(SERVICE, manager, &metadata),
        call(SERVICE, manager, &create),
        register(OPERATOR),
        call(OPERATOR, manager, &allocate_call(OPERATOR, 1_000_000_000_000_000_000)),
        call(OPERATOR, manager, &join),
    ]
}

fn calls() -> Vec<GenesisCall> {
    let mut calls = service();
    calls.extend((HOLDERS..HOLDERS + BLOCK).map(account).map(approve));
    calls.extend((DEPOSITORS..DEPOSITORS + BLOCK).map(account).flat_map(deposit));
    for staker in (DELEGATORS..DELEGATORS + BLOCK).map(account) {
        calls.extend(deposit(staker));
        calls.push(call(staker, book().restaking.delegation_manager, &delegate_call()));
    }
    calls.extend((OPERATORS..OPERATORS + BLOCK).map(account).map(register));
    calls
}

/// The operator with so many stakers, most of whom hold nothing but what they are given here.
fn staked_by(stakers: u64) -> Vec<GenesisCall> {
    let mut calls = service();
    for staker in 0..stakers {
        let (from, staker) = (account(staker % ACCOUNTS), Address::from_word(U256::from(staker + (1 << 32)).into()));
        let amount = U256::from(1_000_000_000_000_u64);
        calls.push(call(from, book().steth, &IERC20::transferCall { to: staker, amount }));
        calls.push(approve(staker));
        let deposit = IStrategyManager::depositIntoStrategyCall { amount: amount / U256::from(2), ..deposit_call() };
        calls.push(call(staker, book().restaking.strategy_manager, &deposit));
        calls.push(call(staker, book().restaking.delegation_manager, &delegate_call()));
    }
    calls
}

fn bench(bencher: Bencher<'_, '_>, first: u64, to: Address, input: impl Fn(u64) -> Bytes) {
    let inputs = transactions(BLOCK, first, |_| TxKind::Call(to), U256::ZERO, 480_000, input);
    bench_execute_on(bencher, &CHAIN, &inputs);
}

#[divan::bench]
fn deposit_into_strategy(bencher: Bencher<'_, '_>) {
    bench(bencher, HOLDERS, book().restaking.strategy_manager, |_| deposit_call().abi_encode().into());
}

#[divan::bench]
fn delegate_to(bencher: Bencher<'_, '_>) {
    bench(bencher, DEPOSITORS, book().restaking.delegation_manager, |_| delegate_call().abi_encode().into());
}

#[divan::bench]
fn queue_withdrawals(bencher: Bencher<'_, '_>) {
    let params = IDelegationManager::QueuedWithdrawalParams {
        strategies: vec![STRATEGY],
        depositShares: vec![ether(1) / U256::from(2)],
        __deprecated_withdrawer: Address::ZERO,
    };
    let queue = IDelegationManager::queueWithdrawalsCall { params: vec![params] }.abi_encode();
    bench(bencher, DELEGATORS, book().restaking.delegation_manager, |_| queue.clone().into());
}

#[divan::bench]
fn modify_allocations(bencher: Bencher<'_, '_>) {
    let input = |index| allocate_call(account(OPERATORS + index), 500_000_000_000_000_000).abi_encode().into();
    bench(bencher, OPERATORS, book().restaking.allocation_manager, input);
}

/// One slash, of a thousandth: what it costs must not depend on how many stakers lose by it.
fn slash(bencher: Bencher<'_, '_>, chain: &(ChainSpec, Block, World)) {
    let params = IAllocationManager::SlashingParams {
        operator: OPERATOR,
        operatorSetId: 0,
        strategies: vec![STRATEGY],
        wadsToSlash: vec![U256::from(1_000_000_000_000_000_u64)],
        description: "bench".to_owned(),
    };
    let input: Bytes = IAllocationManager::slashOperatorCall { avs: SERVICE, params }.abi_encode().into();
    let inputs =
        transactions(1, SLASHER, |_| TxKind::Call(book().restaking.allocation_manager), U256::ZERO, 480_000, |_| input.clone());
    bench_execute_on(bencher, chain, &inputs);
}

#[divan::bench]
fn slash_operator_of_10_stakers(bencher: Bencher<'_, '_>) {
    slash(bencher, &FEW_STAKERS);
}

#[divan::bench]
fn slash_operator_of_100000_stakers(bencher: Bencher<'_, '_>) {
    slash(bencher, &MANY_STAKERS);
}

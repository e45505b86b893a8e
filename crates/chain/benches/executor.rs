//! Transactions a second, senders recovered: native contracts beside the same logic as bytecode in the same executor.
//!
//! 10,000 accounts, blocks of 1,000 transactions, one commit a block. `execute` is the executor alone, `build_block`
//! adds the commitment, roots, blooms and the header. `cargo bench -p aquifer-chain --bench executor`

#[path = "../tests/executor/fixture.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the tests, which use all of it")]
mod fixture;
#[path = "executor/restaking.rs"]
mod restaking;

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope, transaction::Recovered};
use alloy_primitives::{Address, Bytes, Signature, TxKind, U256, hex, keccak256};
use alloy_sol_types::SolCall;
use aquifer_chain::{
    Block, BlockLimits, ChainSpec, Input, World,
    block::genesis_block,
    build_block, build_empty_run,
    evm::with_big_stack,
    execute::{BlockExecutor, CallRequest, block_env, call},
    world::{GenesisAccount, GenesisCall},
};
use aquifer_contracts::{addresses, interfaces::ILido};
use aquifer_protocol::{
    Protocol,
    units::{Slot, Wei},
};
use divan::{Bencher, counter::ItemsCount};
use fixture::{book, ether, spec};
use std::sync::{Arc, LazyLock};

const ACCOUNTS: u64 = 10_000;
const BLOCK: u64 = 1_000;
/// Stands for the share token as bytecode.
const SHARE_TOKEN: Address = Address::repeat_byte(0x51);
/// OpenZeppelin's ERC-20.
const PLAIN_TOKEN: Address = Address::repeat_byte(0x20);

static CHAIN: LazyLock<(ChainSpec, Block, World)> = LazyLock::new(|| chain_of(Vec::new(), |_| ()));

fn main() {
    divan::main();
}

fn account(index: u64) -> Address {
    Address::from_word(keccak256(index.to_be_bytes()))
}

/// The chain of the benches, with a protocol to which `prepare` adds and in which `calls` are made before the first block.
fn chain_of(calls: Vec<GenesisCall>, prepare: impl FnOnce(&mut Protocol)) -> (ChainSpec, Block, World) {
    let holders = (0..ACCOUNTS).map(|index| (account(index), Wei::new(ether(10)))).collect();
    let mut protocol = fixture::protocol_with(500, holders);
    prepare(&mut protocol);
    let natives = addresses::native_kinds(&protocol.addresses);
    let mut alloc: Vec<_> = (0..ACCOUNTS)
        .map(|index| (account(index), GenesisAccount { balance: ether(1000), ..GenesisAccount::default() }))
        .collect();
    for (native, tracked) in protocol.tracked_ether() {
        alloc.push((native, GenesisAccount { balance: tracked.get(), ..GenesisAccount::default() }));
    }
    alloc.push((SHARE_TOKEN, share_token()));
    alloc.push((PLAIN_TOKEN, token(include_str!("contracts/out/PlainToken.hex"))));
    // A thousand calls of any kind fit.
    let spec = ChainSpec { gas_limit: 500_000_000, ..spec() };
    let takes_all = GenesisAccount { code: vec![0].into(), ..GenesisAccount::default() };
    alloc.push((restaking::SERVICE, takes_all));
    let world = with_big_stack(|| World::genesis_with_calls(&spec, protocol, natives, alloc, calls));
    let world = world.expect("a thread").expect("every call succeeds");
    let genesis = genesis_block(&spec, &world).expect("a genesis block");
    (spec, genesis, world)
}

/// A token in whose first mapping every account holds 10.
fn token(code: &str) -> GenesisAccount {
    let holders = (0..ACCOUNTS).map(|index| {
        let slot = keccak256([account(index).into_word().0, [0; 32]].concat());
        (slot.into(), ether(10))
    });
    GenesisAccount {
        code: hex::decode(code.trim()).expect("hex").into(),
        storage: holders.collect(),
        ..GenesisAccount::default()
    }
}

/// The share token with the pool Lido has: all shares at the rate of one, a stake limit.
fn share_token() -> GenesisAccount {
    let mut token = token(include_str!("contracts/out/ShareToken.hex"));
    let pooled = ether(10) * U256::from(ACCOUNTS);
    token.balance = pooled;
    token.storage.insert(U256::from(2), pooled);
    token.storage.insert(U256::from(3), pooled);
    let (limit, growth_blocks) = (ether(150_000), U256::from(6_400));
    token.storage.insert(U256::from(5), (limit << 160) | (growth_blocks << 128) | (limit << 32));
    token
}

/// One transaction from each of the first thousand accounts.
fn block_of(to: impl Fn(u64) -> TxKind, value: U256, gas_limit: u64, input: impl Fn(u64) -> Bytes) -> Vec<Input> {
    transactions(BLOCK, 0, to, value, gas_limit, input)
}

/// One transaction from each of so many accounts.
fn transactions(
    count: u64,
    first: u64,
    to: impl Fn(u64) -> TxKind,
    value: U256,
    gas_limit: u64,
    input: impl Fn(u64) -> Bytes,
) -> Vec<Input> {
    (0..count)
        .map(|index| {
            let tx = TxEip1559 {
                chain_id: 31337,
                nonce: 0,
                gas_limit,
                max_fee_per_gas: 2_000_000_000,
                max_priority_fee_per_gas: 1,
                to: to(index),
                value,
                access_list: Default::default(),
                input: input(index),
            };
            let tx: TxEnvelope = tx.into_signed(Signature::test_signature()).into();
            Input::Transaction(Recovered::new_unchecked(tx, account(first + index)))
        })
        .collect()
}

/// Receivers are spread over all accounts.
fn receiver(index: u64) -> Address {
    account((index * 7919 + 5003) % ACCOUNTS)
}

fn plain_transfers() -> Vec<Input> {
    block_of(|index| TxKind::Call(receiver(index)), U256::from(1000), 21_000, |_| Bytes::new())
}

fn transfers_of(token: Address) -> Vec<Input> {
    let input = |index| ILido::transferCall { recipient: receiver(index), amount: U256::from(1_000_000) }.abi_encode().into();
    block_of(|_| TxKind::Call(token), U256::ZERO, 100_000, input)
}

fn submits_to(token: Address) -> Vec<Input> {
    let input = |_| ILido::submitCall { referral: Address::ZERO }.abi_encode().into();
    block_of(|_| TxKind::Call(token), ether(1) / U256::from(100), 200_000, input)
}

/// The executor alone.
fn bench_execute(bencher: Bencher<'_, '_>, inputs: &[Input]) {
    bench_execute_on(bencher, &CHAIN, inputs);
}

fn bench_execute_on(bencher: Bencher<'_, '_>, (spec, genesis, world): &(ChainSpec, Block, World), inputs: &[Input]) {
    let mut env = block_env(&genesis.header);
    env.number = U256::ONE;
    let mut world = world.clone();
    let beacon = Arc::make_mut(&mut world.protocol.beacon);
    beacon.advance_to_slot(Slot::new(1)).expect("a later slot");
    let start = beacon.begin_block().expect("the first block of its slot");
    bencher.counter(ItemsCount::new(inputs.len())).bench_local(|| {
        let mut executor = BlockExecutor::new(spec, &world, env.clone(), start.clone());
        for input in inputs {
            executor.transact(input.transaction().expect("a transaction")).expect("executes");
        }
        let finished = executor.finish(world.clone(), &[]).expect("conserves ether");
        assert!(finished.receipts.iter().all(|receipt| receipt.success));
        finished
    });
}

/// The executor and everything a header needs.
fn bench_build(bencher: Bencher<'_, '_>, inputs: &[Input]) {
    let (spec, genesis, world) = &*CHAIN;
    bencher.counter(ItemsCount::new(BLOCK)).with_inputs(|| inputs.to_vec()).bench_local_values(|inputs| {
        let (executed, rejected) =
            build_block(spec, genesis, world, Slot::new(1), inputs, BlockLimits::default()).expect("builds");
        assert!(rejected.is_empty());
        executed
    });
}

#[divan::bench_group]
mod execute {
    use super::*;

    #[divan::bench]
    fn plain_transfer(bencher: Bencher<'_, '_>) {
        bench_execute(bencher, &plain_transfers());
    }

    #[divan::bench]
    fn openzeppelin_transfer(bencher: Bencher<'_, '_>) {
        bench_execute(bencher, &transfers_of(PLAIN_TOKEN));
    }

    #[divan::bench]
    fn bytecode_share_transfer(bencher: Bencher<'_, '_>) {
        bench_execute(bencher, &transfers_of(SHARE_TOKEN));
    }

    #[divan::bench]
    fn native_steth_transfer(bencher: Bencher<'_, '_>) {
        bench_execute(bencher, &transfers_of(book().steth));
    }

    #[divan::bench]
    fn bytecode_share_submit(bencher: Bencher<'_, '_>) {
        bench_execute(bencher, &submits_to(SHARE_TOKEN));
    }

    #[divan::bench]
    fn native_steth_submit(bencher: Bencher<'_, '_>) {
        bench_execute(bencher, &submits_to(book().steth));
    }
}

#[divan::bench_group]
mod build {
    use super::*;

    #[divan::bench]
    fn plain_transfer(bencher: Bencher<'_, '_>) {
        bench_build(bencher, &plain_transfers());
    }

    #[divan::bench]
    fn bytecode_share_transfer(bencher: Bencher<'_, '_>) {
        bench_build(bencher, &transfers_of(SHARE_TOKEN));
    }

    #[divan::bench]
    fn native_steth_transfer(bencher: Bencher<'_, '_>) {
        bench_build(bencher, &transfers_of(book().steth));
    }

    #[divan::bench]
    fn bytecode_share_submit(bencher: Bencher<'_, '_>) {
        bench_build(bencher, &submits_to(SHARE_TOKEN));
    }

    #[divan::bench]
    fn native_steth_submit(bencher: Bencher<'_, '_>) {
        bench_build(bencher, &submits_to(book().steth));
    }
}

/// Empty slots with 500 validators: consensus work, sixteen withdrawals, commitment, header.
#[divan::bench]
fn empty_slots(bencher: Bencher<'_, '_>) {
    let (spec, genesis, world) = &*CHAIN;
    bencher.counter(ItemsCount::new(3_200_u64)).bench_local(|| {
        let mut last = None;
        build_empty_run(spec, genesis, world, Slot::new(1), 3_200, |block| last = Some(block)).expect("runs");
        last
    });
}

/// `eth_call` of a view, its EVM built anew.
#[divan::bench]
fn eth_call_balance_of(bencher: Bencher<'_, '_>) {
    let (spec, genesis, world) = &*CHAIN;
    let input = ILido::balanceOfCall { account: account(3) }.abi_encode().into();
    let request = CallRequest { to: Some(book().steth), input, ..CallRequest::default() };
    let env = block_env(&genesis.header);
    bencher.counter(ItemsCount::new(1_u64)).bench_local(|| call(spec, world, env.clone(), &request).expect("runs"));
}

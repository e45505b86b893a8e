//! Calldata, value and frames a contract must refuse, each as the compiled contract would.

use crate::network::{ADMIN, ALICE, BOB, Network, ether, string};
use alloy_json_abi::{Function, Param};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall as _, SolError as _};
use aquifer_contracts::{
    NativeCall, NativeKind, NativeOutcome, addresses, dispatch,
    interfaces::{IBurner, IHashConsensus, ILido, IStakingRouter, IWithdrawalQueue, IWstETH},
    table::{self, Mutability},
};
use aquifer_protocol::units::Wei;
use std::{collections::BTreeMap, fs, path::Path};

const EMPTY: NativeOutcome = NativeOutcome::Revert(Bytes::new());

fn every_function() -> impl Iterator<Item = (Address, NativeKind, table::Function)> {
    let natives = addresses::native_kinds(&addresses::mainnet());
    natives.into_iter().flat_map(|(address, kind)| {
        let roles = if table::has_roles(kind) { table::ROLES } else { &[] };
        table::functions(kind).iter().chain(roles).map(move |function| (address, kind, *function))
    })
}

#[test]
fn calldata_that_is_cut_off_reverts_without_data() {
    let mut network = Network::start();
    let (steth, queue) = (network.book.steth, network.book.withdrawal_queue);
    let transfer = ILido::transferCall { recipient: BOB, amount: U256::from(5) }.abi_encode();
    for length in 5..transfer.len() {
        assert_eq!(network.raw(ALICE, steth, Wei::ZERO, &transfer[..length]), EMPTY, "{length} bytes");
    }
    let request = IWithdrawalQueue::requestWithdrawalsCall { amounts: vec![U256::from(100); 3], owner: ALICE }.abi_encode();
    for length in (5..request.len()).step_by(7) {
        assert_eq!(network.raw(ALICE, queue, Wei::ZERO, &request[..length]), EMPTY, "{length} bytes");
    }
}

/// The arguments of every function, by selector, from the published lists.
fn published_arguments() -> BTreeMap<[u8; 4], Vec<Param>> {
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/abi");
    let files = fs::read_dir(lists).expect("the lists").map(|file| fs::read_to_string(file.expect("a list").path()));
    let texts: Vec<String> = files.collect::<Result<_, _>>().expect("text");
    let lines = texts.iter().flat_map(|text| text.lines()).filter(|line| line.starts_with("function "));
    let functions = lines.map(|line| Function::parse(line).unwrap_or_else(|error| panic!("{line}: {error}")));
    functions.map(|function| (function.selector().0, function.inputs)).collect()
}

/// Whether calldata holds an offset where the argument stands.
fn has_offset(argument: &Param) -> bool {
    let is_bytes = argument.ty == "string" || argument.ty == "bytes";
    is_bytes || argument.ty.contains("[]") || argument.components.iter().any(has_offset)
}

#[test]
fn every_function_refuses_calldata_without_its_arguments_and_offsets_beyond_its_end() {
    let mut network = Network::start();
    let published = published_arguments();
    let (mut without, mut beyond) = (0, 0);
    for (address, kind, function) in every_function() {
        let arguments = &published[&function.selector];
        let nonsense = [&function.selector[..], &[0xff; 512]].concat();
        if !arguments.is_empty() {
            let outcome = network.raw(ADMIN, address, Wei::ZERO, &function.selector);
            assert_eq!(outcome, EMPTY, "{kind:?} {:02x?} without arguments", function.selector);
            without += 1;
        }
        if arguments.iter().any(has_offset) {
            let outcome = network.raw(ADMIN, address, Wei::ZERO, &nonsense);
            assert_eq!(outcome, EMPTY, "{kind:?} {:02x?} with offsets beyond the end", function.selector);
            beyond += 1;
        }
    }
    assert!(without > 100 && beyond > 10, "{without} functions with arguments, {beyond} with offsets");
}

#[test]
fn calldata_that_can_be_read_is_answered_or_refused_as_a_whole() {
    let mut network = Network::start();
    for (address, kind, function) in every_function() {
        // The largest number for every argument; then zeros, where every offset points at the arguments themselves.
        for fill in [0xff, 0] {
            let input = [&function.selector[..], &[fill; 512]].concat();
            // Work for the largest number may cost more than there is; the next call has all of it again.
            network.host.gas = u64::MAX;
            let outcome = network.raw(ADMIN, address, Wei::ZERO, &input);
            assert_ne!(outcome, NativeOutcome::StaticViolation, "{kind:?} {:02x?}", function.selector);
        }
    }
}

#[test]
fn a_value_too_wide_for_its_type_is_refused_by_the_newer_contracts_and_cut_by_the_older() {
    let mut network = Network::start();
    let (steth, burner) = (network.book.steth, network.book.burner);
    let mut wide = ILido::balanceOfCall { account: ALICE }.abi_encode();
    wide[4] = 0xff;
    assert!(matches!(network.raw(ALICE, steth, Wei::ZERO, &wide), NativeOutcome::Return(_)));
    let mut wide = IBurner::requestBurnSharesCall { from: ALICE, sharesAmountToBurn: U256::ONE }.abi_encode();
    wide[4] = 0xff;
    assert_eq!(network.raw(ALICE, burner, Wei::ZERO, &wide), EMPTY);
}

#[test]
fn calldata_may_be_longer_than_the_arguments() {
    let mut network = Network::start();
    let steth = network.book.steth;
    let padded = [ILido::balanceOfCall { account: ALICE }.abi_encode(), vec![7; 40]].concat();
    assert!(matches!(network.raw(ALICE, steth, Wei::ZERO, &padded), NativeOutcome::Return(_)));
}

#[test]
fn an_unknown_selector_gets_the_contracts_own_fallback() {
    let mut network = Network::start();
    for (address, kind) in addresses::native_kinds(&network.book.clone()) {
        let expected = match kind {
            NativeKind::Steth => NativeOutcome::Revert(string("NON_EMPTY_DATA")),
            _ => EMPTY,
        };
        assert_eq!(network.raw(ALICE, address, Wei::ZERO, &[0xde, 0xad, 0xbe, 0xef]), expected, "{kind:?}");
        assert_eq!(network.raw(ALICE, address, ether(1), &[0xde]), expected, "{kind:?}");
    }
}

#[test]
fn plain_ether_is_staked_wrapped_kept_or_refused() {
    let mut network = Network::start();
    let book = network.book.clone();
    assert_eq!(network.raw(ALICE, book.steth, Wei::ZERO, &[]), NativeOutcome::Revert(string("ZERO_DEPOSIT")));
    assert!(matches!(network.raw(ALICE, book.steth, ether(2), &[]), NativeOutcome::Return(_)));
    assert_eq!(network.view(book.steth, &ILido::balanceOfCall { account: ALICE }), ether(2).get());
    assert!(matches!(network.raw(ALICE, book.wsteth, ether(3), &[]), NativeOutcome::Return(_)));
    assert_eq!(network.view(book.wsteth, &IWstETH::balanceOfCall { account: ALICE }), ether(3).get());
    assert_eq!(network.host.balance_of(book.wsteth), Wei::ZERO);
    assert!(matches!(network.raw(ALICE, book.el_rewards_vault, ether(1), &[]), NativeOutcome::Return(_)));
    let direct = |data: Vec<u8>| NativeOutcome::Revert(data.into());
    assert_eq!(network.raw(ALICE, book.burner, ether(1), &[]), direct(IBurner::DirectETHTransfer {}.abi_encode()));
    assert_eq!(network.raw(ALICE, book.staking_router, ether(1), &[]), direct(IStakingRouter::DirectETHTransfer {}.abi_encode()));
    assert_eq!(network.raw(ALICE, book.withdrawal_queue, ether(1), &[]), EMPTY);
    assert_eq!(network.raw(ALICE, book.withdrawal_vault, ether(1), &[]), EMPTY);
}

#[test]
fn ether_to_a_function_that_takes_none_reverts_without_data() {
    let mut network = Network::start();
    for (address, kind, function) in every_function().filter(|(.., function)| function.mutability != Mutability::Payable) {
        let input = [&function.selector[..], &[0; 512]].concat();
        assert_eq!(network.raw(ALICE, address, Wei::ETHER, &input), EMPTY, "{kind:?} {:02x?}", function.selector);
    }
}

#[test]
fn a_static_frame_serves_views_only() {
    let mut network = Network::start();
    let book = network.book.clone();
    for (address, kind, function) in every_function().filter(|(.., function)| function.mutability != Mutability::View) {
        let input = [&function.selector[..], &[0; 512]].concat();
        let call = NativeCall { this: address, caller: ALICE, value: U256::ZERO, input: &input, is_static: true };
        assert_eq!(
            dispatch(&mut network.host, kind, &call),
            NativeOutcome::StaticViolation,
            "{kind:?} {:02x?}",
            function.selector
        );
    }
    assert_eq!(network.view(book.steth, &ILido::totalSupplyCall {}), Wei::ETHER.get());
}

#[test]
fn plain_ether_in_a_static_frame_changes_nothing() {
    let mut network = Network::start();
    let book = network.book.clone();
    for (address, kind) in
        [(book.steth, NativeKind::Steth), (book.wsteth, NativeKind::Wsteth), (book.el_rewards_vault, NativeKind::ElRewardsVault)]
    {
        let call = NativeCall { this: address, caller: ALICE, value: U256::ZERO, input: &[], is_static: true };
        assert_eq!(dispatch(&mut network.host, kind, &call), NativeOutcome::StaticViolation, "{kind:?}");
    }
}

#[test]
fn without_gas_a_call_ends_before_anything_happens() {
    let mut network = Network::start();
    let steth = network.book.steth;
    let submit = ILido::submitCall { referral: Address::ZERO }.abi_encode();
    network.host.gas = 39_999;
    assert_eq!(network.raw(ALICE, steth, ether(1), &submit), NativeOutcome::OutOfGas);
    network.host.gas = 40_000;
    assert!(matches!(network.raw(ALICE, steth, ether(1), &submit), NativeOutcome::Return(_)));
    assert_eq!(network.host.gas, 0);
}

#[test]
fn administrators_functions_refuse_everybody_else_in_each_contracts_words() {
    let mut network = Network::start();
    let book = network.book.clone();
    let data = network.refused(ALICE, book.steth, Wei::ZERO, &ILido::stopCall {});
    assert_eq!(data, string("APP_AUTH_FAILED"));
    let data = network.refused(ALICE, book.withdrawal_queue, Wei::ZERO, &IWithdrawalQueue::resumeCall {});
    let role = network.view(book.withdrawal_queue, &IWithdrawalQueue::RESUME_ROLECall {});
    assert_eq!(data, string(&format!("AccessControl: account {ALICE:#x} is missing role {role:#x}")));
    let submit = IHashConsensus::submitReportCall { slot: U256::from(31), report: role, consensusVersion: U256::from(5) };
    assert_eq!(
        network.refused(ALICE, book.hash_consensus, Wei::ZERO, &submit),
        Bytes::from(IHashConsensus::NonMember {}.abi_encode())
    );
}

//! Calls before the first block change the state as they would later, and leave no trace of having been sent.

use super::fixture::{ALICE, BOB, book, ether, protocol, spec};
use alloy_primitives::{Address, Bytes, TxKind, U256, hex};
use alloy_sol_types::SolCall;
use aquifer_chain::{
    World,
    evm::with_big_stack,
    world::{GenesisAccount, GenesisCall, GenesisCallError, GenesisCallFailure},
};
use aquifer_contracts::{addresses, interfaces::ILido};

fn call(from: Address, to: TxKind, value: U256, input: impl Into<Bytes>) -> GenesisCall {
    GenesisCall { purpose: "a first call".to_owned(), from, to, value, input: input.into() }
}

fn genesis(calls: Vec<GenesisCall>) -> Result<World, GenesisCallError> {
    let protocol = protocol();
    let rich = |balance| GenesisAccount { balance, ..GenesisAccount::default() };
    let mut alloc = vec![(ALICE, rich(ether(100)))];
    alloc.extend(protocol.tracked_ether().into_iter().map(|(account, tracked)| (account, rich(tracked.get()))));
    let natives = addresses::native_kinds(&protocol.addresses);
    with_big_stack(|| World::genesis_with_calls(&spec(), protocol, natives, alloc, calls)).expect("a thread")
}

fn submit() -> Vec<u8> {
    ILido::submitCall { referral: Address::ZERO }.abi_encode()
}

#[test]
fn a_call_before_the_first_block_does_what_it_does_later_and_its_sender_has_sent_nothing() {
    let steth = book().steth;
    let transfer = ILido::transferCall { recipient: BOB, amount: ether(2) }.abi_encode();
    let calls =
        vec![call(ALICE, TxKind::Call(steth), ether(5), submit()), call(ALICE, TxKind::Call(steth), U256::ZERO, transfer)];
    let world = genesis(calls).expect("both succeed");
    world.check().expect("every invariant, the commitment among them");
    let held = |account| world.protocol.lido.steth.shares_of(account).get();
    assert_eq!([held(ALICE), held(BOB)], [ether(3), ether(2)]);
    assert_eq!((world.balance(&ALICE), world.nonce(&ALICE)), (ether(95), 0));
    assert_eq!(world.account(&BOB), None);
}

#[test]
fn a_contract_made_before_the_first_block_has_run_its_constructor() {
    // SSTORE(0, 7), then code of one STOP.
    let init = hex!("60075f5560005f5360015ff3");
    let creator = Address::repeat_byte(0xcc);
    let world = genesis(vec![call(creator, TxKind::Create, U256::ZERO, init)]).expect("created");
    let made = creator.create(0);
    assert_eq!(world.code(&made).bytes(), Bytes::from_static(&[0]));
    assert_eq!(world.storage(&made, &U256::ZERO), U256::from(7));
    assert_eq!(world.account(&creator), None);
}

#[test]
fn a_call_that_fails_names_its_purpose_and_what_it_reverted_with() {
    let transfer = ILido::transferCall { recipient: BOB, amount: ether(2) }.abi_encode();
    let failed = genesis(vec![call(BOB, TxKind::Call(book().steth), U256::ZERO, transfer)]).unwrap_err();
    assert_eq!(failed.purpose, "a first call");
    assert!(matches!(failed.reason, GenesisCallFailure::Reverted(data) if !data.is_empty()));
}

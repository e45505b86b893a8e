//! Development changes and consensus inputs.

use crate::fixture::{ALICE, BOB, Chain, book, ether};
use alloy_primitives::{Bytes, KECCAK256_EMPTY, U256, bytes};
use aquifer_chain::{
    Input, InputError,
    block::{DevelopmentChange, ValidatorSelection},
    build_empty_run,
};
use aquifer_protocol::{
    ethereum::{EquivocationKind, PerformanceProfile},
    units::{Slots, ValidatorIndex},
};

fn develop(change: DevelopmentChange) -> Input {
    Input::Development(change)
}

#[test]
fn accounts_take_balance_code_nonce_and_storage() {
    let mut chain = Chain::new();
    let (slot, value) = (U256::from(3), U256::from(9));
    chain.mine(vec![
        develop(DevelopmentChange::SetBalance { account: BOB, balance: U256::from(5) }),
        develop(DevelopmentChange::SetNonce { account: BOB, nonce: 7 }),
        // Returns the word at slot 3.
        develop(DevelopmentChange::SetCode { account: BOB, code: bytes!("6003545f5260205ff3") }),
        develop(DevelopmentChange::SetStorage { account: BOB, slot, value }),
    ]);
    let account = chain.world.account(&BOB).expect("is there").clone();
    assert_eq!((account.balance, account.nonce), (U256::from(5), 7));
    let request = aquifer_chain::CallRequest { to: Some(BOB), ..Default::default() };
    assert_eq!(chain.call(&request).output, Bytes::from(value.to_be_bytes_vec()));
    chain.mine(vec![develop(DevelopmentChange::SetCode { account: BOB, code: Bytes::new() })]);
    assert_eq!(chain.world.account(&BOB).expect("is there").code_hash, KECCAK256_EMPTY);
}

#[test]
fn a_change_stands_where_it_is_among_the_transactions() {
    let mut chain = Chain::new();
    let tx = chain.transaction(ALICE, Some(BOB), ether(1), Bytes::new());
    let set = |balance| develop(DevelopmentChange::SetBalance { account: BOB, balance });
    chain.mine(vec![set(ether(10)), tx.clone()]);
    assert_eq!(chain.world.balance(&BOB), ether(11));
    let Input::Impersonated(mut tx) = tx else { unreachable!() };
    tx.nonce += 1;
    chain.mine(vec![Input::Impersonated(tx), set(ether(10))]);
    assert_eq!(chain.world.balance(&BOB), ether(10));
}

#[test]
fn a_native_account_keeps_its_code_nonce_storage_and_what_it_owes() {
    let chain = Chain::new();
    let account = book().steth;
    let refused = [
        DevelopmentChange::SetCode { account, code: bytes!("00") },
        DevelopmentChange::SetNonce { account, nonce: 2 },
        DevelopmentChange::SetStorage { account, slot: U256::ZERO, value: U256::ONE },
    ];
    for change in refused {
        let (_, rejected) = chain.build(vec![develop(change)]);
        assert_eq!(rejected[0].error, InputError::NativeAccount { account });
    }
    let empty = alloy_primitives::Address::repeat_byte(0xee);
    let change = DevelopmentChange::SetStorage { account: empty, slot: U256::ZERO, value: U256::ONE };
    let (_, rejected) = chain.build(vec![develop(change)]);
    assert_eq!(rejected[0].error, InputError::EmptyAccount { account: empty });
    let (_, rejected) = chain.build(vec![develop(DevelopmentChange::SetBalance { account, balance: U256::ZERO })]);
    assert!(matches!(rejected[0].error, InputError::BelowTracked { .. }), "{:?}", rejected[0].error);
    let (built, rejected) = chain.build(vec![develop(DevelopmentChange::SetBalance { account, balance: ether(50) })]);
    assert_eq!(rejected, []);
    assert_eq!(built.world.balance(&account), ether(50));
}

#[test]
fn validators_are_slashed_and_told_how_to_behave() {
    let mut chain = Chain::new();
    let validator = ValidatorIndex::new(3);
    chain.mine(vec![
        develop(DevelopmentChange::SlashValidator { validator }),
        develop(DevelopmentChange::SetPerformance {
            validators: ValidatorSelection::Listed(vec![ValidatorIndex::new(4)]),
            profile: PerformanceProfile::OFFLINE,
        }),
    ]);
    assert!(chain.world.protocol.beacon.validator(validator).expect("is there").slashed);
    let unknown = ValidatorSelection::Listed(vec![ValidatorIndex::new(0), ValidatorIndex::new(1_000_000)]);
    let change = DevelopmentChange::SetPerformance { validators: unknown, profile: PerformanceProfile::OFFLINE };
    let (built, rejected) = chain.build(vec![develop(change)]);
    assert!(matches!(rejected[0].error, InputError::Beacon(_)));
    assert_eq!(built.block.inputs, []);
}

#[test]
fn an_equivocation_is_slashed_by_the_next_block_also_in_an_empty_run() {
    let kind = EquivocationKind::DoubleVote;
    let slashed = |chain: &Chain, index| chain.world.protocol.beacon.validator(index).expect("is there").slashed;
    let (caught, unknown) = (ValidatorIndex::new(3), ValidatorIndex::new(1_000_000));
    let mut chain = Chain::new();
    chain.mine(vec![develop(DevelopmentChange::Equivocate { validator: caught, kind })]);
    assert!(!slashed(&chain, caught));
    let (_, rejected) = chain.build(vec![develop(DevelopmentChange::Equivocate { validator: unknown, kind })]);
    assert!(matches!(rejected[0].error, InputError::Beacon(_)));

    let mut run = Vec::new();
    let first = chain.head.slot.after(Slots::new(1)).expect("a slot");
    build_empty_run(&chain.spec, &chain.head, &chain.world, first, 1, |block| run.push(block)).expect("a run");
    chain.mine(vec![]);
    assert!(slashed(&chain, caught));
    assert_eq!(run[0].block, chain.head);
    assert_eq!(run[0].world, chain.world);
}

#[test]
fn a_body_with_more_than_signed_transactions_is_committed_to_in_extra_data() {
    let mut chain = Chain::new();
    assert_eq!(chain.build(vec![]).0.block.header.extra_data, Bytes::new());
    chain.mine(vec![develop(DevelopmentChange::SetBalance { account: BOB, balance: ether(1) })]);
    let one = chain.head.header.extra_data.clone();
    assert_eq!(one.len(), 32);
    chain.mine(vec![develop(DevelopmentChange::SetBalance { account: BOB, balance: ether(2) })]);
    assert_ne!(chain.head.header.extra_data, one);
}

//! Signed transactions: types, fees, refusals.

use crate::fixture::{ALICE, BOB, Chain, ether};
use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEip7702, TxEnvelope, TxLegacy, transaction::Recovered};
use alloy_eips::{eip2930::AccessList, eip7702::SignedAuthorization};
use alloy_primitives::{Address, Bytes, Signature, TxKind, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use aquifer_chain::{Input, InputError, block::DevelopmentChange};
use revm::context::result::InvalidTransaction;

const GWEI: u128 = 1_000_000_000;

fn signer() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&alloy_primitives::B256::repeat_byte(5)).expect("a key")
}

/// Signs and recovers, as the RPC layer does.
fn signed<T: SignableTransaction<Signature>>(tx: T) -> Input
where
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let signature = signer().sign_hash_sync(&tx.signature_hash()).expect("signs");
    Input::Transaction(Recovered::new_unchecked(tx.into_signed(signature).into(), signer().address()))
}

fn dynamic(nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: 31337,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: 3 * GWEI,
        max_priority_fee_per_gas: GWEI,
        to: TxKind::Call(BOB),
        value: U256::ONE,
        access_list: AccessList::default(),
        input: Bytes::new(),
    }
}

fn legacy(nonce: u64) -> TxLegacy {
    TxLegacy {
        chain_id: Some(31337),
        nonce,
        gas_price: 2 * GWEI,
        gas_limit: 21_000,
        to: TxKind::Call(BOB),
        value: U256::ONE,
        input: Bytes::new(),
    }
}

fn funded() -> Chain {
    let mut chain = Chain::new();
    chain.mine(vec![Input::Development(DevelopmentChange::SetBalance { account: signer().address(), balance: ether(10) })]);
    chain
}

#[test]
fn types_0_1_and_2_execute_and_say_so_in_their_receipts() {
    let mut chain = funded();
    let with_list = TxEip2930 {
        chain_id: 31337,
        nonce: 1,
        gas_price: 2 * GWEI,
        gas_limit: 30_000,
        to: TxKind::Call(BOB),
        value: U256::ONE,
        access_list: AccessList(vec![alloy_eips::eip2930::AccessListItem { address: ALICE, storage_keys: vec![] }]),
        input: Bytes::new(),
    };
    let receipts = chain.mine(vec![signed(legacy(0)), signed(with_list), signed(dynamic(2))]);
    let seen: Vec<_> = receipts.iter().map(|r| (r.transaction_type, r.success, r.gas_used, r.cumulative_gas_used)).collect();
    assert_eq!(seen, [(0, true, 21_000, 21_000), (1, true, 23_400, 44_400), (2, true, 21_000, 65_400)]);
    assert_eq!(chain.world.nonce(&signer().address()), 3);
    assert_eq!(chain.head.header.gas_used, 65_400);
}

#[test]
fn the_tip_goes_to_the_fee_recipient_and_the_base_fee_is_burnt() {
    let mut chain = funded();
    let base_fee = chain.head.header.next_block_base_fee(chain.spec.base_fee_params).expect("a base fee");
    let before = (chain.world.balance(&signer().address()), chain.world.supply.burnt);
    chain.mine(vec![signed(dynamic(0))]);
    let gas = U256::from(21_000);
    let recipient = chain.head.header.beneficiary;
    assert_eq!(chain.world.balance(&recipient), gas * U256::from(GWEI));
    assert_eq!(chain.world.supply.burnt - before.1, gas * U256::from(base_fee));
    let paid = gas * U256::from(u128::from(base_fee) + GWEI) + U256::ONE;
    assert_eq!(before.0 - chain.world.balance(&signer().address()), paid);
}

#[test]
fn what_may_not_be_in_a_block_is_rejected_with_its_rule() {
    #[track_caller]
    fn check(input: Input, rule: impl Fn(&InputError) -> bool) {
        let (built, rejected) = funded().build(vec![input]);
        assert!(built.receipts.is_empty());
        assert_eq!(rejected.len(), 1);
        assert!(rule(&rejected[0].error), "{:?}", rejected[0].error);
        assert!(!rejected[0].error.is_full());
    }
    use InvalidTransaction as Rule;
    check(signed(dynamic(5)), |e| matches!(e, InputError::Transaction(Rule::NonceTooHigh { tx: 5, state: 0 })));
    check(signed(TxEip1559 { chain_id: 1, ..dynamic(0) }), |e| *e == InputError::Transaction(Rule::InvalidChainId));
    let poor = TxEip1559 { value: ether(100), ..dynamic(0) };
    check(signed(poor), |e| matches!(e, InputError::Transaction(Rule::LackOfFundForMaxFee { .. })));
    let cheap = TxEip1559 { max_fee_per_gas: 1, max_priority_fee_per_gas: 0, ..dynamic(0) };
    check(signed(cheap), |e| *e == InputError::Transaction(Rule::GasPriceLessThanBasefee));
    let greedy = TxEip1559 { gas_limit: (1 << 24) + 1, max_fee_per_gas: 2 * GWEI, ..dynamic(0) };
    check(signed(greedy), |e| matches!(e, InputError::Transaction(Rule::TxGasLimitGreaterThanCap { .. })));
    let starved = TxEip1559 { gas_limit: 20_000, ..dynamic(0) };
    check(signed(starved), |e| matches!(e, InputError::Transaction(Rule::CallGasCostMoreThanGasLimit { .. })));
    let oversized = TxEip1559 { gas_limit: 60_000_001, ..dynamic(0) };
    check(signed(oversized), |e| *e == InputError::Transaction(Rule::CallerGasLimitMoreThanBlock));
    let delegating = TxEip7702 {
        chain_id: 31337,
        gas_limit: 100_000,
        max_fee_per_gas: 2 * GWEI,
        to: BOB,
        authorization_list: Vec::<SignedAuthorization>::new(),
        ..TxEip7702::default()
    };
    check(signed(delegating), |e| *e == InputError::UnsupportedType { kind: 4 });
}

#[test]
fn a_rejected_transaction_does_not_stop_those_after_it() {
    let chain = funded();
    let (built, rejected) = chain.build(vec![signed(legacy(3)), signed(legacy(0)), signed(legacy(1))]);
    assert_eq!((built.receipts.len(), rejected.len()), (2, 1));
}

#[test]
fn what_finds_no_room_is_left_for_a_later_block_with_all_that_follows() {
    let chain = funded();
    let greedy = |nonce| signed(TxLegacy { gas_limit: 16_000_000, ..legacy(nonce) });
    let gas_price = |nonce| TxLegacy { gas_price: GWEI, ..legacy(nonce) };
    let filled: Vec<_> = (0..2800).map(|nonce| signed(gas_price(nonce))).collect();
    let used = 2800 * 21_000;
    assert!(used < 60_000_000 && used + 16_000_000 > 60_000_000);
    let (built, rejected) = chain.build(filled.into_iter().chain([greedy(2800), signed(gas_price(2801))]).collect());
    assert_eq!(built.receipts.len(), 2800);
    assert_eq!(rejected.len(), 1, "what follows is not even looked at");
    assert!(matches!(rejected[0].error, InputError::BlockFull { left: 1_200_000, .. }), "{:?}", rejected[0].error);
    assert!(rejected[0].error.is_full());
}

#[test]
fn a_contract_address_is_that_of_sender_and_nonce() {
    let mut chain = funded();
    let creation = TxEip1559 { to: TxKind::Create, gas_limit: 100_000, value: U256::ZERO, ..dynamic(0) };
    let receipt = chain.mine(vec![signed(creation)]).remove(0);
    assert_eq!(receipt.contract_address, Some(signer().address().create(0)));
    assert_eq!(receipt.to, None::<Address>);
}

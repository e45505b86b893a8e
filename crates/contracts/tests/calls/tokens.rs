//! The tokens through their ABI: permits by key and by contract, and what a fresh wallet reads.

use crate::network::{ALICE, BOB, Network, ether, string};
use alloy_primitives::{Address, B256, Bytes, Signature, U256, keccak256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall as _, SolValue as _};
use aquifer_contracts::{
    CallAnswer,
    interfaces::{IERC1271, ILido, IWithdrawalQueue, IWstETH},
};
use aquifer_protocol::units::Wei;
use std::sync::Arc;

fn owner() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::with_last_byte(42)).expect("a small key is a key")
}

/// What EIP-2612 has signed: written out again here, from the standard.
fn permit_digest(separator: B256, owner: Address, spender: Address, value: U256, nonce: u64, deadline: U256) -> B256 {
    let kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    let message = keccak256((kind, owner, spender, value, U256::from(nonce), deadline).abi_encode());
    keccak256([&[0x19, 0x01][..], separator.as_slice(), message.as_slice()].concat())
}

fn split(signature: &Signature) -> (u8, B256, B256) {
    (27 + u8::from(signature.v()), signature.r().into(), signature.s().into())
}

fn steth_permit(network: &mut Network, spender: Address, value: U256, nonce: u64) -> ILido::permitCall {
    let separator = network.view(network.book.steth, &ILido::DOMAIN_SEPARATORCall {});
    let (owner, deadline) = (owner(), U256::MAX);
    let digest = permit_digest(separator, owner.address(), spender, value, nonce, deadline);
    let (v, r, s) = split(&owner.sign_hash_sync(&digest).expect("a key signs"));
    ILido::permitCall { owner: owner.address(), spender, value, deadline, v, r, s }
}

#[test]
fn a_signed_permit_allows_once() {
    let mut network = Network::start();
    let steth = network.book.steth;
    let permit = steth_permit(&mut network, BOB, U256::from(7), 0);
    network.call(ALICE, steth, Wei::ZERO, &permit);
    let allowance = ILido::allowanceCall { owner: permit.owner, spender: BOB };
    assert_eq!(network.view(steth, &allowance), U256::from(7));
    assert_eq!(network.view(steth, &ILido::noncesCall { owner: permit.owner }), U256::ONE);
    assert_eq!(network.refused(ALICE, steth, Wei::ZERO, &permit), string("INVALID_SIGNATURE"));
}

#[test]
fn permits_that_are_late_foreign_or_malformed_are_refused() {
    let mut network = Network::start();
    let steth = network.book.steth;
    let permit = steth_permit(&mut network, BOB, U256::from(7), 0);
    let late = ILido::permitCall { deadline: U256::ONE, ..permit.clone() };
    assert_eq!(network.refused(ALICE, steth, Wei::ZERO, &late), string("DEADLINE_EXPIRED"));
    let foreign = ILido::permitCall { owner: ALICE, ..permit.clone() };
    assert_eq!(network.refused(ALICE, steth, Wei::ZERO, &foreign), string("INVALID_SIGNATURE"));
    let malleable = ILido::permitCall { s: B256::repeat_byte(0xff), ..permit };
    assert_eq!(network.refused(ALICE, steth, Wei::ZERO, &malleable), string("ECDSA: invalid signature 's' value"));
}

#[test]
fn a_contract_allows_by_erc_1271_for_steth_only() {
    let mut network = Network::start();
    let (steth, wsteth) = (network.book.steth, network.book.wsteth);
    let wallet = Address::repeat_byte(0x77);
    let magic = Bytes::from((IERC1271::isValidSignatureCall::SELECTOR).abi_encode_packed());
    let word = Bytes::from([magic.as_ref(), &[0; 28]].concat());
    let yes = move |_: &mut _, _: &_| CallAnswer { success: true, output: word.clone() };
    network.host.contracts.insert(wallet, Arc::new(yes));
    let (spender, value, deadline, word) = (BOB, U256::from(9), U256::MAX, B256::with_last_byte(1));
    let permit = ILido::permitCall { owner: wallet, spender, value, deadline, v: 0, r: word, s: word };
    network.call(ALICE, steth, Wei::ZERO, &permit);
    assert_eq!(network.view(steth, &ILido::allowanceCall { owner: wallet, spender }), value);
    let permit = IWstETH::permitCall { owner: wallet, spender, value, deadline, v: 27, r: word, s: word };
    assert_eq!(network.refused(ALICE, wsteth, Wei::ZERO, &permit), string("ERC20Permit: invalid signature"));
    let no = |_: &mut _, _: &_| CallAnswer { success: true, output: Bytes::from(vec![0; 32]) };
    network.host.contracts.insert(wallet, Arc::new(no));
    let permit = ILido::permitCall { owner: wallet, spender, value, deadline, v: 0, r: word, s: word };
    assert_eq!(network.refused(ALICE, steth, Wei::ZERO, &permit), string("INVALID_SIGNATURE"));
}

#[test]
fn a_withdrawal_may_bring_its_permit_along() {
    let mut network = Network::start();
    let book = network.book.clone();
    let owner = owner().address();
    network.host.fund(owner, ether(10));
    network.call(owner, book.steth, ether(5), &ILido::submitCall { referral: Address::ZERO });
    let amount = ether(2).get();
    let ILido::permitCall { value, deadline, v, r, s, .. } = steth_permit(&mut network, book.withdrawal_queue, amount, 0);
    let permit = IWithdrawalQueue::PermitInput { value, deadline, v, r, s };
    let request = IWithdrawalQueue::requestWithdrawalsWithPermitCall {
        amounts: vec![amount],
        owner: Address::ZERO,
        permit: permit.clone(),
    };
    assert_eq!(network.call(owner, book.withdrawal_queue, Wei::ZERO, &request), [U256::ONE]);
    // The permit was good once; a request that fails takes nothing, not even the nonce.
    let ILido::permitCall { value, deadline, v, r, s, .. } = steth_permit(&mut network, book.withdrawal_queue, amount, 1);
    let permit = IWithdrawalQueue::PermitInput { value, deadline, v, r, s };
    let too_small = IWithdrawalQueue::requestWithdrawalsWithPermitCall { amounts: vec![U256::ONE], owner, permit };
    network.refused(owner, book.withdrawal_queue, Wei::ZERO, &too_small);
    assert_eq!(network.view(book.steth, &ILido::noncesCall { owner }), U256::ONE);
}

#[test]
fn a_wallet_reads_what_it_reads_on_mainnet() {
    let mut network = Network::start();
    let book = network.book.clone();
    assert_eq!(network.view(book.steth, &ILido::nameCall {}), "Liquid staked Ether 2.0");
    assert_eq!(network.view(book.steth, &ILido::symbolCall {}), "stETH");
    assert_eq!(network.view(book.wsteth, &IWstETH::symbolCall {}), "wstETH");
    assert_eq!(network.view(book.withdrawal_queue, &IWithdrawalQueue::symbolCall {}), "unstETH");
    let domain = network.view(book.steth, &ILido::eip712DomainCall {});
    assert_eq!((domain.version.as_str(), domain.verifyingContract), ("2", book.steth));
    for interface in ["01ffc9a7", "80ac58cd", "5b5e139f", "49064906", "7965db0b", "5a05180f"] {
        let interface = IWithdrawalQueue::supportsInterfaceCall { interfaceId: interface.parse().expect("four bytes") };
        assert!(network.view(book.withdrawal_queue, &interface), "{interface:?}");
    }
}

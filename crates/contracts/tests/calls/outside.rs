//! The withdrawal queue and contracts of others: receivers of tokens, of ether, descriptors.

use crate::network::{ADMIN, ALICE, BOB, GENESIS_TIME, Network, ether};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall as _, SolError as _, SolValue as _};
use aquifer_contracts::{
    CallAnswer, NativeOutcome,
    interfaces::{IERC721Receiver, ILido, INFTDescriptor, IWithdrawalQueue},
    mock::OutsideCode,
};
use aquifer_protocol::{
    Effects,
    liquid::lido::withdrawal_queue::FINALIZE_ROLE,
    units::{Timestamp, Wei},
};
use std::sync::Arc;

const CONTRACT: Address = Address::repeat_byte(0xcc);

/// A network in which `owner` has one request of an ether, which is finalised when `finalized`.
fn with_request(owner: Address, finalized: bool) -> Network {
    let mut network = Network::start();
    let book = network.book.clone();
    network.call(ALICE, book.steth, ether(10), &ILido::submitCall { referral: Address::ZERO });
    let approve = ILido::approveCall { spender: book.withdrawal_queue, amount: U256::MAX };
    network.call(ALICE, book.steth, Wei::ZERO, &approve);
    let request = IWithdrawalQueue::requestWithdrawalsCall { amounts: vec![ether(1).get()], owner };
    network.call(ALICE, book.withdrawal_queue, Wei::ZERO, &request);
    if finalized {
        let governance = Arc::make_mut(&mut network.host.protocol.governance);
        governance.setup_role(book.withdrawal_queue, FINALIZE_ROLE.id(), ADMIN, ADMIN, &mut Effects::new());
        let rate = U256::from(10).pow(U256::from(27));
        let finalize = IWithdrawalQueue::finalizeCall { lastRequestIdToBeFinalized: U256::ONE, maxShareRate: rate };
        network.call(ADMIN, book.withdrawal_queue, ether(1), &finalize);
    }
    network
}

fn answering(success: bool, output: Vec<u8>) -> OutsideCode {
    Arc::new(move |_, _| CallAnswer { success, output: output.clone().into() })
}

#[test]
fn a_claim_pays_a_contract_whose_code_runs_and_may_call_back() {
    let mut network = with_request(CONTRACT, true);
    let queue = network.book.withdrawal_queue;
    // The receiver tries to claim again from within the payment: the request is claimed already.
    let again = IWithdrawalQueue::claimWithdrawalCall { requestId: U256::ONE }.abi_encode();
    let code: OutsideCode = Arc::new(move |host, call| {
        assert_eq!(call.value, ether(1));
        let outcome = host.transact(CONTRACT, queue, Wei::ZERO, &again);
        let claimed = IWithdrawalQueue::RequestAlreadyClaimed { requestId: U256::ONE }.abi_encode();
        assert_eq!(outcome, NativeOutcome::Revert(claimed.into()));
        CallAnswer { success: true, output: Bytes::new() }
    });
    network.host.contracts.insert(CONTRACT, code);
    network.call(CONTRACT, queue, Wei::ZERO, &IWithdrawalQueue::claimWithdrawalCall { requestId: U256::ONE });
    assert_eq!(network.host.balance_of(CONTRACT), ether(1));
    assert_eq!(network.view(queue, &IWithdrawalQueue::getLockedEtherAmountCall {}), U256::ZERO);
}

#[test]
fn a_claim_whose_receiver_reverts_takes_nothing() {
    let mut network = with_request(CONTRACT, true);
    let queue = network.book.withdrawal_queue;
    network.host.contracts.insert(CONTRACT, answering(false, vec![1, 2, 3]));
    let data = network.refused(CONTRACT, queue, Wei::ZERO, &IWithdrawalQueue::claimWithdrawalCall { requestId: U256::ONE });
    assert_eq!(data, Bytes::from(IWithdrawalQueue::CantSendValueRecipientMayHaveReverted {}.abi_encode()));
    assert_eq!(network.view(queue, &IWithdrawalQueue::getLockedEtherAmountCall {}), ether(1).get());
    let to_bob = IWithdrawalQueue::claimWithdrawalsToCall { requestIds: vec![U256::ONE], hints: vec![U256::ONE], recipient: BOB };
    network.call(CONTRACT, queue, Wei::ZERO, &to_bob);
    assert_eq!(network.host.balance_of(BOB), ether(1_001));
}

#[test]
fn a_safe_transfer_asks_a_contract_and_passes_its_words_on() {
    let mut network = with_request(ALICE, false);
    let queue = network.book.withdrawal_queue;
    let send =
        IWithdrawalQueue::safeTransferFrom_1Call { from: ALICE, to: CONTRACT, requestId: U256::ONE, data: Bytes::from("hi") };
    let not_a_receiver = IWithdrawalQueue::TransferToNonIERC721Receiver { receiver: CONTRACT }.abi_encode();
    for wrong in [answering(false, Vec::new()), answering(true, vec![0; 32]), answering(true, Vec::new())] {
        network.host.contracts.insert(CONTRACT, wrong);
        assert_eq!(network.refused(ALICE, queue, Wei::ZERO, &send), Bytes::from(not_a_receiver.clone()));
    }
    network.host.contracts.insert(CONTRACT, answering(false, b"go away".to_vec()));
    assert_eq!(network.refused(ALICE, queue, Wei::ZERO, &send), Bytes::from("go away"));
    let code: OutsideCode = Arc::new(|_, call| {
        let asked = IERC721Receiver::onERC721ReceivedCall::abi_decode(&call.input).expect("the question of a receiver");
        assert_eq!((asked.operator, asked.from, asked.tokenId, asked.data), (ALICE, ALICE, U256::ONE, Bytes::from("hi")));
        let magic = [&IERC721Receiver::onERC721ReceivedCall::SELECTOR[..], &[0; 28]].concat();
        CallAnswer { success: true, output: magic.into() }
    });
    network.host.contracts.insert(CONTRACT, code);
    network.call(ALICE, queue, Wei::ZERO, &send);
    assert_eq!(network.view(queue, &IWithdrawalQueue::ownerOfCall { requestId: U256::ONE }), CONTRACT);
}

#[test]
fn a_safe_transfer_to_an_account_without_code_asks_nobody() {
    let mut network = with_request(ALICE, false);
    let queue = network.book.withdrawal_queue;
    let send = IWithdrawalQueue::safeTransferFrom_0Call { from: ALICE, to: BOB, requestId: U256::ONE };
    network.call(ALICE, queue, Wei::ZERO, &send);
    assert_eq!(network.view(queue, &IWithdrawalQueue::balanceOfCall { owner: BOB }), U256::ONE);
}

#[test]
fn a_descriptor_contract_speaks_for_the_tokens() {
    let mut network = with_request(ALICE, false);
    let queue = network.book.withdrawal_queue;
    let uri = IWithdrawalQueue::tokenURICall { requestId: U256::ONE };
    assert_eq!(network.view(queue, &uri), "");
    network.call(ADMIN, queue, Wei::ZERO, &IWithdrawalQueue::setBaseURICall { baseURI: "https://nft".into() });
    let (requested, at) = (ether(1).get(), GENESIS_TIME + 12_000);
    assert_eq!(network.view(queue, &uri), format!("https://nft/1?requested={requested}&created_at={at}"));
    let code: OutsideCode = Arc::new(|_, call| {
        assert!(call.is_static && call.input.starts_with(&INFTDescriptor::constructTokenURICall::SELECTOR));
        CallAnswer { success: true, output: "ipfs://one".to_owned().abi_encode().into() }
    });
    network.host.contracts.insert(CONTRACT, code);
    let set = IWithdrawalQueue::setNFTDescriptorAddressCall { nftDescriptorAddress: CONTRACT };
    network.call(ADMIN, queue, Wei::ZERO, &set);
    assert_eq!(network.view(queue, &uri), "ipfs://one");
}

#[test]
fn listing_and_walking_the_queue_cost_gas_by_what_they_walk() {
    let mut network = with_request(ALICE, false);
    let queue = network.book.withdrawal_queue;
    network.host.timestamp = Timestamp::new(GENESIS_TIME + 24_000);
    network.host.gas = 2_600 + 4_200;
    assert_eq!(network.view(queue, &IWithdrawalQueue::getWithdrawalRequestsCall { owner: ALICE }), [U256::ONE]);
    assert_eq!(network.host.gas, 0);
    let walk = IWithdrawalQueue::calculateFinalizationBatchesCall {
        maxShareRate: U256::MAX,
        maxTimestamp: U256::MAX,
        maxRequestsPerCall: U256::MAX,
        state: IWithdrawalQueue::BatchesCalculationState {
            remainingEthBudget: ether(9).get(),
            finished: false,
            batches: [U256::ZERO; 36],
            batchesLength: U256::ZERO,
        },
    };
    network.host.gas = 5_000 + 4_199;
    assert_eq!(network.raw(ALICE, queue, Wei::ZERO, &walk.abi_encode()), NativeOutcome::OutOfGas);
}

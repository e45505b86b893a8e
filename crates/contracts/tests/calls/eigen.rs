//! EIGEN and bEIGEN through their ABI.

use crate::network::{ALICE, BOB, GENESIS_TIME, Network, guardians, string};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_signer::SignerSync as _;
use alloy_sol_types::SolEvent as _;
use aquifer_contracts::interfaces::restaking::{IBackingEigen, IEigen, IVotesToken};
use aquifer_protocol::{
    restaking::eigen::EigenTokens,
    units::{EigenAmount, Timestamp, Wei},
};
use std::sync::Arc;

/// A network in which `holder` has 100 EIGEN and owns the tokens.
fn network(holder: Address) -> Network {
    let mut network = Network::start();
    let hundred = EigenAmount::new(U256::from(100));
    let book = &network.book.restaking;
    let tokens = EigenTokens::genesis(book, holder, &[(holder, hundred)], Timestamp::new(GENESIS_TIME));
    network.host.protocol.restaking.eigen = Arc::new(tokens.expect("one holder"));
    network
}

#[test]
fn eigen_unwraps_to_what_backs_it_and_wraps_again() {
    let mut network = network(ALICE);
    let (eigen, backing) = (network.book.restaking.eigen, network.book.restaking.backing_eigen);
    let amount = U256::from(60);
    network.call(ALICE, eigen, Wei::ZERO, &IEigen::unwrapCall { amount });
    let held = |network: &mut Network, token| network.view(token, &IVotesToken::balanceOfCall { account: ALICE });
    assert_eq!((held(&mut network, eigen), held(&mut network, backing)), (U256::from(40), amount));
    let refused = network.refused(ALICE, eigen, Wei::ZERO, &IEigen::wrapCall { amount });
    assert_eq!(refused, string("ERC20: insufficient allowance"));
    network.call(ALICE, backing, Wei::ZERO, &IVotesToken::approveCall { spender: eigen, amount });
    network.host.logs.clear();
    network.call(ALICE, eigen, Wei::ZERO, &IEigen::wrapCall { amount });
    let logs: Vec<_> = network.host.logs.iter().map(|log| (log.address, log.topics()[0])).collect();
    let transfer = IVotesToken::Transfer::SIGNATURE_HASH;
    assert_eq!(logs, [(backing, IVotesToken::Approval::SIGNATURE_HASH), (backing, transfer), (eigen, transfer)]);
    assert_eq!((held(&mut network, eigen), held(&mut network, backing)), (U256::from(100), U256::ZERO));
    assert_eq!(network.view(eigen, &IVotesToken::totalSupplyCall {}), U256::from(100));
}

#[test]
fn each_token_answers_its_own_functions_and_the_common_ones() {
    let mut network = network(ALICE);
    let (eigen, backing) = (network.book.restaking.eigen, network.book.restaking.backing_eigen);
    assert_eq!(network.view(eigen, &IVotesToken::symbolCall {}), "EIGEN");
    assert_eq!(network.view(backing, &IVotesToken::nameCall {}), "Backing Eigen");
    assert_eq!(network.view(eigen, &IEigen::bEIGENCall {}), backing);
    assert_eq!(network.view(backing, &IBackingEigen::EIGENCall {}), eigen);
    let mint = IBackingEigen::mintCall { to: BOB, amount: U256::ONE };
    assert_eq!(network.refused(ALICE, eigen, Wei::ZERO, &mint), Bytes::new(), "EIGEN has no mint(address,uint256)");
    let refused = network.refused(ALICE, backing, Wei::ZERO, &mint);
    assert_eq!(refused, string("BackingEigen.mint: caller is not a minter"));
    let by_stranger = IBackingEigen::setIsMinterCall { minterAddress: BOB, newStatus: true };
    let refused = network.refused(BOB, backing, Wei::ZERO, &by_stranger);
    assert_eq!(refused, string("Ownable: caller is not the owner"));
}

#[test]
fn a_signed_permit_and_a_signed_delegation_count_once() {
    let signer = &guardians()[0];
    let mut network = network(signer.address());
    let eigen = network.book.restaking.eigen;
    let owner = signer.address();
    let sign = |digest: B256| signer.sign_hash_sync(&digest).expect("a key signs");
    let ctx = aquifer_protocol::Ctx {
        caller: BOB,
        value: Wei::ZERO,
        block: network.host.block_number,
        timestamp: network.host.timestamp,
        chain_id: network.host.chain_id,
        selector: alloy_primitives::Selector::ZERO,
        ether: &aquifer_protocol::context::NoEther,
    };
    let token = network.host.protocol.restaking.eigen.eigen().clone();

    let seven = EigenAmount::new(U256::from(7));
    let by = sign(token.permit_digest(&ctx, owner, BOB, seven, U256::MAX).expect("in time"));
    let (r, s, v) = (by.r().into(), by.s().into(), 27 + u8::from(by.v()));
    let permit = IVotesToken::permitCall { owner, spender: BOB, value: seven.get(), deadline: U256::MAX, v, r, s };
    network.call(BOB, eigen, Wei::ZERO, &permit);
    assert_eq!(network.view(eigen, &IVotesToken::allowanceCall { owner, spender: BOB }), seven.get());
    let again = network.refused(BOB, eigen, Wei::ZERO, &permit);
    assert_eq!(again, string("ERC20Permit: invalid signature"), "the nonce is another");

    let (nonce, expiry) = (U256::ONE, U256::MAX);
    let by = sign(token.delegation_digest(&ctx, ALICE, nonce, expiry).expect("in time"));
    let (r, s, v) = (by.r().into(), by.s().into(), 27 + u8::from(by.v()));
    let delegation = IVotesToken::delegateBySigCall { delegatee: ALICE, nonce, expiry, v, r, s };
    network.call(BOB, eigen, Wei::ZERO, &delegation);
    assert_eq!(network.view(eigen, &IVotesToken::getVotesCall { account: ALICE }), U256::from(100));
    let again = network.refused(BOB, eigen, Wei::ZERO, &delegation);
    assert_eq!(again, string("ERC20Votes: invalid nonce"));
}

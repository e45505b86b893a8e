use super::*;
use crate::{context::NoEther, governance::OwnableError, units::BlockNumber};
use alloy_primitives::{Selector, U256};

const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);
const OWNER: Address = Address::repeat_byte(0x0e);
const EIGEN: Address = Address::repeat_byte(1);
const BACKING: Address = Address::repeat_byte(2);

fn amount(amount: u64) -> EigenAmount {
    EigenAmount::new(U256::from(amount))
}

fn at(caller: Address, timestamp: u64) -> Ctx<'static> {
    Ctx {
        caller,
        value: crate::units::Wei::ZERO,
        block: BlockNumber::new(1),
        timestamp: Timestamp::new(timestamp),
        chain_id: 1,
        selector: Selector::ZERO,
        ether: &NoEther,
    }
}

fn alice_has(eigen: u64) -> EigenTokens {
    let book = RestakingAddresses { eigen: EIGEN, backing_eigen: BACKING, ..RestakingAddresses::default() };
    EigenTokens::genesis(&book, OWNER, &[(ALICE, amount(eigen))], Timestamp::new(10)).unwrap()
}

fn held(tokens: &EigenTokens, account: Address) -> (EigenAmount, EigenAmount) {
    (tokens.eigen().balance_of(account), tokens.backing().balance_of(account))
}

#[test]
fn at_genesis_all_eigen_is_backed() {
    let tokens = alice_has(100);
    assert_eq!(held(&tokens, ALICE), (amount(100), EigenAmount::ZERO));
    assert_eq!(held(&tokens, EIGEN), (EigenAmount::ZERO, amount(100)));
    assert_eq!(tokens.total_supply(), amount(100));
}

#[test]
fn unwrapping_and_wrapping_returns_to_the_start() {
    let mut tokens = alice_has(100);
    let mut fx = Effects::new();
    tokens.unwrap(&at(ALICE, 11), amount(60), &mut fx).unwrap();
    assert_eq!(held(&tokens, ALICE), (amount(40), amount(60)));
    assert_eq!(tokens.total_supply(), amount(100), "EIGEN reports bEIGEN's supply");
    tokens.token_mut(TokenName::BackingEigen).approve(&at(ALICE, 11), EIGEN, amount(60), &mut fx).unwrap();
    tokens.wrap(&at(ALICE, 11), amount(60), &mut fx).unwrap();
    assert_eq!(held(&tokens, ALICE), (amount(100), EigenAmount::ZERO));
    assert_eq!(tokens.backing().allowance(ALICE, EIGEN), EigenAmount::ZERO);
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut tokens = alice_has(100);
    let before = tokens.clone();
    let mut fx = Effects::new();
    let refused = EigenError::BurnExceedsBalance { account: ALICE, held: amount(100), needed: amount(101) };
    assert_eq!(tokens.unwrap(&at(ALICE, 11), amount(101), &mut fx), Err(refused));
    let refused = EigenError::InsufficientAllowance { allowed: EigenAmount::ZERO, needed: amount(1) };
    assert_eq!(tokens.wrap(&at(ALICE, 11), amount(1), &mut fx), Err(refused));
    let sent = tokens.multisend(&at(ALICE, 11), &[BOB, Address::ZERO], &[amount(1), amount(1)], &mut fx);
    assert_eq!(sent, Err(EigenError::TransferToZero));
    let sent = tokens.multisend(&at(ALICE, 11), &[BOB], &[], &mut fx);
    assert_eq!(sent, Err(EigenError::MultisendLengths { receivers: 1, amounts: 0 }));
    assert_eq!(tokens.mint_backing(&at(ALICE, 11), ALICE, amount(1), &mut fx), Err(EigenError::NotMinter(ALICE)));
    let stranger = OwnableError::NotOwner { caller: ALICE, owner: OWNER };
    assert_eq!(tokens.set_is_minter(&at(ALICE, 11), ALICE, true, &mut fx), Err(stranger.into()));
    let too_much = tokens.token_mut(TokenName::Eigen).transfer_from(&at(BOB, 11), ALICE, BOB, amount(1), &mut fx);
    assert_eq!(too_much, Err(EigenError::InsufficientAllowance { allowed: EigenAmount::ZERO, needed: amount(1) }));
    assert_eq!(tokens, before);
    assert_eq!(fx, Effects::new());
}

#[test]
fn the_largest_allowance_is_without_end() {
    let mut tokens = alice_has(100);
    let eigen = tokens.token_mut(TokenName::Eigen);
    let mut fx = Effects::new();
    eigen.approve(&at(ALICE, 11), BOB, EigenAmount::MAX, &mut fx).unwrap();
    eigen.transfer_from(&at(BOB, 11), ALICE, BOB, amount(4), &mut fx).unwrap();
    assert_eq!(eigen.allowance(ALICE, BOB), EigenAmount::MAX);
    assert_eq!(eigen.balance_of(BOB), amount(4));
}

#[test]
fn a_minter_makes_bare_backing_eigen_that_counts_as_supply() {
    let mut tokens = alice_has(100);
    let mut fx = Effects::new();
    tokens.set_is_minter(&at(OWNER, 11), BOB, true, &mut fx).unwrap();
    tokens.mint_backing(&at(BOB, 11), ALICE, amount(5), &mut fx).unwrap();
    assert_eq!((tokens.total_supply(), tokens.eigen().issued()), (amount(105), amount(100)));
    tokens.burn_backing(&at(ALICE, 11), amount(5), &mut fx).unwrap();
    tokens.set_is_minter(&at(OWNER, 11), BOB, false, &mut fx).unwrap();
    assert_eq!(tokens.mint_backing(&at(BOB, 11), ALICE, amount(1), &mut fx), Err(EigenError::NotMinter(BOB)));
    let most = tokens.clone().backing.mint(ALICE, EigenAmount::MAX, Timestamp::new(12), &mut fx);
    assert!(most.is_err(), "more than votes can count");
}

#[test]
fn tokens_vote_once_their_holder_names_a_delegate() {
    let mut tokens = alice_has(100);
    let mut fx = Effects::new();
    let eigen = tokens.token_mut(TokenName::Eigen);
    assert_eq!(eigen.votes().of(ALICE), EigenAmount::ZERO);
    eigen.delegate(&at(ALICE, 20), BOB, &mut fx).unwrap();
    eigen.transfer(&at(ALICE, 30), EIGEN, amount(40), &mut fx).unwrap();
    eigen.delegate(&at(ALICE, 40), ALICE, &mut fx).unwrap();
    let past = |delegate, when: u64| eigen.votes().past(delegate, U256::from(when), Timestamp::new(50)).unwrap();
    assert_eq!([19, 20, 29, 30, 40].map(|when| past(BOB, when)), [0, 100, 100, 60, 0].map(amount));
    assert_eq!([30, 40].map(|when| past(ALICE, when)), [0, 60].map(amount));
    assert_eq!(eigen.votes().checkpoints(BOB).count(), 3);
    let asked = U256::from(50);
    let now = Timestamp::new(50);
    assert_eq!(eigen.votes().past(BOB, asked, now), Err(EigenError::FutureLookup { asked, now }));
    assert_eq!(eigen.votes().past_supply(U256::from(10), now), Ok(amount(100)));
}

#[test]
fn a_signed_delegation_is_good_once_and_until_its_expiry() {
    let mut tokens = alice_has(100);
    let eigen = tokens.token_mut(TokenName::Eigen);
    let mut fx = Effects::new();
    let expiry = U256::from(20);
    assert!(eigen.delegation_digest(&at(BOB, 20), BOB, U256::ZERO, expiry).is_ok());
    let late = eigen.delegation_digest(&at(BOB, 21), BOB, U256::ZERO, expiry);
    assert_eq!(late, Err(EigenError::SignatureExpired { expiry }));
    eigen.delegate_by_signature(&at(BOB, 20), ALICE, BOB, U256::ZERO, &mut fx).unwrap();
    assert_eq!(eigen.votes().of(BOB), amount(100));
    let again = eigen.delegate_by_signature(&at(BOB, 20), ALICE, BOB, U256::ZERO, &mut fx);
    assert_eq!(again, Err(EigenError::InvalidNonce { expected: U256::ONE, got: U256::ZERO }));
}

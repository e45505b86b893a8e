//! BN254 keys of operators: pairings by the EVM's own precompiles, called by a native contract.

use crate::fixture::{ALICE, BOB, Chain, book};
use alloy_primitives::{Address, B256, Bytes, U256, uint};
use alloy_sol_types::{SolCall as _, SolError as _};
use aquifer_chain::execute::{CallOutcome, CallRequest, CallStatus};
use aquifer_contracts::interfaces::restaking::IKeyRegistrar::{
    self, CurveType, G1Point, G2Point, KeyAlreadyRegistered, OperatorSet,
};

/// The field of the coordinates.
const FIELD: U256 = uint!(21888242871839275222246405745257275088696311157297823662689037894645226208583_U256);

/// A secret, and its product with the generator of G2 (imaginary parts first), as EigenLayer's own tests have it.
const SECRET: u64 = 69;
const PUBLIC_X: [U256; 2] = [
    uint!(5334410886741819556325359147377682006012228123419628681352847439302316235957_U256),
    uint!(19101821850089705274637533855249918363070101489527618151493230256975900223847_U256),
];
const PUBLIC_Y: [U256; 2] = [
    uint!(4185483097059047421902184823581361466320657066600218863748375739772335928910_U256),
    uint!(354176189041917478648604979334478067325821134838555150300539079146482658331_U256),
];

const fn set() -> OperatorSet {
    OperatorSet { avs: ALICE, id: 0 }
}

/// A chain on which the set's keys are of BN254.
fn chain() -> Chain {
    let mut chain = Chain::new();
    let configure = IKeyRegistrar::configureOperatorSetCall { operatorSet: set(), curveType: CurveType::BN254 };
    chain.must(ALICE, registrar(), U256::ZERO, &configure);
    chain
}

fn registrar() -> Address {
    book().restaking.key_registrar
}

/// A point of G1 times a number, by the precompile.
fn times(chain: &Chain, [x, y]: [U256; 2], by: u64) -> [U256; 2] {
    let input = [x, y, U256::from(by)].map(|word| word.to_be_bytes::<32>()).concat();
    let request = CallRequest { to: Some(Address::with_last_byte(7)), input: input.into(), ..CallRequest::default() };
    let output = chain.call(&request).output;
    [U256::from_be_slice(&output[..32]), U256::from_be_slice(&output[32..64])]
}

/// The point a message hashes to: try and increment.
fn hash_to_point(message: B256) -> [U256; 2] {
    let mut x = U256::from_be_bytes(message.0) % FIELD;
    loop {
        let square = x.mul_mod(x, FIELD).mul_mod(x, FIELD).add_mod(U256::from(3), FIELD);
        let root = square.pow_mod((FIELD + U256::ONE) >> 2, FIELD);
        if root.mul_mod(root, FIELD) == square {
            return [x, root];
        }
        x = x.add_mod(U256::ONE, FIELD);
    }
}

/// The operator's key data, as the registrar encodes it.
fn key_data(chain: &Chain) -> Bytes {
    let [x, y] = times(chain, [U256::ONE, U256::from(2)], SECRET);
    let encode =
        IKeyRegistrar::encodeBN254KeyDataCall { g1Point: G1Point { X: x, Y: y }, g2Point: G2Point { X: PUBLIC_X, Y: PUBLIC_Y } };
    chain.view(registrar(), &encode)
}

fn signature(chain: &Chain, operator: Address, data: &Bytes, secret: u64) -> Bytes {
    let question = IKeyRegistrar::getBN254KeyRegistrationMessageHashCall { operator, operatorSet: set(), keyData: data.clone() };
    let digest = chain.view(registrar(), &question);
    let signed = times(chain, hash_to_point(digest), secret);
    signed.map(|word| word.to_be_bytes::<32>()).concat().into()
}

fn register(operator: Address, data: &Bytes, signature: Bytes) -> IKeyRegistrar::registerKeyCall {
    IKeyRegistrar::registerKeyCall { operator, operatorSet: set(), keyData: data.clone(), signature }
}

fn outcome(chain: &Chain, call: &IKeyRegistrar::registerKeyCall) -> CallOutcome {
    let (from, input) = (call.operator, call.abi_encode().into());
    chain.call(&CallRequest { from, to: Some(registrar()), input, ..CallRequest::default() })
}

#[track_caller]
fn refused(chain: &Chain, call: &IKeyRegistrar::registerKeyCall, data: Vec<u8>) {
    let outcome = outcome(chain, call);
    assert_eq!((outcome.status, outcome.output), (CallStatus::Revert, data.into()));
}

#[test]
fn a_key_in_both_groups_is_registered_with_a_signature_of_its_secret() {
    let mut chain = chain();
    let data = key_data(&chain);
    let good = register(BOB, &data, signature(&chain, BOB, &data, SECRET));
    chain.must(BOB, registrar(), U256::ZERO, &good);
    let key = chain.view(registrar(), &IKeyRegistrar::getBN254KeyCall { operatorSet: set(), operator: BOB });
    assert_eq!((key.g2Point.X, key.g2Point.Y), (PUBLIC_X, PUBLIC_Y));
    let signing = data.slice(..64);
    let found = IKeyRegistrar::getOperatorFromSigningKeyCall { operatorSet: set(), signingKeyData: signing };
    let found = chain.view(registrar(), &found);
    assert_eq!((found.operator, found.status), (BOB, true));
    let again = register(ALICE, &data, signature(&chain, ALICE, &data, SECRET));
    refused(&chain, &again, KeyAlreadyRegistered {}.abi_encode());
}

#[test]
fn forged_signatures_and_mismatched_keys_are_refused() {
    let chain = chain();
    let data = key_data(&chain);
    let invalid = || IKeyRegistrar::InvalidSignature {}.abi_encode();
    refused(&chain, &register(BOB, &data, signature(&chain, BOB, &data, SECRET + 1)), invalid());
    // A signature for somebody else.
    refused(&chain, &register(BOB, &data, signature(&chain, ALICE, &data, SECRET)), invalid());
    // The two halves of the key come from different secrets.
    let [x, y] = times(&chain, [U256::ONE, U256::from(2)], SECRET + 1);
    let halves = [x, y].map(|word| word.to_be_bytes::<32>()).concat();
    let mixed: Bytes = [halves.as_slice(), &data[64..]].concat().into();
    refused(&chain, &register(BOB, &mixed, signature(&chain, BOB, &mixed, SECRET + 1)), invalid());
}

#[test]
fn points_off_the_curve_take_all_gas() {
    let chain = chain();
    let data = key_data(&chain);
    let good = signature(&chain, BOB, &data, SECRET);
    let with_word = |bytes: &Bytes, place: usize, word: u64| -> Bytes {
        let mut bytes = bytes.to_vec();
        bytes[place * 32..][..32].copy_from_slice(&U256::from(word).to_be_bytes::<32>());
        bytes.into()
    };
    let wrong = [
        register(BOB, &with_word(&data, 0, 1), good.clone()),
        register(BOB, &data, with_word(&good, 0, 1)),
        register(BOB, &with_word(&data, 2, 1), good.clone()),
    ];
    for call in wrong {
        let outcome = outcome(&chain, &call);
        assert!(matches!(outcome.status, CallStatus::Halt(_)), "{outcome:?}");
    }
}

#[test]
fn keys_and_signatures_cut_short_are_refused_as_the_decoder_does() {
    let chain = chain();
    let data = key_data(&chain);
    let good = signature(&chain, BOB, &data, SECRET);
    let no_point: Bytes = [0; 64].into_iter().chain(data[64..].iter().copied()).collect();
    refused(&chain, &register(BOB, &no_point, good.clone()), IKeyRegistrar::ZeroPubkey {}.abi_encode());
    refused(&chain, &register(BOB, &data.slice(..160), good.clone()), vec![]);
    refused(&chain, &register(BOB, &data, good.slice(..32)), vec![]);
}

//! BLS signatures over BN254, as EigenLayer's `BN254SignatureVerifier` checks them: arithmetic by the EVM's precompiles.
//!
//! A public key is given in both groups, so one pairing equation shows that both come from the same secret and that it has
//! signed: `e(S + g P1, -G2) e(H(m) + g G1, P2) = 1`, where `g` is a hash of all that is claimed.

use crate::frame::{Frame, Stop};
use alloy_primitives::{Address, B256, U256, keccak256, uint};
use aquifer_protocol::restaking::key_registrar::Bn254Key;

/// Order of the field the coordinates are in.
const FIELD: U256 = uint!(21888242871839275222246405745257275088696311157297823662689037894645226208583_U256);
/// Order of the groups.
const ORDER: U256 = uint!(21888242871839275222246405745257275088548364400416034343698204186575808495617_U256);
/// `(FIELD + 1) / 4`: raising to it takes a square root, if there is one.
const ROOT: U256 = uint!(0xc19139cb84c680a6e14116da060561765e05aa45a1c72a34f082305b61f3f52_U256);
/// The generator of G1.
const G1: [U256; 2] = [U256::ONE, uint!(2_U256)];
/// The generator of G2 with its second coordinate negated; imaginary parts first.
const NEGATED_G2: [U256; 4] = [
    uint!(11559732032986387107991004021392285783925812861821192530917403151452391805634_U256),
    uint!(10857046999023057135944570762232829481370756359578518086990519993285655852781_U256),
    uint!(17805874995975841540914202342111839520379459829704422454583296818431106115052_U256),
    uint!(13392588948715843804641432497768002650278120570034223513918757245338268106653_U256),
];

/// The precompiles of EIP-196 and EIP-197.
const ADD: Address = Address::with_last_byte(6);
const MUL: Address = Address::with_last_byte(7);
const PAIRING: Address = Address::with_last_byte(8);

/// Gas of hashing to the curve: two tries on average, each a modular exponentiation of EIP-198.
const HASH_GAS: u64 = 5_000;

/// Whether a signature over `message` is the key's. Points that lie on no curve take all gas.
pub(crate) fn is_signed(frame: &mut Frame<'_>, message: B256, signature: [U256; 2], key: &Bn254Key) -> Result<bool, Stop> {
    let challenge = challenge(message, signature, key);
    let of_key = mul(frame, key.g1, challenge)?;
    let left = add(frame, signature, of_key)?;
    frame.charge(HASH_GAS)?;
    let hash = hash_to_g1(message);
    let of_generator = mul(frame, G1, challenge)?;
    let right = add(frame, hash, of_generator)?;
    let [g2_x, g2_y] = [key.g2_x, key.g2_y];
    let input = [left.as_slice(), &NEGATED_G2, &right, &g2_x, &g2_y].concat();
    let answer = compute(frame, PAIRING, &input)?;
    Ok(answer.first() == Some(&U256::ONE))
}

/// What ties both sides of the equation to all that is claimed (Fiat-Shamir).
fn challenge(message: B256, signature: [U256; 2], key: &Bn254Key) -> U256 {
    let words = [key.g1, key.g2_x, key.g2_y, signature].concat();
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes::<32>()).collect();
    U256::from_be_bytes(keccak256([message.as_slice(), &bytes].concat()).0) % ORDER
}

/// The first point at or after the hash's first coordinate (`BN254.hashToG1`): one in two has one.
pub(crate) fn hash_to_g1(message: B256) -> [U256; 2] {
    let mut x = U256::from_be_bytes(message.0) % FIELD;
    loop {
        let cube = x.mul_mod(x, FIELD).mul_mod(x, FIELD);
        let square = cube.add_mod(uint!(3_U256), FIELD);
        let y = square.pow_mod(ROOT, FIELD);
        if y.mul_mod(y, FIELD) == square {
            return [x, y];
        }
        x = x.add_mod(U256::ONE, FIELD);
    }
}

fn add(frame: &mut Frame<'_>, a: [U256; 2], b: [U256; 2]) -> Result<[U256; 2], Stop> {
    point(&compute(frame, ADD, &[a, b].concat())?)
}

fn mul(frame: &mut Frame<'_>, [x, y]: [U256; 2], by: U256) -> Result<[U256; 2], Stop> {
    point(&compute(frame, MUL, &[x, y, by])?)
}

fn point(words: &[U256]) -> Result<[U256; 2], Stop> {
    words.try_into().map_err(|_| Stop::empty())
}

/// Words in, words out. Where a precompile refuses, the library ends with INVALID, which takes all gas and says nothing;
/// its errors (`ECAddFailed` and its kin) stand behind that and are never seen.
fn compute(frame: &mut Frame<'_>, precompile: Address, words: &[U256]) -> Result<Vec<U256>, Stop> {
    let input = words.iter().flat_map(|word| word.to_be_bytes::<32>()).collect();
    let answer = frame.ask(precompile, input, true);
    if !answer.success {
        return Err(Stop::OutOfGas);
    }
    Ok(answer.output.chunks_exact(32).map(U256::from_be_slice).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_lies_on_the_curve_at_or_after_its_first_coordinate() {
        for message in [B256::ZERO, B256::with_last_byte(1), keccak256("a"), B256::repeat_byte(0xff)] {
            let [x, y] = hash_to_g1(message);
            let cube = x.mul_mod(x, FIELD).mul_mod(x, FIELD);
            assert_eq!(y.mul_mod(y, FIELD), cube.add_mod(uint!(3_U256), FIELD), "{message}");
            assert!(x.add_mod(FIELD - U256::from_be_bytes(message.0) % FIELD, FIELD) < U256::from(64), "{message}");
        }
    }

    #[test]
    fn the_generator_is_the_hash_of_one() {
        // 1 + 3 = 4, whose root by the exponent is the generator's second coordinate or its negative.
        let [x, y] = hash_to_g1(B256::with_last_byte(1));
        assert_eq!(x, U256::ONE);
        assert!(y == G1[1] || y == FIELD - G1[1]);
    }
}

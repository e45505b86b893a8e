//! Leaves and nodes.

use alloy_primitives::{Address, B256, U256, keccak256};

/// First bytes of leaves, so that neither passes for the other.
const EARNER_SALT: u8 = 0;
const TOKEN_SALT: u8 = 1;
/// Salt, address, word.
const LEAF_LENGTH: usize = 53;

/// What was earned of a token since the beginning (`TokenTreeMerkleLeaf`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenEarnings {
    /// The token.
    pub token: Address,
    /// In its base units.
    pub cumulative: U256,
}

/// `calculateEarnerLeafHash`
#[must_use]
pub fn earner_leaf(earner: Address, token_root: B256) -> B256 {
    salted(EARNER_SALT, earner, token_root)
}

/// `calculateTokenLeafHash`
#[must_use]
pub fn token_leaf(leaf: &TokenEarnings) -> B256 {
    salted(TOKEN_SALT, leaf.token, leaf.cumulative.into())
}

/// `H(left ++ right)`
pub(super) fn node(left: &B256, right: &B256) -> B256 {
    let mut pair = [0; 64];
    let (first, second) = pair.split_at_mut(32);
    first.copy_from_slice(left.as_slice());
    second.copy_from_slice(right.as_slice());
    keccak256(pair)
}

/// The root that a proof leads to from a leaf; bit `i` of the index says on which side the path is at height `i`.
/// `None` when the proof is not made of whole words.
#[must_use]
pub fn fold_proof(leaf: B256, index: u32, proof: &[u8]) -> Option<B256> {
    let (siblings, rest) = proof.as_chunks::<32>();
    if !rest.is_empty() {
        return None;
    }
    let climb = |(found, place): (B256, u32), sibling: &[u8; 32]| {
        let sibling = B256::from(*sibling);
        let parent = if place & 1 == 0 { node(&found, &sibling) } else { node(&sibling, &found) };
        (parent, place >> 1)
    };
    Some(siblings.iter().fold((leaf, index), climb).0)
}

fn salted(salt: u8, address: Address, word: B256) -> B256 {
    let mut leaf = [salt; LEAF_LENGTH];
    let (_, rest) = leaf.split_at_mut(1);
    let (place, value) = rest.split_at_mut(Address::len_bytes());
    place.copy_from_slice(address.as_slice());
    value.copy_from_slice(word.as_slice());
    keccak256(leaf)
}
